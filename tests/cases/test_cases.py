"""Exports and call lists of the kinds that people really have, each with its right result."""

import json
from pathlib import Path

import pytest

from audit.cli.app import main
from tests.audited import Audit, Audited, Row, audit_command

pytestmark = pytest.mark.slow

CASES = Path(__file__).parent


@pytest.fixture
def audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Audit:
    monkeypatch.chdir(tmp_path)
    return audit_command(tmp_path, capsys)


def assert_done(audited: Audited) -> None:
    assert audited.code == 0, audited.err


def replayed(audited: Audited, calls: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Row, str]:
    assert main(["replay", str(calls), "--report", str(audited.report), "--json"]) == 0
    printed = capsys.readouterr()
    return json.loads(printed.out), printed.err


def test_the_direction_of_a_call_is_read_from_its_type(audit: Audit, capsys: pytest.CaptureFixture[str]) -> None:
    audited = audit(CASES / "aircall-direction-type" / "export")
    figures, notes = replayed(audited, CASES / "aircall-direction-type" / "calls.csv", capsys)
    assert notes == ""
    assert (figures["totals"]["calls"], figures["totals"]["inbound"], figures["totals"]["outbound"]) == (6, 5, 1)
    assert {name: tally["calls"] for name, tally in figures["outcomes"].items()} == {"clear": 6}


def test_other_words_of_direction_are_understood_or_named(audit: Audit, capsys: pytest.CaptureFixture[str]) -> None:
    audited = audit(CASES / "aircall-direction-type" / "export")
    figures, _ = replayed(audited, CASES / "aircall-direction-type" / "other-words.csv", capsys)
    assert figures["set_aside"] == {"colleagues": 1}
    assert (figures["totals"]["inbound"], figures["totals"]["outbound"]) == (2, 1)
    assert "anonymous" not in figures["outcomes"]


def test_the_letters_of_a_comment_never_become_digits(audit: Audit) -> None:
    audited = audit(CASES / "comment-becomes-digits" / "export")
    assert_done(audited)
    assert audited.numbers() == ["+4930901820"]
    values = audited.table("values")
    assert {row["format"] for row in values} == {"e164", "words"}
    assert {row["confidence"] for row in values if row["format"] == "words"} == {"review"}
    assert audited.loaded() == []


def test_files_of_custom_objects_are_passed_over(audit: Audit) -> None:
    audited = audit(CASES / "custom-object-files" / "export.zip")
    assert_done(audited)
    assert audited.scope("Contact") == (1, 1, {})


def test_an_export_in_shift_jis_is_read_as_such(audit: Audit) -> None:
    audited = audit(CASES / "encoding-shift-jis" / "export")
    assert_done(audited)
    assert audited.numbers() == ["+81312345678", "+819012345678"]
    assert [row["name"] for row in audited.table("records")] == ["表示 太郎"]
    assert "Contact.csv" in audited.err
    assert "UTF-8" in audited.err


def test_files_with_the_ids_of_another_object_are_refused(audit: Audit) -> None:
    audited = audit(CASES / "ids-of-another-object" / "swapped")
    assert audited.code == 1
    assert len(audited.err.splitlines()) <= 2
    assert "Contact" in audited.err
    assert "Account" in audited.err
    assert not audited.report.exists()


def test_records_with_ids_of_other_objects_are_never_audited(audit: Audit) -> None:
    """In a file of four rows, 1 % is less than a row: what fits is audited, and what does not is named."""
    audited = audit(CASES / "ids-of-another-object" / "mixed")
    assert_done(audited)
    assert audited.scope("Contact") == (4, 1, {"other_object": 3})
    assert all(prefix in audited.err for prefix in ("001", "005", "00Q"))


def test_flags_in_german_are_understood(audit: Audit) -> None:
    audited = audit(CASES / "localized-booleans-de" / "export")
    assert_done(audited)
    assert audited.scope("Lead") == (3, 1, {"deleted": 1, "converted_lead": 1})
    assert audited.scope("Account") == (1, 1, {})
    assert audited.scope("PersonAccount") == (1, 1, {})
    assert audited.scope("Contact") == (1, 0, {"person_account_contact": 1})
    assert audited.value("+4915112345678")["sobject"] == "PersonAccount"


@pytest.mark.parametrize("script", ["cyrillic", "latin"])
def test_a_name_beside_a_number_is_a_comment_in_any_script(audit: Audit, script: str) -> None:
    audited = audit(CASES / "number-with-comment-cyrillic" / script)
    assert_done(audited)
    assert audited.results["totals"]["callable"] == 10
    assert audited.results["scores"]["readiness"] == 0.5
    formats = sorted(row["format"] for row in audited.table("values"))
    assert formats == ["e164"] * 5 + ["words"] * 5
    name = {"cyrillic": "Иван", "latin": "Ivan"}[script]
    messages = [row["message"] for row in audited.table("findings") if name in row["raw"]]
    assert sum(name in message for message in messages) >= 5


def test_white_space_around_an_id_is_no_part_of_it(audit: Audit) -> None:
    audited = audit(CASES / "padded-ids" / "export")
    assert_done(audited)
    assert audited.scope("Contact") == (4, 4, {})
    value = audited.value("(212) 555-0104")
    assert (value["e164"], value["parse_region"], value["region_source"]) == ("+12125550104", "US", "account")


def test_argentine_mobiles_are_read_in_every_form(audit: Audit) -> None:
    audited = audit(CASES / "pass-argentina" / "export")
    assert_done(audited)
    found = {row["record_id"][11:15]: row["e164"] for row in audited.table("values")}
    expected = ["+5491123456789"] * 4 + ["+5493512303473", "+5493804123456"]
    assert list(dict(sorted(found.items())).values()) == expected


@pytest.mark.parametrize("case", ["caps", "lower"])
def test_headings_are_read_in_any_case(audit: Audit, case: str) -> None:
    audited = audit(CASES / "pass-header-case" / case)
    assert_done(audited)
    assert audited.scope("Contact") == (1, 1, {})
    assert [row["owner"] for row in audited.table("records")] == ["Sam Admin"]
    value = audited.value("(212) 555-0100")
    assert (value["proposed"], value["confidence"]) == ("+12125550100", "region")


def test_a_copy_from_salesforce_inspector_is_read(audit: Audit) -> None:
    audited = audit(CASES / "pass-inspector-export" / "export")
    assert_done(audited)
    (record,) = audited.table("records")
    assert (record["owner"], record["last_modified"].isoformat()) == ("Sam Admin", "2026-01-01T10:00:00+00:00")


def test_an_export_in_utf_16_is_read(audit: Audit) -> None:
    audited = audit(CASES / "pass-powershell-utf16" / "export")
    assert_done(audited)
    assert [row["name"] for row in audited.table("records")] == ["Žofie"]
    assert audited.value("+420212345678")["sync_outcome"] == "syncs"


def test_person_accounts_are_known_without_their_flag(audit: Audit) -> None:
    audited = audit(CASES / "person-account-without-flag" / "export")
    assert_done(audited)
    assert audited.numbers() == ["+12125550100", "+12125550101", "+12125550102", "+12125550110"]
    winners = [row["winner_record_id"] for row in audited.table("numbers")]
    assert winners.count("0015Y0000000002AAA") == 3
    assert audited.scope("Contact") == (1, 0, {"person_account_contact": 1})


def test_the_footer_of_a_report_export_is_no_row(audit: Audit) -> None:
    audited = audit(CASES / "report-footer" / "small")
    assert_done(audited)
    assert audited.scope("Contact") == (100, 100, {})


def test_the_footer_of_a_task_report_is_no_call(audit: Audit, capsys: pytest.CaptureFixture[str]) -> None:
    audited = audit(CASES / "report-footer" / "small")
    figures, _ = replayed(audited, CASES / "report-footer" / "calls.csv", capsys)
    assert figures["totals"]["calls"] == 10


def test_the_labels_of_a_report_export_are_read(audit: Audit) -> None:
    audited = audit(CASES / "report-labels" / "export")
    assert_done(audited)
    values = audited.table("values")
    assert len(values) == 40
    assert {(row["parse_region"], row["field"]) for row in values} == {("US", "Phone"), ("US", "MobilePhone")}
    assert all(row["last_modified"] is not None for row in audited.table("records"))
    assert "Mailing Country" in audited.err


def test_all_zips_of_one_export_are_read(audit: Audit) -> None:
    audited = audit(CASES / "split-export-zips" / "export")
    assert_done(audited)
    assert audited.scope("Contact") == (40, 40, {})
    assert audited.scope("Lead") == (5, 5, {})
