"""The command phone-audit: from the command line to a report and an exit code."""

import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from typer.exceptions import TyperException

from audit.cli_options import RunOptions, takes_run_options
from audit.config import AuditConfig
from audit.errors import AuditError, ExitCode, UsageError
from audit.findings.texts import check_rule_id, check_rule_ids, rule_texts
from audit.gates import failed_gates
from audit.messages import Show, print_lines, progress
from audit.numbers.reference import read_number
from audit.pipeline import run_audit
from audit.reports.explain import explanation
from audit.reports.folder import report_folder
from audit.reports.results_json import results_json, results_schema
from audit.reports.rules import rule_in_full, rule_list
from audit.reports.stored import stored_results
from audit.reports.terminal import summary_lines
from audit.reports.write import write_report
from audit.results.redact import redacted
from audit.shipped import shipped
from audit.sources.csv_folder import read_csv
from audit.sources.parts import Progress
from audit.tables import Extract

app = typer.Typer(
    name="phone-audit",
    help="Show which Salesforce record an Aircall call lands on, which contacts sync, and what to fix first. "
    "It only reads; it never writes to an org.",
    epilog="Exit codes: 0 done; 1 failed, no report; 2 usage or configuration; 3 nothing to audit; 4 login or "
    "permission refused; 5 report written, mail not accepted; 10 done, a gate failed; 130 interrupted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ReportFolder = Annotated[Path, typer.Option("--report", help="A report folder that phone-audit run wrote.")]


@app.command("run")
@takes_run_options
def audit_source(
    options: RunOptions,
    csv: Annotated[
        Path | None,
        typer.Option(help="A folder or zip with Contact.csv, Lead.csv and Account.csv (Data Export, Data Loader)."),
    ] = None,
) -> int:
    """Audit an org and write the report folder.

    Example: phone-audit run --csv export/ --region US --out report
    """
    if csv is None:
        raise UsageError("Nothing to read. Give a folder or zip of CSV files with --csv PATH, or try phone-audit demo.")
    return _audit(partial(read_csv, csv), csv, options)


@app.command()
@takes_run_options
def demo(options: RunOptions) -> int:
    """Audit the invented org that ships with the program: no account, no network.

    Example: phone-audit demo --out demo-report
    """
    return _audit(_read_sample, None, options)


@app.command()
def explain(
    number: Annotated[str, typer.Argument(help="A number in any spelling, for example +14155550100.")],
    report: ReportFolder = Path("phone-audit-report"),
) -> int:
    """Say which record a call on NUMBER reaches, and why.

    Example: phone-audit explain "+1 212 555 0100" --report phone-audit-report
    """
    results = stored_results(report)
    if results["config"]["redact"]:
        raise UsageError(f"The numbers in {report} are masked (--redact). Give a report that was made without it.")
    reading = read_number(number, results["config"]["region"])
    if reading.e164 is None:
        raise UsageError(f"That is no phone number ({reading.format}). Write it with its country code: +14155550100.")
    typer.echo(explanation(report, reading.e164, results))
    return ExitCode.DONE


@app.command()
def rules(rule_id: Annotated[str | None, typer.Argument(help="A rule, for example not-e164.")] = None) -> int:
    """List the findings that an audit can report, or say of one what it is, why it matters and how to fix it."""
    texts = rule_texts(AuditConfig())
    if rule_id is None:
        typer.echo(rule_list(texts.values()))
    else:
        check_rule_id(rule_id, "the command line")
        typer.echo(rule_in_full(texts[rule_id]))
    return ExitCode.DONE


@app.command()
def schema() -> int:
    """Print the JSON Schema of results.json."""
    typer.echo(results_schema(), nl=False)
    return ExitCode.DONE


def _read_sample(config: AuditConfig, progress: Progress) -> Extract:
    extract = read_csv(shipped("sample_data"), config, progress)
    return replace(extract, source=replace(extract.source, kind="demo", location="sample_data"))


def _audit(read: Callable[..., Extract], source: Path | None, options: RunOptions) -> int:

    config, now = options.settings(), options.clock()
    check_rule_ids(config)
    with progress(quiet=options.quiet) as show, report_folder(options.out, source, force=options.force) as folder:
        result = run_audit(partial(read, progress=_rows(show)), config, now, show)
        result = redacted(result) if config.redact else result
        show("Writing the report")
        write_report(result, folder, options.tables)
    if options.json:
        typer.echo(results_json(result.results), nl=False)
    print_lines(summary_lines(result.results, options.out), quiet=options.quiet)
    failed = failed_gates(result.results, options.fail_under, options.fail_on)
    for sentence in failed:
        typer.echo(sentence, err=True)
    return ExitCode.GATE_FAILED if failed else ExitCode.DONE


def _rows(show: Show) -> Progress:
    return lambda part, rows: show(f"Reading {part}: {rows:,} rows")


def main(arguments: list[str] | None = None) -> int:
    """Run the command with ``arguments`` (those of the process when None) and return its exit code.

    Every failure that a user can do something about ends in one or two lines on standard error.
    """
    try:
        return int(app(arguments, prog_name="phone-audit", standalone_mode=False) or ExitCode.DONE)
    except TyperException as error:
        return _failed(f"{error.format_message()} See phone-audit --help.", error.exit_code)
    except AuditError as error:
        return _failed(str(error), error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        return _failed("Interrupted. No report was written; an earlier one is as it was.", ExitCode.INTERRUPTED)


def _failed(message: str, exit_code: int) -> int:
    typer.echo(f"phone-audit: {message}", err=True)
    return exit_code


def run() -> NoReturn:
    """Run the command as a process: SIGTERM ends it as Ctrl-C does."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
