"""The figures of a replay: where the calls of a call history reach a record, and where they were logged."""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from audit.domain import Severity
from audit.result.model import ResultModel, Share


class CallCount(ResultModel):
    """So many calls, with so many distinct numbers."""

    calls: int
    numbers: int


class CallTotals(ResultModel):
    """All calls of the file; numbers counts the distinct ones that can be read."""

    calls: int
    inbound: int
    outbound: int
    numbers: int


class Reason(ResultModel):
    """A rule that found something on a number."""

    rule_id: str
    severity: Severity
    title: str
    how_to_fix: str
    finding_ids: list[str]


class ProblemNumber(ResultModel):
    """A number whose calls do not all that they should, and why."""

    e164: str
    calls: int
    outcome: str
    sync_outcome: str | None
    winner_record_id: str | None
    winner_sobject: str | None
    winner_name: str | None
    reasons: list[Reason]


class Disagreement(ResultModel):
    """Calls on one number that were logged on another record than the simulation names."""

    e164: str
    calls: int
    logged_on: str | None
    winner_record_id: str | None
    explained_by: list[str]


class PolicyFit(ResultModel):
    """Calls whose log entry is what the simulation says under one policy."""

    explained: int
    explained_decisive: int


class LogComparison(ResultModel):
    """The log entries of the calls against the simulation.

    A policy explains a call when it names the record that the call was logged on, or names none and the call was
    logged nowhere. Calls that were logged on a record that is not in the audit explain nothing and are not compared.
    """

    by: Literal["id", "name"]
    agrees: int
    differs: int
    missing: int
    gone: int
    unlogged: int
    compared: int
    decisive: int
    policies: dict[str, PolicyFit]
    best: list[str]
    entries_that_differ: int
    disagreements: list[Disagreement]


class ReplayFigures(ResultModel):
    """What call history and simulation say together."""

    report_generated_at: str
    profile: str
    policy: str
    totals: CallTotals
    set_aside: dict[str, int]
    """Rows of the file that are not among these, by reason (tables/calls.py, SET_ASIDE)."""
    outcomes: dict[str, CallCount]
    sync: dict[str, CallCount]
    readiness_by_calls: Share
    readiness_by_numbers: Share
    numbers_not_ready: int
    trouble: list[ProblemNumber]
    logged: LogComparison | None
    warnings: list[str]


@dataclass(frozen=True)
class Replay:
    """The figures, and the table that they were drawn from."""

    figures: ReplayFigures
    called: pd.DataFrame
    """CALLED"""
