"""A fleet's audits side by side: league.json. It names no record, number or person."""

from datetime import datetime
from typing import Final, Literal

from pydantic import Field

from audit.domain import Severity
from audit.result.headline_counts import HeadlineCounts
from audit.result.model import ResultModel, Share
from audit.result.provenance import ToolVersions
from audit.result.results import RuleFigures, Scores

LEAGUE_VERSION: Final = 1


class OrgFigures(ResultModel):
    """What the report of one org comes to."""

    generated_at: datetime
    records: int
    numbers: int
    scores: Scores
    readiness_change: Share = Field(description="since the baseline; None without one that compares")
    headline: HeadlineCounts
    errors_per_1000_records: float | None
    verdict: Literal["go", "go_with_risks", "no_go", "unmeasured"]
    preset: str | None = Field(description="the ready-made limits behind the verdict, if any")
    rules: list[RuleFigures] = Field(description="those with findings, suppressed ones counted apart")
    worst_rule: str | None = Field(description="of the gravest severity found, the rule with most findings")
    first_action: str | None = Field(description="what to do first")


class LeagueRow(ResultModel):
    """One org."""

    org: str = Field(description="its name in the list of orgs, or Org 1, Org 2… in the order of the list")
    exit_code: int | None = Field(description="docs/contract.md, Exit codes; None: it was not its turn yet")
    message: str | None = Field(description="why there is no report, or which gate failed")
    figures: OrgFigures | None = Field(description="None where there is no report")


class SharedProblem(ResultModel):
    """A rule, and the orgs in which it finds something."""

    rule_id: str
    title: str
    severity: Severity = Field(description="the gravest that an org gives it")
    orgs: int
    findings: int


class League(ResultModel):
    """All of league.json."""

    schema_version: Literal[1] = LEAGUE_VERSION
    generated_at: datetime
    tool: ToolVersions
    orgs: list[LeagueRow] = Field(
        description="best readiness first, then those without a number, then without a report"
    )
    problems: list[SharedProblem] = Field(description="found in most orgs first")

    @property
    def reported(self) -> list[tuple[LeagueRow, OrgFigures]]:
        """The orgs that have a report, and its figures."""
        return [(row, row.figures) for row in self.orgs if row.figures is not None]
