"""Further exports of the kinds of ``test_cases``: other languages, headings, footers and ways to pack them."""

import codecs
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.audited import DAY, Audit, Audited, audit_command, contacts, export, numbered, zipped

pytestmark = pytest.mark.slow


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


@pytest.mark.parametrize(
    "padding", ["\u00a0{}", "{}\u200b", "'{}", "\u2019{}", "{}\u3000", "\t{} ", "\ufeff{}", "'{}'"]
)
def test_what_stands_around_an_id_is_no_part_of_it(audit: Audit, tmp_path: Path, padding: str) -> None:
    ids = [padding.format(text) for text in ("0035Y0000000001AAA", "0035Y00000000aA")]
    rows = [f'"{record_id}",N,+12125550101,US,{DAY}' for record_id in ids]
    audited = audit(export(tmp_path, {"Contact.csv": contacts(*rows)}))
    assert_audited(audited, "Contact", 2)
    assert {row["record_id"] for row in audited.table("records")} == {"0035Y0000000001AAA", "0035Y00000000aAQAQ"}


def test_a_few_ids_of_another_object_are_left_out_and_told(audit: Audit, tmp_path: Path) -> None:
    text = numbered(0, 100) + numbered(100, 100).partition("\n")[2] + f"0015Y0000000999AAA,Acme,+12125550999,US,{DAY}\n"
    audited = audit(export(tmp_path, {"Contact.csv": text}))
    assert audited.code == 0, audited.err
    assert audited.scope("Contact")[2].get("other_object") == 1
    assert "Account" in audited.err or "001" in audited.err


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        *(("VRAI", "FAUX"), ("VERO", "FALSO"), ("Verdadero", "Falso"), ("VERDADEIRO", "FALSO"), ("WAAR", "ONWAAR")),
        *(("SANT", "FALSKT"), ("SAND", "FALSK"), ("TOSI", "EPÄTOSI"), ("PRAWDA", "FAŁSZ"), ("PRAVDA", "NEPRAVDA")),
        *(
            ("IGAZ", "HAMIS"),
            ("ИСТИНА", "ЛОЖЬ"),
            ("真", "偽"),
            ("はい", "いいえ"),
            ("是", "否"),
            ("Yes", "No"),
            ("x", ""),
        ),
        *((" 1.0", "0.0"), ("Sì", "n"), ("ja\u00a0", "nein"), ("T", "F")),
    ],
)
def test_flags_are_understood_in_many_languages(audit: Audit, tmp_path: Path, yes: str, no: str) -> None:
    rows = [f"00Q5Y000000000{n}AAA,N,+1212555010{n},{flag}" for n, flag in enumerate((yes, no, no))]
    audited = audit(export(tmp_path, {"Lead.csv": contacts(*rows, header="Id,LastName,Phone,IsDeleted")}))
    assert audited.code == 0, audited.err
    assert audited.scope("Lead") == (3, 2, {"deleted": 1})
    assert "IsDeleted" not in audited.err


def test_a_flag_that_no_one_knows_counts_as_false_and_is_named(audit: Audit, tmp_path: Path) -> None:
    rows = [f"00Q5Y000000000{n}AAA,N,+1212555010{n},{flag}" for n, flag in enumerate(("maybe", "maybe", "FALSCH"))]
    audited = audit(export(tmp_path, {"Lead.csv": contacts(*rows, header="Id,LastName,Phone,IsConverted")}))
    assert audited.scope("Lead") == (3, 3, {})
    assert "IsConverted" in audited.err
    assert "maybe" in audited.err
    assert "2" in audited.err


@pytest.mark.parametrize("column", ["PersonContactId", "PersonEmail", "PersonHomePhone", "PersonOtherPhone"])
def test_any_filled_column_of_persons_makes_a_person_account(audit: Audit, tmp_path: Path, column: str) -> None:
    filled = {"PersonContactId": "0035Y0000000002AAA", "PersonEmail": "ana@example.com"}.get(column, "+12125550102")
    rows = ["0015Y0000000001AAA,Acme,+12125550110,", f"0015Y0000000002AAA,Ana,+12125550100,{filled}"]
    audited = audit(export(tmp_path, {"Account.csv": contacts(*rows, header=f"Id,Name,Phone,{column}")}))
    assert audited.code == 0, audited.err
    assert (audited.scope("Account")[:2], audited.scope("PersonAccount")[:2]) == ((1, 1), (1, 1))


@pytest.mark.parametrize(
    ("dates", "latest"),
    [
        (["31.12.2025 23:10", "1.2.2025 1:05"], "2025-12-31T23:10:00+00:00"),
        (["12/31/2025 11:10 PM", "2/1/2025 1:05 am"], "2025-12-31T23:10:00+00:00"),
        (["31/12/2025, 23:10:09", "01/02/2025"], "2025-12-31T23:10:09+00:00"),
        (["2025/12/31 23:10", "2025/2/1 01:05"], "2025-12-31T23:10:00+00:00"),
        (["12/31/2025 11:10\u202fPM", "2/1/2025 1:05\u202fAM"], "2025-12-31T23:10:00+00:00"),
    ],
)
def test_local_dates_are_read_where_the_column_shows_their_order(
    audit: Audit, tmp_path: Path, dates: Sequence[str], latest: str
) -> None:
    rows = [f'0035Y000000000{n}AAA,N{n},+12125550101,US,"{date}"' for n, date in enumerate(dates)]
    audited = audit(export(tmp_path, {"Contact.csv": contacts(*rows)}))
    records = {row["record_id"]: row["last_modified"] for row in audited.table("records")}
    assert records["0035Y0000000000AAA"].isoformat() == latest
    assert audited.table("numbers")[0]["winner_record_id"] == "0035Y0000000000AAA"


def test_dates_whose_order_is_open_count_as_missing_and_are_told(audit: Audit, tmp_path: Path) -> None:
    rows = [f"0035Y000000000{n}AAA,N{n},+12125550101,US,0{n + 1}/02/2025" for n in range(2)]
    audited = audit(export(tmp_path, {"Contact.csv": contacts(*rows)}))
    assert {row["last_modified"] for row in audited.table("records")} == {None}
    assert "/02/2025" in audited.err


# ---------------------------------------------------------------- headings, footers, encodings


FOOTERS = [
    ["", "Leads by source", "Confidential Information - Do Not Distribute"],
    [
        "",
        "",
        '"Kontakte mit Telefon"',
        '"Copyright © 2000-2026 salesforce.com, inc. Alle Rechte vorbehalten."',
        "",
        '"Acme, Inc."',
    ],
    ["", "Generado por: Ana 28/11/2026 9:12", "", ""],
]


@pytest.mark.parametrize("footer", FOOTERS)
def test_a_footer_in_any_language_is_no_row(audit: Audit, tmp_path: Path, footer: Sequence[str]) -> None:
    audited = audit(export(tmp_path, {"Contact.csv": numbered(1, 20) + "\n".join(footer) + "\n"}))
    assert audited.code == 0, audited.err
    assert audited.scope("Contact") == (20, 20, {})


def test_a_short_row_among_the_others_is_malformed_and_no_footer(audit: Audit, tmp_path: Path) -> None:
    rows = numbered(0, 150).splitlines()
    audited = audit(export(tmp_path, {"Contact.csv": "\n".join([*rows[:80], "torn", *rows[80:]]) + "\n"}))
    assert audited.scope("Contact") == (151, 150, {"malformed_row": 1})


def test_labels_of_leads_are_read(audit: Audit, tmp_path: Path) -> None:
    header = "Lead ID;First Name;Last Name;Phone;Mobile Phone;Country;Lead Owner;Last Modified Date"
    row = "00Q5Y0000000001;Ann;Brook;(212) 555-0101;(212) 555-0102;United States;Sam Admin;13.1.2025 15:04"
    audited = audit(export(tmp_path, {"Lead.csv": contacts(row, header=header)}))
    assert_audited(audited, "Lead", 1)
    assert audited.numbers() == ["+12125550101", "+12125550102"]
    (record,) = audited.table("records")
    assert (record["owner"], record["region"], record["last_modified"].year) == ("Sam Admin", "US", 2025)


def test_the_api_name_wins_over_a_label(audit: Audit, tmp_path: Path) -> None:
    row = "0035Y0000000001AAA,N,,+12125550101,+12125550102"
    header = "Id,LastName,Phone,Mobile,MobilePhone"
    audited = audit(export(tmp_path, {"Contact.csv": contacts(row, header=header)}))
    assert audited.numbers() == ["+12125550102"]
    assert "Mobile" in audited.err


def test_owners_have_the_names_that_user_csv_gives(audit: Audit, tmp_path: Path) -> None:
    rows = [
        f"0035Y000000000{n}AAA,N,+1212555010{n},{owner}"
        for n, owner in enumerate(("0055Y0000000001", "00G5Y0000000001"))
    ]
    users = "Id,FirstName,LastName,Name\n0055Y0000000001QAA,Sam,Admin,Sam Admin\n"
    files = {"Contact.csv": contacts(*rows, header="Id,LastName,Phone,OwnerId"), "User.csv": users}
    audited = audit(export(tmp_path, files))
    owners = {row["record_id"][14]: row["owner"] for row in audited.table("records")}
    assert owners["0"] == "Sam Admin"
    assert "00G5Y0000000001UAA" in owners["1"]


@pytest.mark.parametrize("column", ["Account.BillingCountry", "Account.ShippingCountry", "Account: Shipping Country"])
def test_the_country_of_an_account_is_read_from_the_contacts_own_file(
    audit: Audit, tmp_path: Path, column: str
) -> None:
    row = "0035Y0000000001AAA,N,020 7946 0018,United Kingdom"
    header = f"Id,LastName,Phone,{column}"
    audited = audit(export(tmp_path, {"Contact.csv": contacts(row, header=header)}))
    value = audited.value("020 7946 0018")
    assert (value["e164"], value["region_source"]) == ("+442079460018", "account")


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
