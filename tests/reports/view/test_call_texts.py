"""Calls in words."""

from datetime import UTC, datetime
from typing import Any

import pytest

from audit.reports.view.call_texts import history_text, lines_of_calls, notes_of_calls
from audit.result.forecast import Expected, Forecast
from audit.result.replay import CallCount, CallPeriod, CallTotals, ReportedCalls

PERIOD = CallPeriod(first=datetime(2026, 1, 1, tzinfo=UTC), last=datetime(2026, 3, 2, 19, 12, tzinfo=UTC), months=2.0)


def calls(**columns: Any) -> ReportedCalls:
    """Return figures of 40 calls in two months, 10 of which found nobody."""
    figures: dict[str, Any] = {
        "totals": CallTotals(calls=40, inbound=30, outbound=10, numbers=20),
        "set_aside": {},
        "outcomes": {"no_record": CallCount(calls=10, numbers=9)},
        "sync": {},
        "readiness_by_calls": 0.5,
        "join": None,
        "logged": None,
        "forecast": Forecast(why="no_times"),
        "warnings": [],
        "files": ["calls.csv"],
        "period": PERIOD,
        "undated": 0,
        "calls_per_month": 20.0,
        "wrong_numbers": 0,
        "wrong": [],
        "nobody_numbers": 9,
        "nobody": [],
    }
    return ReportedCalls.model_validate({**figures, **columns})


def test_the_period_and_the_number_of_calls_are_said() -> None:
    assert list(lines_of_calls(calls())) == [
        "50.0% of the calls on numbers that a record has are on ready numbers.",
        "40 calls from Jan 1, 2026 to Mar 2, 2026, 20 a month.",
        "10 calls (25.0%) found nobody: no record has the number.",
    ]


def test_calls_on_numbers_that_the_search_does_not_find_are_said_to_have_found_nobody() -> None:
    outcomes = {"no_record": CallCount(calls=10, numbers=9), "not_found": CallCount(calls=1, numbers=1)}
    assert list(lines_of_calls(calls(outcomes=outcomes)))[-1] == (
        "10 calls (25.0%) found nobody: no record has the number. 1 call (2.5%) found nobody although a record has the "
        "number: the search does not find it as it is stored."
    )


def test_records_to_expect_are_said_where_they_are_known() -> None:
    forecast = Forecast(why=None, month=Expected(low=2, middle=4, high=9))
    assert list(lines_of_calls(calls(forecast=forecast)))[-1] == (
        "Aircall will create about 4 records a month (2 to 9 with 95% confidence) for numbers that it does not find."
    )


@pytest.mark.parametrize(("undated", "why"), [(40, "none has a time"), (0, "all within one week")])
def test_why_nothing_is_said_of_a_month_is_said(undated: int, why: str) -> None:
    assert history_text(calls(period=None, undated=undated)) == f"40 calls ({why}: calls a month are not known)"


def test_what_was_not_counted_is_said() -> None:
    said = list(notes_of_calls(calls(set_aside={"sms": 1200}, undated=1, warnings=["Something."])))
    assert said == ["Not counted: messages 1,200.", "Without a time: 1 call, counted like the others.", "Something."]


def test_calls_that_all_found_nobody_have_no_readiness() -> None:
    assert next(lines_of_calls(calls(readiness_by_calls=None))) == "No record has a number of these calls."
