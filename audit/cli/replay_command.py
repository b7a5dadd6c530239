"""The command that holds call history against the simulation."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from audit.cli.console import print_document, print_text
from audit.cli.progress import progress
from audit.columns.threads import start_threads
from audit.errors import ExitCode, UsageError
from audit.pipeline import replay_calls
from audit.replay.join_log import with_log_entries
from audit.reports.output_place import check_out
from audit.reports.read_report import stored_config, unmasked_baseline
from audit.reports.results_json import json_document
from audit.reports.table_files import write_owner_csv
from audit.reports.text.replay_summary import replayed_lines
from audit.sources.calls.read_calls import read_calls, read_log_entries
from audit.sources.interface import Progress
from audit.tables.calls import CALLED, CallLog


@dataclass(frozen=True)
class ReplayOptions:
    """How the comparison is shown."""

    log: Path | None
    time_zone: str | None
    top: int
    out: Path | None
    json: bool
    quiet: bool


def replay_file(calls: Path, report: Path, options: ReplayOptions) -> int:
    """Print how the calls of a file compare with a report and return the exit code; raise AuditError."""
    stored = unmasked_baseline(report)
    for source in filter(None, (calls, options.log)):
        if not source.exists():
            raise UsageError(f"There is no file {source}. Give the calls as Aircall exports them.")
        if options.out is not None:
            check_out(options.out, source)
    start_threads()
    with progress(quiet=options.quiet) as display:
        read_log = partial(_read, calls, options.log, options.time_zone, display.rows)
        replayed = replay_calls(read_log, stored, stored_config(report), options.top, display.stage)
    if options.out is not None:
        write_owner_csv(CALLED, replayed.called, options.out)
    if options.json:
        print_document(json_document(replayed.figures))
    elif not options.quiet:
        print_text("\n".join(replayed_lines(replayed.figures)))
    return ExitCode.DONE


def _read(calls: Path, log: Path | None, time_zone: str | None, show: Progress) -> CallLog:
    read = read_calls(calls, time_zone, show)
    return read if log is None else with_log_entries(read, read_log_entries(log, time_zone, show))
