"""The calls of a company from Aircall's API, as a call history: resumable, each call once."""

import calendar
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from audit.errors import AuditError, UsageError
from audit.sources.aircall.aircall_api import CALLS_OF_A_PAGE, MOST_PAGES, Aircall, Company, OutOfBoundsError
from audit.sources.aircall.call_walk import Period, walk_calls
from audit.sources.aircall.unfinished_calls import UnfinishedCalls, unfinished_calls
from audit.sources.calls.call_columns import call_columns
from audit.sources.calls.call_rows import call_rows
from audit.sources.records.record_columns import null_where_empty
from audit.tables.calls import CallLog

_KEPT_MONTHS: Final = 6
"""Aircall gives no older calls."""
_LABEL: Final = "Aircall"
_FEW: Final = 20
_SMALL_SHARE: Final = 0.005
_CAP: Final = MOST_PAGES * CALLS_OF_A_PAGE
"""A total of exactly so many may be more."""

Progress = Callable[[int, int | None], None]
"""Told how many calls are there, and of about how many."""


@dataclass(frozen=True)
class AskedPeriod:
    """The days whose calls are asked for, both included; None for as far back as Aircall goes, and for now."""

    since: date | None = None
    until: date | None = None

    def at(self, now: datetime) -> Period:
        """Return the period as of ``now`` (UTC); raise UsageError where no call can be in it."""
        oldest = oldest_moment(now)
        begin = oldest if self.since is None else max(oldest, datetime.combine(self.since, time(), UTC))
        end = now if self.until is None else min(now, datetime.combine(self.until, time(), UTC) + timedelta(days=1))
        if self.since and self.until and self.since > self.until:
            raise UsageError(f"--since {self.since} is after --until {self.until}.")
        if begin >= end:
            raise UsageError(
                f"Aircall has no calls of this period: it keeps those since {oldest:%Y-%m-%d}. Change --since or "
                "--until."
            )
        return Period(int(begin.timestamp()), int(end.timestamp()))

    def as_text(self) -> tuple[str | None, str | None]:
        """Return both days as they are typed."""
        since, until = (None if day is None else day.isoformat() for day in (self.since, self.until))
        return since, until


def oldest_moment(now: datetime) -> datetime:
    """Return the moment from which on Aircall gives calls.

    >>> oldest_moment(datetime(2026, 8, 31, 12, tzinfo=UTC)).isoformat()
    '2026-02-28T12:00:00+00:00'
    """
    months = now.year * 12 + now.month - 1 - _KEPT_MONTHS
    year, month = divmod(months, 12)
    return now.replace(year=year, month=month + 1, day=min(now.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class AircallCalls:
    """The calls that were read, whose they are, and from when to when."""

    log: CallLog
    company: str
    period: Period


@contextmanager
def read_aircall_calls(
    aircall: Aircall, asked: AskedPeriod, folder: Path, progress: Progress, now: datetime | None = None
) -> Iterator[AircallCalls]:
    """Yield all calls of a period, for a caller who saves them.

    They are kept in ``folder`` until the block ends well, so that a reading that was interrupted resumes. Set aside are
    calls that are not finished, and those whose other party is a line of the company. Raise UsageError,
    LoginRefusedError, ConnectionFailedError, IncompleteExportError and WriteFailedError as they say. A failure or
    KeyboardInterrupt, in the block too, says how to go on.
    """
    period = asked.at(now or datetime.now(UTC))
    company = aircall.company()
    with (
        unfinished_calls(folder, company, asked.as_text(), period, fetch_contact=aircall.fetch_contact) as unfinished,
        _resumable(unfinished),
    ):
        expected = _read(aircall, unfinished, progress)
        log = _call_log(unfinished.texts(), company)
        warnings = (*log.warnings, *_too_few(len(unfinished.seen), expected))
        yield AircallCalls(replace(log, warnings=warnings), company.name, unfinished.period)


def _read(aircall: Aircall, unfinished: UnfinishedCalls, progress: Progress) -> int | None:
    """Read what is not there yet, and return how many calls Aircall counted; None where it may have counted more."""
    period, done = unfinished.period, len(unfinished.seen)
    expected = _count(aircall, period)
    progress(done, expected)
    for calls in walk_calls(aircall, period, unfinished.reached, unfinished.seen):
        unfinished.add(calls)
        done += len(calls)
        progress(done, expected and max(expected, done))
    return expected


def _count(aircall: Aircall, period: Period) -> int | None:
    """Return how many calls Aircall counts; None where it may count more, or refuses to."""
    try:
        total = aircall.calls(period.begin, period.end, page=1, per_page=1).meta.total
    except OutOfBoundsError:
        return None
    return None if total == _CAP else total


def _too_few(n_calls: int, expected: int | None) -> Iterator[str]:
    """Yield a warning where Aircall counted more calls than it gave, but for some that became too old meanwhile."""
    if expected is not None and expected - n_calls > max(_FEW, expected * _SMALL_SHARE):
        yield (
            f"Aircall counted {expected:,} calls of this period and gave {n_calls:,}. Read them again, into another "
            "file; if that gives no more, ask Aircall."
        )


@contextmanager
def _resumable(unfinished: UnfinishedCalls) -> Iterator[None]:
    """Add how to go on to what ends a reading early."""
    try:
        yield
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_how_to_go_on(unfinished)) from None
    except AuditError as error:
        raise type(error)(f"{error}\n{_how_to_go_on(unfinished)}".rstrip()) from error


def _how_to_go_on(unfinished: UnfinishedCalls) -> str:
    """Return where the calls are that need not be read again; nothing when there are none."""
    if not unfinished.seen:
        return ""
    n_calls = f"{len(unfinished.seen):,} calls are kept in {unfinished.folder}"
    return f"{n_calls} for seven days: the same command resumes from there."


def _call_log(texts: pa.Table, company: Company) -> CallLog:
    columns = {name: null_where_empty(texts[name].combine_chunks()) for name in texts.column_names}
    part = call_rows(columns, call_columns(texts.column_names), _LABEL, None, is_log=False)
    own = pa.array([re.sub(r"\D", "", line.digits or "") for line in company.lines], pa.large_string())
    digits = pc.replace_substring_regex(pa.array(part.rows["raw"], pa.large_string()), r"[^0-9]", "")
    is_own = pc.is_in(digits, own).to_numpy(zero_copy_only=False)
    aside = {**part.set_aside, **({"own_line": int(is_own.sum())} if is_own.any() else {})}
    rows = part.rows.loc[~is_own].reset_index(drop=True)
    return CallLog(rows, has_country_code=True, warnings=part.warnings, set_aside=aside)
