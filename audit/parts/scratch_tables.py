"""Tables and arrays in the scratch folder of a run: whole files or none, mapped into memory where rows are taken."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.sources.private_files import scratch_file


def write_table(table: pa.Table, path: Path, compression: Literal["lz4"] | None = None) -> None:
    """Write ``table`` as an Arrow IPC file of one batch; rows of it are taken cheaply where it is not compressed."""
    whole = table.unify_dictionaries().combine_chunks()
    options = pa.ipc.IpcWriteOptions(compression=compression)
    with scratch_file(path) as file, pa.ipc.new_file(file, whole.schema, options=options) as writer:
        writer.write_table(whole)


@contextmanager
def mapped_table(path: Path, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
    """Yield a table that ``write_table`` wrote, all of it or ``columns`` (those of them that it has)."""
    with pa.memory_map(str(path)) as file:
        reader = pa.ipc.open_file(file)
        if columns is not None:
            wanted = [place for place, name in enumerate(reader.schema.names) if name in columns]
            reader = pa.ipc.open_file(file, options=pa.ipc.IpcReadOptions(included_fields=wanted))
        yield reader.read_all()


def copied(table: pa.Table) -> pa.Table:
    """Return ``table`` with nothing in it that lies in a mapped file: its dictionary alone would keep all of that."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return pa.ipc.open_stream(sink.getvalue()).read_all()


def write_array(array: npt.NDArray[Any], path: Path) -> None:
    """Write ``array`` as a file of NumPy."""
    with scratch_file(path) as file:
        np.save(file, array, allow_pickle=False)


def mapped_array(path: Path) -> npt.NDArray[Any]:
    """Return an array that ``write_array`` wrote, of which only what is looked at is read."""
    array: npt.NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return array
