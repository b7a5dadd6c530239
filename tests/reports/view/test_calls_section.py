"""Calls on the page and in the workbook: who is called most stands first, and each number says how often."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from audit.config.audit import AuditConfig
from audit.pipeline import run_audit
from audit.reports.excel import write_workbook
from audit.reports.html.page import render_html
from audit.reports.view.build_view import View, build_view
from audit.reports.view.forecast_words import ForecastWords
from audit.result.results import Audit
from audit.sources.calls.read_calls import read_calls
from audit.sources.csv.read_csv import read_csv
from tests.reports.excel.test_workbook import rows_of
from tests.reports.view.told_tables import told_tables

CONTACTS = """\
Id,LastName,Phone,MailingCountryCode,CreatedDate,LastModifiedDate
003000000000001AAA,Byrne,020 7946 0001,GB,2025-01-01T00:00:00Z,2026-01-09T00:00:00Z
003000000000002AAA,Okafor,020 7946 0002,GB,2025-01-01T00:00:00Z,2026-01-01T00:00:00Z
003000000000003AAA,Oduya,+442079460003,GB,2025-01-01T00:00:00Z,2026-01-09T00:00:00Z
003000000000004AAA,Quill,+442079460003,GB,2025-01-01T00:00:00Z,2026-01-01T00:00:00Z
003000000000005AAA,Marsh,+442079460004,GB,2025-01-01T00:00:00Z,2026-01-09T00:00:00Z
003000000000006AAA,Wren,+442079460004,GB,2025-01-01T00:00:00Z,2026-01-01T00:00:00Z
003000000000006AAB,Tarn,+442079460004,GB,2025-01-01T00:00:00Z,2026-01-01T00:00:00Z
"""
CALLED = {"0002": 6, "0003": 3, "0009": 2}
"""Calls in two months, by the end of the number."""


def call_lines(days: int) -> list[str]:
    """Return a CSV of these calls, the first at the beginning of a period of so many days and the others at its end."""
    ends = [end for end, calls in CALLED.items() for _ in range(calls)]
    last = datetime.fromordinal(datetime(2026, 1, 1, tzinfo=UTC).toordinal() + days).date()
    starts = ["2026-01-01 00:00:00", *[f"{last} 00:00:00"] * (len(ends) - 1)]
    rows = (f"{start},inbound,+44 20 7946 {end}" for start, end in zip(starts, ends, strict=True))
    return ["datetime (utc),direction,customer number", *rows]


def audited(folder: Path, days: int, **profile: str) -> Audit:
    (folder / "Contact.csv").write_text(CONTACTS, encoding="utf-8")
    (folder / "calls.csv").write_text("\n".join(call_lines(days)), encoding="utf-8")
    extract = read_csv(folder / "Contact.csv", AuditConfig.model_validate({"profile": profile}))
    now = datetime(2026, 4, 1, tzinfo=UTC)
    return run_audit(extract, now=now, calls=read_calls(folder / "calls.csv")).audit


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    return build_view(audited(tmp_path_factory.mktemp("org"), days=61))


@pytest.fixture(scope="module")
def book(view: View, tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("book") / "report.xlsx"
    write_workbook(view, path)
    return load_workbook(path)


def test_the_number_with_most_calls_that_go_wrong_stands_first(view: View) -> None:
    assert view.calls is not None
    rows = [(row[0], row[1], row[2], getattr(row[3], "text", ""), row[4]) for row in view.calls.wrong.rows]
    assert rows == [
        ("+442079460002", "3", "Right record", "Okafor", "Not in E.164"),
        ("+442079460003", "1.5", "Last edit decides", "Oduya", "Syncs"),
    ]
    assert view.calls.wrong.note == ""


def test_a_number_that_the_search_does_not_find_names_the_record_that_has_it(tmp_path: Path) -> None:
    result = audited(tmp_path, days=61, policy="exact")
    view = build_view(result)
    assert view.calls is not None
    row = view.calls.wrong.rows[0]
    assert (row[0], row[2], getattr(row[3], "text", "")) == ("+442079460002", "Not found as stored", "Okafor")
    write_workbook(view, tmp_path / "report.xlsx")
    in_sheet = rows_of(load_workbook(tmp_path / "report.xlsx"), "Calls")[0]
    assert (in_sheet["Record"], in_sheet["Object"], in_sheet["Record id"]) == (
        "Okafor",
        "Contact",
        "003000000000002AAA",
    )


def test_calls_that_found_nobody_are_listed_by_number(view: View) -> None:
    assert view.calls is not None
    assert view.calls.nobody.rows == (("+442079460009", "1", "2", "0"),)


def test_readiness_by_calls_stands_beside_readiness_on_the_first_screen(view: View) -> None:
    summary = render_html(view).split('id="calls"')[0]
    assert 'data-figure="scores.readiness"' in summary
    assert 'data-figure="calls.readiness_by_calls"' in summary
    assert "11 calls from Jan 1, 2026 to Mar 3, 2026, 5.5 a month." in summary


def test_findings_and_duplicates_with_most_calls_come_first(book: Any) -> None:
    not_e164 = [(row["Record"], row["Calls a month"]) for row in rows_of(book, "Not E.164")]
    assert [name for name, _ in not_e164] == ["Okafor", "Byrne"]
    assert [calls for _, calls in not_e164] == [pytest.approx(3, abs=0.02), 0]
    duplicates = [(row["Number"], row["Calls a month"]) for row in rows_of(book, "Duplicates")]
    assert [number for number, _ in duplicates] == ["+442079460003"] * 2 + ["+442079460004"] * 3
    assert duplicates[0][1] == pytest.approx(1.5, abs=0.01)


def test_the_sheet_has_every_called_number_that_is_not_ready(book: Any) -> None:
    rows = [(row["Number"], row["Which record"], row["Record"]) for row in rows_of(book, "Calls")]
    assert rows == [
        ("+442079460002", "Right record", "Okafor"),
        ("+442079460003", "Last edit decides", "Oduya"),
        ("+442079460009", "No record has it", None),
    ]


def test_page_and_summary_say_how_many_records_to_expect_or_why_not(book: Any, view: View) -> None:
    assert view.calls is not None
    said = "No forecast of the records that Aircall will create: the report does not say who created records."
    assert view.calls.forecast.headline.startswith(said)
    learned = ForecastWords("Aircall will create about 4 Leads a month.", ("Learned from 13 records.", "Back-test."))
    calls = replace(view.calls, forecast=learned)
    page = render_html(replace(view, calls=calls))
    for sentence in (learned.headline, *learned.notes):
        assert page.split("New records to expect")[1].count(sentence) == 1
    summary = [cell for row in book["Summary"].iter_rows(values_only=True) for cell in row if cell]
    assert summary[summary.index("New records to expect") + 1].startswith(said)


def test_actions_say_how_many_calls_they_make_ready(book: Any, view: View) -> None:
    rows = {row["What to do"]: row["Calls a month"] for row in rows_of(book, "Actions")}
    assert rows["Add +44 to 2 UK numbers"] == pytest.approx(3, abs=0.02)
    assert "makes 2 numbers with 3 calls a month ready." in view.actions[0].effect


def test_the_page_knows_the_calls_of_each_number(view: View) -> None:
    told = told_tables(view)["numbers"]
    calls = dict(zip(told["e164"], told["calls"], strict=True))
    assert calls == {"442079460001": 0, "442079460002": 6, "442079460003": 3, "442079460004": 0}


def test_of_less_than_a_week_all_calls_are_shown(tmp_path: Path) -> None:
    view = build_view(audited(tmp_path, days=3))
    write_workbook(view, tmp_path / "report.xlsx")
    rows = rows_of(load_workbook(tmp_path / "report.xlsx"), "Not E.164")
    assert [row["Calls in all"] for row in rows] == [6, 0]
    assert "makes 2 numbers with 6 calls ready." in view.actions[0].effect
