"""The options of phone-audit calls; loaded without a table, so that help and refusals come at once."""

from datetime import date
from pathlib import Path
from typing import Annotated, Final

import typer

from audit.cli.run_options import OUTPUT, READING
from audit.cli.source_options import SOURCE
from audit.errors import UsageError

CALLS_OF_AIRCALL: Final = Path("calls.parquet")
CALLS_OF_ORG: Final = Path("tasks.parquet")
CallsFile = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FILE",
        help=f"Where to write the calls. An interrupted run resumes. Default: {CALLS_OF_AIRCALL}, of an org "
        f"{CALLS_OF_ORG}.",
        rich_help_panel=OUTPUT,
    ),
]
FromAircall = Annotated[
    bool,
    typer.Option(
        "--aircall", help="Aircall, with the key in AIRCALL_API_ID and AIRCALL_API_TOKEN.", rich_help_panel=SOURCE
    ),
]
Since = Annotated[
    str | None,
    typer.Option(
        metavar="DATE", help="The first day, such as 2026-01-31. Default: six months ago.", rich_help_panel=READING
    ),
]
Until = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="The last day. Default: today.", rich_help_panel=READING),
]
FetchContact = Annotated[
    bool,
    typer.Option(
        "--fetch-contact",
        help="With --aircall: note whether Aircall has a contact for the number, not whom, for replay to compare with "
        "Contact Sync.",
        rich_help_panel=READING,
    ),
]


def check_one_source_of_calls(org: str | None, *, env: bool, aircall: bool, fetch_contact: bool) -> None:
    """Raise UsageError unless exactly one source is given, and only options that it has."""
    is_given = {"--aircall": aircall, "--org": org is not None, "--env": env}
    given = [option for option, is_there in is_given.items() if is_there]
    if not given:
        raise UsageError("Nothing to read calls from was given. Add --aircall, --org ALIAS or --env.")
    if len(given) > 1:
        raise UsageError(f"One of {' and '.join(given)} at a time: write the calls of each into a file of its own.")
    if fetch_contact and not aircall:
        raise UsageError("--fetch-contact goes with --aircall.")


def day_of(text: str, option: str) -> date:
    """Return the day that an option names; raise UsageError for a text that is none."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option} {text} is no date. Write it as 2026-01-31.") from error


def unfinished_folder(out: Path) -> Path:
    """Return where the calls are until ``out`` is written, and after a run that was interrupted."""
    return out.with_name(f"{out.name}.unfinished")
