"""The options of the commands on reports; loaded without a table, so that help and refusals come at once."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from audit.cli.run_options import DEFAULT_REPORT, OUTPUT, READING, Config, LogFile, Quiet, ReportFolder, TimeZone
from audit.config.mail import OnlyIf

MAIL: Final = "The mail"
"""The heading of these options in the help of a command."""

Json = Annotated[
    bool, typer.Option("--json", help="Print the figures as JSON, and nothing else.", rich_help_panel=OUTPUT)
]


@dataclass(frozen=True)
class MailOptions:
    """What the command line says of a mail; None: as in the configuration."""

    to: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ADDRESS", help="Who gets it, instead of mail.to. Repeat it for several.", rich_help_panel=MAIL
        ),
    ] = None
    attach: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT", help="workbook (default), page or fixes. Repeat it for several.", rich_help_panel=MAIL
        ),
    ] = None
    only_if: Annotated[
        OnlyIf | None,
        typer.Option(
            help="Send only if there is a reason. changed: anything differs from the baseline. worse: a score fell, "
            "or there are more duplicates, numbers not in E.164 or Mobile without Phone. failed: a check failed.",
            rich_help_panel=MAIL,
        ),
    ] = None
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the mail. Sends nothing.", rich_help_panel=MAIL)] = (
        False
    )
    eml: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Save the mail to this file. Sends nothing.", rich_help_panel=MAIL),
    ] = None
    by_owner: Annotated[
        bool,
        typer.Option(
            "--by-owner",
            help="Mail each record owner their own list, of a report that was made with --by-owner. Without --send, "
            "it only shows who would get what.",
            rich_help_panel=MAIL,
        ),
    ] = False
    send: Annotated[bool, typer.Option("--send", help="With --by-owner: send the mails.", rich_help_panel=MAIL)] = False
    config: Config = None
    quiet: Quiet = False


@dataclass(frozen=True)
class ReplayOptions:
    """What calls are compared with, and how it is shown."""

    report: ReportFolder = DEFAULT_REPORT
    log: LogFile = None
    probe: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="What phone-audit probe measured: with it, the log tells in which format Aircall asks. Default: "
            "probe.json beside the report folder, if it exists.",
            rich_help_panel=READING,
        ),
    ] = None
    time_zone: TimeZone = None
    top: Annotated[
        int, typer.Option(metavar="N", min=0, help="How many numbers each list shows.", rich_help_panel=OUTPUT)
    ] = 10
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write every number and its calls to this CSV file.", rich_help_panel=OUTPUT),
    ] = None
    json: Json = False
    quiet: Quiet = False


@dataclass(frozen=True)
class ProbeOptions:
    """Which numbers are searched for, how much may be asked, and where the answer goes."""

    report: ReportFolder = DEFAULT_REPORT
    max_requests: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=1,
            help="Stop after so many API requests. A probe needs about 150, more if the org answers badly.",
            rich_help_panel=READING,
        ),
    ] = 300
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="Write the result to this file.", rich_help_panel=OUTPUT)
    ] = Path("probe.json")
    json: Json = False
    quiet: Quiet = False
