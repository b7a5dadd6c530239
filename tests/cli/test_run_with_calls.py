"""An audit that ranks by calls, from the options of run to what it prints and writes."""

import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import audit
from audit.cli.app import main
from audit.reports.results_json import json_document

pytestmark = pytest.mark.slow  # whole audits

CONTACTS = """\
Id,LastName,Phone,MailingCountryCode,CreatedDate,LastModifiedDate
003000000000001AAA,Byrne,+442079460001,GB,2025-01-01T00:00:00Z,2026-01-01T00:00:00Z
003000000000002AAA,Okafor,020 7946 0002,GB,2025-01-01T00:00:00Z,2026-01-01T00:00:00Z
003000000000003AAA,Oduya,020 7946 0003,GB,2025-01-01T00:00:00Z,2026-01-01T00:00:00Z
003000000000004AAA,Quill,+44 20 7946 0004,GB,2025-01-01T00:00:00Z,2026-01-01T00:00:00Z
"""
CALLS = """\
call id (internal),datetime (utc),direction,customer number,aircall number
1,2026-01-01 10:00:00,inbound,+44 20 7946 0001,Sales (+44 20 7946 0990)
2,2026-01-05 10:00:00,outbound,+44 20 7946 0004,Sales (+44 20 7946 0990)
3,2026-01-06 10:00:00,inbound,+44 20 7946 0004,Sales (+44 20 7946 0990)
4,2026-01-07 10:00:00,inbound,+44 20 7946 0004,Sales (+44 20 7946 0990)
5,2026-01-08 10:00:00,inbound,+44 20 7946 0009,Sales (+44 20 7946 0990)
6,2026-01-31 19:36:00,inbound,anonymous,Sales (+44 20 7946 0990)
7,2026-01-31 19:36:00,inbound,+44 20 7946 0990,Sales (+44 20 7946 0990)
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Audit the contacts in a folder that has the calls; give exit code and what it printed."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "Contact.csv").write_text(CONTACTS, encoding="utf-8")
    (tmp_path / "calls.csv").write_text(CALLS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def run_command(*arguments: str) -> tuple[int, str, str]:
        exit_code = main(["run", "--csv", "in", "--now", "2026-02-01", *arguments])
        printed = capsys.readouterr()
        return exit_code, printed.out, printed.err

    return run_command


def results() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(Path("phone-audit-report/results.json").read_text(encoding="utf-8"))
    return document


def test_actions_are_ranked_by_calls_and_the_terminal_says_so(run: Run) -> None:
    code, out, err = run("--calls", "calls.csv")
    assert code == 0
    assert err.endswith("Note: Not counted: calls with your own lines 1.\n")
    assert (
        "By calls: 25.0% of the calls on numbers that a record has are on ready numbers. [assumed]\n"
        "  6 calls from Jan 1, 2026 to Jan 31, 2026, 6 a month.\n"
        "  1 call (16.7%) found nobody: no record has the number.\n"
        "What to do first, ranked by calls [assumed]\n"
        "  1. Remove spaces and punctuation from 1 international number: 3 calls a month, readiness 25.0% → 50.0%\n"
        "  2. Add +44 to 2 UK numbers: 0 calls a month, readiness 25.0% → 75.0%\n"
    ) in out


def test_without_calls_the_most_numbers_come_first_and_results_have_no_calls(run: Run) -> None:
    assert run()[0] == 0
    found = results()
    assert found["calls"] is None
    assert [(each["action_id"], each["calls"], each["calls_per_month"]) for each in found["actions"]] == [
        ("add-country-code:GB", None, None),
        ("remove-punctuation", None, None),
    ]


def test_calls_of_a_log_without_numbers_say_where_they_were_logged(run: Run) -> None:
    Path("tasks.csv").write_text(
        "Id,WhoId,CreatedDate,CallType,CallDisposition,aircall__Call_Recording__c\n"
        "00T000000000001AAA,003000000000001AAA,2026-01-01T10:00:20Z,Inbound,aircall,https://assets.aircall.io/calls/1/recording\n",
        encoding="utf-8",
    )
    assert run("--calls", "calls.csv", "--log", "tasks.csv", "--quiet")[0] == 0
    calls = results()["calls"]
    assert (calls["join"]["by_call_id"], calls["logged"]["agrees"]) == (1, 1)
    assert calls["files"] == ["calls.csv", "tasks.csv"]


def test_a_masked_report_has_no_number_of_a_call(run: Run) -> None:
    run("--calls", "calls.csv", "--redact", "--tables", "csv", "--quiet")
    files = [path for path in Path("phone-audit-report").rglob("*") if path.suffix in {".json", ".csv", ".html"}]
    assert "called.csv" in {path.name for path in files}
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert "79460004" not in text
        assert "79460009" not in text
        assert "calls.csv" not in text
    assert results()["calls"]["nobody"][0]["e164"] == "+•••••••••009"
    with zipfile.ZipFile("phone-audit-report/report.xlsx") as book:
        sheets = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "+•••••••••009" in sheets
    assert "79460009" not in sheets


def test_calls_compare_with_a_baseline_that_has_them_too(run: Run) -> None:
    run("--calls", "calls.csv", "--out", "first", "--quiet")
    run("--out", "without", "--quiet")
    run("--calls", "calls.csv", "--baseline", "without", "--quiet")
    assert results()["trend"]["calls"] is None
    run("--calls", "calls.csv", "--baseline", "first", "--quiet")
    trend = results()["trend"]["calls"]
    assert trend["readiness_by_calls"] == {"then": 0.25, "now": 0.25, "change": 0.0}
    assert trend["calls_per_month_then"] == trend["calls_per_month"] == pytest.approx(6.0, abs=0.05)
    page = Path("phone-audit-report/report.html").read_text(encoding="utf-8")
    assert 'data-figure="trend.calls.readiness_by_calls.then"' in page


def test_the_mail_says_readiness_by_calls(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run("--calls", "calls.csv", "--quiet")
    Path("phone-audit.toml").write_text('[mail]\nhost = "localhost"\nsender = "audit@example.com"\n', encoding="utf-8")
    assert main(["email", "phone-audit-report", "--to", "ops@example.com", "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert (
        "By calls: 25.0% of the calls on numbers that a record has are on ready numbers. [assumed] 6 calls from" in told
    )
    assert "(3 calls a month, readiness 25.0%" in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--log", "calls.csv"), "--log is about calls. Give them, too: --calls FILE."),
        (("--time-zone", "Europe/Paris"), "--time-zone is about calls."),
        (("--calls", "nowhere.csv"), "There is no file nowhere.csv."),
        (("--calls", "calls.csv", "--time-zone", "Mars"), "There is no time zone Mars."),
    ],
)
def test_options_that_cannot_be_are_refused_before_the_source_is_read(
    run: Run, arguments: tuple[str, ...], words: str
) -> None:
    Path("in/Contact.csv").unlink()
    code, _, err = run(*arguments)
    assert code == 2
    assert words in err


def test_the_table_of_called_numbers_has_every_number(run: Run) -> None:
    run("--calls", "calls.csv", "--quiet")
    called = pd.read_parquet("phone-audit-report/tables/called.parquet")
    assert called["calls"].tolist() == [3, 1, 1, 1]
    assert called["outcome"].tolist() == ["clear", "clear", "no_record", "anonymous"]


def test_a_script_gets_the_same_with_run_audit(run: Run) -> None:
    run("--calls", "calls.csv", "--quiet")
    now = datetime(2026, 2, 1, tzinfo=UTC)
    result = audit.run_audit(audit.read_csv("in"), now=now, calls=audit.read_calls("calls.csv"))
    assert json.loads(json_document(result.results))["calls"] == results()["calls"]
