"""The tables of the parts of an org are together those of the org."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from audit.reports.table_files import TABLES_IN_PARTS, parts_as_csv, write_conclusions, write_part
from audit.result.results import Audit
from tests.closed_parts import closed_parts
from tests.earlier_sample import compared_sample
from tests.written_tables import write_tables

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    return compared_sample(tmp_path_factory.mktemp("then"), NOW)


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


@pytest.mark.parametrize("as_csv", [False, True])
def test_what_parts_wrote_of_changes_stays(whole: Audit, in_parts: Path, as_csv: bool) -> None:  # noqa: FBT001 - a case
    if as_csv:
        parts_as_csv(in_parts)
    before = {path.name for path in in_parts.iterdir()}
    write_conclusions(whole, in_parts, "csv" if as_csv else "parquet")
    added = {path.name for path in in_parts.iterdir()} - before
    assert added == {"closed.csv" if as_csv else "closed.parquet"}


def test_as_csv_there_is_one_file_of_each_and_no_folder(whole: Audit, in_parts: Path, tmp_path: Path) -> None:
    write_tables(whole, tmp_path, "csv")
    parts_as_csv(in_parts)
    assert sorted(path.name for path in in_parts.iterdir()) == sorted(f"{table.name}.csv" for table in TABLES_IN_PARTS)
    for table in TABLES_IN_PARTS:
        one, parts = (folder / f"{table.name}.csv" for folder in (tmp_path, in_parts))
        with one.open(encoding="utf-8", newline="") as whole_file, parts.open(encoding="utf-8", newline="") as file:
            assert sorted(csv.reader(whole_file)) == sorted(csv.reader(file))
