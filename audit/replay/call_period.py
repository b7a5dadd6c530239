"""The time that a call history spans."""

from typing import Final

import pandas as pd

from audit.replay.standing import call_moments
from audit.result.replay import CallPeriod

DAYS_OF_A_MONTH: Final = 30.4
_A_WEEK: Final = pd.Timedelta(days=7)


def dated_period(rows: pd.DataFrame) -> tuple[CallPeriod | None, int]:
    """Return from when to when the calls of ``rows`` (CALLS) are, and how many of them have no time.

    None where none has one, and for less than a week: days of a week differ, so that calls a month would be a guess.
    """
    moments = call_moments(rows)
    n_undated = int(moments.isna().sum())
    if n_undated == len(moments):
        return None, n_undated
    first, last = moments.min(), moments.max()
    if last - first < _A_WEEK:
        return None, n_undated
    months = (last - first) / pd.Timedelta(days=1) / DAYS_OF_A_MONTH
    return CallPeriod(first=first.to_pydatetime(), last=last.to_pydatetime(), months=months), n_undated
