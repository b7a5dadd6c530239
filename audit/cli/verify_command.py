"""The command that compares an org with the fix plan after the load."""

from pathlib import Path

from audit.cli.chosen_source import ChosenSource
from audit.cli.console import print_text
from audit.cli.progress import progress
from audit.columns.threads import start_threads
from audit.errors import ExitCode
from audit.pipeline import verify_load
from audit.reports.read_report import stored_plan, stored_results, stored_rows
from audit.reports.table_files import write_private_csv
from audit.reports.text.verify_summary import WINNERS_SHOWN, is_as_planned, misrouted, verified_lines
from audit.result.baseline import settings_of
from audit.sources.scratch import remove_left_scratch
from audit.tables.fixes import VERIFIED
from audit.tables.report_tables import RECORDS


def verify_source(source: ChosenSource, report: Path, out: Path | None, *, quiet: bool) -> int:
    """Print what of the plan of ``report`` has been loaded and return the exit code; raise AuditError."""
    results = stored_results(report)
    config = settings_of(results)
    plan, expected_winners = stored_plan(report)
    remove_left_scratch()
    start_threads()
    with progress(quiet=quiet) as display:
        display.stage("Reading the source")
        extract = source.read(config, display)
        verified, now = verify_load(extract, plan, expected_winners, config, display.stage)
    if out is not None:
        write_private_csv(VERIFIED, verified, out)
    if not quiet:
        shown = misrouted(verified).head(WINNERS_SHOWN)
        ids = [*shown["record_id"], *shown["now"].dropna()]
        records = stored_rows(report, RECORDS, "record_id", ids)
        print_text("\n".join(verified_lines(verified, records, now, results)))
    return ExitCode.DONE if is_as_planned(verified) else ExitCode.GATE_FAILED
