"""What a report says of its call history: which numbers go wrong, and whose calls found nobody."""

import numpy as np
import pandas as pd

from audit.config.audit import AuditConfig
from audit.findings.rule_texts import rule_texts
from audit.replay.reported_calls import CallHistory, reported_calls
from audit.result.replay import ReportedCalls
from audit.tables.calls import CALLS, CallLog
from tests.replay.replays import call, call_rows, stored
from tests.typed_org import contact

READY, WRONG, NOBODY = "+12125550100", "+12125550101", "+12125550102"
ORG = stored(contact("ada", phone=READY), contact("bea", phone="(212) 555-0101"))


def history(*numbers: str | None, starts: tuple[str | None, ...] = ()) -> CallHistory:
    """Return the history of inbound calls with ``numbers``; those beyond ``starts`` have no time."""
    calls = [call(number, started_at=start) for number, start in zip(numbers, (*starts, *[None] * 9), strict=False)]
    frame = pd.DataFrame(calls, columns=["e164", "format", *CALLS.names])
    callers = frame[["format", "e164"]].astype({"format": "category", "e164": "str"})
    return CallHistory.of(CallLog(call_rows(frame), has_country_code=True, files=("calls.csv",)), callers)


def reported(calls: CallHistory) -> ReportedCalls:
    return reported_calls(calls, ORG, rule_texts(AuditConfig()))[0]


def test_a_number_goes_wrong_when_a_record_has_it_and_it_is_not_ready() -> None:
    figures = reported(history(READY, WRONG, WRONG, NOBODY, None))
    assert [(n.e164, n.calls) for n in figures.wrong] == [(WRONG, 2)]
    assert (figures.wrong_numbers, figures.nobody_numbers, figures.readiness_by_calls) == (1, 1, 1 / 3)


def test_of_numbers_that_no_record_has_those_with_most_calls_come_first() -> None:
    other = "+12125550103"
    figures = reported(history(other, NOBODY, NOBODY))
    assert [(n.e164, n.calls, n.inbound, n.outbound) for n in figures.nobody] == [(NOBODY, 2, 2, 0), (other, 1, 1, 0)]


def test_calls_a_month_count_all_calls_also_those_without_a_time() -> None:
    figures = reported(history(READY, READY, READY, starts=("2026-01-01T00:00Z", "2026-03-02T19:12Z")))
    assert (figures.undated, figures.calls_per_month) == (1, 1.5)


def test_without_times_nothing_is_said_of_a_month() -> None:
    figures = reported(history(READY))
    assert (figures.period, figures.calls_per_month, figures.undated) == (None, None, 1)


def test_calls_are_counted_by_number_and_a_number_without_any_has_none() -> None:
    by_number = history(READY, WRONG, READY, None).by_number
    assert by_number.of(np.array([12125550100, 12125550101, 12125550199])).tolist() == [2, 1, 0]
    assert by_number.of(np.array([], dtype=np.int64)).tolist() == []


def test_a_history_without_a_number_is_no_failure() -> None:
    figures = reported(history(None))
    assert (figures.wrong, figures.nobody, figures.readiness_by_calls) == ([], [], None)
