"""The league table: what the reports of a fleet come to, side by side."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from audit import __version__
from audit.domain import SEVERITIES
from audit.normalize.parse_number import LIBPHONENUMBER_VERSION
from audit.result.league import League, LeagueRow, OrgFigures, SharedProblem
from audit.result.provenance import ToolVersions
from audit.result.results import Results, RuleFigures
from audit.tables.report_tables import FINDING_IDS

_GRAVE: Final = ("error", "warning")
"""Severities of which a worst rule is named: a notice asks for nothing."""


def org_figures(results: Results) -> OrgFigures:
    """Return what the league table shows of one report."""
    found = [rule for rule in results.rules if rule.findings or rule.suppressed]
    errors = results.severities.get("error", 0)
    n_records = results.totals.records
    return OrgFigures(
        generated_at=results.generated_at,
        records=n_records,
        numbers=results.totals.numbers,
        scores=results.scores,
        readiness_change=results.trend.scores["readiness"].change if results.trend else None,
        headline=results.headline.counts,
        errors_per_1000_records=1000 * errors / n_records if n_records else None,
        verdict=results.verdict.outcome,
        preset=results.verdict.preset,
        rules=found,
        worst_rule=_worst(found),
        first_action=results.actions[0].title if results.actions else None,
    )


def _worst(found: Sequence[RuleFigures]) -> str | None:
    grave = [rule for rule in found if rule.findings and rule.severity in _GRAVE]
    worst = min(grave, key=lambda rule: (SEVERITIES.index(rule.severity), -rule.findings, rule.rule_id), default=None)
    return worst.rule_id if worst else None


def league_of(rows: Sequence[LeagueRow], now: datetime) -> League:
    """Return the rows with best readiness first, orgs without a number and then those without a report last."""
    return League(
        generated_at=now,
        tool=ToolVersions(version=__version__, libphonenumber=LIBPHONENUMBER_VERSION, finding_ids=FINDING_IDS),
        orgs=sorted(rows, key=_rank),
        problems=_problems(rows),
    )


def _rank(row: LeagueRow) -> tuple[int, float, str]:
    if row.figures is None:
        return 2, 0, row.org
    readiness = row.figures.scores.readiness
    return (1, 0, row.org) if readiness is None else (0, -readiness, row.org)


def _problems(rows: Sequence[LeagueRow]) -> list[SharedProblem]:
    """Return every rule that finds something anywhere; of two severities that orgs give it, the graver."""
    found: dict[str, list[RuleFigures]] = defaultdict(list)
    for row in rows:
        for rule in row.figures.rules if row.figures else ():
            if rule.findings:
                found[rule.rule_id].append(rule)
    problems = [
        SharedProblem(
            rule_id=rule_id,
            title=of_orgs[0].title,
            severity=min((rule.severity for rule in of_orgs), key=SEVERITIES.index),
            orgs=len(of_orgs),
            findings=sum(rule.findings for rule in of_orgs),
        )
        for rule_id, of_orgs in found.items()
    ]
    return sorted(
        problems, key=lambda each: (-each.orgs, SEVERITIES.index(each.severity), -each.findings, each.rule_id)
    )
