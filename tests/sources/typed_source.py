"""A part typed in by hand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from audit.sources.interface import RowBatch


@dataclass(frozen=True)
class TypedPart:
    """A part of rows typed in: fields that a row does not name are empty."""

    sobject: str
    label: str
    typed: Sequence[Mapping[str, str | None]]
    further_columns: tuple[str, ...] = ()
    custom_fields: tuple[str, ...] | None = None
    batch_rows: int = 100

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*(name for row in self.typed for name in row), *self.further_columns]))

    def rows(self, columns: Sequence[str]) -> Iterator[RowBatch]:
        table = pa.table(
            {name: pa.array([row.get(name, "") for row in self.typed], pa.large_string()) for name in columns}
        )
        for start in range(0, len(table), self.batch_rows):
            yield RowBatch(table.slice(start, self.batch_rows))
