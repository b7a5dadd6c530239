"""The source that the options name, ready to be read."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from audit.cli.progress import Display
from audit.config.audit import AuditConfig
from audit.domain import EXPORTED_SOBJECTS
from audit.package_files import shipped
from audit.reports.output_place import checked_path
from audit.sources.csv.read_csv import opened_csv
from audit.sources.interface import OpenedSource, Progress
from audit.sources.org_extract import Extract
from audit.sources.records.assemble import assemble

SAMPLE_ORG = "Larkspur & Finch Instruments (invented)"


OpenSource = Callable[[AuditConfig, Display, Path | None], AbstractContextManager[OpenedSource]]
"""Opens a source; the rows of an org lie in the given folder while they are read, else in a private one."""


@dataclass(frozen=True)
class ChosenSource:
    """A source that is ready to be read."""

    open: OpenSource
    paths: Sequence[Path] = ()
    """Where its files are; none for an org."""

    def read(
        self, config: AuditConfig, display: Display, scratch: Path | None = None, rows: Progress | None = None
    ) -> Extract:
        """Return what is in it; rows that must lie somewhere meanwhile lie in ``scratch``. Raise AuditError.

        ``rows`` is told how many are read, else ``display``.
        """
        with self.open(config, display, scratch) as opened:
            return assemble(opened.parts, config, opened.source, rows or display.rows)


def chosen_source(csv: Sequence[Path] | None, org: str | None, snapshot: Path | None) -> ChosenSource:
    """Return the source that was given, the org of the environment without any; raise UsageError for an odd path."""
    for path in [*(csv or []), *([snapshot] if snapshot else [])]:
        checked_path(path, "Give it another name, or copy it elsewhere.")
    if csv:
        return ChosenSource(partial(_open_csv, csv), csv)
    if snapshot is not None:
        return ChosenSource(partial(_open_snapshot, snapshot), [snapshot])
    return ChosenSource(partial(_open_org, org))


def _open_csv(
    paths: Sequence[Path], config: AuditConfig, _display: Display, _scratch: Path | None
) -> AbstractContextManager[OpenedSource]:
    return opened_csv(paths, config)


def _open_snapshot(
    folder: Path, _config: AuditConfig, _display: Display, _scratch: Path | None
) -> AbstractContextManager[OpenedSource]:
    from audit.sources.snapshot.read_snapshot import opened_snapshot

    return nullcontext(opened_snapshot(folder))


@contextmanager
def _open_org(alias: str | None, config: AuditConfig, display: Display, scratch: Path | None) -> Iterator[OpenedSource]:
    from audit.cli.live_org import opened_org

    with opened_org(alias, config, display, scratch) as opened:
        yield opened


def sample_org() -> ChosenSource:
    """Return the invented org that ships with the program."""

    @contextmanager
    def _open(config: AuditConfig, _display: Display, _scratch: Path | None) -> Iterator[OpenedSource]:
        files = [shipped("sample_data") / f"{sobject}.csv" for sobject in EXPORTED_SOBJECTS]
        with opened_csv(files, config) as opened:
            source = replace(
                opened.source, kind="demo", locations=("sample_data",), org_name=SAMPLE_ORG, instance_url=None
            )
            yield replace(opened, source=source)

    return ChosenSource(_open)
