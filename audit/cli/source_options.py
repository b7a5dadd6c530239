"""The options that name what is audited; loaded without a table, so that help and refusals come at once."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from audit.errors import UsageError

SOURCE: Final = "What to audit (give one)"
"""The heading of these options in the help of a command."""

Csv = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="PATH",
        help="A folder, a zip or a CSV file: Data Export, Data Loader, a report export. Repeat it for several.",
        rich_help_panel=SOURCE,
    ),
]
OrgAlias = Annotated[
    str | None,
    typer.Option(
        "--org",
        metavar="ALIAS",
        help="A live org that the Salesforce CLI (sf) is logged in to.",
        rich_help_panel=SOURCE,
    ),
]
Env = Annotated[
    bool,
    typer.Option("--env", help="A live org, with the login in SF_… environment variables.", rich_help_panel=SOURCE),
]
SnapshotFolder = Annotated[
    Path | None,
    typer.Option("--snapshot", metavar="DIR", help="A snapshot that phone-audit export wrote.", rich_help_panel=SOURCE),
]

_NO_SOURCE: Final = (
    "Nothing to audit was given. Add --csv PATH, --org ALIAS, --env or --snapshot DIR; phone-audit demo needs none."
)


def check_one_source(csv: Sequence[Path] | None, org: str | None, snapshot: Path | None, *, env: bool) -> None:
    """Raise UsageError unless exactly one source is given."""
    is_given = {"--csv": bool(csv), "--org": org is not None, "--env": env, "--snapshot": snapshot is not None}
    given = [option for option, is_there in is_given.items() if is_there]
    if not given:
        raise UsageError(_NO_SOURCE)
    if len(given) > 1:
        others = "the other" if len(given) == 2 else "the others"
        raise UsageError(f"One of {', '.join(given[:-1])} and {given[-1]} is enough: leave out {others}.")


def check_one_org(org: str | None, *, env: bool) -> None:
    """Raise UsageError unless exactly one of ``--org`` and ``--env`` is given."""
    if org is None and not env:
        raise UsageError("No org was given. Add --org ALIAS or --env.")
    if org is not None and env:
        raise UsageError("One of --org and --env is enough: leave out the other.")
