"""Findings that were set to Ignore, as entries of the settings file."""

from datetime import date
from pathlib import Path

import pytest

from audit.cli.app import main
from audit.config.audit import AuditConfig, Suppression
from audit.errors import UsageError
from audit.reports.suppressions import add_entries, entries_text, ignored_findings, new_entries
from tests.saved_books import HEAD, ID, OTHER, book, row

DAY = date(2027, 3, 31)
RECORD = "0035Y00000000v0QAA"
WITH_RULE = (*HEAD, "Rule", "Number")
ENTRY = Suppression(rule="not-e164", record=RECORD, number="+12125550100", reason="Agreed", expires=DAY)


def ignored_row(comment: str = "Agreed", status: str = "Ignore", finding_id: str = ID) -> tuple[str, ...]:
    return (*row(status, "", comment, finding_id), "not-e164", "+12125550100")


def test_a_workbook_by_itself_gives_rule_record_number_and_reason(tmp_path: Path) -> None:
    path = book(tmp_path / "mailed.xlsx", ignored_row(), ignored_row(status="Done", finding_id=OTHER), head=WITH_RULE)
    assert ignored_findings(path, DAY).entries == (ENTRY,)


def test_what_has_no_comment_or_no_rule_is_left_out_and_counted(tmp_path: Path) -> None:
    path = book(tmp_path / "mailed.xlsx", ignored_row(""), row("Ignore", "", "x", OTHER), head=WITH_RULE)
    assert ignored_findings(path, DAY) == ((), (RECORD,), {"Not E.164": 1})


def test_a_workbook_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Cannot read"):
        ignored_findings(tmp_path / "report.xlsx", DAY)


def test_entries_read_as_they_were_whatever_the_reason_holds(tmp_path: Path) -> None:
    odd = ENTRY.model_copy(update={"reason": 'two\nlines, "quoted" \\ ü\x7f'})
    add_entries(tmp_path / "phone-audit.toml", [odd, ENTRY])
    assert AuditConfig.from_file(tmp_path / "phone-audit.toml").suppress == (odd, ENTRY)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "\n"])
def test_all_else_in_a_settings_file_stays_as_it_is(tmp_path: Path, newline: str, last: str) -> None:
    path = tmp_path / "phone-audit.toml"
    before = f'# ours{newline}region = "US"{newline}[report] # tables{newline}rows_per_sheet = 500{last and newline}'
    path.write_bytes(before.encode())
    path.chmod(0o640)
    add_entries(path, [ENTRY])
    assert path.read_bytes().startswith(before.encode())
    assert path.stat().st_mode & 0o777 == 0o640
    config = AuditConfig.from_file(path)
    assert (config.region, config.report.rows_per_sheet, config.suppress) == ("US", 500, (ENTRY,))


def test_a_file_that_cannot_take_entries_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "phone-audit.toml"
    before = 'suppress = [{ rule = "not-e164", reason = "ours" }]\n'
    path.write_text(before, encoding="utf-8")
    with pytest.raises(UsageError, match="Nothing can be added at the end of "):
        add_entries(path, [ENTRY])
    assert path.read_text(encoding="utf-8") == before


def test_a_settings_file_that_is_wrong_is_refused_for_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "phone-audit.toml"
    path.write_text("regoin = 'US'\n", encoding="utf-8")
    with pytest.raises(UsageError, match="regoin"):
        add_entries(path, [ENTRY])


def test_an_entry_that_is_there_for_as_long_is_not_added_again() -> None:
    config = AuditConfig(suppress=(ENTRY.model_copy(update={"record": RECORD[:15], "reason": "before"}),))
    later = ENTRY.model_copy(update={"expires": date(2028, 3, 31)})
    assert new_entries([ENTRY], config) == []
    assert new_entries([later], config) == [later]


def run(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str, str]:
    code = main(["suppress", *options])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_the_command_prints_entries_and_says_what_it_leaves_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    book(tmp_path / "report.xlsx", ignored_row(), ignored_row("", finding_id=OTHER), head=WITH_RULE)
    code, out, err = run(capsys, "--from", "report.xlsx", "--expires", "2999-03-31")
    entry = ENTRY.model_copy(update={"expires": date(2999, 3, 31)})
    assert (code, out.strip()) == (0, entries_text([entry]).strip())
    assert err.startswith("Note: Left out: 1 ignored finding without a comment")


def test_the_command_names_the_rows_that_are_no_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book(tmp_path / "report.xlsx", row("Ignore", "", "x", OTHER), name="Actions")
    _, _, err = run(capsys, "--from", str(tmp_path / "report.xlsx"), "--expires", "2999-03-31")
    assert "1 row of the sheet Actions with the status Ignore: only findings can be suppressed." in err


def test_the_command_adds_to_a_settings_file_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book(tmp_path / "report.xlsx", ignored_row(), head=WITH_RULE)
    settings = tmp_path / "phone-audit.toml"
    options = ("--from", str(tmp_path / "report.xlsx"), "--expires", "2999-03-31", "--config", str(settings))
    assert run(capsys, *options)[1] == f"Added 1 suppression to {settings}\n"
    code, out, err = run(capsys, *options)
    assert (code, out) == (0, "")
    assert f"Already in {settings}: 1 suppression." in err
    assert len(AuditConfig.from_file(settings).suppress) == 1


@pytest.mark.parametrize(("expires", "said"), [("2020-01-01", "is in the past"), ("March", "needs a day such as")])
def test_the_command_asks_for_a_day_to_come(capsys: pytest.CaptureFixture[str], expires: str, said: str) -> None:
    code, _, err = run(capsys, "--from", "report.xlsx", "--expires", expires)
    assert code == 2
    assert said in err
