"""Files that are no workbook, or one made to do harm, are refused in one sentence with what to try."""

import struct
import zipfile
from pathlib import Path

import pytest

from audit.errors import UnreadableInputError
from audit.reports.excel.read_book import open_book
from audit.reports.excel.read_work import read_work
from tests.saved_books import HEAD, book, parts_of, row, rows_xml, save, sheet_xml

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableInputError) as refused:
        read_work(path)
    message = str(refused.value)
    assert str(path) in message
    assert "move it to another folder" in message.replace("Move", "move")
    return message


def test_the_sheets_of_a_workbook_are_named_in_their_order(tmp_path: Path) -> None:
    sheets = {"Zebra": sheet_xml(""), "Ant": sheet_xml("")}
    with open_book(save(tmp_path / "report.xlsx", parts_of(sheets))) as opened:
        assert [sheet.name for sheet in opened.sheets] == ["Zebra", "Ant"]


def test_a_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    path.write_bytes(COMPOUND + "EncryptedPackage".encode("utf-16-le"))
    assert "has a password" in refusal(path)


def test_a_workbook_of_the_time_before_2007_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    path.write_bytes(COMPOUND)
    assert "old format .xls" in refusal(path)


@pytest.mark.parametrize("content", [b"", b"Status,Comment\n", b"PK\x03\x04 no more than this"])
def test_what_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "report.xlsx"
    path.write_bytes(content)
    assert "damaged, or not an Excel workbook" in refusal(path)


@pytest.mark.parametrize("name", ["_rels/.rels", "xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_workbook_of_which_a_part_is_missing_is_refused(tmp_path: Path, name: str) -> None:
    parts = parts_of({"Not E.164": sheet_xml(rows_xml([HEAD, row()]))})
    del parts[name]
    assert "damaged" in refusal(save(tmp_path / "report.xlsx", parts))


def test_a_workbook_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "report.xlsx", row())
    path.write_bytes(path.read_bytes()[:-200])
    assert "damaged" in refusal(path)


def test_a_part_whose_bytes_were_changed_is_refused(tmp_path: Path) -> None:
    parts = {**parts_of({"Not E.164": sheet_xml("<row><c></row>")})}
    assert "damaged" in refusal(save(tmp_path / "report.xlsx", parts))


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_a_document_type_declaration_is_refused_in_every_part(tmp_path: Path, part: str) -> None:
    laughs = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]>'
    parts = parts_of({"Not E.164": sheet_xml(rows_xml([HEAD, row("&c;")]))})
    declaration = '<?xml version="1.0" encoding="UTF-8"?>'
    parts[part] = f"{declaration}{laughs}{parts[part].removeprefix(declaration)}"
    assert "damaged" in refusal(save(tmp_path / "report.xlsx", parts))


def test_a_zip_that_unpacks_to_absurdly_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    save(path, {"xl/media/image1.png": bytes(101 << 20)})
    assert "would unpack to 0.1 GB" in refusal(path)


def test_a_zip_that_claims_less_than_it_holds_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "report.xlsx", row())
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    path.write_bytes(content.replace(struct.pack("<L", size), struct.pack("<L", size // 2)))
    assert "damaged" in refusal(path)


def test_a_cell_that_never_ends_is_cut(tmp_path: Path) -> None:
    path = book(tmp_path / "report.xlsx", row("Done", comment="a" * 1_000_000))
    (comment,) = read_work(path).rows["comment"]
    assert 32_767 < len(comment) < 100_000
