"""The files of a call history as tables of text: CSV, JSON of Aircall's API, workbooks."""

import json
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import pyarrow as pa

from audit.errors import UnreadableInputError, UsageError
from audit.sources.calls.workbook_table import workbook_table
from audit.sources.csv.encoding import examined, reading
from audit.sources.csv.file_names import printable
from audit.sources.csv.file_state import FileState
from audit.sources.csv.header import header_with
from audit.sources.csv.rows import CsvPart
from audit.sources.interface import RowBatch

JSON_SUFFIXES: Final = (".json", ".jsonl", ".ndjson")
WORKBOOK_SUFFIXES: Final = (".xlsx", ".xlsm")
_SUFFIXES: Final = (".csv", ".tsv", ".txt", *JSON_SUFFIXES, *WORKBOOK_SUFFIXES)
_PACKED: Final = b"PK\x03\x04"
_JSON_STARTS: Final = (b"{", b"[")
_LIST_NAMES: Final = ("calls", "records", "data", "result")
"""Under which an answer of Aircall or Salesforce has its list."""

HasNeeded = Callable[[tuple[str, ...]], bool]


class CallFile(Protocol):
    """A table of text."""

    @property
    def label(self) -> str:
        """Its name in messages."""

    @property
    def header(self) -> tuple[str, ...]:
        """The names of its columns."""

    def rows(self, columns: Sequence[str]) -> Iterator[RowBatch]:
        """Yield its rows with ``columns``, some thousand at a time."""


@dataclass(frozen=True)
class _Table:
    """A table that is read already."""

    label: str
    table: pa.Table
    notes: tuple[str, ...] = ()

    @property
    def header(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(self.table.column_names)

    def rows(self, columns: Sequence[str]) -> Iterator[RowBatch]:
        """Yield all of it at once."""
        yield RowBatch(self.table.select(list(columns)), 0, self.notes)


def call_files(path: Path, has_needed: HasNeeded, otherwise: Callable[[str], str]) -> Iterator[CallFile]:
    """Yield the files of ``path``, a file or a folder of them; all JSON of a folder is one, as pages of the API are.

    ``has_needed`` accepts the header of a CSV file, ``otherwise`` is the refusal of a file by its name.
    Raise UsageError when nothing is there, UnreadableInputError for what cannot be read.
    """
    if path.is_dir():
        files = sorted(each for each in path.iterdir() if each.suffix.casefold() in _SUFFIXES and each.is_file())
        if not files:
            raise UsageError(f"There is no file with calls in {path}. Give CSV, JSON or XLSX as Aircall exports them.")
    elif path.is_file():
        files = [path]
    else:
        raise _missing(path)
    pages = [each for each in files if _is_json(each)]
    if pages:
        yield _of_json(pages, printable(path.name))
    for each in files:
        if each not in pages:
            yield (
                _Table(printable(each.name), workbook_table(each))
                if _is_workbook(each)
                else _of_csv(each, has_needed, otherwise)
            )


def _is_json(path: Path) -> bool:
    return path.suffix.casefold() in JSON_SUFFIXES or _start(path).removeprefix(BOM_UTF8).lstrip().startswith(
        _JSON_STARTS
    )


def _is_workbook(path: Path) -> bool:
    return path.suffix.casefold() in WORKBOOK_SUFFIXES and _start(path).startswith(_PACKED)


def _start(path: Path) -> bytes:
    with reading(printable(path.name)), path.open("rb") as file:
        return file.read(64)


def _of_csv(path: Path, has_needed: HasNeeded, otherwise: Callable[[str], str]) -> CallFile:
    label = printable(path.name)
    with reading(label):
        state = FileState.of(path)
    text = examined(label, lambda: path.open("rb"), state)
    header = header_with(text, has_needed, otherwise(label))
    return CsvPart("Call", text, header.names, header.delimiter, header.n_bytes)


def _of_json(paths: Sequence[Path], label: str) -> CallFile:
    """Return the calls of answers of the API: one a file, or one a line; a list of calls does as well."""
    calls: list[dict[str, str]] = []
    n_announced = 0
    for path in paths:
        for answer in _documents(path):
            meta = answer.get("meta") if isinstance(answer, dict) else None
            total = meta.get("total") if isinstance(meta, dict) else None
            n_announced = max(n_announced, total if isinstance(total, int) else 0)
            calls += (_flat(each) for each in _listed(answer))
    names = dict.fromkeys(name for call in calls for name in call)
    table = pa.table({name: pa.array([call.get(name) for call in calls], pa.large_string()) for name in names})
    missing = f"{label} has {len(calls):,} calls, but its pages announce {n_announced:,}: some pages are not there."
    return _Table(label, table, (missing,) if n_announced > len(calls) else ())


def _documents(path: Path) -> Iterator[Any]:
    label = printable(path.name)
    with reading(label):
        text = path.read_text(encoding="utf-8-sig")
    try:
        yield json.loads(text)
    except json.JSONDecodeError:
        for number, line in enumerate(text.splitlines(), start=1):
            if line.strip():
                yield _document(line, label, number)


def _document(line: str, label: str, number: int) -> Any:
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        raise UnreadableInputError(
            f"{label} is cut off or no JSON: line {number:,} does not end. Get the calls again."
        ) from error


def _listed(answer: Any) -> Sequence[Any]:
    """Return the objects of the list in ``answer``, or ``answer`` itself where it is one of them."""
    while isinstance(answer, dict):
        inner = next((answer[name] for name in _LIST_NAMES if isinstance(answer.get(name), list | dict)), None)
        answer = [answer] if inner is None else inner
    return [each for each in answer if isinstance(each, dict)] if isinstance(answer, list) else ()


def _flat(call: dict[str, Any]) -> dict[str, str]:
    """Return the scalars of ``call`` as text, those of an object in it under both names: ``number.digits``."""
    flat = {}
    for name, value in call.items():
        inner = {f"{name}.{key}": each for key, each in value.items()} if isinstance(value, dict) else {name: value}
        flat.update({key: _text(each) for key, each in inner.items() if isinstance(each, str | int | float)})
    return flat


def _text(value: str | float) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def check_call_files(calls: Path, log: Path | None) -> None:
    """Raise UsageError where one of these is not there: before anything is read, which may take an hour."""
    if not calls.exists():
        raise _missing(calls)
    if log is not None and not log.exists():
        raise UsageError(
            f"There is no file {log}. Give the Tasks or Aircall Logs that were exported from Salesforce, or what "
            "phone-audit calls saved of them."
        )


def _missing(calls: Path) -> UsageError:
    return UsageError(f"There is no file {calls}. Give the calls as Aircall exports them.")
