"""The tables of the report folder, as Parquet or CSV (docs/contract.md, Tables)."""

import shutil
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from audit.columns.lookup import is_among
from audit.columns.types import TIMESTAMP
from audit.domain import TableFormat
from audit.errors import WriteFailedError, told_as
from audit.result.results import Audit
from audit.sources.private_files import replaced_file
from audit.tables.calls import CALLED
from audit.tables.findings import Assessment
from audit.tables.fixes import FOR_PEOPLE
from audit.tables.report_tables import (
    CLOSED,
    FINDINGS,
    NUMBERS,
    RECORDS,
    TREND,
    VALUES,
    numbers_with_ids,
    values_with_ids,
)
from audit.tables.schema import Table
from audit.tables.simulation import Simulation
from audit.tables.work import WORK

SIMULATED_TABLES: Final = (VALUES, NUMBERS, RECORDS)
"""The fields of a Simulation, as files."""

TABLES_IN_PARTS: Final = (*SIMULATED_TABLES, FINDINGS, FOR_PEOPLE, TREND)
"""Those of which each part of an org has a file; trend only with a baseline."""

ROWS_AT_ONCE: Final = 1 << 20
"""Rows whose codes and positions are spelled out as text at a time: also those of a group in a Parquet file."""

_ARROW_TYPES: Final = {
    "str": pa.large_string(),
    "category": pa.large_string(),
    "bool": pa.bool_(),
    "int64": pa.int64(),
    TIMESTAMP: pa.timestamp("ms", tz="UTC"),
}
_CODED_TYPES: Final = _ARROW_TYPES | {"category": pa.dictionary(pa.int32(), pa.large_string())}
_LOOKED_UP: Final = ("record_id", "e164")
"""Columns by which rows of a report are found again, and by which the long tables are ordered."""


def write_simulated(table: Table, simulation: Simulation, folder: Path, table_format: TableFormat) -> None:
    """Write ``table``, one of SIMULATED_TABLES, into ``folder``."""
    _write(table, _simulated_rows(table, simulation), folder, table_format)


def _simulated_rows(table: Table, simulation: Simulation) -> Iterator[pd.DataFrame]:
    for rows in _parts(getattr(simulation, table.name)):
        yield _simulated(table, simulation, rows)


def _simulated(table: Table, simulation: Simulation, rows: slice | npt.NDArray[np.int64]) -> pd.DataFrame:
    frame: pd.DataFrame = getattr(simulation, table.name).iloc[rows]
    with_ids = {VALUES: values_with_ids, NUMBERS: numbers_with_ids}.get(table)
    return with_ids(frame, simulation.records) if with_ids else frame


def write_findings(outcome: Assessment, folder: Path, table_format: TableFormat) -> None:
    """Write findings into ``folder``."""
    _write(FINDINGS, _told_findings(outcome), folder, table_format)


def _told_findings(outcome: Assessment) -> Iterator[pd.DataFrame]:
    simulation, findings = outcome
    for rows in _parts(findings.found):
        yield findings.expanded(simulation.records, simulation.values, rows)


def write_part(result: Audit, folder: Path, part: int) -> None:
    """Write the tables of a part of an org into ``folder``: values.parquet/part-00000.parquet and so on."""
    frames: dict[Table, Iterable[pd.DataFrame]] = {
        table: _simulated_rows(table, result.outcome.simulation) for table in SIMULATED_TABLES
    }
    frames |= {FINDINGS: _told_findings(result.outcome), FOR_PEOPLE: [result.for_people]}
    if result.comparison:
        frames[TREND] = [result.comparison.changes]
    for table, rows in frames.items():
        parts = folder / f"{table.name}.parquet"
        parts.mkdir(exist_ok=True)
        write_parquet(table, map(partial(coded_table, table), rows), parts / f"part-{part:05}.parquet")


def parts_as_csv(folder: Path) -> None:
    """Make one CSV file of each table in ``folder`` that ``write_part`` wrote in parts, and remove these."""
    for table in TABLES_IN_PARTS:
        parts = folder / f"{table.name}.parquet"
        if not parts.is_dir():
            continue
        with _csv_writer(table, folder / f"{table.name}.csv") as file:
            for path in sorted(parts.iterdir()):
                with pq.ParquetFile(path) as part:
                    for rows in part.iter_batches(ROWS_AT_ONCE):
                        file.write_table(_for_csv(pa.Table.from_batches([rows]).cast(arrow_schema(table))))
        shutil.rmtree(parts)


def plain_table(table: Table, outcome: Assessment) -> pd.DataFrame:
    """Return ``table``, one of REPORT_TABLES, as pandas reads it from its Parquet file."""
    simulation, findings = outcome
    whole = slice(None)
    frame = (
        findings.expanded(simulation.records, simulation.values, whole)
        if table is FINDINGS
        else _simulated(table, simulation, whole)
    )
    plain: pd.DataFrame = coded_table(table, frame).cast(arrow_schema(table)).to_pandas()
    return plain


def table_rows(
    outcome: Assessment, table: Table, columns: Sequence[str], where: tuple[str, pd.Series] | None = None
) -> pd.DataFrame:
    """Return ``columns`` of ``table``, one of REPORT_TABLES; ``where`` keeps the rows whose column is one of the texts.

    Only these rows are spelled out. The column is e164, or record_id of values and records.
    """
    simulation, findings = outcome
    rows = slice(None) if where is None else np.flatnonzero(_named(table, outcome, *where))
    told = (
        findings.expanded(simulation.records, simulation.values, rows)
        if table is FINDINGS
        else _simulated(table, simulation, rows)
    )
    return told[list(columns)].reset_index(drop=True)


def _named(table: Table, outcome: Assessment, name: str, wanted: pd.Series) -> npt.NDArray[np.bool_]:
    """Return which rows of ``table`` have one of the ``wanted`` texts in the column ``name``."""
    simulation, findings = outcome
    if table is FINDINGS:
        texts = findings.texts(name, simulation.values, findings.found["value"].to_numpy())
        return is_among(pd.Series(texts), wanted)
    if table is VALUES and name == "record_id":
        is_wanted = is_among(simulation.records[name], wanted)
        return np.asarray(is_wanted[simulation.values["record"].to_numpy()])
    return is_among(getattr(simulation, table.name)[name], wanted)


def write_for_people(result: Audit, folder: Path, table_format: TableFormat) -> None:
    """Write for_people into ``folder``."""
    _write(FOR_PEOPLE, row_pieces(result.for_people), folder, table_format)


def write_conclusions(result: Audit, folder: Path, table_format: TableFormat) -> None:
    """Write called, trend and closed into ``folder`` where these are known; work, if any, as Parquet.

    CSV changes texts that a spreadsheet would compute, and a comment may be one. What has changed is left out where
    the parts of an org have written it.
    """
    if len(result.work):
        _write(WORK, [result.work], folder, "parquet")
    frames: dict[Table, pd.DataFrame] = {}
    if result.calls:
        frames[CALLED] = result.calls.called
    if result.comparison:
        frames[CLOSED] = result.comparison.closed
        if not any((folder / f"{TREND.name}{suffix}").exists() for suffix in (".parquet", ".csv")):
            frames[TREND] = result.comparison.changes
    for table, frame in frames.items():
        _write(table, row_pieces(frame), folder, table_format)


def row_pieces(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the rows of ``frame``, ROWS_AT_ONCE at a time: one piece at least."""
    for rows in _parts(frame):
        yield frame.iloc[rows]


def _parts(frame: pd.DataFrame) -> Iterator[slice]:
    """Yield the rows of ``frame``, so many at a time."""
    for start in range(0, max(len(frame), 1), ROWS_AT_ONCE):
        yield slice(start, start + ROWS_AT_ONCE)


def _write(table: Table, frames: Iterable[pd.DataFrame], folder: Path, table_format: TableFormat) -> None:
    path, parts = folder / f"{table.name}.{table_format}", (coded_table(table, frame) for frame in frames)
    if table_format == "parquet":
        write_parquet(table, parts, path)
    else:
        with _csv_writer(table, path) as file:
            for part in parts:
                file.write_table(_for_csv(part))


def _csv_writer(table: Table, path: Path) -> pacsv.CSVWriter:
    return pacsv.CSVWriter(path, _for_csv(_coded_schema(table).empty_table()).schema)


def write_parquet(table: Table, parts: Iterable[pa.Table], path: Path) -> None:
    """Write ``parts``, each as :func:`coded_table` makes it, as one file in whose categories readers see plain text.

    The tables of 1,000,000 records take 2.2 s of CPU so, and 3.6 s with every text spelled out and the options left as
    they are. Categories go as codes into the dictionaries that Parquet makes of them anyway (0.7 s less); the schema
    that Arrow reads beside the file's own says that they are text. Other texts, but for names, mostly stand once: a
    dictionary of them is given up half-way (0.1 s, 2 % of the size). Statistics are for leaving out groups of rows,
    which takes order (0.4 s).
    """
    with pq.ParquetWriter(
        path,
        _coded_schema(table),
        compression="zstd",
        use_dictionary=[column.name for column in table.columns if column.dtype != "str" or column.name == "name"],
        write_statistics=list(_LOOKED_UP),
        store_schema=False,
    ) as file:
        for part in parts:
            file.write_table(part)
        file.add_key_value_metadata({"ARROW:schema": b64encode(arrow_schema(table).serialize())})


def write_csv_table(table: Table, frame: pd.DataFrame, path: Path | BinaryIO) -> None:
    """Write exactly the columns of ``table`` as CSV, harmless when a spreadsheet opens it."""
    pacsv.write_csv(_for_csv(coded_table(table, frame)), path)


def write_private_csv(table: Table, frame: pd.DataFrame, out: Path) -> None:
    """Write ``table`` as a CSV file that only its owner may read; raise WriteFailedError."""
    with told_as(WriteFailedError, f"Cannot write {out}", "Choose another --out."), replaced_file(out) as file:
        write_csv_table(table, frame, file)


def coded_table(table: Table, frame: pd.DataFrame) -> pa.Table:
    """Return exactly the columns of ``table``, each in its type; categories are codes with a dictionary of texts."""
    schema = _coded_schema(table)
    arrays = [pa.array(frame[field.name], from_pandas=True) for field in schema]
    return pa.table([pc.cast(array, field.type) for array, field in zip(arrays, schema, strict=True)], schema=schema)


def arrow_schema(table: Table) -> pa.Schema:
    """Return the columns of ``table`` with their types in a file."""
    return pa.schema([(column.name, _ARROW_TYPES[column.dtype]) for column in table.columns])


def _coded_schema(table: Table) -> pa.Schema:
    return pa.schema([(column.name, _CODED_TYPES[column.dtype]) for column in table.columns])


_APOSTROPHE: Final = pa.scalar("'", pa.large_string())
_NOTHING: Final = pa.scalar("", pa.large_string())
# Arrow writes the fraction with the seconds: 05.000 in milliseconds.
_ISO_MOMENT: Final = "%Y-%m-%dT%H:%M:%SZ"
_FORMULA: Final = (
    r"(?s)^[\p{Z}\p{Cf}]*([=@\t\r\n\x{FF1D}\x{FF20}\x{FE66}\x{FE6B}]"
    r"|[+\-\x{FF0B}\x{FF0D}\x{FE62}\x{FE63}\x{2212}].*[\p{L}=@|!\x{FF1D}\x{FF20}\x{FF5C}\x{FF01}])"
)
"""Text that a spreadsheet would compute; a number with its punctuation is not among it.

Spreadsheets set to Japanese or Chinese take the full-width and small signs for the plain ones.
"""


def _for_csv(table: pa.Table) -> pa.Table:
    """Return a coded table with every text spelled out: moments in ISO 8601, none that a spreadsheet would compute."""
    for position, field in enumerate(table.schema):
        column = table.column(position)
        if pa.types.is_timestamp(field.type):
            table = table.set_column(position, field.name, pc.strftime(column, format=_ISO_MOMENT))
        elif pa.types.is_dictionary(field.type):
            codes = column.combine_chunks()
            table = table.set_column(position, field.name, _harmless(codes.dictionary).take(codes.indices))
        elif pa.types.is_large_string(field.type):
            table = table.set_column(position, field.name, _harmless(column))
    return table


def _harmless(texts: Any) -> Any:
    """Put an apostrophe before text that a spreadsheet would take for a formula."""
    risky = pc.match_substring_regex(texts, _FORMULA)
    return pc.if_else(risky, pc.binary_join_element_wise(_APOSTROPHE, texts, _NOTHING), texts)
