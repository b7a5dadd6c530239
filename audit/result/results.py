"""What an audit ends in: the figures of results.json, the tables and the words that reports draw on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field

from audit.config.audit import AuditConfig
from audit.config.profile import Profile
from audit.domain import Severity
from audit.result.headline_counts import Headline, HeadlineCounts
from audit.result.model import ResultModel, Share
from audit.result.probe import ProbeFigures
from audit.result.provenance import SourceFigures, ToolVersions
from audit.result.replay import CallTables, ReportedCalls
from audit.result.search_figures import SearchBasis
from audit.result.table_totals import TableTotals
from audit.result.trend import (
    CallTrend,
    Comparison,
    Difference,
    FindingTrend,
    RecordTrend,
    ScoreChange,
    VerdictFigures,
    WinnerTrend,
)
from audit.tables.extract import Source
from audit.tables.findings import Assessment, Findings, FindingSheet
from audit.tables.fixes import EXPECTED_WINNERS, FOR_PEOPLE, PLANNED_CELLS
from audit.tables.simulation import Simulation
from audit.tables.work import WORK

SCHEMA_VERSION: Final = 1


class Totals(ResultModel):
    """How much there is."""

    records: int
    values: int = Field(description="all filled phone fields")
    match_values: int = Field(description="filled phone fields in match slots")
    numbers: int = Field(description="distinct readable numbers in match slots")
    callable: int = Field(description="numbers plus match-slot values in which no single number can be read")


class Scores(ResultModel):
    """docs/simulation.md, Scores."""

    readiness: Share
    e164_share: Share
    found_exact_share: Share
    found_digits_share: Share
    match_clear_share: Share
    sync_ready_share: Share


class GroupFigures(Totals, Scores):
    """Totals and scores of one object or region; numbers count for their winner's."""


class SObjectFigures(GroupFigures):
    """Totals, scores and sync of one object."""

    sync: dict[str, int] = Field(description="values by outcome")
    sync_numbers: dict[str, int] = Field(description="numbers that its records win by outcome")


class FieldFigures(ResultModel):
    """One phone field of one object."""

    filled: int
    e164_share: Share
    formats: dict[str, int]
    sync: dict[str, int]


class OwnerFigures(ResultModel):
    """What one owner has to fix: findings of severity error and warning that are not suppressed."""

    owner: str
    records: int
    errors: int
    warnings: int


class RuleFigures(ResultModel):
    """Findings of one rule; suppressed ones are counted apart."""

    rule_id: str
    severity: Severity
    title: str
    findings: int
    records: int
    suppressed: int


class Action(ResultModel):
    """One thing to do, and what it changes, simulated on its own."""

    action_id: str
    title: str = Field(description="an instruction with its count")
    how: str = Field(description="how an administrator does it")
    rule_ids: list[str]
    region: str | None = Field(description="the only one of regions")
    regions: list[str] = Field(default_factory=list, description="of the numbers that it changes; empty for any")
    confidence: str | None = Field(default=None, description="of the proposals that it stores; null for any")
    relation: str | None = Field(
        default=None, description="of a number's records, where it leaves the number on one of them"
    )
    values: int = Field(description="phone fields that it changes")
    records: int
    numbers_made_ready: int
    readiness_before: Share
    readiness_after: Share
    calls: int | None = Field(default=None, description="of the call history, on the numbers that it makes ready")
    calls_per_month: float | None = Field(default=None, description="the same a month; None without call history")


class CountrySpelling(ResultModel):
    """A text in a country field that is not known."""

    spelling: str
    records: int


class LoadStep(ResultModel):
    """One load: all its files together, before the next step."""

    step: int
    rows: dict[str, int] = Field(description="rows by file: Contact, Lead, Account (with Person Accounts)")
    touches: int = Field(description="rows that are saved again as they are, to keep a winner the last edited")


class RuleEffect(ResultModel):
    """Findings of one rule, suppressed ones left out, before the load and after it."""

    rule_id: str
    before: int
    after: int


class FixFigures(ResultModel):
    """What the load files would change, and the simulation of the org after loading them."""

    cells: int = Field(description="fields that get another value")
    records: int = Field(description="records that are loaded, touched ones included")
    changes: dict[str, int] = Field(description="fields by kind of change")
    steps: list[LoadStep]
    scores_before: Scores
    scores_after: Scores
    headline_after: Headline | None = Field(
        default=None, description="the three counts after the load; None in a report of an earlier version"
    )
    rules: list[RuleEffect] = Field(description="rules whose findings change")
    winners_changed: int = Field(description="numbers that another record wins after the load, intended ones left out")
    intended_winners: int
    new_errors: int = Field(description="findings of this severity that the next audit counts as new")
    new_warnings: int = Field(description="the same, closer_edits left out")
    new_notices: int = 0
    moved: int = Field(
        default=0, description="new errors, warnings and notices that the record has already, on another of its fields"
    )
    loaded_ties: int = Field(
        default=0, description="tied numbers whose records are loaded: they stay a tie only if all get one time"
    )
    closer_edits: int = Field(
        description="new findings of unstable-winner: loading edits winner and loser within 7 days, in the right order"
    )
    left_for_people: dict[str, int] = Field(description="match-slot values that no file can fix, by format")
    tasks_for_people: dict[str, int] = Field(default={}, description="what people have to do, by kind of task")


class HistoryPoint(ResultModel):
    """One audit in the history: scores and counts, nothing else."""

    generated_at: datetime
    scores: Scores
    totals: Totals
    severities: dict[Severity, int]
    headline: HeadlineCounts | None = Field(default=None, description="None for an audit that did not count them")


class ComparedWith(ResultModel):
    """The baseline."""

    generated_at: datetime
    tool: ToolVersions
    profile: str
    redacted: bool


class Trend(ResultModel):
    """What changed since an earlier audit."""

    baseline: ComparedWith
    differences: list[Difference]
    scores: dict[str, ScoreChange]
    better: list[str] = Field(default=[], description="headline counts that fell and scores that rose, by name")
    worse: list[str] = Field(default=[], description="headline counts that rose and scores that fell, by name")
    findings: FindingTrend
    winners: WinnerTrend | None = Field(description="None when they do not compare")
    records: RecordTrend | None = Field(description="None when they do not compare")
    calls: CallTrend | None = Field(default=None, description="None unless both audits have a call history")
    history: list[HistoryPoint] = Field(description="oldest first, this audit last, at most 40")


class Results(ResultModel):
    """The content of results.json (docs/contract.md, results.json)."""

    schema_version: Literal[1] = SCHEMA_VERSION
    generated_at: datetime
    tool: ToolVersions
    source: SourceFigures
    profile: Profile
    config: dict[str, Any]
    search: SearchBasis = Field(
        default=SearchBasis(basis="assumed", policy="any"), description="what the figures on calls rest on"
    )
    totals: Totals
    headline: Headline
    scores: Scores
    by_sobject: dict[str, SObjectFigures]
    by_field: dict[str, FieldFigures] = Field(description="by object and field, as Contact.Phone")
    by_region: dict[str, GroupFigures]
    by_owner: list[OwnerFigures] = Field(description="most to fix first, at most 50")
    formats: dict[str, int]
    sync: dict[str, int]
    sync_numbers: dict[str, int]
    decided_by: dict[str, int]
    reach: dict[str, int]
    relations: dict[str, int]
    severities: dict[Severity, int] = Field(description="findings by their own severity, suppressed ones left out")
    rules: list[RuleFigures]
    actions: list[Action]
    unknown_countries: list[CountrySpelling] = Field(description="most frequent first, at most 100")
    fixes: FixFigures | None = None
    calls: ReportedCalls | None = Field(default=None, description="None without call history")
    trend: Trend | None = Field(default=None, description="None without a baseline")
    verdict: VerdictFigures = VerdictFigures()
    probe: ProbeFigures | None = Field(default=None, description="what phone-audit probe measured; None without it")
    warnings: list[str]


@dataclass(frozen=True)
class RuleText:
    """What a report says about a rule."""

    rule_id: str
    severity: Severity
    sheet: FindingSheet
    title: str
    why: str
    how_to_fix: str


@dataclass(frozen=True)
class Audit:
    """An audit, complete: a report is a function of this and nothing else."""

    results: Results
    records: pd.DataFrame
    """SIMULATED_RECORDS"""
    values: pd.DataFrame
    """SIMULATED_VALUES"""
    numbers: pd.DataFrame
    """SIMULATED_NUMBERS"""
    findings: Findings
    rules: Mapping[str, RuleText]
    """Every rule that was applied, found or not, in the order of the registry."""
    source: Source
    config: AuditConfig
    fixes: pd.DataFrame = field(default_factory=PLANNED_CELLS.empty)
    """PLANNED_CELLS: what the load files would write"""
    comparison: Comparison | None = None
    """None without a baseline"""
    expected_winners: pd.DataFrame = field(default_factory=EXPECTED_WINNERS.empty)
    """EXPECTED_WINNERS: who wins what the load files touch, once they are loaded"""
    for_people: pd.DataFrame = field(default_factory=FOR_PEOPLE.empty)
    """FOR_PEOPLE: what no load file can fix"""
    work: pd.DataFrame = field(default_factory=WORK.empty)
    """WORK: what people wrote into the workbooks of earlier reports"""
    calls: CallTables | None = None
    """None without call history"""
    totals: TableTotals | None = None
    """of the whole, where the tables are only a part of them; None where they are all"""

    @property
    def outcome(self) -> Assessment:
        """What the org comes to: the tables of stages 3 and 4."""
        return Assessment(Simulation(self.records, self.values, self.numbers), self.findings)

    def findings_table(self, rows: slice | npt.NDArray[np.int64] = slice(None)) -> pd.DataFrame:
        """Return FINDINGS, or those at the positions ``rows``."""
        return self.findings.expanded(self.records, self.values, rows)
