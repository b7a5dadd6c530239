"""Figures that a round of audits adds to one: what changed since an earlier one, and the verdict."""

from dataclasses import dataclass
from typing import Literal

import pandas as pd
from pydantic import Field

from audit.domain import Severity
from audit.result.model import ResultModel, Share


class Difference(ResultModel):
    """Something other than the records that differs between two audits, and what it keeps from comparing."""

    what: str = Field(
        description="org, scope.OBJECT, profile, rules, settings.NAME, libphonenumber, version, finding_ids, redact"
    )
    then: str
    now: str
    limits: list[Literal["scores", "winners", "findings", "records"]] = Field(
        description="what is not compared, or only in part, because of it"
    )


class ScoreChange(ResultModel):
    """One score in two audits."""

    then: Share
    now: Share
    change: float | None = Field(description="None when the two do not compare")


class CallTrend(ResultModel):
    """Calls in two audits that both have a call history."""

    readiness_by_calls: ScoreChange
    calls_per_month_then: float | None
    calls_per_month: float | None


class FindingChanges(ResultModel):
    """Findings of two audits, suppressed ones left out; each is counted once."""

    new: int = Field(description="not in the baseline and not closed before it")
    reappeared: int = Field(description="not in the baseline, but in an audit before it")
    open: int = Field(description="in both")
    fixed: int = Field(description="in the baseline only")


class RuleChanges(FindingChanges):
    """Findings of one rule in two audits."""

    rule_id: str


class FindingTrend(FindingChanges):
    """Findings then and now."""

    fixed_record_gone: int = Field(default=0, description="of the fixed ones, those whose record is gone")
    suppressed: int = Field(description="suppressed in this audit")
    not_compared: int = Field(description="findings of this audit that the baseline could not have had")
    not_compared_then: int = Field(description="findings of the baseline that this audit could not have")
    by_severity: dict[Severity, FindingChanges]
    by_rule: list[RuleChanges]
    new_ids: list[str] = Field(description="at most 1000; all are in tables/trend")
    reappeared_ids: list[str]
    fixed_ids: list[str]


class WinnerChange(ResultModel):
    """A number whose calls reach another record."""

    e164: str
    then: str | None
    now: str | None
    reason: str = Field(description="merged, record_gone, number_moved, record_added, number_added, edited or other")


class WinnerTrend(ResultModel):
    """Who gets the calls, then and now."""

    compared: int = Field(description="numbers of both audits")
    changed: int
    numbers_added: int
    numbers_gone: int
    reasons: dict[str, int]
    listed: list[WinnerChange] = Field(description="at most 200; all are in tables/trend")


class RecordTrend(ResultModel):
    """Audited records of objects that both audits read."""

    added: int
    gone: int
    added_ids: list[str] = Field(description="at most 1000; all are in tables/trend")
    gone_ids: list[str]


class GateFigures(ResultModel):
    """One thing that the verdict rests on: what was measured and what it had to be."""

    gate_id: str = Field(description="a score, rules.ID.count, rules.ID.share, readiness_drop, no_new_errors, fields")
    unit: Literal["share", "count"]
    bound: Literal["at_least", "at_most"]
    measured: float | None = Field(description="None when there is nothing to measure or to compare with")
    go: float = Field(description="with this or better it passes")
    no_go: float | None = Field(description="worse than this it fails; None: it is a risk at worst")
    outcome: Literal["pass", "risk", "fail", "unmeasured"]


class VerdictFigures(ResultModel):
    """Whether the org is ready: the worst of its gates."""

    outcome: Literal["go", "go_with_risks", "no_go", "unmeasured"] = "unmeasured"
    change: Literal["better", "unchanged", "worse"] | None = Field(
        default=None, description="since the baseline; None where there is nothing to compare with"
    )
    preset: str | None = None
    enforced: bool = Field(default=False, description="gates were asked for: one that fails ends in exit code 10")
    gates: list[GateFigures] = Field(default=[])


@dataclass(frozen=True)
class Comparison:
    """What is behind ``results.trend``, row by row."""

    since: pd.Series
    """What each of the findings is since the baseline: SINCE (category)"""
    changes: pd.DataFrame
    """TREND"""
    closed: pd.DataFrame
    """CLOSED"""
