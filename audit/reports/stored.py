"""Read back the report folder that an earlier audit wrote."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from audit.baseline import Baseline
from audit.config import AuditConfig
from audit.errors import UnreadableInputError, UsageError
from audit.fix_tables import EXPECTED_WINNERS, STORED_PLAN
from audit.reports.table_files import arrow_schema
from audit.tables import REPORT_TABLES, Table


def stored_results(folder: Path) -> dict[str, Any]:
    """Return the content of results.json; raise AuditError when ``folder`` is no report."""
    path = folder / "results.json"
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}. Give the folder that phone-audit run wrote.")
    if not path.is_file():
        raise UnreadableInputError(f"{folder} is not a report: it has no results.json. Run phone-audit run first.")
    try:
        results = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableInputError(f"Cannot read {path}: {_reason(error)}. Run phone-audit run again.") from error
    if not isinstance(results, dict) or results.get("schema_version") != 1:
        raise UnreadableInputError(f"{path} is not the results of this version. Run phone-audit run again.")
    return results


def stored_rows(folder: Path, table: Table, column: str, wanted: list[str]) -> pd.DataFrame:
    """Return the rows of a table of the report whose ``column`` is one of ``wanted``, in its typed columns."""
    parquet, csv = (folder / "tables" / f"{table.name}{suffix}" for suffix in (".parquet", ".csv"))
    schema = arrow_schema(table)
    try:
        if parquet.is_file():
            rows = pq.read_table(parquet, filters=[(column, "in", wanted)])
        elif csv.is_file():
            options = pacsv.ConvertOptions(
                column_types=schema, strings_can_be_null=True, quoted_strings_can_be_null=False
            )
            rows = pacsv.read_csv(
                csv, convert_options=options, parse_options=pacsv.ParseOptions(newlines_in_values=True)
            )
            rows = rows.filter(pc.is_in(rows.column(column), pa.array(wanted, pa.large_string())))
        else:
            raise UnreadableInputError(f"The report {folder} has no table {table.name}. Run phone-audit run again.")
    except (OSError, pa.ArrowException) as error:
        raise UnreadableInputError(
            f"Cannot read the tables of {folder}: {_reason(error)}. Run the audit again."
        ) from error
    return table.typed(rows.to_pandas())


def stored_baseline(folder: Path) -> Baseline:
    """Return an earlier report to compare with; its tables are read when they are needed.

    Raise AuditError when ``folder`` is no report, or has not the tables of one.
    """
    results = stored_results(folder)
    for table in REPORT_TABLES:
        if not any((folder / "tables" / f"{table.name}{suffix}").is_file() for suffix in (".parquet", ".csv")):
            raise UnreadableInputError(f"The report {folder} has no table {table.name}. Run phone-audit run again.")

    def read(table: Table, columns: Sequence[str], where: tuple[str, pd.Series] | None = None) -> pd.DataFrame:
        return _stored_columns(folder, table, columns, where)

    return Baseline(results, read)


def _stored_columns(
    folder: Path, table: Table, columns: Sequence[str], where: tuple[str, pd.Series] | None
) -> pd.DataFrame:
    wanted = Table(table.name, table.meaning, tuple(column for column in table.columns if column.name in columns))
    parquet, csv = (folder / "tables" / f"{table.name}{suffix}" for suffix in (".parquet", ".csv"))
    path = parquet if parquet.is_file() else csv
    if not path.is_file():
        return wanted.empty()
    keep = None
    if where is not None:
        keep = pc.field(where[0]).isin(_one_array(where[1]))
    try:
        rows = _dataset(path, table).to_table(columns=list(columns), filter=keep)
    except (OSError, pa.ArrowException) as error:
        raise UnreadableInputError(f"Cannot read {path}: {_reason(error)}. Run the audit again.") from error
    categories = [column.name for column in wanted.columns if column.dtype == "category"]
    return wanted.typed(rows.to_pandas(categories=categories))


def _one_array(texts: pd.Series) -> pa.Array:
    """Return ``texts`` in one piece: what has no piece at all is null to Arrow, and no text equals that."""
    array = pa.array(texts, pa.large_string(), from_pandas=True)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _dataset(path: Path, table: Table) -> ds.Dataset:
    schema = arrow_schema(table)
    if path.suffix == ".parquet":
        return ds.dataset(path, schema=schema, format="parquet")
    options = pacsv.ConvertOptions(column_types=schema, strings_can_be_null=True, quoted_strings_can_be_null=False)
    parsing = pacsv.ParseOptions(newlines_in_values=True)
    return ds.dataset(path, schema=schema, format=ds.CsvFileFormat(parse_options=parsing, convert_options=options))


def stored_config(folder: Path) -> AuditConfig:
    """Return the settings that a report was made with, but for its list of intended winners."""
    return AuditConfig.model_validate(stored_results(folder)["config"]).with_winners(None)


def stored_plan(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return STORED_PLAN and EXPECTED_WINNERS of a report; raise UsageError when it has no load files."""
    if not (folder / "fixes" / f"{STORED_PLAN.name}.parquet").is_file():
        raise UsageError(
            f"The report {folder} has no load files: see {folder / 'fixes' / 'README.md'}. There is nothing to verify."
        )
    try:
        plan, winners = (
            table.typed(pq.read_table(folder / "fixes" / f"{table.name}.parquet").to_pandas())
            for table in (STORED_PLAN, EXPECTED_WINNERS)
        )
    except (OSError, KeyError, pa.ArrowException) as error:
        raise UnreadableInputError(
            f"Cannot read the plan in {folder / 'fixes'}: {_reason(error)}. Run the audit again."
        ) from error
    return plan, winners


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or "its content is damaged"
