from pathlib import Path

from audit.reports.view.build_view import build_view
from tests.reports.view.exported import audited_export, id_of, rows_of
from tests.reports.view.told_tables import told_tables

NUMBERS = ("+442079460001", "+442079460002")


def person(number: str, name: str, email: str = "") -> str:
    return f"{name},{email},,{number},,,GB,2026-01-01T00:00:00Z,2024-01-01T00:00:00Z"


def test_the_page_suggests_the_keepers_of_the_workbook(tmp_path: Path) -> None:
    people = [person(number, name) for number in NUMBERS for name in ("Ada Vane", "Ada Vane")]
    people[1] = person(NUMBERS[0], "Ada Vane", "ada@acme.example")
    audit = audited_export(tmp_path, contact=people)
    told = told_tables(build_view(audit))
    found = [
        (f"+{told['numbers']['e164'][number]}", told["records"]["id"][record], told["keepers"]["whys"][why])
        for number, record, why in told["keepers"]["told"]
    ]
    rows = rows_of(audit, "Duplicates")
    kept = rows.loc[rows["keeper"] == "This record"]
    assert sorted(found) == sorted(zip(kept["e164"], kept["record_id"], kept["why"], strict=True))
    assert {record for _, record, _ in found} == {id_of("Contact", 2), id_of("Contact", 3)}


def test_a_number_on_one_record_has_nothing_to_keep(tmp_path: Path) -> None:
    told = told_tables(build_view(audited_export(tmp_path, contact=[person(NUMBERS[0], "Ada Vane")])))
    assert told["keepers"]["told"] == []
