"""Where the rows come from, as the command line says it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Annotated, Protocol

import typer

from audit.cli.console import Display
from audit.config.audit import AuditConfig
from audit.domain import EXPORTED_SOBJECTS
from audit.errors import UsageError
from audit.package_files import shipped
from audit.reports.output_place import checked_path
from audit.sources.csv.read_csv import read_csv
from audit.sources.org_extract import Extract
from audit.sources.snapshot.read_snapshot import read_snapshot

Csv = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="PATH",
        help="A folder or zip with Contact.csv, Lead.csv, Account.csv, or such a file; may be given several times.",
    ),
]
OrgAlias = Annotated[
    str | None,
    typer.Option("--org", metavar="ALIAS", help="A live org, by the login that the sf command holds."),
]
Env = Annotated[bool, typer.Option("--env", help="A live org, by the SF_… environment variables; see the README.")]
SnapshotFolder = Annotated[
    Path | None, typer.Option("--snapshot", metavar="DIR", help="An earlier export (phone-audit export).")
]

SAMPLE_ORG = "Larkspur & Finch Instruments (invented)"

_NO_SOURCE = "Nothing to read. Give one of --csv PATH, --org ALIAS, --env and --snapshot DIR, or try phone-audit demo."


class ReadSource(Protocol):
    """Read a source; rows that must lie somewhere meanwhile lie in ``scratch``, else in a private folder."""

    def __call__(self, config: AuditConfig, display: Display, scratch: Path | None = None) -> Extract:
        """Return what was read; raise AuditError."""


@dataclass(frozen=True)
class ChosenSource:
    """A source that is ready to be read."""

    read: ReadSource
    paths: Sequence[Path] = ()
    """Where its files are; none for an org."""


def chosen_source(csv: Sequence[Path] | None, org: str | None, snapshot: Path | None, *, env: bool) -> ChosenSource:
    """Return the one source that was given; raise UsageError for none or several, or a path that cannot be one."""
    is_given = {"--csv": bool(csv), "--org": org is not None, "--env": env, "--snapshot": snapshot is not None}
    given = [option for option, is_there in is_given.items() if is_there]
    if not given:
        raise UsageError(_NO_SOURCE)
    if len(given) > 1:
        raise UsageError(
            f"{', '.join(given[:-1])} and {given[-1]} are each a source, and one is enough. Leave out the others."
        )
    for path in [*(csv or []), *([snapshot] if snapshot else [])]:
        checked_path(path, "Give it another name, or copy it elsewhere.")
    if csv:
        return ChosenSource(lambda config, display, scratch=None: read_csv(csv, config, display.rows), csv)
    if snapshot is not None:
        return ChosenSource(
            lambda config, display, scratch=None: read_snapshot(snapshot, config, display.rows),
            [snapshot],
        )
    return ChosenSource(partial(_read_org, org))


def _read_org(alias: str | None, config: AuditConfig, display: Display, scratch: Path | None = None) -> Extract:
    from audit.cli.live_org import read_org  # noqa: PLC0415 - see there

    return read_org(alias, config, display, scratch)


def sample_org() -> ChosenSource:
    """Return the invented org that ships with the program."""

    def _read(config: AuditConfig, display: Display, scratch: Path | None = None) -> Extract:  # noqa: ARG001
        files = [shipped("sample_data") / f"{sobject}.csv" for sobject in EXPORTED_SOBJECTS]
        extract = read_csv(files, config, display.rows)
        source = replace(extract.source, kind="demo", location="sample_data", org_name=SAMPLE_ORG, instance_url=None)
        return replace(extract, source=source)

    return ChosenSource(_read)


def without_settings_of_csv(extract: Extract) -> Extract:
    """Return ``extract`` with a note on the settings for CSV files that another source has no use for."""
    source, config = extract.source, extract.config
    if source.kind == "csv":
        return extract
    settings = {"title": (config.title, source.org_name), "instance_url": (config.instance_url, source.instance_url)}
    unused = [name for name, (value, own) in settings.items() if value is not None and value != own]
    if not unused:
        return extract
    are = "is" if len(unused) == 1 else "are"
    note = (
        f"{' and '.join(unused)} {are} for CSV files only and not used: this report has the org's own name and address."
    )
    return replace(extract, source=replace(source, warnings=(*source.warnings, note)))
