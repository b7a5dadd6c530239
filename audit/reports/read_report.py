"""Read back the report folder that an earlier audit wrote."""

import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from pydantic import AwareDatetime, BaseModel, Strict, ValidationError

from audit.columns.lookup import text_array
from audit.config.audit import AuditConfig
from audit.config.profile import Profile
from audit.domain import Severity
from audit.errors import UnreadableInputError, UsageError, told_as
from audit.reports.table_files import arrow_schema
from audit.reports.written_files import parts_of_table
from audit.result.baseline import Baseline
from audit.result.provenance import SourceFigures, ToolVersions
from audit.result.results import SCHEMA_VERSION, HistoryPoint, Results, RuleFigures, Scores, Totals
from audit.tables.fixes import EXPECTED_WINNERS, STORED_PLAN
from audit.tables.report_tables import NUMBERS, REPORT_TABLES
from audit.tables.schema import Column, Table

_ROWS_AT_ONCE: Final = 1 << 20


class _WithHistory(BaseModel):
    history: list[HistoryPoint]


class _Stored(BaseModel):
    """What of results.json is read again; a report may hold more, or less of the rest."""

    generated_at: Annotated[AwareDatetime, Strict()]
    tool: ToolVersions
    source: SourceFigures
    profile: Profile
    config: AuditConfig
    totals: Totals
    scores: Scores
    severities: dict[Severity, int]
    rules: list[RuleFigures]
    warnings: list[str]
    trend: _WithHistory | None = None


_PARQUET: Final = ".parquet"
_E164: Final = r"\+[1-9][0-9]{1,16}$"


def stored_results(folder: Path) -> dict[str, Any]:
    """Return the content of results.json, with what is read again as it should be; raise AuditError when it is not."""
    path = folder / "results.json"
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}. Give the folder that phone-audit run wrote.")
    if not path.is_file():
        raise UnreadableInputError(f"{folder} is not a report: it has no results.json. Run phone-audit run first.")
    with reading_stored(path):
        text = path.read_text(encoding="utf-8")
        results = json.loads(text)
    version = results.get("schema_version") if isinstance(results, dict) else None
    if type(version) is int and version > SCHEMA_VERSION:
        raise UnreadableInputError(f"{path} is of a newer phone-audit (schema_version {version}). Update phone-audit.")
    if type(version) is not int or version != SCHEMA_VERSION:
        raise UnreadableInputError(f"{path} is of another version of phone-audit. Run phone-audit run again.")
    try:
        stored = _Stored.model_validate_json(text)
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        raise UnreadableInputError(
            f"{path} is damaged at {where}. Run phone-audit run again, or give another report."
        ) from error
    profile, config = (settings.model_dump(mode="json") for settings in (stored.profile, stored.config))
    return {**results, "profile": {**profile, **results["profile"]}, "config": {**config, **results["config"]}}


def stored_report(folder: Path) -> Results:
    """Return the results of the report in ``folder``; raise AuditError when it is none."""
    document = stored_results(folder)
    try:
        return Results.model_validate(document)
    except ValidationError as error:
        raise UnreadableInputError(
            f"{folder / 'results.json'} is of another version of phone-audit. Run phone-audit run again."
        ) from error


def reading_stored(path: Path) -> AbstractContextManager[None]:
    """Turn whatever goes wrong while a file of a report is read into UnreadableInputError."""
    return told_as(
        UnreadableInputError,
        f"Cannot read {path}",
        "Run phone-audit run again, or give another report.",
        also=(pa.ArrowException, ValueError, KeyError, TypeError, RecursionError),
        unsaid="its content is damaged",
    )


def stored_rows(folder: Path, table: Table, column: str, wanted: list[str]) -> pd.DataFrame:
    """Return the rows of a table of the report whose ``column`` is one of ``wanted``, in its typed columns."""
    path = _path_of(folder, table)
    if not path.exists():
        raise UnreadableInputError(f"The report {folder} has no table {table.name}. Run phone-audit run again.")
    with reading_stored(path):
        if path.suffix == _PARQUET:
            kept = pc.field(column).isin(pa.array(wanted, pa.large_string()))
            rows = ds.dataset(_files(folder, path), format="parquet").to_table(filter=kept)
        else:
            options = pacsv.ConvertOptions(
                column_types=arrow_schema(table), strings_can_be_null=True, quoted_strings_can_be_null=False
            )
            rows = pacsv.read_csv(
                path, convert_options=options, parse_options=pacsv.ParseOptions(newlines_in_values=True)
            )
            rows = rows.filter(pc.is_in(rows.column(column), pa.array(wanted, pa.large_string())))
        return table.typed(rows.to_pandas())


class BaselineFolder(NamedTuple):
    """An earlier report to compare with, and where it is."""

    folder: Path
    stored: Baseline


def stored_baseline(folder: Path) -> Baseline:
    """Return an earlier report to compare with; the rows of its tables are read when they are needed.

    Raise AuditError when ``folder`` is no report, or has not the tables of one.
    """
    results = stored_results(folder)
    for table in REPORT_TABLES:
        path = _path_of(folder, table)
        if not path.exists():
            raise UnreadableInputError(f"The report {folder} has no table {table.name}. Run phone-audit run again.")
        _columns_in(folder, path)

    def _read(table: Table, columns: Sequence[str], where: tuple[str, pd.Series] | None = None) -> pd.DataFrame:
        rows = stored_columns(folder, table, columns, where)
        if not results["config"]["redact"]:
            _check_numbers(rows, table, _path_of(folder, table))
        return rows

    return Baseline(results, _read)


def unmasked_baseline(folder: Path) -> Baseline:
    """Return ``stored_baseline``; raise UsageError when its numbers are masked."""
    stored = stored_baseline(folder)
    if stored.redacted:
        raise UsageError(f"The numbers in {folder} are masked (--redact). Use a report made without --redact.")
    return stored


def stored_columns(
    folder: Path, table: Table, columns: Sequence[str], where: tuple[str, pd.Series] | None = None
) -> pd.DataFrame:
    """Return ``columns`` of a table in the folder ``tables`` of ``folder``, as ``ReadTable`` does; raise AuditError."""
    wanted = Table(table.name, table.meaning, tuple(column for column in table.columns if column.name in columns))
    path = _path_of(folder, table)
    if not path.exists():
        return wanted.empty()
    present = _present(folder, path, wanted.columns)
    keep = None
    if where is not None:
        keep = pc.field(where[0]).isin(text_array(where[1]))
    categories = [column.name for column in wanted.columns if column.dtype == "category"]
    with reading_stored(path):
        rows = _dataset(folder, path, table).to_table(columns=present, filter=keep)
        return wanted.typed(rows.to_pandas(categories=categories))


def stored_batches(folder: Path, table: Table, columns: Sequence[str], *, masked: bool) -> pa.RecordBatchReader:
    """Return ``columns`` of a table of a report batch by batch, as text; one that is not there has no rows.

    Raise AuditError, also while it is read; of a report that is not ``masked`` also for what is no number.
    """
    schema, path = arrow_schema(table), _path_of(folder, table)
    if not path.exists():
        return pa.schema([schema.field(name) for name in columns]).empty_table().to_reader()
    present = _present(folder, path, [column for column in table.columns if column.name in columns])
    reader = _dataset(folder, path, table).scanner(columns=present, batch_size=_ROWS_AT_ONCE).to_reader()

    def _batches() -> Iterator[pa.RecordBatch]:
        with reading_stored(path):
            for batch in reader:
                if "e164" in present and not masked:
                    _check_numbers(batch.select(["e164"]).to_pandas(), table, path)
                yield batch

    return pa.RecordBatchReader.from_batches(reader.schema, _batches())


def _present(folder: Path, path: Path, wanted: Sequence[Column]) -> list[str]:
    """Return those of the columns that the table has; raise UnreadableInputError for one that every report has."""
    there = _columns_in(folder, path)
    missing = [column.name for column in wanted if column.name not in there and column.since_first]
    if missing:
        raise UnreadableInputError(f"{path} has no column {missing[0]}. Give another baseline.")
    return [column.name for column in wanted if column.name in there]


def _check_numbers(rows: pd.DataFrame, table: Table, path: Path) -> None:
    """Raise UnreadableInputError when a number is not in E.164, or NUMBERS has one twice: comparing relies on both."""
    if "e164" not in rows:
        return
    numbers = rows["e164"]
    is_key = table is not NUMBERS or numbers.is_unique
    if not is_key or not numbers.dropna().str.match(_E164).all():
        raise UnreadableInputError(f"Cannot read {path}: its content is damaged. Give another report.")


def _path_of(folder: Path, table: Table) -> Path:
    """Return the file of a table: Parquet (a folder of files, one for each part of an org), or CSV without that."""
    parquet, csv = (folder / "tables" / f"{table.name}{suffix}" for suffix in (_PARQUET, ".csv"))
    return parquet if parquet.exists() else csv


def _files(folder: Path, path: Path) -> list[Path]:
    """Return the files of a table; raise OSError where the folder of its parts has none."""
    files = parts_of_table(folder, path) if path.is_dir() else [path]
    if not files:
        raise FileNotFoundError(0, "it is empty")
    return files


def _columns_in(folder: Path, path: Path) -> list[str]:
    with reading_stored(path):
        return list(ds.dataset(_files(folder, path), format=path.suffix[1:]).schema.names)


def _dataset(folder: Path, path: Path, table: Table) -> ds.Dataset:
    schema = arrow_schema(table)
    if path.suffix == _PARQUET:
        return ds.dataset(_files(folder, path), schema=schema, format="parquet")
    options = pacsv.ConvertOptions(column_types=schema, strings_can_be_null=True, quoted_strings_can_be_null=False)
    parsing = pacsv.ParseOptions(newlines_in_values=True)
    return ds.dataset(path, schema=schema, format=ds.CsvFileFormat(parse_options=parsing, convert_options=options))


def stored_plan(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return STORED_PLAN and EXPECTED_WINNERS of a report; raise UsageError when it has no load files."""
    if not (folder / "fixes" / f"{STORED_PLAN.name}.parquet").is_file():
        raise UsageError(
            f"The report {folder} has no load files: see {folder / 'fixes' / 'README.html'}. Nothing to verify."
        )
    with reading_stored(folder / "fixes"):
        plan, winners = (
            table.typed(pq.read_table(folder / "fixes" / f"{table.name}.parquet").to_pandas())
            for table in (STORED_PLAN, EXPECTED_WINNERS)
        )
    return plan, winners
