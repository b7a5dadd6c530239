"""The options of the commands on reports; loaded without a table, so that help and refusals come at once."""

from pathlib import Path
from typing import Annotated, Final

import typer

from audit.cli.run_options import OUTPUT, READING
from audit.config.mail import OnlyIf

MAIL: Final = "The mail"
"""The heading of these options in the help of a command."""

To = Annotated[
    list[str] | None,
    typer.Option(
        metavar="ADDRESS", help="Who gets it, instead of mail.to. Repeat it for several.", rich_help_panel=MAIL
    ),
]
Attach = Annotated[
    list[str] | None,
    typer.Option(
        metavar="WHAT", help="workbook (default), page or fixes. Repeat it for several.", rich_help_panel=MAIL
    ),
]
SendOnlyIf = Annotated[
    OnlyIf | None,
    typer.Option(
        help="Send only if there is a reason. changed: anything differs from the baseline. worse: a score fell, "
        "or there are more duplicates, numbers not in E.164 or Mobile without Phone. failed: a check failed.",
        rich_help_panel=MAIL,
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Print the mail. Sends nothing.", rich_help_panel=MAIL)]
Eml = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Save the mail to this file. Sends nothing.", rich_help_panel=MAIL),
]
ToOwners = Annotated[
    bool,
    typer.Option(
        "--by-owner",
        help="Mail each record owner their own list, of a report that was made with --by-owner. Without --send, it "
        "only shows who would get what.",
        rich_help_panel=MAIL,
    ),
]
Send = Annotated[bool, typer.Option("--send", help="With --by-owner: send the mails.", rich_help_panel=MAIL)]
Log = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="Tasks or Aircall Logs of these calls, exported from Salesforce.", rich_help_panel=READING
    ),
]
TimeZone = Annotated[
    str | None,
    typer.Option(
        metavar="ZONE", help="Time zone of times that name none, such as Europe/Paris.", rich_help_panel=READING
    ),
]
Top = Annotated[int, typer.Option(metavar="N", min=0, help="How many numbers each list shows.", rich_help_panel=OUTPUT)]
CallsOut = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write every number and its calls to this CSV file.", rich_help_panel=OUTPUT),
]
Json = Annotated[
    bool, typer.Option("--json", help="Print the figures as JSON, and nothing else.", rich_help_panel=OUTPUT)
]

DEFAULT_PROBE: Final = Path("probe.json")
MaxRequests = Annotated[
    int,
    typer.Option(
        metavar="N",
        min=1,
        help="Stop after so many API requests. A probe takes about 150, more where the org answers badly.",
        rich_help_panel=READING,
    ),
]
ProbeOut = Annotated[
    Path, typer.Option("--out", metavar="FILE", help="Write the result to this file.", rich_help_panel=OUTPUT)
]
