"""The tables of the report folder, as Parquet or CSV (CONTRACT section 4)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from audit.fix_tables import FOR_PEOPLE
from audit.lookups import ids_at
from audit.result import AuditResult
from audit.tables import (
    CLOSED,
    FINDINGS,
    NUMBERS,
    RECORDS,
    REPORT_TABLES,
    TIMESTAMP,
    TREND,
    VALUES,
    Table,
    numbers_with_ids,
)

TableFormat = Literal["parquet", "csv"]
ROWS_AT_ONCE: Final = 1 << 20
"""Rows whose codes and positions are spelled out as text at a time: also those of a group in a Parquet file."""

_ARROW_TYPES: Final = {
    "str": pa.large_string(),
    "category": pa.large_string(),
    "bool": pa.bool_(),
    "int64": pa.int64(),
    TIMESTAMP: pa.timestamp("ms", tz="UTC"),
}


def write_tables(result: AuditResult, folder: Path, table_format: TableFormat) -> None:
    """Write values, numbers, records, findings and for_people into ``folder``; with a baseline, trend and closed."""
    frames = {
        VALUES.name: result.values,
        NUMBERS.name: result.numbers,
        RECORDS.name: result.records,
        FINDINGS.name: result.findings,
        FOR_PEOPLE.name: result.for_people,
    }
    written = [*REPORT_TABLES, FOR_PEOPLE]
    if result.comparison:
        frames |= {TREND.name: result.comparison.changes, CLOSED.name: result.comparison.closed}
        written += [TREND, CLOSED]
    for table in written:
        path, parts = folder / f"{table.name}.{table_format}", _parts(table, frames[table.name], result.records)
        if table_format == "parquet":
            with pq.ParquetWriter(path, arrow_schema(table), compression="zstd") as file:
                for part in parts:
                    file.write_table(part)
        else:
            with pacsv.CSVWriter(path, _for_csv(arrow_schema(table).empty_table()).schema) as file:
                for part in parts:
                    file.write_table(_for_csv(part))


def _parts(table: Table, frame: pd.DataFrame, records: pd.DataFrame) -> Iterator[pa.Table]:
    """Yield the rows of ``table``, so many at a time, with the ids of the records whose positions they hold."""
    for start in range(0, max(len(frame), 1), ROWS_AT_ONCE):
        part = frame.iloc[start : start + ROWS_AT_ONCE]
        if table is VALUES:
            part = part.assign(record_id=ids_at(records, part["record"]))
        if table is NUMBERS:
            part = numbers_with_ids(part, records)
        yield arrow_table(table, part)


def write_csv_table(table: Table, frame: pd.DataFrame, path: Path) -> None:
    """Write exactly the columns of ``table`` as CSV, harmless when a spreadsheet opens it."""
    pacsv.write_csv(_for_csv(arrow_table(table, frame)), path)


def arrow_table(table: Table, frame: pd.DataFrame) -> pa.Table:
    """Return exactly the columns of ``table``, each in its type; categories become plain text."""
    schema = arrow_schema(table)
    arrays = [pa.array(frame[field.name], from_pandas=True) for field in schema]
    return pa.table([_cast(array, field.type) for array, field in zip(arrays, schema, strict=True)], schema=schema)


def arrow_schema(table: Table) -> pa.Schema:
    """Return the columns of ``table`` with their types in a file."""
    return pa.schema([(column.name, _ARROW_TYPES[column.dtype]) for column in table.columns])


def _cast(array: pa.Array | pa.ChunkedArray, type_: pa.DataType) -> pa.Array | pa.ChunkedArray:
    return array if array.type == type_ else pc.cast(array, type_)


_APOSTROPHE: Final = pa.scalar("'", pa.large_string())
_NOTHING: Final = pa.scalar("", pa.large_string())
_ISO_MOMENT: Final = "%Y-%m-%dT%H:%M:%SZ"
_FORMULA: Final = r"^([=@\t\r\n]|[+-].*[A-Za-z=@|!])"
"""Text that a spreadsheet would compute; a number with its punctuation is not among it."""


def _for_csv(table: pa.Table) -> pa.Table:
    """Spell moments in ISO 8601, and put an apostrophe before text that a spreadsheet would take for a formula."""
    for position, field in enumerate(table.schema):
        column = table.column(position)
        if pa.types.is_timestamp(field.type):
            table = table.set_column(position, field.name, pc.strftime(column, format=_ISO_MOMENT))
        elif pa.types.is_large_string(field.type):
            risky = pc.match_substring_regex(column, _FORMULA)
            harmless = pc.if_else(risky, pc.binary_join_element_wise(_APOSTROPHE, column, _NOTHING), column)
            table = table.set_column(position, field.name, harmless)
    return table
