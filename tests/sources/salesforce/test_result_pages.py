from pathlib import Path

import pytest

from audit.sources.salesforce.result_pages import BrokenPageError, Page, PageFolder

COLUMNS = ("Id", "Phone", "Owner.Name", "LastModifiedDate")


@pytest.fixture
def folder(tmp_path: Path) -> PageFolder:
    return PageFolder(tmp_path / "Contact-750", COLUMNS).open()


def keep(folder: PageFolder, text: str | bytes, rows: int | None, *, chunk: int = 7) -> Page:
    body = text if isinstance(text, bytes) else text.encode()
    chunks = [body[at : at + chunk] for at in range(0, len(body), chunk)]
    return folder.keep_csv(0, chunks, locator="", next_locator="abc", rows=rows)


def rows_of(folder: PageFolder, page: Page) -> list[dict[str, str]]:
    return [row for batch in folder.batches([page]) for row in batch.to_pylist()]


HEADER = '"Id","Phone","Owner.Name","LastModifiedDate"\n'
ROW = '"003","+12125550101","Ola","2026-01-01T00:00:00.000Z"\n'


def test_values_are_kept_as_they_are(folder: PageFolder) -> None:
    value = 'NA, ""0012""\r\nline two \U0001f600 \u202d'
    page = keep(folder, f'{HEADER}"003","{value}","",""\n', 1)
    assert rows_of(folder, page)[0]["Phone"] == value.replace('""', '"')


def test_nul_bytes_are_removed(folder: PageFolder) -> None:
    page = keep(folder, HEADER + ROW.replace("+1212", "+1\x00212\x00"), 1)
    assert rows_of(folder, page)[0]["Phone"] == "+12125550101"


def test_columns_go_by_name_in_any_case_and_order(folder: PageFolder) -> None:
    page = keep(folder, '\ufeff"LASTMODIFIEDDATE","OWNER.NAME","ID","PHONE"\n"2026","Ola","003","+1"\n', 1)
    assert rows_of(folder, page) == [{"Id": "003", "Phone": "+1", "Owner.Name": "Ola", "LastModifiedDate": "2026"}]


@pytest.mark.parametrize("text", [HEADER, "", "\n", "Records not found for this query"])
def test_a_page_without_rows_is_a_page(folder: PageFolder, text: str) -> None:
    assert rows_of(folder, keep(folder, text, 0)) == []


def test_rows_are_counted_when_nobody_tells_their_number(folder: PageFolder) -> None:
    assert keep(folder, HEADER + ROW * 3, None).rows == 3


@pytest.mark.parametrize(
    "text",
    [
        HEADER + ROW,
        HEADER + ROW * 2 + '"003","+1',
        HEADER + ROW + '"003","+1","Ola"\n',
        '"Id","Phone"\n"003","+1"\n',
        '"Id","Phone","Owner.Name","Other"\n',
        (HEADER + ROW * 2).encode().replace(b"Ola", b"\xff\xfe"),
        b'"Id\xff","Phone"\n',
    ],
)
def test_a_page_that_is_not_what_was_promised_is_broken_and_leaves_no_file(
    folder: PageFolder, text: str | bytes
) -> None:
    with pytest.raises(BrokenPageError):
        keep(folder, text, 2)
    assert list(folder.path.iterdir()) == []


def test_a_page_is_found_again_by_its_number_and_locator(folder: PageFolder) -> None:
    page = keep(folder, HEADER + ROW, 1)
    assert folder.page(0, "") == page
    assert folder.page(0, "abc") is None
    assert folder.page(1, "") is None
    assert PageFolder(folder.path, ("Id",)).page(0, "") is None


def test_a_last_page_has_no_next_one(folder: PageFolder) -> None:
    folder.keep_csv(3, [HEADER.encode()], locator="x", next_locator=None, rows=0)
    assert folder.page(3, "x").next_locator is None


def test_half_a_file_is_no_page(folder: PageFolder) -> None:
    page = keep(folder, HEADER + ROW, 1)
    page.path.write_bytes(page.path.read_bytes()[:-10])
    assert folder.page(0, "") is None


def test_a_file_of_somebody_else_is_no_page(folder: PageFolder) -> None:
    (folder.path / "000000.arrow").write_bytes(b"")
    assert folder.page(0, "") is None


def test_opening_removes_what_was_half_done(folder: PageFolder) -> None:
    (folder.path / "000001.csv.part").write_bytes(b"x")
    folder.open()
    assert list(folder.path.iterdir()) == []


def test_rest_records_are_spelled_as_the_bulk_api_spells_them(tmp_path: Path) -> None:
    columns = ("Id", "IsConverted", "Number__c", "Owner.Name", "LastModifiedDate", "Phone", "Note__c")
    folder = PageFolder(tmp_path / "rest", columns).open()
    records = [
        {
            "Id": "1",
            "IsConverted": True,
            "Number__c": 3,
            "Owner": {"Name": "Ola"},
            "LastModifiedDate": "2026-01-01T00:00:00.000+0000",
            "Phone": "+1\x00212",
            "Note__c": "ends in +0000",
        },
        {"Id": "2", "IsConverted": False, "Number__c": 1.5, "Owner": None, "LastModifiedDate": None, "Phone": None},
    ]
    rows = rows_of(folder, folder.keep_records(0, records, locator="", next_locator=None))
    assert list(rows[0].values()) == ["1", "true", "3", "Ola", "2026-01-01T00:00:00.000Z", "+1212", "ends in +0000"]
    assert list(rows[1].values()) == ["2", "false", "1.5", None, None, None, None]
