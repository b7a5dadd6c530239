"""The call history of an audit: how often each number was called, and what a report says of that."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from audit.columns.lookup import e164_as_int
from audit.replay.call_period import dated_period
from audit.replay.problem_numbers import trouble
from audit.replay.simulated_calls import ComparedCalls, compared_calls
from audit.result.baseline import Baseline
from audit.result.probe import ProbeFigures
from audit.result.replay import CallPeriod, NumberWithoutRecord, ReportedCalls
from audit.result.results import RuleText
from audit.tables.calls import CallLog, CallsByNumber

NUMBERS_LISTED: Final = 100


_DONE_WITH: Final = ["call_id", "raw", "answered_at", "line", "user", "entry_id"]
"""Columns of CALLS that nothing asks for once numbers are read and log entries found; half of what calls take."""


@dataclass(frozen=True)
class CallHistory:
    """Calls as they were read, without those with lines of the company's own."""

    log: CallLog
    """without the columns _DONE_WITH"""
    callers: pd.DataFrame
    """``format`` and ``e164`` of each call"""
    period: CallPeriod | None
    n_undated: int
    by_number: CallsByNumber

    @classmethod
    def of(cls, log: CallLog, callers: pd.DataFrame) -> "CallHistory":
        """Return the history that ``log`` and ``callers`` are."""
        log = replace(log, rows=log.rows.drop(columns=_DONE_WITH))
        period, n_undated = dated_period(log.rows)
        digits = e164_as_int(callers["e164"])
        distinct, calls = np.unique(digits[digits > 0], return_counts=True)
        return cls(log, callers, period, n_undated, CallsByNumber(distinct, calls, period.months if period else None))


def reported_calls(
    history: CallHistory, stored: Baseline, rules: Mapping[str, RuleText], probe: ProbeFigures | None = None
) -> tuple[ReportedCalls, pd.DataFrame]:
    """Return what the calls of ``history`` met by the tables of ``stored``, and CALLED; ``rules`` are their words.

    A number goes wrong when a record has it and it is not ready; of the others the calls found nobody. With ``probe``,
    the log entries tell in which format the search is asked.
    """
    compared = compared_calls(history.log, history.callers, stored, NUMBERS_LISTED, probe=probe)
    numbers = compared.numbers
    is_known = numbers["decided_by"].notna()
    wrong = numbers.loc[is_known & ~numbers["is_ready"]]
    figures = ReportedCalls(
        **dict(compared.figures),
        files=list(history.log.files),
        period=history.period,
        undated=history.n_undated,
        calls_per_month=history.by_number.per_month(compared.figures.totals.calls),
        wrong_numbers=len(wrong),
        wrong=trouble(wrong, compared.findings, stored, rules, NUMBERS_LISTED),
        nobody_numbers=int((~is_known).sum()),
        nobody=_nobody(compared),
    )
    return figures, compared.called


def _nobody(compared: ComparedCalls) -> list[NumberWithoutRecord]:
    numbers = compared.numbers
    rows = numbers.loc[numbers["decided_by"].isna(), list(NumberWithoutRecord.model_fields)].head(NUMBERS_LISTED)
    return [NumberWithoutRecord.model_validate(row) for row in rows.to_dict("records")]
