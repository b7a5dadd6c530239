"""The command that holds call history against the simulation."""

from pathlib import Path

from audit.cli.console import print_document, print_error, print_text
from audit.cli.progress import progress
from audit.cli.report_options import ReplayOptions
from audit.cli.run_probe import probe_beside
from audit.columns.threads import start_threads
from audit.errors import ExitCode
from audit.pipeline import replay_calls
from audit.reports.output_place import check_out
from audit.reports.read_report import unmasked_baseline
from audit.reports.results_json import json_document
from audit.reports.table_files import write_private_csv
from audit.reports.text.replay_summary import replayed_lines
from audit.result.baseline import Baseline
from audit.result.probe import ProbeFigures
from audit.sources.calls.call_files import check_call_files
from audit.sources.calls.read_calls import read_calls, read_log_entries
from audit.tables.calls import CALLED


def replay_file(calls: Path, options: ReplayOptions) -> int:
    """Print how the calls of a file compare with the report and return the exit code; raise AuditError."""
    stored = unmasked_baseline(options.report)
    check_call_files(calls, options.log)
    if options.out is not None:
        for source in filter(None, (calls, options.log)):
            check_out(options.out, source)
    probe = _probe(options, stored)
    start_threads()
    with progress(quiet=options.quiet) as display:
        display.stage("Reading the calls")
        read = read_calls(calls, options.time_zone, display.rows)
        entries = read_log_entries(options.log, options.time_zone, display.rows) if options.log else None
        replayed = replay_calls(read, entries, stored, options.top, display.stage, probe=probe)
    if options.out is not None:
        write_private_csv(CALLED, replayed.called, options.out)
    if options.json:
        print_document(json_document(replayed.figures))
    elif not options.quiet:
        print_text("\n".join(replayed_lines(replayed.figures)))
    return ExitCode.DONE


def _probe(options: ReplayOptions, stored: Baseline) -> ProbeFigures | None:
    """Return the probe to compare with; say why one that is there is left out."""
    found = probe_beside(options.probe, options.report)
    probe, why_not = found.fitting(stored.results["source"].get("org_id"))
    if probe is not None and not probe.verdict.is_sound:
        probe, why_not = None, f"{found.path} is not used: its controls failed. Run phone-audit probe again."
    if why_not:
        print_error(f"Note: {why_not}")
    return probe
