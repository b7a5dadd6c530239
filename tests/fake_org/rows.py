"""Rows of one object: where they come from is hidden behind two questions, by position and by id."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Positions = npt.NDArray[np.int64]


class Rows(Protocol):
    """An immutable table of text: booleans are ``true`` and ``false``, moments ``2026-01-02T03:04:05.000Z``."""

    @property
    def count(self) -> int:
        """Return how many rows there are, deleted ones included."""

    def take(self, positions: Positions, field: str) -> pa.Array:
        """Return one field of the rows at ``positions``; null where a position is -1."""

    def positions_of(self, ids: pa.Array) -> Positions:
        """Return where the rows with these ids stand; -1 for an id that is null or unknown."""


class HeldRows:
    """Rows that are held in memory."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    @classmethod
    def of(cls, columns: dict[str, Sequence[str | None]]) -> "HeldRows":
        """Return rows from columns of text."""
        return cls(pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()}))

    @property
    def count(self) -> int:
        """Return how many rows there are."""
        return int(self.table.num_rows)

    def take(self, positions: Positions, field: str) -> pa.Array:
        """Return one field of the rows at ``positions``; null where a position is -1 or the field has no column."""
        if field not in self.table.column_names:
            return pa.nulls(len(positions), pa.string())
        where = pa.array(positions, mask=positions < 0)
        return _flat(self.table.column(field).take(where))

    def with_column(self, name: str, cells: pa.Array | pa.ChunkedArray) -> "HeldRows":
        """Return these rows with one column set."""
        others = [column for column in self.table.column_names if column != name]
        return HeldRows(self.table.select(others).append_column(name, cells))

    def positions_of(self, ids: pa.Array) -> Positions:
        """Return where the rows with these ids stand."""
        found = pc.index_in(ids, value_set=_flat(self.table.column("Id")), skip_nulls=True)
        return np.asarray(pc.fill_null(found, -1), dtype=np.int64)


def _flat(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def in_blocks(positions: Positions, size: int = 100_000) -> list[Positions]:
    """Return ``positions`` in pieces that are small enough to work on in memory."""
    return [positions[start : start + size] for start in range(0, len(positions), size)] or [positions]
