"""The command that reads the calls of an org into a calls file."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from audit.cli.calls_options import day_of, unfinished_folder
from audit.cli.console import print_error, print_lines
from audit.cli.live_org import logged_in
from audit.cli.progress import progress
from audit.errors import ExitCode, UsageError, WriteFailedError, told_as
from audit.reports.output_place import check_out
from audit.reports.view.labels import SET_ASIDE_LABELS
from audit.sources.calls.calls_file import write_calls_file
from audit.sources.salesforce.read_call_log import OrgCalls, read_call_log, since_when


def calls_of_org(alias: str | None, out: Path, since: str | None, until: str | None, *, quiet: bool) -> int:
    """Log in, write the calls that the org has logged to ``out``, say what they are, and return the exit code."""
    begin, end = asked_moments(since, until, datetime.now(UTC))
    check_out(out, out.parent)
    with progress(quiet=quiet) as display:
        org = logged_in(alias, display)
        display.stage("Reading the calls")
        told = told_as(WriteFailedError, f"Cannot write {out}", "Choose another --out.")
        with read_call_log(org, unfinished_folder(out), begin, until=end, progress=display.rows) as found, told:
            write_calls_file(found.log, out)
    for warning in found.log.warnings:
        print_error(f"phone-audit: {warning}")
    print_lines(_summary(found, out), quiet=quiet)
    return ExitCode.DONE


def asked_moments(since: str | None, until: str | None, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Return the start of the first day and the end of the last one, in UTC, None for a day that is not given.

    Raise UsageError for a text that is no day, and for days without a moment between them.
    """
    begin = None if since is None else _start_of(since, "--since")
    if until is None:
        return begin, None
    end, first = _start_of(until, "--until") + timedelta(days=1), begin or since_when(now)
    if end <= first:
        raise UsageError(f"--until {until} is before the first day, {first:%Y-%m-%d}. Change --since or --until.")
    return begin, end


def _start_of(day: str, option: str) -> datetime:
    return datetime.combine(day_of(day, option), time(), UTC)


def _summary(found: OrgCalls, out: Path) -> Iterator[str]:
    """Yield what was found, and what can be done with it."""
    rows = found.log.rows
    n_numbers, n_logged = int(rows["raw"].notna().sum()), int(rows["logged_on"].notna().sum())
    yield f"{len(rows):,} calls {_when(found)}: {', '.join(_kinds(found))}"
    yield f"  logged on a record {n_logged:,}, with the other party's number {n_numbers:,}"
    if found.log.set_aside:
        reasons = (f"{SET_ASIDE_LABELS[reason]} {n:,}" for reason, n in found.log.set_aside.items())
        yield f"  not among them: {', '.join(reasons)}"
    yield f"Written to {out}."
    if n_numbers:
        yield f"To compare them with a report: phone-audit replay {out}"
    elif not len(rows):
        yield "phone-audit check says how calls are logged, and what this user may not see."
    else:
        yield f"They have no number. Give them beside the calls of Aircall: phone-audit replay CALLS --log {out}"


def _when(found: OrgCalls) -> str:
    if found.until is None:
        return f"since {found.since:%Y-%m-%d}"
    return f"from {found.since:%Y-%m-%d} to {found.until - timedelta(days=1):%Y-%m-%d}"


def _kinds(found: OrgCalls) -> Iterator[str]:
    yield f"{found.n_tasks:,} Tasks"
    if found.n_logs is not None:
        yield f"{found.n_logs:,} Aircall Logs ({found.both.n_log_only:,} without a Task)"
