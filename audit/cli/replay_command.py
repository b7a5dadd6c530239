"""The command that holds call history against the simulation."""

from pathlib import Path

from audit.cli.console import print_document, print_text
from audit.cli.progress import progress
from audit.cli.report_options import ReplayOptions
from audit.columns.threads import start_threads
from audit.errors import ExitCode, UsageError
from audit.pipeline import replay_calls
from audit.reports.output_place import check_out
from audit.reports.read_report import unmasked_baseline
from audit.reports.results_json import json_document
from audit.reports.table_files import write_private_csv
from audit.reports.text.replay_summary import replayed_lines
from audit.sources.calls.read_calls import read_calls, read_log_entries
from audit.tables.calls import CALLED


def replay_file(calls: Path, options: ReplayOptions) -> int:
    """Print how the calls of a file compare with the report and return the exit code; raise AuditError."""
    stored = unmasked_baseline(options.report)
    for source in filter(None, (calls, options.log)):
        if not source.exists():
            raise UsageError(f"There is no file {source}. Give the calls as Aircall exports them.")
        if options.out is not None:
            check_out(options.out, source)
    start_threads()
    with progress(quiet=options.quiet) as display:
        display.stage("Reading the calls")
        read = read_calls(calls, options.time_zone, display.rows)
        entries = read_log_entries(options.log, options.time_zone, display.rows) if options.log else None
        replayed = replay_calls(read, entries, stored, options.top, display.stage)
    if options.out is not None:
        write_private_csv(CALLED, replayed.called, options.out)
    if options.json:
        print_document(json_document(replayed.figures))
    elif not options.quiet:
        print_text("\n".join(replayed_lines(replayed.figures)))
    return ExitCode.DONE
