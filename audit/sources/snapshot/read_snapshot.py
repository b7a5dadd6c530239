"""A snapshot as a source: the Parquet files of an export, read again offline."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from audit.config.audit import AuditConfig
from audit.errors import UnreadableInputError
from audit.sources.interface import OpenedSource, Progress, RowBatch
from audit.sources.org_extract import Extract
from audit.sources.records.assemble import assemble
from audit.sources.snapshot.manifest import Manifest, SnapshotObject
from audit.tables.extract import Source

_BATCH: Final = 50_000


@dataclass(frozen=True)
class SnapshotPart:
    """The rows of one object of a snapshot."""

    sobject: str
    path: Path
    header: tuple[str, ...]
    custom_fields: tuple[str, ...] | None

    @property
    def label(self) -> str:
        """The name of the file."""
        return self.path.name

    def rows(self, columns: Sequence[str]) -> Iterator[RowBatch]:
        """Yield all rows with ``columns``, some thousand at a time."""
        schema = pa.schema([(name, pa.large_string()) for name in columns])
        with _opened(self.path) as file:
            for batch in file.iter_batches(_BATCH, columns=list(columns)):
                yield RowBatch(pa.Table.from_batches([batch]).select(list(columns)).cast(schema))


def read_snapshot(
    folder: str | Path,
    config: AuditConfig | None = None,
    progress: Progress | None = None,
    *,
    kind: Literal["org", "snapshot"] = "snapshot",
) -> Extract:
    """Return what is in a snapshot that ``phone-audit export`` wrote.

    ``kind`` is ``org`` for one that was made for this run only.
    Raise UsageError when there is no such folder, UnreadableInputError when it holds no finished snapshot or one of
    its files is not the one that the manifest tells of.
    """
    config = config or AuditConfig()
    opened = opened_snapshot(folder, kind=kind)
    return assemble(opened.parts, config, opened.source, progress)


def opened_snapshot(folder: str | Path, *, kind: Literal["org", "snapshot"] = "snapshot") -> OpenedSource:
    """Return the files of a snapshot as parts; raise as ``read_snapshot``, of which this is the first half."""
    folder = Path(folder)
    manifest = Manifest.read(folder)
    source = Source(
        kind=kind,
        locations=(manifest.org.instance_url if kind == "org" else str(folder),),
        objects={},
        org_id=manifest.org.org_id,
        org_name=manifest.org.name,
        instance_url=manifest.org.instance_url,
        exported_at=manifest.exported_at,
        warnings=tuple(manifest.warnings),
        paths=(folder,) if kind == "snapshot" else (),
    )
    return OpenedSource([_part(folder, sobject, told) for sobject, told in manifest.objects.items()], source)


def _part(folder: Path, sobject: str, told: SnapshotObject) -> SnapshotPart:
    path = folder / told.file
    with _opened(path) as file:
        header, n_rows = tuple(file.schema_arrow.names), file.metadata.num_rows
    if n_rows != told.rows or list(header) != told.columns:
        raise UnreadableInputError(f"{path} is not the file that the manifest tells of. Export again.")
    return SnapshotPart(sobject, path, header, tuple(told.custom_fields))


@contextmanager
def _opened(path: Path) -> Iterator[pq.ParquetFile]:
    try:
        with pq.ParquetFile(path) as file:
            yield file
    except (OSError, pa.ArrowException) as error:
        raise UnreadableInputError(f"{path} is missing or damaged. Export again.") from error
