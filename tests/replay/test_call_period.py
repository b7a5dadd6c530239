"""The time that a call history spans, and when calls a month can be told."""

import pandas as pd
import pytest

from audit.replay.call_period import dated_period
from audit.tables.calls import CALLS
from tests.replay.replays import call_rows


def rows(*starts: str | None) -> pd.DataFrame:
    """Return CALLS that began at these moments."""
    return call_rows(pd.DataFrame([{"started_at": start} for start in starts], columns=CALLS.names))


def test_months_are_of_30_4_days_from_the_first_call_to_the_last() -> None:
    period, n_undated = dated_period(rows("2026-03-31T12:00Z", "2026-01-30T02:24Z", None))
    assert period is not None
    assert period.months == pytest.approx(60.4 / 30.4)
    assert (period.first.isoformat(), n_undated) == ("2026-01-30T02:24:00+00:00", 1)


def test_an_entry_without_start_was_made_after_its_call() -> None:
    frame = pd.DataFrame(
        [{"entry_at": "2026-01-01T10:00Z", "seconds": 60}, {"entry_at": "2026-02-01T10:00Z"}], columns=CALLS.names
    )
    period, _ = dated_period(call_rows(frame))
    assert period is not None
    assert period.first.isoformat() == "2026-01-01T09:59:00+00:00"


def test_less_than_a_week_is_no_month() -> None:
    assert dated_period(rows("2026-01-01T00:00Z", "2026-01-07T23:59Z")) == (None, 0)


def test_without_a_time_there_is_no_period() -> None:
    assert dated_period(rows(None, None)) == (None, 2)
    assert dated_period(rows()) == (None, 0)
