"""The command phone-audit: from the command line to a report and an exit code."""

import gc
import os
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from audit import __version__
from audit.cli.console import (
    accept_any_character,
    defect,
    print_document,
    print_error,
    print_lines,
    print_text,
    progress,
)
from audit.cli.mail_command import email
from audit.cli.memory import NOT_ENOUGH, is_out_of_memory, keep_freed_memory
from audit.cli.process import stop_in_order, stop_no_more
from audit.cli.replay_command import replay
from audit.cli.run_command import audit
from audit.cli.run_options import Config, RunOptions, configuration, takes_run_options
from audit.cli.source_options import Csv, Env, OrgAlias, SnapshotFolder, chosen_source, sample_org
from audit.cli.standard_streams import lost_output
from audit.cli.verify_command import verify
from audit.config.audit import AuditConfig
from audit.errors import NOTHING_WRITTEN, AuditError, ExitCode, StoppedError, UsageError, why
from audit.findings.rule_texts import check_rule_id, rule_texts
from audit.normalize.scalar import LIBPHONENUMBER_VERSION, read_number
from audit.reports.read_report import stored_results
from audit.reports.results_json import results_schema
from audit.reports.text.explanation import explanation
from audit.reports.text.rule_help import rule_in_full, rule_list
from audit.reports.view.labels import FORMATS
from audit.sources.secret_values import remember_environment


class _Commands(TyperGroup):
    """The commands; one that is interrupted may say how to go on."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; raise StoppedError where it is interrupted, and say how to go on."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            # typer makes an exit code of it, and what it says is lost
            how_to_go_on = str(error) or NOTHING_WRITTEN
            raise StoppedError(f"Interrupted. {how_to_go_on}") from None


app = typer.Typer(
    cls=_Commands,
    name="phone-audit",
    help="Show which Salesforce record an Aircall call lands on, which contacts sync, and what to fix first. "
    "It only reads; it never writes to an org.",
    epilog="Exit codes: 0 done; 1 failed, no report; 2 usage or configuration; 3 nothing to audit; 4 login or "
    "permission refused; 5 report written, mail not accepted; 10 done, a gate failed; 130 interrupted.",
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ReportFolder = Annotated[Path, typer.Option("--report", metavar="DIR", help="A report that phone-audit run wrote.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")]
DEFAULT_REPORT = Path("phone-audit-report")


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - as typer calls it
    if wanted:
        print_text(f"phone-audit {__version__}, libphonenumber {LIBPHONENUMBER_VERSION}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the versions and exit.")
]


@app.callback()
def _without_command(context: typer.Context, *, version: Version = False) -> None:  # noqa: ARG001 - see its callback
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(ExitCode.USAGE)


@app.command()
@takes_run_options
def run(
    *, options: RunOptions, csv: Csv = None, org: OrgAlias = None, env: Env = False, snapshot: SnapshotFolder = None
) -> int:
    """Audit an org and write the report.

    Examples:
    phone-audit run --csv export/ --region US --out report

    phone-audit run --org production --fail-under 80

    """
    return audit(chosen_source(csv, org, snapshot, env=env), options)


@app.command()
@takes_run_options
def demo(options: RunOptions) -> int:
    """Audit an invented org: no account, no network.

    Example: phone-audit demo --out demo-report
    """
    return audit(sample_org(), options)


@app.command()
def export(  # noqa: PLR0913 - one parameter an option
    *,
    out: Annotated[Path, typer.Option(metavar="DIR", help="The snapshot folder; an unfinished one is gone on with.")],
    org: OrgAlias = None,
    env: Env = False,
    config: Config = None,
    force: Annotated[bool, typer.Option("--force", help="Write into a folder that holds something else.")] = False,
    quiet: Quiet = False,
) -> int:
    """Export the phone fields of an org into a snapshot, to audit later.

    Example: phone-audit export --org production --out snapshot
    """
    from audit.cli.live_org import exported_org  # noqa: PLC0415 - see there

    settings = configuration(config)
    with progress(quiet=quiet) as display:
        rows = exported_org(org, settings, out, display, env=env, force=force)
    print_lines([f"{rows:,} rows in {out}. Audit them with: phone-audit run --snapshot {out}"], quiet=quiet)
    return ExitCode.DONE


@app.command()
def check(*, org: OrgAlias = None, env: Env = False, config: Config = None) -> int:
    """Try a login: permissions, phone fields, sizes; export nothing.

    Example: phone-audit check --org production
    """
    from audit.cli.live_org import checked_org, print_check  # noqa: PLC0415 - see there

    settings = configuration(config)
    with progress(quiet=False) as display:
        report = checked_org(org, settings, display, env=env)
    print_check(report)
    return report.exit_code


app.command()(email)
app.command()(verify)
app.command()(replay)


@app.command()
def explain(
    number: Annotated[str, typer.Argument(help="A number in any spelling, for example +14155550100.")],
    report: ReportFolder = DEFAULT_REPORT,
) -> int:
    """Explain which record a call on NUMBER reaches.

    Example: phone-audit explain "+1 212 555 0100" --report phone-audit-report
    """
    results = stored_results(report)
    if results["config"]["redact"]:
        raise UsageError(f"The numbers in {report} are masked (--redact). Give a report that was made without it.")
    reading = read_number(number, results["config"]["region"], is_default=True)
    if reading.e164 is None:
        kind = FORMATS[reading.format].label if reading.format in FORMATS else "Empty"
        raise UsageError(f"That is no phone number ({kind}). Write it with its country code: +14155550100.")
    print_text(explanation(report, reading.e164, results))
    return ExitCode.DONE


@app.command()
def rules(
    rule_id: Annotated[str | None, typer.Argument(metavar="[RULE_ID]", help="One rule, for example not-e164.")] = None,
) -> int:
    """List what an audit can find, or explain one rule."""
    texts = rule_texts(AuditConfig())
    if rule_id is None:
        print_text(rule_list(texts.values()))
    else:
        check_rule_id(rule_id)
        print_text(rule_in_full(texts[rule_id]))
    return ExitCode.DONE


@app.command()
def schema() -> int:
    """Print the JSON Schema of results.json."""
    print_document(results_schema())
    return ExitCode.DONE


def main(arguments: list[str] | None = None) -> int:
    """Run the command with ``arguments`` (those of the process when None) and return its exit code.

    Every failure that a user can do something about ends in one or two lines on standard error.
    """
    remember_environment(os.environ)
    try:
        return int(app(arguments, prog_name="phone-audit", standalone_mode=False) or ExitCode.DONE)
    except TyperException as error:
        # pydantic puts this before the words of a validator
        message = error.format_message().replace("Value error, ", "")
        return _failed(
            message if message.startswith("Usage:") else f"{message} See phone-audit --help.", error.exit_code
        )
    except KeyboardInterrupt:
        return _failed("Interrupted. An earlier report is as it was.", StoppedError.exit_code)
    except Exception as error:  # noqa: BLE001 - the last resort
        if is_out_of_memory(error):
            return _failed(NOT_ENOUGH, ExitCode.FAILED)
        if isinstance(error, AuditError):
            return _failed(str(error), error.exit_code)
        return _failed(defect(error), ExitCode.FAILED)


def _failed(message: str, exit_code: int) -> int:
    print_error(f"phone-audit: {message}")
    return exit_code


def _all_said(exit_code: int) -> int:
    """Return ``exit_code``, or that of a failure when not all output could be written."""
    lost = lost_output()
    if lost is None:
        return exit_code
    lines = f"Not everything could be written to standard output: {why(lost)}. Send it somewhere else."
    return _failed(lines, exit_code or ExitCode.FAILED)


def command() -> NoReturn:
    """Run the command as a process: SIGTERM ends it as Ctrl-C does."""
    gc.freeze()  # what was imported stays: looking for garbage among it took half a second of every run
    gc.set_threshold(50_000, 20, 1_000)  # tables are no garbage: looking among them as often as usual took as long
    keep_freed_memory()
    accept_any_character()
    try:
        stop_in_order()
        exit_code = _all_said(main())
        stop_no_more()
    except KeyboardInterrupt:  # a second one, while the first was told
        exit_code = _failed(f"Interrupted. {NOTHING_WRITTEN}", ExitCode.INTERRUPTED)
    sys.exit(exit_code)
