"""The folder fixes/: load files, step by step, the way back, and how to use them (docs/contract.md, Load files)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from audit.columns.lookup import text_array
from audit.domain import ACCOUNT, EXPORTED_SOBJECTS, PERSON_ACCOUNT, SLOT_FIELDS, SOBJECTS
from audit.reports.load_files.readme import LoadFile, readme
from audit.reports.table_files import coded_table, row_pieces, write_parquet
from audit.result.results import Audit
from audit.tables.fixes import EXPECTED_WINNERS, STORED_PLAN

CLEARED: Final = "#N/A"
"""What the Bulk API and Data Loader with it take for "empty this field"; an empty cell leaves a field as it is."""
ROLLBACK: Final = "rollback"

_FIELDS: Final = tuple(dict.fromkeys(field for fields in SLOT_FIELDS.values() for field in fields.values()))
"""In the order of the slots table, as the columns of a file are."""


@dataclass(frozen=True)
class _Cells:
    """What one file, however many parts it has, writes: one element a cell, ordered by row."""

    row_ids: pa.Array
    """the Id of each row"""
    row: np.ndarray
    """for each cell the position of its row"""
    field: np.ndarray
    """for each cell the position of its field in _FIELDS"""
    text: pa.Array


def write_fixes(result: Audit, report: Path) -> None:
    """Write the folder ``fixes`` into the folder of a report.

    Without a plan, and in a redacted report, whose numbers are masked, it holds nothing but a README that says so.
    """
    folder = report / "fixes"
    folder.mkdir()
    files = [] if result.config.redact else list(_load_files(result, folder))
    if files:
        _write_plan(result, folder)
    texts = readme(result, files)
    (folder / "README.md").write_text(texts.markdown, encoding="utf-8")
    (folder / "README.html").write_text(texts.html, encoding="utf-8")


def _load_files(result: Audit, folder: Path) -> Iterator[LoadFile]:
    cells, most = result.fixes[["record", "field", "step", "old", "new"]], result.config.fix.rows_per_file
    file_of = [EXPORTED_SOBJECTS.index(ACCOUNT if name == PERSON_ACCOUNT else name) for name in SOBJECTS]
    of_cell = np.array(file_of)[result.records["sobject"].array.codes[cells["record"].to_numpy()]]
    step = cells["step"].to_numpy()
    numbers = np.unique(step)
    wanted = [(f"step-{number}", step == number, "new") for number in numbers]
    if len(cells):
        wanted.append((ROLLBACK, step > 0, "old"))
    wanted += [(f"{ROLLBACK}-step-{number}", step == number, "old") for number in numbers[1:]]
    for name, is_in, column in wanted:
        (folder / name).mkdir()
        for place, exported in enumerate(EXPORTED_SOBJECTS):
            chosen = cells.loc[is_in & (of_cell == place)]
            if len(chosen):
                yield from _write_parts(_of_file(chosen, column, result.records), folder, f"{name}/{exported}", most)


def _of_file(cells: pd.DataFrame, column: str, records: pd.DataFrame) -> _Cells:
    """Return the cells of one file, its rows in the order of ``cells``: that of the steps, the winners last."""
    row, record = pd.factorize(cells["record"].to_numpy())
    return _Cells(
        row_ids=text_array(records["record_id"].take(record)),
        row=row,
        field=np.array([_FIELDS.index(name) for name in cells["field"].array.categories])[cells["field"].array.codes],
        text=pc.fill_null(text_array(cells[column]), CLEARED),
    )


def _write_parts(cells: _Cells, folder: Path, name: str, most: int) -> Iterator[LoadFile]:
    """Write ``name``.csv, or, where there are more than ``most`` rows, ``name``.001.csv and so on."""
    n_rows = len(cells.row_ids)
    for part, start in enumerate(range(0, n_rows, most), start=1):
        path = f"{name}.csv" if n_rows <= most else f"{name}.{part:03}.csv"
        first, end = np.searchsorted(cells.row, [start, start + most])
        row, field, text = cells.row[first:end] - start, cells.field[first:end], cells.text[first:end]
        ids = cells.row_ids[start : start + most]
        fields = np.unique(field)
        columns = [_column(text, row, np.flatnonzero(field == number), len(ids)) for number in fields]
        table = pa.table([ids, *columns], names=["Id", *(_FIELDS[number] for number in fields)])
        pacsv.write_csv(table, folder / path, pacsv.WriteOptions(quoting_style="all_valid"))
        clears = bool(pc.any(pc.equal(text, CLEARED)).as_py())
        yield LoadFile(path, len(ids), tuple(table.column_names[1:]), clears=clears)


def _column(text: pa.Array, row: np.ndarray, cells: np.ndarray, n_rows: int) -> pa.Array:
    """Return one text per row: that of its cell, the empty text where it has none."""
    position = np.full(n_rows, -1)
    position[row[cells]] = cells
    return pc.fill_null(text.take(pa.array(position, mask=position < 0)), "")


def _write_plan(result: Audit, folder: Path) -> None:
    """Write what ``phone-audit verify`` compares the org with after the load."""
    for table, pieces in ((STORED_PLAN, _planned(result)), (EXPECTED_WINNERS, row_pieces(result.expected_winners))):
        write_parquet(table, (coded_table(table, piece) for piece in pieces), folder / f"{table.name}.parquet")


def _planned(result: Audit) -> Iterator[pd.DataFrame]:
    """Yield the cells with what is told of their records, so many at a time."""
    for cells in row_pieces(result.fixes):
        at = cells["record"].to_numpy()
        yield cells.assign(
            **{name: result.records[name].array.take(at) for name in ("record_id", "sobject", "last_modified")}
        )
