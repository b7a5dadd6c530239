from pathlib import Path

import pytest

from audit.result.results import Audit
from tests.reports.view.exported import audited_export, id_of, rows_of, sheet_of

DAYS = {name: f"2026-01-0{day}T00:00:00Z" for day, name in enumerate(("first", "second", "third"), 1)}
CREATED = "2024-01-01T00:00:00Z"
NUMBER = "+442079460001"
ACME = id_of("Account", 1)


def person(name: str, *, email: str = "", edited: str = "first", created: str = CREATED, account: str = "") -> str:
    return f"{name},{email},{account},{NUMBER},,,GB,{DAYS[edited]},{created}"


def a_lead(name: str, email: str = "") -> str:
    return f"{name},{email},{NUMBER},,GB,{DAYS['first']},{CREATED}"


def suggested(audit: Audit) -> list[tuple[str, str, str]]:
    """Return record id, suggested keeper and reason of each row, by record id."""
    rows = rows_of(audit, "Duplicates").sort_values("record_id")
    return list(zip(rows["record_id"], rows["keeper"], rows["why"], strict=True))


def advice(audit: Audit) -> dict[str, str]:
    rows = rows_of(audit, "Duplicates")
    return dict(zip(rows["record_id"], rows["advice"], strict=True))


@pytest.mark.parametrize(
    ("other", "kept", "why"),
    [
        ({"email": "ada@acme.example"}, {"edited": "third"}, "Most complete: 4 fields filled, the next has 3"),
        ({"edited": "third"}, {"edited": "second", "created": "2020-01-01"}, "3 fields filled on both; edited last, "),
        ({"created": "2020-01-01"}, {}, "3 fields filled on both; created first, 2020-01-01"),
    ],
)
def test_the_most_complete_is_kept_then_the_last_edited_then_the_oldest(
    tmp_path: Path, other: dict[str, str], kept: dict[str, str], why: str
) -> None:
    rows = suggested(audited_export(tmp_path, contact=[person("Ada Vane", **kept), person("Ada Vane", **other)]))
    assert [keeper for _, keeper, _ in rows] == [f"Ada Vane, {rows[1][0]}", "This record"]
    assert all(reason.startswith(why) for _, _, reason in rows)


def test_activity_counts_before_the_last_edit_where_the_export_has_it(tmp_path: Path) -> None:
    people = [f"{person('Ada Vane')},2026-01-20", f"{person('Ada Vane', edited='third', created='2020-01-01')},"]
    audit = audited_export(tmp_path, contact=people, further=",LastActivityDate")
    assert suggested(audit)[0][1:] == ("This record", "3 fields filled on both; active last, 2026-01-20")
    lead = sheet_of(audit, "Duplicates").lead
    assert "then latest activity (LastActivityDate), then created first." in lead
    assert "not read" not in lead


def test_of_equals_the_lowest_id_is_kept(tmp_path: Path) -> None:
    rows = suggested(audited_export(tmp_path, contact=[person("Ada Vane")] * 2))
    assert rows[0][1:] == ("This record", "3 fields filled on both; lowest id")


def test_a_placeholder_makes_no_record_more_complete(tmp_path: Path) -> None:
    rows = [person("Ada Vane", created="2020-01-01"), person("Ada Vane").replace(f"{NUMBER},,", f"{NUMBER},n/a,")]
    assert suggested(audited_export(tmp_path, contact=rows))[0][1] == "This record"


def test_a_lead_is_converted_into_the_contact_of_the_same_person(tmp_path: Path) -> None:
    audit = audited_export(tmp_path, contact=[person("Ada Vane")], lead=[a_lead("Ada Vane", "ada@acme.example")])
    assert suggested(audit) == [
        (id_of("Contact", 1), "This record", "The Lead is converted into it"),
        (id_of("Lead", 1), f"Ada Vane, {id_of('Contact', 1)}", "The Lead is converted into it"),
    ]
    assert advice(audit)[id_of("Lead", 1)] == "Convert this Lead into the suggested keeper."
    assert rows_of(audit, "Duplicates")["merge"].tolist() == ["", ""]


def test_a_lead_of_somebody_else_is_not_converted(tmp_path: Path) -> None:
    audit = audited_export(tmp_path, contact=[person("Ada Vane")], lead=[a_lead("Ben Moss")])
    assert {keeper for _, keeper, _ in suggested(audit)} == {""}
    assert set(advice(audit).values()) == {"Find out whose number it is, and clear it on the other records."}


def test_records_with_neither_name_nor_email_in_common_are_merged_only_if_they_are_the_same(tmp_path: Path) -> None:
    audit = audited_export(tmp_path, contact=[person("Ada Vane"), person("Ben Moss", email="ben@acme.example")])
    assert [keeper for _, keeper, _ in suggested(audit)] == ["If the same: Ben Moss", "If the same: this record"]


def test_the_line_of_an_account_stays_on_it_and_nobody_is_merged(tmp_path: Path) -> None:
    people = [person("Ada Vane", account=ACME), person("Ben Moss", account=ACME)]
    line = [f"Acme,{NUMBER},GB,{DAYS['first']},{CREATED}"]
    audit = audited_export(tmp_path, contact=people, account=line)
    assert {keeper for _, keeper, _ in suggested(audit)} == {""}
    assert advice(audit)[ACME] == "Keep the number here: it is the line of the Account."


def test_the_lead_of_the_sheet_says_what_decides_and_what_was_not_read(tmp_path: Path) -> None:
    rows = [person("Ada Vane", created=""), person("Ada Vane", created="")]
    lead = sheet_of(audited_export(tmp_path, contact=rows), "Duplicates").lead
    assert "then edited last. LastActivityDate and CreatedDate were not read." in lead


def test_a_pair_that_shares_two_numbers_says_so_in_both_groups(tmp_path: Path) -> None:
    rows = [row.replace(f"{NUMBER},,", f"{NUMBER},+442079460002,") for row in [person("Ada Vane")] * 2]
    rows_now = rows_of(audited_export(tmp_path, contact=rows), "Duplicates")
    told = rows_now.loc[rows_now["keeper"] != "This record"].set_index("e164")["advice"]
    assert told[NUMBER].endswith(" They also share +442079460002.")
    assert told["+442079460002"].endswith(f" They also share {NUMBER}.")
