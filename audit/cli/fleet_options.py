"""The options of ``phone-audit fleet``; loaded without a table, so that help and refusals come at once."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from audit.cli.run_options import REPORT, Now, Quiet, moment_of

WHICH: Final = "Which orgs"
"""The heading of these options in the help of the command."""


@dataclass(frozen=True)
class FleetOptions:
    """Which orgs of the list are audited, and where the reports go."""

    out: Annotated[
        Path,
        typer.Option(
            metavar="DIR",
            help="Folder for the league table and, in it, a report folder per org.",
            rich_help_panel=REPORT,
        ),
    ] = Path("reports")
    baseline: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Compare each org with its report in this folder of an earlier time; may be the same as --out.",
            rich_help_panel=REPORT,
        ),
    ] = None
    pseudonyms: Annotated[
        bool,
        typer.Option("--pseudonyms", help="Call the orgs Org 1, Org 2… in the league table.", rich_help_panel=REPORT),
    ] = False
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Audit this org alone. Repeat it for several.", rich_help_panel=WHICH),
    ] = None
    failed: Annotated[
        bool, typer.Option("--failed", help="Audit the orgs that have no report yet.", rich_help_panel=WHICH)
    ] = False
    now: Now = None
    quiet: Quiet = False

    def clock(self) -> datetime:
        """Return the moment of the reports, in UTC; raise UsageError."""
        return moment_of(self.now)
