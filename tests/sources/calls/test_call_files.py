"""Call histories that are not one CSV file: answers of the API, workbooks, folders."""

import json
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from audit.errors import UnreadableInputError, UsageError
from audit.sources.calls.read_calls import read_calls

STARTED = 1775042683


def call(call_id: int, **differing: Any) -> dict[str, Any]:
    return {
        "id": call_id, "direction": "inbound", "status": "done", "started_at": STARTED, "answered_at": STARTED + 43,
        "ended_at": STARTED + 433, "duration": 433, "raw_digits": "+33 1 99 00 90 61",
        "user": {"id": 456, "name": "Marguerite Dove", "email": "M.Dove@example.com"},
        "contact": {"first_name": "Gwen"}, "tags": [], "number": {"name": "Paris", "digits": "+33 1 99 00 99 00"},
        **differing,
    }  # fmt: skip


def page(*calls: dict[str, Any], total: int | None = None) -> dict[str, Any]:
    return {"meta": {"count": len(calls), "total": total}, "calls": list(calls)}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.json", json.dumps(page(call(1), call(2)))),
        ("pretty.json", json.dumps([call(1), call(2)], indent=2)),
        ("lines.jsonl", f"{json.dumps(call(1))}\n\n{json.dumps(call(2))}\n"),
        ("pages.ndjson", f"{json.dumps(page(call(1)))}\n{json.dumps(page(call(2)))}\n"),
        ("no-suffix", "\ufeff" + json.dumps(page(call(1), call(2)))),
    ],
)
def test_answers_of_the_api_are_read_however_they_were_saved(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    log = read_calls(tmp_path / name)
    assert (log.has_country_code, log.logged_by, log.warnings, log.set_aside) == (True, None, (), {})
    assert log.rows["call_id"].tolist() == ["1", "2"]
    first = log.rows.iloc[0]
    assert (first["raw"], first["direction"], first["line"]) == ("+33 1 99 00 90 61", "inbound", "33199009900")
    assert (first["user"], first["seconds"]) == ("m.dove@example.com", 433)
    moments = [first[name].timestamp() - STARTED for name in ("started_at", "answered_at", "ended_at")]
    assert moments == [0, 43, 433]


def test_a_folder_of_pages_is_one_history_in_which_each_call_is_once(tmp_path: Path) -> None:
    for number, calls in enumerate(([call(1), call(2)], [call(2), call(3, status="answered")])):
        (tmp_path / f"page-{number}.json").write_text(json.dumps(page(*calls)), encoding="utf-8")
    (tmp_path / "notes.md").write_text("not read")
    log = read_calls(tmp_path)
    assert log.rows["call_id"].tolist() == ["1", "2"]
    assert log.set_aside == {"unfinished": 1, "duplicate": 1}


def test_pages_that_are_not_there_are_said(tmp_path: Path) -> None:
    (tmp_path / "calls.json").write_text(json.dumps(page(call(1), total=1731)), encoding="utf-8")
    (warning,) = read_calls(tmp_path / "calls.json").warnings
    assert warning == "calls.json has 1 calls, but its pages announce 1,731: some pages are not there."


def test_a_list_that_is_cut_off_is_refused_without_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "calls.jsonl").write_text(f'{json.dumps(call(1))}\n{{"raw_digits": "+33 1 99', encoding="utf-8")
    with pytest.raises(UnreadableInputError, match=r"calls.jsonl is cut off or no JSON: line 2") as failure:
        read_calls(tmp_path / "calls.jsonl")
    assert "99" not in str(failure.value)


def test_months_in_a_folder_are_one_history(tmp_path: Path) -> None:
    for month in ("a", "b"):
        (tmp_path / f"{month}.csv").write_text(f"call id (internal),raw_digits\n7,+1\n{month},+2\n")
    log = read_calls(tmp_path)
    assert log.rows["call_id"].tolist() == ["7", "a", "b"]
    assert log.set_aside == {"duplicate": 1}
    (tmp_path / "own.csv").write_text("phone\n+1\n")
    with pytest.raises(UnreadableInputError, match="of different kinds"):
        read_calls(tmp_path)


def test_a_folder_without_calls_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file with calls in"):
        read_calls(tmp_path)


def workbook(path: Path, *rows: list[Any]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_workbook_of_the_dashboard_is_read_cell_by_cell(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "calls.xlsx",
        [],
        ["datetime (utc)", "direction", "from", "to", "customer number", "duration (total)", "call id (internal)"],
        [datetime(2026, 4, 1, 8, 11, 43), "inbound", 1, 2, "+33 1 99 00 90 61", time(0, 3, 37), 2418000971],  # noqa: DTZ001
        ["2026-04-01 08:11:43.123", "outbound", 1, 2, 33199009062, timedelta(seconds=217), "2418000972"],
    )
    rows = read_calls(path).rows
    assert rows["raw"].tolist() == ["+33 1 99 00 90 61", "33199009062"]
    assert rows["call_id"].tolist() == ["2418000971", "2418000972"]
    assert rows["seconds"].tolist() == [217, 217]
    assert rows["started_at"].dt.strftime("%H:%M:%S").tolist() == ["08:11:43", "08:11:43"]


def test_numbers_that_a_workbook_has_destroyed_stay_recognizable(tmp_path: Path) -> None:
    path = workbook(tmp_path / "calls.xlsx", ["raw_digits"], ["4,4E+11"], [3319900906112345000], [33199009061.0])
    assert read_calls(path).rows["raw"].tolist() == ["4,4E+11", "3.31990E+18", "33199009061"]


def test_a_damaged_workbook_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "calls.xlsx").write_bytes(b"PK\x03\x04 and more")
    with pytest.raises(UnreadableInputError, match=r"Cannot read calls.xlsx: it is damaged. Export it again."):
        read_calls(tmp_path / "calls.xlsx")


def test_the_workbook_of_a_report_is_no_call_history(tmp_path: Path) -> None:
    book = Workbook()
    book.properties.creator = "phone-audit"
    book.save(tmp_path / "report.xlsx")
    with pytest.raises(UnreadableInputError, match=r"report.xlsx is a workbook of phone-audit, not a call history"):
        read_calls(tmp_path / "report.xlsx")


@pytest.mark.parametrize("content", [{"calls": []}, [], {"ping": "pong"}])
def test_json_without_calls_is_refused(tmp_path: Path, content: Any) -> None:
    (tmp_path / "calls.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(UnreadableInputError, match=r"calls.json has no column with the number"):
        read_calls(tmp_path / "calls.json")
