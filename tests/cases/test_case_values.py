"""Further values of the kinds of ``test_cases``: other scripts, second readings, remains of programs."""

from pathlib import Path

import pytest

from tests.audited import DAY, Audit, audit_command, contacts, export

pytestmark = pytest.mark.slow


@pytest.fixture
def audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Audit:
    monkeypatch.chdir(tmp_path)
    return audit_command(tmp_path, capsys)


@pytest.mark.parametrize(
    ("raw", "country", "e164"),
    [
        ("030 901820 (Ελένη)", "Germany", "+4930901820"),
        ("+81 3-1234-5678 山田", "", "+81312345678"),
        ("محمد 020 7946 0018", "UK", "+442079460018"),
        ("+33 1 42 68 53 00 (domicile)", "", "+33142685300"),
        ("03-1234-5678 内線 801", "Japan", "+81312345678"),
        ("Mobil 2 0171 1234567", "Germany", "+491711234567"),
        ("+7 495 123-46-00 доб Иван", "", "+74951234600"),
    ],
)
def test_words_in_any_script_are_a_comment(audit: Audit, tmp_path: Path, raw: str, country: str, e164: str) -> None:
    audited = audit(export(tmp_path, {"Contact.csv": contacts(f"0035Y0000000001AAA,N,{raw},{country},{DAY}")}))
    value = audited.value(raw)
    assert (value["format"], value["e164"], value["confidence"]) == ("words", e164, "review")
    assert audited.loaded() == []


@pytest.mark.parametrize(
    ("raw", "country", "format_"),
    [
        ("4915135238256", "Germany", "no_plus"),
        ("(212) 555-0149", "Germany", "national"),
        ("+8 495 123-45-67", "Russia", "international"),
        ("+44 20 7946 001/8", "UK", "international"),
    ],
)
def test_a_number_with_a_second_reading_is_never_loaded(
    audit: Audit, tmp_path: Path, raw: str, country: str, format_: str
) -> None:
    audited = audit(export(tmp_path, {"Contact.csv": contacts(f"0035Y0000000001AAA,N,{raw},{country},{DAY}")}))
    value = audited.value(raw)
    assert (value["format"], value["confidence"]) == (format_, "review")
    assert audited.loaded() == []


@pytest.mark.parametrize(
    ("raw", "country", "format_", "reason"),
    [
        ("1234567890", "UK", "placeholder", None),
        ("212-555-XXXX", "US", "invalid", "words"),
        ("089 68863877", "", "needs_region", None),
        ("Room 123", "US", "text", None),
        ("#N/A", "US", None, None),
        ("030 901820 / 030 901821", "Germany", "multiple", None),
        ("2.12556E+11", "US", "scientific", None),
        ("030 901820 2. Stock", "Germany", "invalid", "words"),
    ],
)
def test_what_holds_no_certain_number_is_never_loaded(
    audit: Audit, tmp_path: Path, *, raw: str, country: str, format_: str | None, reason: str | None
) -> None:
    rows = contacts(f"0035Y0000000001AAA,N,{raw},{country},{DAY}")
    audited = audit(export(tmp_path, {"Contact.csv": rows}), options=("--region", "US"))
    assert audited.code == 0, audited.err
    assert [(v["format"], v["reason"]) for v in audited.table("values")] == ([(format_, reason)] if format_ else [])
    assert audited.loaded() == []


@pytest.mark.parametrize(
    "raw",
    ["+442079460018_x000D_", "+44&nbsp;20 7946 0018", "%2B442079460018", "<b>+44 20 7946 0018</b>", "'+442079460018.0"],
)
def test_remains_of_programs_are_no_part_of_a_number(audit: Audit, tmp_path: Path, raw: str) -> None:
    audited = audit(export(tmp_path, {"Contact.csv": contacts(f"0035Y0000000001AAA,N,{raw},,{DAY}")}))
    value = audited.value(raw)
    assert (value["e164"], value["confidence"]) == ("+442079460018", "certain")
    assert audited.loaded() == [{"Id": "0035Y0000000001AAA", "Phone": "+442079460018"}]
