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
from pydantic import AwareDatetime, BaseModel, ValidationError

from audit.baseline import Baseline
from audit.config import AuditConfig
from audit.errors import UnreadableInputError, UsageError
from audit.fix_tables import EXPECTED_WINNERS, STORED_PLAN
from audit.lookups import text_array
from audit.reports.table_files import arrow_schema
from audit.result import SCHEMA_VERSION, HistoryPoint, RuleFigures, Scores, SourceFigures, ToolVersions, Totals
from audit.tables import REPORT_TABLES, Severity, Table


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
    version = results.get("schema_version") if isinstance(results, dict) else None
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise UnreadableInputError(f"{path} is of a newer phone-audit (schema_version {version}). Update phone-audit.")
    if version != SCHEMA_VERSION:
        raise UnreadableInputError(f"{path} is not the results of this version. Run phone-audit run again.")
    return dict(results)


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


class _WithHistory(BaseModel):
    history: list[HistoryPoint]


class _Comparable(BaseModel):
    """What of results.json is compared; a report may hold more, or less of the rest."""

    generated_at: AwareDatetime
    tool: ToolVersions
    source: SourceFigures
    profile: dict[str, Any]
    config: dict[str, Any]
    totals: Totals
    scores: Scores
    severities: dict[Severity, int]
    rules: list[RuleFigures]
    trend: _WithHistory | None = None


def stored_baseline(folder: Path) -> Baseline:
    """Return an earlier report to compare with; the rows of its tables are read when they are needed.

    Raise AuditError when ``folder`` is no report, or has not the tables of one.
    """
    results = stored_results(folder)
    try:
        _Comparable.model_validate(results)
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        raise UnreadableInputError(
            f"{folder / 'results.json'} is damaged at {where}: it cannot be compared with. Give another baseline."
        ) from error
    for table in REPORT_TABLES:
        path = _path_of(folder, table)
        if not path.is_file():
            raise UnreadableInputError(f"The report {folder} has no table {table.name}. Run phone-audit run again.")
        _columns_in(path)

    def read(table: Table, columns: Sequence[str], where: tuple[str, pd.Series] | None = None) -> pd.DataFrame:
        return _stored_columns(folder, table, columns, where)

    return Baseline(results, read)


def _stored_columns(
    folder: Path, table: Table, columns: Sequence[str], where: tuple[str, pd.Series] | None
) -> pd.DataFrame:
    wanted = Table(table.name, table.meaning, tuple(column for column in table.columns if column.name in columns))
    path = _path_of(folder, table)
    if not path.is_file():
        return wanted.empty()
    missing = [name for name in columns if name not in _columns_in(path)]
    if missing:
        raise UnreadableInputError(f"{path} has no column {missing[0]}. Give another baseline.")
    keep = None
    if where is not None:
        keep = pc.field(where[0]).isin(text_array(where[1]))
    try:
        rows = _dataset(path, table).to_table(columns=list(columns), filter=keep)
    except (OSError, pa.ArrowException) as error:
        raise UnreadableInputError(f"Cannot read {path}: {_reason(error)}. Run the audit again.") from error
    categories = [column.name for column in wanted.columns if column.dtype == "category"]
    return wanted.typed(rows.to_pandas(categories=categories))


def _path_of(folder: Path, table: Table) -> Path:
    """Return the file of a table: Parquet, or CSV where that is not there."""
    parquet, csv = (folder / "tables" / f"{table.name}{suffix}" for suffix in (".parquet", ".csv"))
    return parquet if parquet.is_file() else csv


def _columns_in(path: Path) -> list[str]:
    try:
        return list(ds.dataset(path, format=path.suffix[1:]).schema.names)
    except (OSError, pa.ArrowException) as error:
        raise UnreadableInputError(f"Cannot read {path}: {_reason(error)}. Run the audit again.") from error


def _dataset(path: Path, table: Table) -> ds.Dataset:
    schema = arrow_schema(table)
    if path.suffix == ".parquet":
        return ds.dataset(path, schema=schema, format="parquet")
    options = pacsv.ConvertOptions(column_types=schema, strings_can_be_null=True, quoted_strings_can_be_null=False)
    parsing = pacsv.ParseOptions(newlines_in_values=True)
    return ds.dataset(path, schema=schema, format=ds.CsvFileFormat(parse_options=parsing, convert_options=options))


def stored_config(folder: Path) -> AuditConfig:
    """Return the settings that a report was made with, but for its list of intended winners."""
    settings = stored_results(folder).get("config")
    try:
        return AuditConfig.model_validate(settings).with_winners(None)
    except ValidationError as error:
        raise UnreadableInputError(
            f"{folder / 'results.json'} has no settings to go by. Run the audit again."
        ) from error


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
