"""The command phone-audit: from the command line to a report and an exit code."""

import gc
import os
import sys
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final, NoReturn

import typer
from typer.exceptions import TyperException

from audit import __version__
from audit.cli.audit_commands import calls, check, demo, export, fleet, init, run, verify
from audit.cli.console import accept_any_character, defect, print_error, print_text
from audit.cli.help_pages import CommandHelp, GroupHelp
from audit.cli.memory import NOT_ENOUGH, is_out_of_memory, keep_freed_memory
from audit.cli.process import stop_in_order, stop_no_more
from audit.cli.report_commands import email, explain, probe, replay, rules, schema, suppress
from audit.cli.standard_streams import lost_output
from audit.cli.usage_errors import sentence_of
from audit.errors import NOTHING_WRITTEN, AuditError, ExitCode, StoppedError, why
from audit.sources.secret_values import remember_environment

COMMANDS: Final[Mapping[str, tuple[Callable[..., int], ...]]] = {
    "Start": (demo, init, check),
    "Audit": (run, export, calls, fleet),
    "Work with a report": (explain, verify, replay, probe, suppress, email),
    "Reference": (rules, schema),
}
"""By the heading under which help shows them."""


class _Commands(GroupHelp):
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
    help="""Check the phone fields of a Salesforce org before you use them with Aircall: which record each call reaches,
    which contacts sync, and what to fix first. phone-audit never writes to Salesforce.

    Examples:
    phone-audit demo
    phone-audit run --csv export.zip --region US
    phone-audit run --help
    """,
    epilog="Exit codes: 0 done; 1 failed, no report; 2 wrong option or setting; 3 nothing to audit; 4 login or "
    "permission refused; 5 report written, mail not sent to everyone; 10 done, a check failed; 130 interrupted.",
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for _heading, _functions in COMMANDS.items():
    for _function in _functions:
        app.command(cls=CommandHelp, rich_help_panel=_heading)(_function)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - as typer calls it
    if wanted:
        from audit.normalize.parse_number import LIBPHONENUMBER_VERSION

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


def main(arguments: list[str] | None = None) -> int:
    """Run the command with ``arguments`` (those of the process when None) and return its exit code.

    Every failure that a user can do something about ends in one or two lines on standard error.
    """
    remember_environment(os.environ)
    try:
        return int(app(arguments, prog_name="phone-audit", standalone_mode=False) or ExitCode.DONE)
    except TyperException as error:
        return _failed(sentence_of(error), error.exit_code)
    except KeyboardInterrupt:
        return _failed("Interrupted. An earlier report is as it was.", StoppedError.exit_code)
    except Exception as error:  # noqa: BLE001 - the last resort
        if is_out_of_memory(error):
            sys.stderr.write(f"phone-audit: {NOT_ENOUGH}\n")  # to look for secrets in it may take more than there is
            return ExitCode.FAILED
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
    lines = f"Not everything could be written to standard output: {why(lost)}. Send it to another place."
    return _failed(lines, exit_code or ExitCode.FAILED)


def command() -> NoReturn:
    """Run the command as a process: SIGTERM ends it as Ctrl-C does."""
    keep_freed_memory()
    accept_any_character()
    try:
        stop_in_order()
        exit_code = _all_said(main())
        stop_no_more()
    except KeyboardInterrupt:  # a second one, while the first was told
        exit_code = _failed(f"Interrupted. {NOTHING_WRITTEN}", ExitCode.INTERRUPTED)
    if exit_code == ExitCode.FAILED:
        sys.stderr.flush()
        os._exit(exit_code)  # where memory was short, what is loaded by half may crash when it is tidied up
    gc.freeze()  # nobody looks for garbage in what ends with the process
    sys.exit(exit_code)
