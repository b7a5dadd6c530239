"""A live org as a source: exported into a private folder, read from there, and the folder removed."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from audit.config.audit import AuditConfig
from audit.errors import NoRoomError, WriteFailedError, told_as
from audit.sources.org_extract import Extract
from audit.sources.salesforce.download import Progress
from audit.sources.salesforce.export import export
from audit.sources.salesforce.login import login
from audit.sources.salesforce.org import Org
from audit.sources.scratch import remove_left_scratch, scratch_folder
from audit.sources.snapshot.read_snapshot import read_snapshot


def read_org(alias: str | None = None, config: AuditConfig | None = None) -> Extract:
    """Return what is in a live org; nothing is written to it.

    The login is the one that the Salesforce CLI ``sf`` holds for ``alias``, else that of the environment variables
    (docs/contract.md, Credentials). Raise LoginRefusedError, UsageError for credentials that are incomplete,
    ConnectionFailedError, IncompleteExportError, or WriteFailedError when there is no room for the rows.
    """
    remove_left_scratch()
    org = login(alias)
    extract = exported_and_read(org, config or AuditConfig())
    warnings = (*org.messages, *extract.source.warnings)
    return replace(extract, source=replace(extract.source, warnings=warnings))


def exported_and_read(
    org: Org,
    config: AuditConfig,
    progress: Progress | None = None,
    scratch: Path | None = None,
    show: Callable[[str], None] = lambda doing: None,
) -> Extract:
    """Return what ``org`` holds, exported into a folder as by ``exported``.

    Raise WriteFailedError when there is no room, and as ``export`` does.
    """
    with exported(org, config, progress, scratch, show) as folder:
        return read_snapshot(folder, config, kind="org")


@contextmanager
def exported(
    org: Org,
    config: AuditConfig,
    progress: Progress | None = None,
    scratch: Path | None = None,
    show: Callable[[str], None] = lambda doing: None,
) -> Iterator[Path]:
    """Export ``org`` and yield the snapshot, a folder in ``scratch``, else among the system's temporary files.

    It is there until its rows are read. Raise as ``exported_and_read``.
    """
    show("Exporting")
    with _told_where(scratch), scratch_folder(scratch) as folder:
        export(org, config, folder / "snapshot", progress, resumable=False)
        show("Reading the export")
        yield folder / "snapshot"


@contextmanager
def _told_where(scratch: Path | None) -> Iterator[None]:
    """Report where the rows of an org need room until they are read: nobody chose that folder."""
    place = tempfile.gettempdir() if scratch is None else scratch.parent
    other = "set TMPDIR to a folder on another disk" if scratch is None else "choose --out on another disk"
    remedy = f"Free some space there, or {other}, then run again."
    what = f"Cannot write to {place}, where the rows of the org lie until they are read"
    try:
        with told_as(WriteFailedError, what, remedy):
            yield
    except NoRoomError as error:
        raise WriteFailedError(
            f"The rows of the org do not fit into {place}, where they lie until they are read: {error.reason}. {remedy}"
        ) from error
