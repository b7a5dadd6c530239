"""The tables of an earlier report in the scratch folder, of which each part of an org takes the rows about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.columns.lookup import e164_as_int, is_among, text_array
from audit.columns.masks import Bools, Ints, mask_at
from audit.errors import UnreadableInputError
from audit.parts.scratch_tables import mapped_array, write_array
from audit.result.baseline import Baseline
from audit.sources.private_files import scratch_file
from audit.tables.report_tables import CLOSED, FINDINGS, NUMBERS, RECORDS, VALUES
from audit.tables.schema import Table

_KEYS: Final = {FINDINGS: "finding_id", RECORDS: "record_id", NUMBERS: "e164", VALUES: "e164", CLOSED: "finding_id"}
"""By which rows are looked up."""
_ID_LENGTH: Final = {"record_id": 18, "finding_id": 16}

COMPARED_TABLES: Final = tuple(_KEYS)
COMPARED_COLUMNS: Final[Mapping[Table, Sequence[str]]] = {
    FINDINGS: (
        *("finding_id", "rule_id", "severity", "sobject", "record_id", "field", "e164", "current", "suppressed"),
    ),
    RECORDS: ("record_id", "sobject", "name", "last_modified"),
    NUMBERS: ("e164", "winner_record_id"),
    VALUES: ("record_id", "e164", "slot"),
    CLOSED: ("finding_id", "closed_at"),
}
"""What the comparison of two audits reads."""

_MISSING: Final = pa.array([None], pa.large_string())

_Keys = npt.NDArray[Any]


def store_earlier(table: Table, rows: pa.RecordBatchReader, folder: Path) -> None:
    """Write ``rows``, the columns COMPARED_COLUMNS of ``table``, into the scratch folder, to be looked up."""
    keys: list[_Keys] = []
    with scratch_file(_path(folder, table, "arrow")) as file, pa.ipc.new_file(file, rows.schema) as writer:
        for batch in rows:
            writer.write_batch(batch)
            keys.append(_keys(_KEYS[table], batch.column(_KEYS[table])))
    whole = np.concatenate([_keys(_KEYS[table], pa.array([], pa.large_string())), *keys])
    order = np.argsort(whole, kind="stable")
    if table is NUMBERS and (np.diff(whole[order]) == 0).any():
        raise UnreadableInputError("The earlier report has a number twice: its content is damaged. Give another one.")
    write_array(whole[order], _path(folder, table, "keys.npy"))
    write_array(order, _path(folder, table, "rows.npy"))


def _keys(name: str, texts: pa.Array | pa.ChunkedArray) -> _Keys:
    """Return record ids and ids of findings as bytes, numbers as whole numbers; what is no id is as a missing one."""
    if name == "e164":
        return e164_as_int(pd.Series(texts.to_pandas(), dtype="str"))
    length = _ID_LENGTH[name]
    is_id = pc.fill_null(pc.equal(pc.binary_length(texts), length), fill_value=False)
    wide = pc.if_else(is_id, texts, pa.scalar("-" * length, pa.large_string()))
    whole = wide.combine_chunks() if isinstance(wide, pa.ChunkedArray) else wide
    return np.array(whole.cast(pa.large_binary()).cast(pa.binary(length)).to_numpy(zero_copy_only=False), f"S{length}")


@dataclass(frozen=True)
class EarlierRows:
    """The rows of an earlier report that are about a part of an org, or about none."""

    folder: Path
    results: Mapping[str, Any]
    """The content of its results.json"""
    own: Mapping[Table, Ints]
    """Row positions in the whole tables, ascending"""

    def as_baseline(self) -> Baseline:
        """Return what the part is compared with; whatever is asked for by its key is looked up in the whole tables."""
        return Baseline(self.results, self._read)

    def _read(self, table: Table, columns: Sequence[str], where: tuple[str, pd.Series] | None = None) -> pd.DataFrame:
        if where is not None and where[0] == _KEYS[table]:
            return _taken(self.folder, table, columns, _rows_of(self.folder, table, where[1]))
        if where is None:
            return _taken(self.folder, table, columns, self.own[table])
        rows = _taken(self.folder, table, [*columns, *({where[0]} - set(columns))], self.own[table])
        return rows.loc[is_among(rows[where[0]], where[1]), list(columns)]

    def write_taken(self, part: int) -> None:
        """Write which rows are about ``part``, so that ``rows_of_none`` leaves them out."""
        for table, rows in self.own.items():
            write_array(rows, _taken_path(self.folder, table, part))


def rows_about(folder: Path, results: Mapping[str, Any], keys: Mapping[Table, pd.Series]) -> EarlierRows:
    """Return the earlier rows about a part: by table those with one of its ``keys``, which no other part has.

    They are the ids of its findings and of its records in scope, and its numbers (E.164), if these are compared.
    """
    return EarlierRows(folder, results, {table: _rows_of(folder, table, texts) for table, texts in keys.items()})


def rows_of_none(folder: Path, results: Mapping[str, Any], tables: Iterable[Table], n_parts: int) -> EarlierRows:
    """Return the earlier rows of ``tables`` that are about none of the parts: what they are about is gone."""
    own = {}
    for table in tables:
        taken = [mapped_array(_taken_path(folder, table, part)) for part in range(n_parts)]
        own[table] = np.flatnonzero(~mask_at(len(mapped_array(_path(folder, table, "rows.npy"))), *taken))
    return EarlierRows(folder, results, own)


def was_closed(folder: Path, finding_ids: pd.Series) -> Bools:
    """Check which of ``finding_ids`` are among CLOSED of the earlier report."""
    known = mapped_array(_path(folder, CLOSED, "keys.npy"))
    return found_in(known, _keys("finding_id", text_array(finding_ids)))


def found_in(known: _Keys, asked: _Keys) -> Bools:
    """Check which of ``asked`` are among ``known`` (ascending, maybe memory-mapped)."""
    if not len(known):
        return np.zeros(len(asked), dtype=np.bool_)
    return np.asarray(known[np.searchsorted(known, asked).clip(max=len(known) - 1)] == asked, dtype=np.bool_)


def _rows_of(folder: Path, table: Table, texts: pd.Series) -> Ints:
    """Return the row positions, ascending, of the rows whose key is one of ``texts``."""
    known, rows = (mapped_array(_path(folder, table, name)) for name in ("keys.npy", "rows.npy"))
    asked = np.unique(_keys(_KEYS[table], text_array(texts)))
    asked = asked[asked != _keys(_KEYS[table], _MISSING)[0]]
    first, end = (np.searchsorted(known, asked, side=side) for side in ("left", "right"))
    n_rows = end - first
    ends = np.cumsum(n_rows)
    places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(first - (ends - n_rows), n_rows)
    return np.sort(rows[places])


def _taken(folder: Path, table: Table, columns: Sequence[str], rows: Ints) -> pd.DataFrame:
    """Return ``columns`` of ``rows``, in their types."""
    wanted = Table(table.name, table.meaning, tuple(column for column in table.columns if column.name in columns))
    with pa.memory_map(str(_path(folder, table, "arrow"))) as file:
        reader = pa.ipc.open_file(file)
        pieces = [reader.schema.empty_table()]
        n_before = 0
        for number in range(reader.num_record_batches):
            batch = reader.get_batch(number)
            start, end = np.searchsorted(rows, [n_before, n_before + len(batch)])
            pieces.append(pa.Table.from_batches([batch.take(pa.array(rows[start:end] - n_before))]))
            n_before += len(batch)
        present = [name for name in columns if name in reader.schema.names]
        taken = pa.concat_tables(pieces).select(present)
        categories = [column.name for column in wanted.columns if column.dtype == "category"]
        frame = taken.to_pandas(categories=[name for name in categories if name in present])
    return wanted.typed(frame)


def _path(folder: Path, table: Table, suffix: str) -> Path:
    return folder / f"earlier-{table.name}.{suffix}"


def _taken_path(folder: Path, table: Table, part: int) -> Path:
    return _path(folder, table, f"part-{part:05}.npy")
