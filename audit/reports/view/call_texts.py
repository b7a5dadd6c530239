"""Calls in words: how many a month, from when to when, and what they say of readiness."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.reports.view.figures import count, counted, day, share
from audit.reports.view.forecast_words import forecast_words
from audit.reports.view.labels import SET_ASIDE_LABELS
from audit.result.replay import ReportedCalls
from audit.result.results import Action

_FEW: Final = 10
"""From so many a month on, no decimal."""

_NOBODY: Final = {
    "no_record": ": no record has the number.",
    "not_found": " although a record has the number: the search does not find it as it is stored.",
}
"""Why calls find nobody."""


@dataclass(frozen=True)
class CallRate:
    """How calls are shown: so many a month, or all of the history where its months are not known."""

    months: float | None

    @classmethod
    def of(cls, calls: ReportedCalls) -> "CallRate":
        """Return how the calls of a report are shown."""
        return cls(calls.period.months if calls.period else None)

    @property
    def heading(self) -> str:
        """What a column of them is called."""
        return "Calls a month" if self.months else "Calls in all"

    def value(self, calls: int) -> float:
        """Return ``calls`` of the history as they are shown."""
        return calls / self.months if self.months else float(calls)

    def text(self, calls: int) -> str:
        """Return ``calls`` of the history as people read them.

        >>> rate = CallRate(months=2.5)
        >>> rate.text(0), rate.text(1), rate.text(21), rate.text(2500), CallRate(months=100.0).text(1)
        ('0', '0.4', '8.4', '1,000', '<0.1')
        >>> CallRate(months=None).text(1200)
        '1,200'
        """
        if not self.months:
            return count(calls)
        rate = calls / self.months
        if calls and rate < 0.05:
            return "<0.1"
        return f"{rate:.1f}".removesuffix(".0") if rate < _FEW else count(round(rate))

    def cells(self, calls: npt.NDArray[np.int64]) -> pd.Series:
        """Return ``calls`` of the history as numbers in a sheet.

        >>> CallRate(months=4.0).cells(np.array([3, 4000])).tolist()
        ['0.75', '1000']
        """
        rates = calls / self.months if self.months else calls
        return pd.Series(np.char.mod("%.10g", rates), dtype="str")

    def noun(self, calls: int) -> str:
        """Return ``calls`` of the history with what they are.

        >>> CallRate(months=2.5).noun(21), CallRate(months=None).noun(1)
        ('8.4 calls a month', '1 call')
        """
        if not self.months:
            return counted(calls, "call")
        text = self.text(calls)
        return f"{text} {'call' if text == '1' else 'calls'} a month"


def history_text(calls: ReportedCalls) -> str:
    """Return how many calls the report is ranked by, from when to when, and how many a month."""
    all_calls = counted(calls.totals.calls, "call")
    if calls.period is None:
        why = "none has a time" if calls.undated == calls.totals.calls else "all within one week"
        return f"{all_calls} ({why}: calls a month are not known)"
    period = f"{day(calls.period.first)} to {day(calls.period.last)}"
    return f"{all_calls} from {period}, {CallRate.of(calls).text(calls.totals.calls)} a month"


def calls_of_action(action: Action, calls: ReportedCalls | None) -> str:
    """Return how many calls an action makes ready, with a comma behind; empty without call history."""
    return f"{CallRate.of(calls).noun(action.calls)}, " if calls and action.calls is not None else ""


def lines_of_calls(calls: ReportedCalls) -> Iterator[str]:
    """Yield readiness by calls, what it rests on, calls that found nobody, and records to expect, each a sentence."""
    yield sentence_of_calls(calls)
    yield f"{history_text(calls)}."
    if nobody := nobody_text(calls):
        yield nobody
    if calls.forecast.month is not None:
        yield forecast_words(calls.forecast).headline


def sentence_of_calls(calls: ReportedCalls) -> str:
    """Return readiness by calls, in one sentence."""
    if calls.readiness_by_calls is None:
        return "No record has a number of these calls."
    return f"{share(calls.readiness_by_calls)} of the calls on numbers that a record has are on ready numbers."


def nobody_text(calls: ReportedCalls) -> str:
    """Return how many calls found nobody, and why; empty when none did."""
    said = [
        f"{counted(tally.calls, 'call')} ({share(tally.calls / calls.totals.calls)}) found nobody{why}"
        for outcome, why in _NOBODY.items()
        if (tally := calls.outcomes.get(outcome))
    ]
    return " ".join(said)


def notes_of_calls(calls: ReportedCalls) -> Iterator[str]:
    """Yield what is to be said of the call history: rows that were not counted, calls without a time, warnings."""
    if calls.set_aside:
        reasons = ", ".join(f"{SET_ASIDE_LABELS[reason]} {count(n)}" for reason, n in calls.set_aside.items())
        yield f"Not counted: {reasons}."
    if calls.period is not None and calls.undated:
        yield f"Without a time: {counted(calls.undated, 'call')}, counted like the others."
    yield from calls.warnings
