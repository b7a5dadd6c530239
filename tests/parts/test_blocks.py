import pickle
from collections.abc import Mapping
from pathlib import Path

import pytest

from audit.config.audit import AuditConfig
from audit.parts.blocks import Blocks, read_blocks
from audit.sources.interface import OpenedSource
from audit.tables.extract import Source
from tests.sources.typed_source import TypedPart


def contact_id(n: int) -> str:
    return f"0030000000{n:05}AAA"


def read(folder: Path, *parts: TypedPart, rows: int, **settings: object) -> Blocks:
    opened = OpenedSource(parts, Source("csv", ("typed in",), {}))
    return read_blocks(opened, AuditConfig().with_overrides(**settings), folder, rows)


def contacts(n: int, *further: Mapping[str, str], batch_rows: int = 100) -> TypedPart:
    rows = [{"Id": contact_id(k), "Phone": str(k) if k % 2 else ""} for k in range(n)]
    return TypedPart("Contact", "Contact.csv", [*rows, *further], batch_rows=batch_rows)


LEADS = TypedPart(
    "Lead",
    "Lead.csv",
    [{"Id": f"00Q00000000000{k}AAA", "Phone": "1", "IsConverted": "1" if k % 2 else ""} for k in range(5)],
)


@pytest.mark.parametrize("batch_rows", [1, 4, 9, 100])
def test_a_block_has_so_many_rows_but_the_last_however_they_come(tmp_path: Path, batch_rows: int) -> None:
    blocks = read(tmp_path, contacts(9, batch_rows=batch_rows), rows=4)
    assert [(block.name, block.n_rows, block.first) for block in blocks.blocks] == [
        ("Contact-00000", 4, 0),
        ("Contact-00001", 4, 4),
        ("Contact-00002", 1, 8),
    ]
    rows = [blocks.rows_of(block)[0] for block in blocks.blocks]
    assert [row for piece in rows for row in piece.records[0]["record_id"].to_pylist()] == list(
        map(contact_id, range(9))
    )
    in_block = [(piece.phones[0]["record"].to_pylist(), piece.phones[0]["raw"].to_pylist()) for piece in rows]
    assert in_block == [([1, 3], ["1", "3"]), ([1, 3], ["5", "7"]), ([], [])]


def test_records_are_counted_as_in_memory_with_converted_leads_behind_them(tmp_path: Path) -> None:
    twice = {"Id": contact_id(0), "Phone": "9", "LastModifiedDate": "2026-01-01"}
    blocks = read(tmp_path, LEADS, contacts(5, twice), rows=3)
    found = [(block.name, block.is_audited, block.n_rows, block.n_records, block.first) for block in blocks.blocks]
    assert found == [
        ("Contact-00000", True, 3, 2, 0),
        ("Contact-00001", True, 3, 3, 2),
        ("Lead-00000", True, 3, 3, 5),
        ("ConvertedLead-00000", False, 2, 2, 8),
    ]
    assert (blocks.n_audited, blocks.n_records) == (8, 10)
    assert blocks.rows_of(blocks.blocks[0])[1].tolist() == [True, False, False]


def test_what_travels_to_the_tasks_is_small_and_holds_no_records(tmp_path: Path) -> None:
    blocks = read(tmp_path, contacts(2_000), rows=1_000)
    travels = pickle.dumps(blocks)
    assert len(travels) < 6_000
    assert contact_id(1).encode() not in travels
    assert pickle.loads(travels).n_records == 2_000  # noqa: S301 - made above


def test_texts_of_dates_are_kept_only_as_long_as_they_may_be_in_a_local_form(tmp_path: Path) -> None:
    dates = ["13/01/2026", "2026-01-02", "02/01/2026", ""]
    rows = [{"Id": contact_id(n), "LastModifiedDate": date, "Phone": "1"} for n, date in enumerate(dates)]
    blocks = read(tmp_path, TypedPart("Contact", "Contact.csv", rows, batch_rows=1), rows=10)
    gathered, _ = blocks.rows_of(blocks.blocks[0])
    assert [date is None for date in gathered.records[0]["last_modified"].to_pylist()] == [True, False, True, True]
    assert not [name for name in gathered.records[0].column_names if name.endswith("_text")]
    assert "LastModifiedDate of 2 rows of Contact cannot be read" in " ".join(blocks.source.warnings)


def test_dates_in_a_local_form_that_are_none_are_counted_from_all_blocks(tmp_path: Path) -> None:
    dates = ["13/01/2026", "31/02/2026", "02/01/2026", "30/02/2026", "01/03/2026"]
    rows = [{"Id": contact_id(n), "LastModifiedDate": date, "Phone": "1"} for n, date in enumerate(dates)]
    blocks = read(tmp_path, TypedPart("Contact", "Contact.csv", rows, batch_rows=2), rows=2)
    assert "LastModifiedDate of 2 rows of Contact cannot be read" in " ".join(blocks.source.warnings)
    days = [
        date and date.day
        for block in blocks.blocks
        for date in blocks.rows_of(block)[0].records[0]["last_modified"].to_pylist()
    ]
    assert days == [13, None, 2, None, 1]
