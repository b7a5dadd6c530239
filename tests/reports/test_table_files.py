import csv
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from audit.columns.types import TIMESTAMP
from audit.reports.table_files import arrow_schema, coded_table, write_csv_table, write_parquet
from audit.tables.fixes import EXPECTED_WINNERS
from audit.tables.schema import Column, Table

SEEN = Table(
    "seen",
    "Who was seen when.",
    (
        Column("record_id", "str", "record id"),
        Column("name", "str", "of the record"),
        Column("owner", "category", "of the record"),
        Column("seen_at", TIMESTAMP, "when"),
        Column("again", "bool", "not for the first time"),
        Column("times", "int64", "how often"),
    ),
)


def seen(owners: list[str | None]) -> pd.DataFrame:
    n = len(owners)
    return SEEN.typed(
        pd.DataFrame(
            {
                "record_id": [f"003{row:015}" for row in range(n)],
                "name": pd.Series([None, *["Ada Larkspur"] * (n - 1)][:n], dtype="str"),
                "owner": pd.Series(owners, dtype="str"),
                "seen_at": pd.Series(pd.to_datetime(["2026-03-01T10:00:00.250Z"] * n, utc=True)),
                "again": [row % 2 == 0 for row in range(n)],
                "times": range(n),
            }
        )
    )


def written(path: Path, *frames: pd.DataFrame) -> Path:
    write_parquet(SEEN, [coded_table(SEEN, frame) for frame in frames], path)
    return path


def spelled_out(frame: pd.DataFrame) -> pa.Table:
    """Return the columns of SEEN with categories as plain text."""
    return coded_table(SEEN, frame).cast(arrow_schema(SEEN))


def test_readers_see_plain_text_where_a_category_was_written(tmp_path: Path) -> None:
    frame = seen(["Robin Finch", None, "Sam Wren", "Robin Finch"])
    path = written(tmp_path / "seen.parquet", frame)
    assert pq.read_table(path).equals(spelled_out(frame))
    assert pq.ParquetFile(path).schema_arrow.equals(arrow_schema(SEEN), check_metadata=True)
    assert ds.dataset(path).schema.equals(arrow_schema(SEEN))


def test_a_file_is_as_one_of_spelled_out_text_to_a_reader_that_knows_no_arrow(tmp_path: Path) -> None:
    frame = seen(["Robin Finch", None])
    pq.write_table(spelled_out(frame), tmp_path / "spelled.parquet")
    coded = pq.ParquetFile(written(tmp_path / "coded.parquet", frame))
    assert coded.schema.equals(pq.ParquetFile(tmp_path / "spelled.parquet").schema)


def test_parts_may_have_categories_of_their_own(tmp_path: Path) -> None:
    parts = [seen(["Robin Finch", "Sam Wren"]), seen(["Kit Heron"]), seen([None]), seen([])]
    path = written(tmp_path / "seen.parquet", *parts)
    assert pq.read_table(path).equals(pa.concat_tables([spelled_out(part) for part in parts]))


def test_more_categories_than_a_dictionary_of_parquet_holds_are_written_whole(tmp_path: Path) -> None:
    frame = seen([f"Owner number {row % 90_000}" for row in range(100_000)])
    assert pq.read_table(written(tmp_path / "seen.parquet", frame)).equals(spelled_out(frame))


def test_a_table_without_rows_has_its_columns(tmp_path: Path) -> None:
    write_parquet(
        EXPECTED_WINNERS, [coded_table(EXPECTED_WINNERS, EXPECTED_WINNERS.empty())], tmp_path / "none.parquet"
    )
    assert pq.read_table(tmp_path / "none.parquet").equals(arrow_schema(EXPECTED_WINNERS).empty_table())


def test_csv_has_no_formula_in_a_text_or_in_a_category(tmp_path: Path) -> None:
    frame = seen(['=HYPERLINK("x")', None, "+44 20 7946 0123", "=1+1"])
    write_csv_table(SEEN, frame.assign(name=frame["owner"].astype("str")), tmp_path / "seen.csv")
    for column in ("name", "owner"):
        texts = pd.read_csv(tmp_path / "seen.csv", dtype="str")[column]
        assert texts.fillna("").tolist() == ['\'=HYPERLINK("x")', "", "+44 20 7946 0123", "'=1+1"]


@pytest.mark.parametrize(
    "text",
    [
        "\uff1dHYPERLINK(A1)",
        "\uff20SUM(1)",
        "\uff0b1+cmd|A",
        "\uff0d2+SUM(A1)",
        " =1+1",
        "\u200b=1+1",
        "+\u0421\u0423\u041c\u041c(1)",
        "-1\nSUM(A1)",
        "\t1",
        "\r1",
    ],
)
def test_csv_has_no_text_that_a_spreadsheet_of_another_script_would_compute(tmp_path: Path, text: str) -> None:
    write_csv_table(SEEN, seen([text]), tmp_path / "seen.csv")
    with (tmp_path / "seen.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["owner"] == f"'{text}"


def test_csv_leaves_a_full_width_number_as_it_is(tmp_path: Path) -> None:
    write_csv_table(SEEN, seen(["\uff0b\uff14\uff14 20 7946 0123"]), tmp_path / "seen.csv")
    assert "'" not in (tmp_path / "seen.csv").read_text(encoding="utf-8")


def test_csv_without_rows_has_a_header(tmp_path: Path) -> None:
    write_csv_table(SEEN, seen([]), tmp_path / "seen.csv")
    assert (tmp_path / "seen.csv").read_text().strip() == ",".join(f'"{name}"' for name in SEEN.names)
