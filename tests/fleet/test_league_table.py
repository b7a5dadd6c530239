"""The league table: its order, what it says of an org, and what orgs share."""

from datetime import UTC, datetime

from audit.fleet.league_table import league_of, org_figures
from audit.result.league import LeagueRow, OrgFigures
from audit.result.results import Results, RuleFigures, Scores
from tests.reports.typed_org import small_audit

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def found(rule_id: str, severity: str, findings: int, suppressed: int = 0) -> RuleFigures:
    return RuleFigures.model_validate(
        {
            "rule_id": rule_id,
            "severity": severity,
            "title": f"About {rule_id}",
            "findings": findings,
            "records": findings,
            "suppressed": suppressed,
        }
    )


def results(readiness: float | None = 0.5, *rules: RuleFigures, records: int = 10) -> Results:
    whole = small_audit().results
    scores = dict.fromkeys(Scores.model_fields, readiness)
    return whole.model_copy(
        update={
            "scores": Scores(**scores),
            "rules": list(rules),
            "totals": whole.totals.model_copy(update={"records": records}),
            "severities": {"error": 5, "warning": 0, "notice": 0},
        }
    )


def row(org: str, figures: OrgFigures | None) -> LeagueRow:
    return LeagueRow(org=org, exit_code=1 if figures is None else 0, message=None, figures=figures)


def test_figures_of_an_org_are_those_of_its_report() -> None:
    whole = results(0.7, records=2000)
    figures = org_figures(whole)
    assert (figures.records, figures.numbers, figures.scores) == (2000, whole.totals.numbers, whole.scores)
    assert (figures.headline, figures.errors_per_1000_records) == (whole.headline.counts, 2.5)
    assert (figures.readiness_change, figures.verdict) == (None, whole.verdict.outcome)


def test_an_org_without_records_has_no_rate_of_errors() -> None:
    assert org_figures(results(None, records=0)).errors_per_1000_records is None


def test_the_worst_rule_is_of_the_gravest_severity_and_has_most_findings() -> None:
    rules = (found("w", "warning", 90), found("e1", "error", 2), found("e2", "error", 3), found("e3", "error", 0, 9))
    assert org_figures(results(0.5, *rules)).worst_rule == "e2"


def test_notices_are_no_worst_rule() -> None:
    assert org_figures(results(0.5, found("n", "notice", 9))).worst_rule is None


def test_best_readiness_is_first_and_orgs_without_a_report_are_last() -> None:
    best, worst, empty = (org_figures(results(readiness)) for readiness in (0.9, 0.1, None))
    rows = [row("gone", None), row("empty", empty), row("worst", worst), row("best", best), row("also best", best)]
    league = league_of(rows, NOW)
    assert [each.org for each in league.orgs] == ["also best", "best", "worst", "empty", "gone"]
    assert [org.org for org, _ in league.reported] == ["also best", "best", "worst", "empty"]


def test_problems_are_those_of_most_orgs_first_with_the_graver_severity() -> None:
    one = org_figures(results(0.5, found("a", "warning", 2), found("b", "error", 1), found("c", "error", 0, 4)))
    two = org_figures(results(0.5, found("a", "error", 3)))
    problems = league_of([row("1", one), row("2", two), row("3", None)], NOW).problems
    assert [(each.rule_id, each.severity, each.orgs, each.findings) for each in problems] == [
        ("a", "error", 2, 5),
        ("b", "error", 1, 1),
    ]
