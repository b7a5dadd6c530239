"""An org read into blocks on disk: consecutive records of one object each, and what all of them together say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np

from audit.columns.masks import Bools, Ints
from audit.config.audit import AuditConfig
from audit.domain import LEAD, SOBJECTS
from audit.normalize.overlooked_columns import overlooked_columns
from audit.parts.scratch_tables import mapped_array, write_array
from audit.parts.stored_rows import StoredRows, rows_of_block
from audit.sources.interface import OpenedSource, Progress
from audit.sources.records.assemble import read_rows
from audit.sources.records.gathered import ExtractRows, Gathered
from audit.sources.records.local_dates import LocalForm
from audit.sources.records.phone_fields import PhoneField, org_object
from audit.tables.extract import Source

_CONVERTED: Final = "ConvertedLead"


@dataclass(frozen=True)
class Block:
    """Consecutive rows of one object that go into one population."""

    name: str
    """of its files in the scratch folder"""
    sobject: str
    is_audited: bool
    """False for converted leads that are out of scope"""
    n_rows: int
    n_giving_way: int
    """rows that are not among its records, as another row of the same record counts instead"""
    first: int
    """the position of its first record among those of the whole org: the one that the run in memory gives it; converted
    leads that are out of scope follow behind all others"""

    @property
    def n_records(self) -> int:
        """How many records of the org it holds."""
        return self.n_rows - self.n_giving_way


@dataclass(frozen=True)
class Blocks:
    """What reading hands on; small, so that it can travel to every task."""

    folder: Path
    """the scratch folder, where all files of these blocks are"""
    blocks: tuple[Block, ...]
    """in the order of their records"""
    source: Source
    overlooked: tuple[str, ...]
    """sentences about columns that are not read, as of NormalizedTables.warnings"""
    config: AuditConfig
    fields: tuple[PhoneField, ...]
    """every column that may be a phone field"""
    present: tuple[int, ...]
    """positions in ``fields`` of those that are"""
    dates: Mapping[tuple[str, str], LocalForm]
    """by object of the org and column of EXTRACTED_RECORDS"""

    @cached_property
    def n_audited(self) -> int:
        """Records in scope."""
        return sum(block.n_records for block in self.blocks if block.is_audited)

    @cached_property
    def n_records(self) -> int:
        """Records in scope, and converted leads that are not."""
        return sum(block.n_records for block in self.blocks)

    def rows_of(self, block: Block) -> tuple[Gathered, Bools]:
        """Return the rows of ``block``, and for each whether it gives way to another of the same record."""
        forms = {
            column: form for (exported, column), form in self.dates.items() if exported == org_object(block.sobject)
        }
        gives_way = np.zeros(block.n_rows, dtype=bool)
        if block.n_giving_way:
            gives_way[mapped_array(_giving_way(self.folder, block.name))] = True
        return rows_of_block(self.folder, block.name, forms), gives_way

    def by_block(self, positions: Ints) -> Iterator[tuple[Block, Ints]]:
        """Yield each block that has a record at ``positions`` (ascending) with the places of these in the block."""
        firsts = [block.first for block in self.blocks]
        pieces = np.split(positions, np.searchsorted(positions, firsts[1:]))
        for block, some in zip(self.blocks, pieces, strict=False):
            if len(some):
                yield block, some - block.first


def read_blocks(
    opened: OpenedSource, config: AuditConfig, folder: Path, rows_per_block: int, progress: Progress | None = None
) -> Blocks:
    """Read ``opened`` into blocks of ``rows_per_block`` rows in ``folder``, and return what there is.

    What is in scope, and what is said of the rest, is as when it is read in memory (``read_rows``).
    """
    audited = {sobject: StoredRows(folder, sobject, rows_per_block) for sobject in SOBJECTS}
    converted = StoredRows(folder, _CONVERTED, rows_per_block)
    rows = read_rows(opened.parts, config, opened.source, ExtractRows(audited, converted), progress)
    blocks: list[Block] = []
    for sobject, stored in audited.items():
        _append(blocks, stored, sobject, rows.gives_way[sobject])
    _append(blocks, converted, LEAD, None)
    overlooked = tuple(said for columns in rows.unread for said in overlooked_columns(columns, config.region))
    return Blocks(folder, tuple(blocks), rows.source, overlooked, config, rows.fields, rows.present, rows.dates)


def _append(blocks: list[Block], stored: StoredRows, sobject: str, gives_way: Bools | None) -> None:
    first = blocks[-1].first + blocks[-1].n_records if blocks else 0
    start = 0
    for name, n_rows in stored.blocks.items():
        giving_way = np.empty(0, np.int64) if gives_way is None else np.flatnonzero(gives_way[start : start + n_rows])
        if len(giving_way):
            write_array(giving_way, _giving_way(stored.folder, name))
        blocks.append(Block(name, sobject, gives_way is not None, n_rows, len(giving_way), first))
        start, first = start + n_rows, first + blocks[-1].n_records


def _giving_way(folder: Path, name: str) -> Path:
    return folder / f"{name}.giving-way.npy"
