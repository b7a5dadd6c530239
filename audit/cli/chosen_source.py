"""The source that the options name, ready to be read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from audit.cli.progress import Display
from audit.config.audit import AuditConfig
from audit.domain import EXPORTED_SOBJECTS
from audit.package_files import shipped
from audit.reports.output_place import checked_path
from audit.sources.csv.read_csv import read_csv
from audit.sources.org_extract import Extract, without_settings_of_csv

SAMPLE_ORG = "Larkspur & Finch Instruments (invented)"


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


def chosen_source(csv: Sequence[Path] | None, org: str | None, snapshot: Path | None) -> ChosenSource:
    """Return the source that was given, the org of the environment without any; raise UsageError for an odd path."""
    for path in [*(csv or []), *([snapshot] if snapshot else [])]:
        checked_path(path, "Give it another name, or copy it elsewhere.")
    if csv:
        return ChosenSource(lambda config, display, scratch=None: read_csv(csv, config, display.rows), csv)
    if snapshot is not None:
        return ChosenSource(partial(_read_snapshot, snapshot), [snapshot])
    return ChosenSource(partial(_read_org, org))


def _read_snapshot(folder: Path, config: AuditConfig, display: Display, scratch: Path | None = None) -> Extract:  # noqa: ARG001
    from audit.sources.snapshot.read_snapshot import read_snapshot

    return read_snapshot(folder, config, display.rows)


def _read_org(alias: str | None, config: AuditConfig, display: Display, scratch: Path | None = None) -> Extract:
    from audit.cli.live_org import read_org

    return read_org(alias, config, display, scratch)


def sample_org() -> ChosenSource:
    """Return the invented org that ships with the program."""

    def _read(config: AuditConfig, display: Display, scratch: Path | None = None) -> Extract:  # noqa: ARG001
        files = [shipped("sample_data") / f"{sobject}.csv" for sobject in EXPORTED_SOBJECTS]
        extract = read_csv(files, config, display.rows)
        source = replace(
            extract.source, kind="demo", locations=("sample_data",), org_name=SAMPLE_ORG, instance_url=None
        )
        return replace(extract, source=without_settings_of_csv(source, config))

    return ChosenSource(_read)
