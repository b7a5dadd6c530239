"""The rows of one object that go into one population, kept on disk in blocks until all are read."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from audit.parts.scratch_tables import mapped_table, write_table
from audit.sources.records.gathered import RANKING, Gathered
from audit.sources.records.local_dates import LocalForm
from audit.sources.records.record_ids import SeenIds

_DATED: Final = "last_modified"


class StoredRows:
    """Rows in files of ``rows_per_block`` records each; in memory stays what is not a whole block yet."""

    def __init__(self, folder: Path, name: str, rows_per_block: int) -> None:
        """Begin with no rows; the blocks are called ``name``-00000 and so on."""
        self.n_records = 0
        self.ids = SeenIds()
        self.forms: dict[str, LocalForm] = {}
        self.blocks: dict[str, int] = {}
        """The number of rows of each block by its name, in order; of all rows once dates are read."""
        self.folder, self._name, self._rows_per_block = folder, name, rows_per_block
        self._records: list[pa.Table] = []
        self._phones: list[pa.Table] = []
        self._n_stored = 0
        self._n_iso_dates = 0

    def add(self, records: pa.Table, phones: pa.Table) -> None:
        """Append ``records`` and their ``phones``."""
        self._records.append(records)
        self._phones.append(phones)
        self.n_records += len(records)
        self.ids.note(records["record_id"])
        self._n_iso_dates += len(records) - records[_DATED].null_count
        if self.n_records - self._n_stored >= self._rows_per_block:
            self._store_whole_blocks()

    def read_dates(self, column: str, form: LocalForm) -> None:
        """Remember the local form of ``column``: it is read whenever a block is."""
        self._store_whole_blocks()
        if self._records:
            self._store(self._records.pop(), self._phones.pop())
        self.forms[column] = form

    def n_readable_dates(self) -> int:
        """Return how many of the records have a date of the last edit that was read."""
        if _DATED not in self.forms or not self.forms[_DATED].is_local:
            return self._n_iso_dates
        return sum(block.n_readable_dates() for block in map(self._dated, self.blocks))

    def ranking(self, rows: np.ndarray) -> pa.Table:
        """Return RANKING of the records at ``rows`` (positions, ascending)."""
        ends = np.cumsum(list(self.blocks.values()))
        of_block = np.split(rows, np.searchsorted(rows, ends[:-1]))
        starts = [0, *ends[:-1]]
        return pa.concat_tables(
            [
                self._dated(name).ranking(some - start)
                for name, some, start in zip(self.blocks, of_block, starts, strict=True)
                if len(some)
            ]
        )

    def _dated(self, name: str) -> Gathered:
        return rows_of_block(self.folder, name, {_DATED: self.forms[_DATED]}, (*RANKING, f"{_DATED}_text"))

    def _store_whole_blocks(self) -> None:
        if not self._records:
            return
        # tables lack the texts of dates from where a column is in no local form
        records = pa.concat_tables(self._records, promote_options="default")
        phones = pa.concat_tables(self._phones)
        while len(records) >= self._rows_per_block:
            n_phones = np.searchsorted(phones["record"].to_numpy(), self._n_stored + self._rows_per_block)
            self._store(records.slice(0, self._rows_per_block), phones.slice(0, n_phones))
            records, phones = records.slice(self._rows_per_block), phones.slice(n_phones)
        self._records, self._phones = ([records], [phones]) if len(records) else ([], [])

    def _store(self, records: pa.Table, phones: pa.Table) -> None:
        name = f"{self._name}-{len(self.blocks):05}"
        in_block = pa.array(phones["record"].to_numpy() - self._n_stored)
        write_table(records, _path(self.folder, name, "records"), "lz4")
        write_table(phones.set_column(0, "record", in_block), _path(self.folder, name, "phones"), "lz4")
        self.blocks[name] = len(records)
        self._n_stored += len(records)


def rows_of_block(
    folder: Path, name: str, forms: Mapping[str, LocalForm], columns: Sequence[str] | None = None
) -> Gathered:
    """Return the rows of a block, of records ``columns`` only if given, with dates read in ``forms``."""
    with (
        mapped_table(_path(folder, name, "records"), columns) as records,
        mapped_table(_path(folder, name, "phones")) as phones,
    ):
        rows = Gathered([records], [phones], len(records))
        for column, form in forms.items():
            rows.read_dates(column, form)
        return rows


def _path(folder: Path, name: str, table: str) -> Path:
    return folder / f"{name}.read-{table}.arrow"
