"""The command that holds call history against the simulation."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from audit.cli.console import print_document, print_text, progress
from audit.columns.threads import start_threads
from audit.errors import ExitCode, UsageError
from audit.pipeline import replay_calls
from audit.replay.join_log import with_log_entries
from audit.reports.output_place import check_out
from audit.reports.read_report import stored_baseline, stored_config
from audit.reports.results_json import json_document
from audit.reports.table_files import write_owner_csv
from audit.reports.text.replay_summary import replayed_lines
from audit.sources.calls.read_calls import read_calls, read_log_entries
from audit.sources.interface import Progress
from audit.tables.calls import CALLED, CallLog


def replay(  # noqa: PLR0913 - one parameter an option
    calls: Annotated[
        Path, typer.Argument(metavar="CALLS", help="A file with a row per call, or a folder of such files.")
    ],
    *,
    report: Annotated[Path, typer.Option(metavar="DIR", help="A report that phone-audit run wrote.")] = Path(
        "phone-audit-report"
    ),
    log: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Tasks or Aircall Logs of these calls, exported from Salesforce."),
    ] = None,
    time_zone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Of times that name no offset from UTC, as Europe/Paris.")
    ] = None,
    top: Annotated[int, typer.Option(metavar="N", min=0, help="How many numbers the lists name.")] = 10,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write every number, with calls and outcome, as CSV.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON, and nothing else.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> int:
    """Compare a call history with a report: which calls are not ready, and what to fix first.

    CALLS is what Aircall exports (CSV or XLSX), what its API lists (JSON, or a folder of its pages), or an export of
    call logs from Salesforce. The number is in "customer number", "raw_digits", "aircall__External_Number__c", or
    "from" and "to" with "direction".

    Where Salesforce logged the calls comes from WhoId, WhatId or AccountId beside the number, or from --log: Tasks and
    Aircall Logs have no number by themselves, and are matched to the calls by call id, line and time. Then it also
    says whether each call was logged on the record that the report names, and how Aircall searches, which the vendor
    does not document.

    Examples:
    phone-audit replay calls.csv --report phone-audit-report

    phone-audit replay calls.xlsx --log tasks.csv --time-zone Europe/Paris

    phone-audit replay calls.csv --out calls-by-number.csv --quiet

    """
    stored = stored_baseline(report)
    if stored.redacted:
        raise UsageError(f"The numbers in {report} are masked (--redact). Give a report that was made without it.")
    if out is not None:
        check_out(out, calls)
    start_threads()
    with progress(quiet=quiet) as display:
        read_log = partial(_read, calls, log, time_zone, display.rows)
        replayed = replay_calls(read_log, stored, stored_config(report), top, display.stage)
    if out is not None:
        write_owner_csv(CALLED, replayed.called, out)
    if json:
        print_document(json_document(replayed.figures))
    elif not quiet:
        print_text("\n".join(replayed_lines(replayed.figures)))
    return ExitCode.DONE


def _read(calls: Path, log: Path | None, time_zone: str | None, show: Progress) -> CallLog:
    read = read_calls(calls, time_zone, show)
    return read if log is None else with_log_entries(read, read_log_entries(log, time_zone, show))
