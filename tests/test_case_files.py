"""Further exports of the kinds of ``test_cases``: other languages, headings, footers and ways to pack them."""

import codecs
from pathlib import Path

import pytest

from tests.audited import DAY, Audit, Audited, audit_command, contacts, export, numbered, zipped


@pytest.fixture
def audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Audit:
    monkeypatch.chdir(tmp_path)
    return audit_command(tmp_path, capsys)


def assert_audited(audited: Audited, sobject: str, n: int) -> None:
    assert audited.code == 0, audited.err
    assert audited.scope(sobject)[:2] == (n, n)


# ---------------------------------------------------------------- how an export is packed


def test_three_zips_with_a_file_of_the_same_name_are_one_export(audit: Audit, tmp_path: Path) -> None:
    zips = {f"WE_{n}.ZIP": zipped({"Contact.csv": numbered(10 * n, 5)}) for n in (1, 2, 3)}
    assert_audited(audit(export(tmp_path, zips)), "Contact", 15)


def test_a_zip_within_a_zip_is_opened(audit: Audit, tmp_path: Path) -> None:
    inner = {
        "WE_1.ZIP": zipped({"Contact.csv": numbered(1, 3)}),
        "WE_2.ZIP": zipped({"data/Contact.csv": numbered(5, 4)}),
    }
    folder = export(tmp_path, {"all.zip": zipped(inner)})
    assert_audited(audit(folder / "all.zip"), "Contact", 7)


def test_a_file_beside_the_zips_is_read_first(audit: Audit, tmp_path: Path) -> None:
    row = f"0035Y0000000001AAA,{{}},+12125550101,US,{DAY}"
    files = {
        "a.zip": zipped({"Contact.csv": contacts(row.format("Packed"))}),
        "Contact.csv": contacts(row.format("Beside")),
    }
    audited = audit(export(tmp_path, files))
    assert audited.scope("Contact") == (2, 1, {"duplicate_id": 1})
    assert [record["name"] for record in audited.table("records")] == ["Beside"]


def test_zips_unpacked_into_a_folder_each_are_one_export(audit: Audit, tmp_path: Path) -> None:
    files = {f"WE_{n}/Contact.csv": numbered(10 * n, 5) for n in (1, 2)}
    assert_audited(audit(export(tmp_path, files)), "Contact", 10)


def test_several_paths_are_one_org(audit: Audit, tmp_path: Path) -> None:
    folder = export(tmp_path, {"a.zip": zipped({"Contact.csv": numbered(1, 3)}), "extract.csv": numbered(5, 4)})
    assert_audited(audit(folder / "a.zip", folder / "extract.csv"), "Contact", 7)


def test_files_of_objects_whose_name_only_begins_like_a_standard_one_are_passed_over(
    audit: Audit, tmp_path: Path
) -> None:
    others = ["Contact__Feed.csv", "Contact_Point__c.csv", "Lead__History.csv", "Account__Tag.csv", "Lead_Score__c.csv"]
    files = {"Contact.csv": numbered(1, 3), **dict.fromkeys(others, "Id,ParentId\n0D55Y0000000100AAA,x\n")}
    audited = audit(export(tmp_path, files))
    assert_audited(audited, "Contact", 3)
    assert "5" in audited.err


def test_parts_of_an_object_are_read_under_many_names(audit: Audit, tmp_path: Path) -> None:
    files = {"contacts.csv": numbered(1, 2), "Contact_2.csv": numbered(5, 2), "contact-part-03.CSV": numbered(9, 2)}
    assert_audited(audit(export(tmp_path, files)), "Contact", 6)


# ---------------------------------------------------------------- ids, flags, dates


# ---------------------------------------------------------------- headings, footers, encodings


FOOTERS = [
    ["", "Leads by source", "Confidential Information - Do Not Distribute"],
    [
        "",
        "",
        '"Kontakte mit Telefon"',
        "Copyright © 2000-2026 salesforce.com, inc. Alle Rechte vorbehalten.",
        "",
        '"Acme, Inc."',
    ],
    ["", "Generado por: Ana 28/11/2026 9:12", "", ""],
]


def test_a_short_row_among_the_others_is_malformed_and_no_footer(audit: Audit, tmp_path: Path) -> None:
    rows = numbered(0, 150).splitlines()
    audited = audit(export(tmp_path, {"Contact.csv": "\n".join([*rows[:80], "torn", *rows[80:]]) + "\n"}))
    assert audited.scope("Contact") == (151, 150, {"malformed_row": 1})


@pytest.mark.parametrize(
    ("codec", "name", "country", "region"),
    [
        ("euc_kr", "김철수", "대한민국", "KR"),
        ("gb18030", "王小明", "中国", "CN"),
        ("windows-1251", "Иван Петров", "Россия", "RU"),
        ("windows-1252", "José Muñoz", "España", "ES"),
        ("utf-16", "Žofie", "Česko", None),
    ],
)
def test_other_encodings_are_read_and_told(
    audit: Audit, tmp_path: Path, *, codec: str, name: str, country: str, region: str | None
) -> None:
    rows = [f"0035Y000000000{n}AAA,{name},+1212555010{n},{country},{DAY}" for n in range(4)]
    audited = audit(export(tmp_path, {"Contact.csv": contacts(*rows).encode(codec)}))
    assert {record["name"] for record in audited.table("records")} == {name}
    if region is not None:
        assert {record["region"] for record in audited.table("records")} == {region}
    assert ("UTF-8" in audited.err) == (codec != "utf-16")


def test_a_byte_order_mark_is_no_part_of_the_first_heading(audit: Audit, tmp_path: Path) -> None:
    audited = audit(export(tmp_path, {"Contact.csv": codecs.BOM_UTF8 + numbered(1, 3).encode()}))
    assert_audited(audited, "Contact", 3)
