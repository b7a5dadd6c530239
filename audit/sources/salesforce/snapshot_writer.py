"""From the pages on disk to the snapshot: one Parquet file an object, then the manifest, then nothing else."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from audit.sources.private_files import whole_file
from audit.sources.salesforce.describe import OWNER_NAME
from audit.sources.salesforce.result_pages import Page, PageFolder
from audit.sources.snapshot.manifest import FILE, Manifest

_COMPRESSION: Final = "zstd"
_LEVEL: Final = 1
_ROW_GROUP: Final = 50_000


def file_name(sobject: str) -> str:
    """Return the name of an object's file in the snapshot."""
    return f"{sobject}.parquet"


def owner_names(tables: Iterable[tuple[PageFolder, list[Page]]]) -> pa.Table:
    """Return ``Id`` and ``Name`` of all users and queues, from pages that have these columns."""
    schema = pa.schema([("Id", pa.string()), ("Name", pa.string())])
    batches = [batch for folder, pages in tables for batch in folder.batches(pages)]
    return pa.Table.from_batches([batch.replace_schema_metadata(None) for batch in batches], schema).combine_chunks()


def write_object(folder: Path, sobject: str, kept: PageFolder, pages: list[Page], owners: pa.Table | None) -> list[str]:
    """Write the rows of one object, some thousand in memory at a time, and return the columns.

    With ``owners`` (Id, Name) the column ``Owner.Name`` is joined in.
    """
    joined = owners is not None and "OwnerId" in kept.columns
    columns = [*kept.columns, OWNER_NAME] if joined else list(kept.columns)
    schema = pa.schema([(name, pa.string()) for name in columns])
    with (
        whole_file(folder / file_name(sobject)) as file,
        pq.ParquetWriter(file, schema, compression=_COMPRESSION, compression_level=_LEVEL) as writer,
    ):
        for table in _row_groups(kept.batches(pages)):
            arrays = table.columns
            if owners is not None and joined:
                arrays = [*arrays, _names(table["OwnerId"], owners)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
    return columns


def _row_groups(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Yield the same rows in pieces that Parquet packs well."""
    piece: list[pa.RecordBatch] = []
    for batch in batches:
        piece.append(batch)
        if sum(len(one) for one in piece) >= _ROW_GROUP:
            yield pa.Table.from_batches(piece)
            piece = []
    if piece:
        yield pa.Table.from_batches(piece)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest: the snapshot is complete from now on."""
    with whole_file(folder / FILE) as file:
        file.write(manifest.model_dump_json(indent=2).encode())


def _names(owner_ids: pa.ChunkedArray, owners: pa.Table) -> pa.ChunkedArray:
    positions = pc.index_in(owner_ids, owners["Id"].combine_chunks())
    return owners["Name"].combine_chunks().take(positions)
