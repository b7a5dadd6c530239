"""The command that compares an org with the fix plan after the load."""

from pathlib import Path
from typing import Annotated

import typer

from audit.cli.console import print_text, progress
from audit.cli.source_options import Csv, Env, OrgAlias, SnapshotFolder, chosen_source
from audit.columns.threads import start_threads
from audit.errors import ExitCode
from audit.pipeline import verify_load
from audit.reports.read_report import stored_config, stored_plan, stored_results
from audit.reports.table_files import write_owner_csv
from audit.reports.text.verify_summary import is_as_planned, verified_lines
from audit.sources.scratch import remove_left_scratch
from audit.tables.fixes import VERIFIED


def verify(  # noqa: PLR0913 - one parameter an option
    *,
    report: Annotated[Path, typer.Option(metavar="DIR", help="The report whose load files were loaded.")] = Path(
        "phone-audit-report"
    ),
    csv: Csv = None,
    org: OrgAlias = None,
    env: Env = False,
    snapshot: SnapshotFolder = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write every change and winner, with its state, as CSV.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> int:
    """Check that the fix files were loaded. Exits 10 if anything differs.

    Example: phone-audit verify --report phone-audit-report --csv new-export/
    """
    source = chosen_source(csv, org, snapshot, env=env)
    config = stored_config(report)
    plan, expected_winners = stored_plan(report)
    remove_left_scratch()
    start_threads()
    with progress(quiet=quiet) as display:
        display.stage("Reading the source")
        extract = source.read(config, display)
        verified, now = verify_load(extract, plan, expected_winners, config, display.stage)
    if out is not None:
        write_owner_csv(VERIFIED, verified, out)
    if not quiet:
        print_text("\n".join(verified_lines(verified, now, stored_results(report))))
    return ExitCode.DONE if is_as_planned(verified) else ExitCode.GATE_FAILED
