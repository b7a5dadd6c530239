"""The records of a block, and their phone fields, as files from which any of them can be taken."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from audit.columns.lookup import id_ranks
from audit.columns.masks import Ints
from audit.columns.types import category_from_codes
from audit.domain import SOBJECTS
from audit.parts.blocks import Block, Blocks
from audit.parts.scratch_tables import copied, mapped_table, write_table
from audit.sources.records.deduplicate import population
from audit.tables.extract import EXTRACTED_PHONES, EXTRACTED_RECORDS, Population

_MADE_ANEW = ["id_rank", "sobject"]
"""The columns of EXTRACTED_RECORDS that follow from the others, or from the block."""


def write_population(blocks: Blocks, block: Block) -> Population:
    """Write the records of ``block`` as they stand in the whole extract, and return them."""
    rows, gives_way = blocks.rows_of(block)
    records = population({block.sobject: rows}, {block.sobject: gives_way}, blocks.fields, blocks.present)
    stored = records.records.drop(columns=_MADE_ANEW)
    write_table(pa.Table.from_pandas(stored, preserve_index=False), _path(blocks.folder, block, "records"))
    write_table(pa.Table.from_pandas(records.phones, preserve_index=False), _path(blocks.folder, block, "phones"))
    return records


def population_at(blocks: Blocks, positions: Ints) -> Population:
    """Return the records at ``positions`` (among those of the whole org, ascending) of blocks that are finished."""
    records, phones, of_object = [], [], []
    n_before = 0
    for block, places in blocks.by_block(positions):
        with mapped_table(_path(blocks.folder, block, "records")) as table:
            records.append(copied(_as_texts(table.take(places))))
        with mapped_table(_path(blocks.folder, block, "phones")) as table:
            phones.append(copied(_phones_of(table, places, n_before)))
        of_object.append(np.full(len(places), SOBJECTS.index(block.sobject), dtype=np.int8))
        n_before += len(places)
    if not records:
        return Population(EXTRACTED_RECORDS.empty(), EXTRACTED_PHONES.empty())
    frame = _frame(records, [column.name for column in EXTRACTED_RECORDS.columns if column.dtype == "category"])
    frame["id_rank"] = id_ranks(frame["record_id"])
    frame["sobject"] = category_from_codes(np.concatenate(of_object), SOBJECTS)
    return Population(EXTRACTED_RECORDS.typed(frame), EXTRACTED_PHONES.typed(_frame(phones, [])))


def record_ids_of(blocks: Blocks, block: Block) -> pa.Array:
    """Return the ids of the records of a ``block`` that is finished, as large_string."""
    with mapped_table(_path(blocks.folder, block, "records"), ["record_id"]) as table:
        return table["record_id"].combine_chunks()


def _as_texts(table: pa.Table) -> pa.Table:
    """Return ``table`` without the texts that only other rows have."""
    for place, column in enumerate(table.schema):
        if pa.types.is_dictionary(column.type):
            table = table.set_column(place, column.name, table.column(place).cast(pa.large_string()))
    return table


def _phones_of(phones: pa.Table, places: Ints, n_before: int) -> pa.Table:
    """Return the rows of ``phones`` (by record) of the records at ``places``, which become ``n_before`` and so on."""
    record = phones["record"].to_numpy()
    first = np.searchsorted(record, places)
    n_rows = np.searchsorted(record, places, side="right") - first
    ends = np.cumsum(n_rows)
    rows = np.arange(ends[-1]) + np.repeat(first - (ends - n_rows), n_rows)
    renumbered = np.repeat(np.arange(len(places)) + n_before, n_rows)
    return phones.take(rows).set_column(0, "record", pa.array(renumbered))


def _frame(tables: Sequence[pa.Table], categories: Sequence[str]) -> pd.DataFrame:
    whole = pa.concat_tables(tables).unify_dictionaries().combine_chunks()
    for name in categories:
        if name in whole.column_names:
            encoded = whole[name].combine_chunks().dictionary_encode()
            whole = whole.set_column(whole.column_names.index(name), name, encoded)
    frame: pd.DataFrame = whole.to_pandas()
    return frame


def _path(folder: Path, block: Block, table: str) -> Path:
    return folder / f"{block.name}.{table}.arrow"
