"""What an unfinished reading of calls remembers on disk: whose calls, of which period, and those that are there."""

import json
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final, Literal

import pyarrow as pa
import pyarrow.json
from pydantic import BaseModel, ConfigDict, ValidationError

from audit.errors import NoRoomError, UsageError, why
from audit.sources.aircall.aircall_api import AircallCall, Company
from audit.sources.aircall.call_walk import Period
from audit.sources.private_files import PART, locked, own_folder, private_log, whole_file
from audit.tables.calls import HAS_CONTACT

_LONGEST: Final = 7 * 86_400
"""Seconds after which an unfinished reading is begun anew."""
_PERIOD: Final = "period.json"
_CALLS: Final = "calls.jsonl"
_LOCK: Final = ".lock"
_COLUMNS: Final = (
    *("id", "direction", "status", "started_at", "answered_at", "ended_at", "duration", "raw_digits"),
    *("number.digits", "user.email"),
)
"""As a list of calls of the API that is flattened to text has them."""


class _Begun(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    format: Literal[1] = 1
    company: str
    line_ids: tuple[int, ...]
    since: str | None
    until: str | None
    """As they were asked for; None where they were not."""
    begin: int
    end: int
    started: float
    fetch_contact: bool = False

    def is_of(self, company: Company) -> bool:
        """Return whether these are calls of ``company``: by its name, and by a line, as names may be alike."""
        ids = {line.id for line in company.lines}
        return self.company == company.name and (not ids or not self.line_ids or not ids.isdisjoint(self.line_ids))


class UnfinishedCalls:
    """A folder beside the output, for its owner alone: calls are added to it as they come."""

    def __init__(self, folder: Path, begun: _Begun, seen: set[int], reached: int | None) -> None:
        """Use ``unfinished_calls``."""
        self.folder = folder
        self._columns = (*_COLUMNS, *(["has_contact"] if begun.fetch_contact else []))
        self._path = folder / _CALLS
        self.period = Period(begun.begin, begun.end)
        self.seen = seen
        """The ids of the calls that are there."""
        self.reached = reached
        """The start of the last of them; None before there is one."""

    def add(self, calls: Sequence[AircallCall]) -> None:
        """Add calls in the order in which Aircall gave them; they are on disk before the method returns."""
        lines = "".join(f"{json.dumps(_flat(call, self._columns))}\n" for call in calls)
        with _writing_to(self.folder), private_log(self._path) as file:
            file.write(lines.encode())
            os.fsync(file.fileno())

    def texts(self) -> pa.Table:
        """Return all calls in text, as a list of the API that is flattened has them; null for what is not there."""
        schema = pa.schema([(name, pa.large_string()) for name in self._columns])
        if not self.seen:
            return schema.empty_table()
        options = pa.json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error")
        return pa.json.read_json(self._path, parse_options=options).select(self._columns)


@contextmanager
def unfinished_calls(
    folder: Path, company: Company, asked: tuple[str | None, str | None], period: Period, *, fetch_contact: bool = False
) -> Iterator[UnfinishedCalls]:
    """Yield what ``folder`` has of ``period``, asked for as ``asked``, and remove it when the block ends well.

    Raise UsageError where another reading writes there now, or one of another company or period, or with contacts where
    this one is without, was interrupted; NoRoomError where nothing can be written.
    """
    busy = f"Another command is writing to {folder} now. Wait for it, or give another --out."
    with ExitStack() as lock:
        with _writing_to(folder):
            own_folder(folder)
            lock.enter_context(locked(folder / _LOCK, busy))
            begun = _begun(folder)
            if begun is None or time.time() - begun.started > _LONGEST:
                begun = _begin(folder, company, asked, period, fetch_contact=fetch_contact)
            _check_same(folder, begun, company, asked, fetch_contact=fetch_contact)
            there = _reopened(folder, begun)
        yield there
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _writing_to(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NoRoomError(f"Cannot write to {folder}: {why(error)}. Give another --out.", why(error)) from error


def _begun(folder: Path) -> _Begun | None:
    """Return what an interrupted reading was to be; raise UsageError where the folder holds something else."""
    if {path.name.removesuffix(PART) for path in folder.iterdir()} - {_PERIOD, _CALLS, _LOCK}:
        raise UsageError(f"{folder} holds something else. Give another --out, or delete it.")
    try:
        return _Begun.model_validate_json((folder / _PERIOD).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def _begin(
    folder: Path, company: Company, asked: tuple[str | None, str | None], period: Period, *, fetch_contact: bool
) -> _Begun:
    begun = _Begun(
        company=company.name,
        line_ids=tuple(line.id for line in company.lines),
        since=asked[0],
        until=asked[1],
        begin=period.begin,
        end=period.end,
        started=time.time(),
        fetch_contact=fetch_contact,
    )
    with suppress(FileNotFoundError):
        (folder / _CALLS).unlink()
    with whole_file(folder / _PERIOD) as file:
        file.write(begun.model_dump_json().encode())
    return begun


def _check_same(
    folder: Path, begun: _Begun, company: Company, asked: tuple[str | None, str | None], *, fetch_contact: bool
) -> None:
    there = f"{folder} has calls of another"
    if not begun.is_of(company):
        raise UsageError(
            f"{there} company, {begun.company}, from a command that was interrupted. Give another --out, or delete it."
        )
    if (begun.since, begun.until) != asked:
        days = (f"--since {begun.since}" if begun.since else "", f"--until {begun.until}" if begun.until else "")
        finish = " and ".join(filter(None, days)) or "neither --since nor --until"
        raise UsageError(
            f"{there} period, from a command that was interrupted. Finish it with {finish}, give another --out, or "
            "delete it."
        )
    if begun.fetch_contact != fetch_contact:
        how = "with" if begun.fetch_contact else "without"
        raise UsageError(
            f"{folder} has calls of a command {how} --fetch-contact that was interrupted. Finish it {how} it, give "
            "another --out, or delete it."
        )


def _reopened(folder: Path, begun: _Begun) -> UnfinishedCalls:
    """Return what is there; a line that a killed run did not finish is cut off."""
    seen: set[int] = set()
    reached: int | None = None
    whole = 0
    with suppress(FileNotFoundError), (folder / _CALLS).open("rb+") as file:
        for line in file:
            if not line.endswith(b"\n"):
                break
            call = json.loads(line)
            seen.add(int(call["id"]))
            reached = int(call["started_at"]) if call["started_at"] else reached
            whole += len(line)
        file.truncate(whole)
    return UnfinishedCalls(folder, begun, seen, reached)


def _flat(call: AircallCall, columns: Sequence[str]) -> dict[str, str | None]:
    values = {
        **call.model_dump(exclude={"number", "user", "contact"}),
        "number.digits": call.number and call.number.digits,
        "user.email": call.user and call.user.email,
        "has_contact": HAS_CONTACT[call.contact is None],
    }
    return {name: None if values[name] is None else str(values[name]) for name in columns}
