"""The command that reads the calls of a company from Aircall into a calls file."""

import math
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from audit.cli.calls_options import day_of, unfinished_folder
from audit.cli.console import print_error, print_lines
from audit.cli.progress import Display, progress
from audit.cli.run_options import configuration
from audit.errors import ExitCode, WriteFailedError, told_as
from audit.reports.output_place import check_out
from audit.reports.view.labels import SET_ASIDE_LABELS
from audit.sources.aircall.aircall_api import CALLS_OF_A_PAGE, connect
from audit.sources.aircall.read_aircall import AircallCalls, AskedPeriod, oldest_moment, read_aircall_calls
from audit.sources.calls.calls_file import write_calls_file
from audit.tables.calls import HAS_CONTACT


def calls_of_aircall(  # noqa: PLR0913 - one parameter an option
    out: Path, since: str | None, until: str | None, config: Path | None, *, fetch_contact: bool, quiet: bool
) -> int:
    """Read the calls, write them to ``out``, say what they are, and return the exit code; raise AuditError."""
    asked = AskedPeriod(
        since=None if since is None else day_of(since, "--since"),
        until=None if until is None else day_of(until, "--until"),
    )
    check_out(out, out.parent)
    per_minute = configuration(config).aircall.requests_per_minute
    oldest = oldest_moment(datetime.now(UTC)).date()
    if asked.since is not None and asked.since < oldest:
        print_error(f"phone-audit: Aircall keeps calls for six months. Those before {oldest} are not there.")
    aircall = connect(per_minute, fetch_contact=fetch_contact)
    with progress(quiet=quiet) as display:
        display.stage("Testing the key")
        told = told_as(WriteFailedError, f"Cannot write {out}", "Choose another --out.")
        shown = _shown(display, per_minute)
        with read_aircall_calls(aircall, asked, unfinished_folder(out), shown) as found, told:
            write_calls_file(found.log, out)
    for warning in found.log.warnings:
        print_error(f"phone-audit: {warning}")
    print_lines(_summary(found, out), quiet=quiet)
    return ExitCode.DONE


def _shown(display: Display, per_minute: int) -> Callable[[int, int | None], None]:
    """Return what shows how many calls are there, and how long the others will take."""
    calls_per_minute = per_minute * CALLS_OF_A_PAGE

    def show(done: int, expected: int | None) -> None:
        """Show it."""
        minutes = None if expected is None else math.ceil((expected - done) / calls_per_minute)
        left = f"about {minutes:,} min" if minutes is not None else "time not known"
        display.stage(f"Reading calls, at most {calls_per_minute:,} a minute: {left}")
        display.rows("Calls", done, expected)

    return show


def _summary(found: AircallCalls, out: Path) -> Iterator[str]:
    """Yield what was found, and what can be done with it."""
    begin, end = (datetime.fromtimestamp(moment, UTC) for moment in (found.period.begin, found.period.end))
    yield f"{len(found.log.rows):,} calls of {found.company}, {begin:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC"
    if found.log.set_aside:
        reasons = (f"{SET_ASIDE_LABELS[reason]} {n:,}" for reason, n in found.log.set_aside.items())
        yield f"  not among them: {', '.join(reasons)}"
    has_contact = found.log.rows["has_contact"]
    if has_contact.notna().any():
        yield f"  with a contact in Aircall {int((has_contact == HAS_CONTACT[0]).sum()):,}"
    yield f"Written to {out}."
    yield f"To compare them with a report: phone-audit replay {out}"
