"""The tables of the parts of an org are together those of the org."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from audit.config.audit import AuditConfig
from audit.pipeline import run_audit
from audit.reports.table_files import TABLES_IN_PARTS, parts_as_csv, write_part
from audit.result.results import Audit
from audit.sources.csv.read_csv import read_csv
from tests.closed_parts import closed_parts
from tests.written_tables import write_tables

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def whole() -> Audit:
    return run_audit(read_csv("sample_data", AuditConfig(region="US")), now=NOW).audit


@pytest.fixture
def in_parts(whole: Audit, tmp_path: Path) -> Path:
    folder = tmp_path / "parts"
    folder.mkdir()
    for place, part in enumerate(closed_parts(whole, 3)):
        write_part(part.audit, folder, place)
    return folder


def test_a_folder_of_parts_has_the_rows_of_the_one_file(whole: Audit, in_parts: Path, tmp_path: Path) -> None:
    write_tables(whole, tmp_path, "parquet")
    for table in TABLES_IN_PARTS:
        one, parts = (pq.read_table(folder / f"{table.name}.parquet") for folder in (tmp_path, in_parts))
        assert parts.schema.equals(one.schema)
        assert sorted(map(repr, parts.to_pylist())) == sorted(map(repr, one.to_pylist()))


def test_as_csv_there_is_one_file_of_each_and_no_folder(whole: Audit, in_parts: Path, tmp_path: Path) -> None:
    write_tables(whole, tmp_path, "csv")
    parts_as_csv(in_parts)
    assert sorted(path.name for path in in_parts.iterdir()) == sorted(f"{table.name}.csv" for table in TABLES_IN_PARTS)
    for table in TABLES_IN_PARTS:
        one, parts = (folder / f"{table.name}.csv" for folder in (tmp_path, in_parts))
        with one.open(encoding="utf-8", newline="") as whole_file, parts.open(encoding="utf-8", newline="") as file:
            assert sorted(csv.reader(whole_file)) == sorted(csv.reader(file))
