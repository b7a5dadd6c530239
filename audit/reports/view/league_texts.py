"""The league table in words and figures, for its page and its workbook."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from audit.domain import Severity
from audit.errors import ExitCode
from audit.reports.view.counters import COUNTER_LABELS
from audit.reports.view.figures import NOTHING, count, count_figure, counted, day, moment, points, share_figure
from audit.reports.view.labels import SCORE_LABELS, SEVERITIES
from audit.reports.view.models import Figure, Heading
from audit.reports.view.verdict_text import outcome_word
from audit.result.league import League, LeagueRow, OrgFigures
from audit.result.trend import ScoreChange

_EXIT_CODES: Final = {
    ExitCode.DONE: "Done",
    ExitCode.FAILED: "Failed",
    ExitCode.USAGE: "Wrong setting",
    ExitCode.NOTHING_TO_AUDIT: "Nothing to audit",
    ExitCode.LOGIN_REFUSED: "Login refused",
    ExitCode.GATE_FAILED: "A check failed",
}
_NOT_YET: Final = "Not audited yet"


class LeagueColumn(NamedTuple):
    """One column: what it is called, how wide it is on a sheet, and what it holds of a report."""

    label: str
    width: float
    of: Callable[[OrgFigures], str | Figure]


def _score(name: str) -> LeagueColumn:
    label = SCORE_LABELS[name]
    return LeagueColumn(label, 13, lambda figures: share_figure(name, label, getattr(figures.scores, name)))


def _counter(name: str, unit: str) -> LeagueColumn:
    label = COUNTER_LABELS[name]
    return LeagueColumn(
        f"{label}: {unit}",
        13,
        lambda figures: count_figure(name, label, getattr(getattr(figures.headline, name), unit)),
    )


def _change(figures: OrgFigures) -> str:
    change, now = figures.readiness_change, figures.scores.readiness
    if change is None or now is None:
        return NOTHING
    return points(ScoreChange(then=now - change, now=now, change=change))


def _errors(figures: OrgFigures) -> Figure:
    rate = figures.errors_per_1000_records
    return Figure("errors_per_1000_records", "", rate, NOTHING if rate is None else f"{rate:,.1f}")


_COLUMNS: Final = (
    _score("readiness"),
    LeagueColumn("Change", 14, _change),
    LeagueColumn("Verdict", 16, lambda figures: outcome_word(figures.verdict, figures.preset)),
    _counter("duplicates", "numbers"),
    _counter("not_e164", "fields"),
    _counter("mobile_without_phone", "records"),
    LeagueColumn("Errors per 1,000 records", 13, _errors),
    LeagueColumn("Do first", 60, lambda figures: figures.first_action or ""),
    LeagueColumn("Worst problem", 34, lambda figures: _title_of(figures, figures.worst_rule)),
    *(_score(name) for name in SCORE_LABELS if name != "readiness"),
    LeagueColumn("Records", 12, lambda figures: count_figure("records", "Records", figures.records)),
    LeagueColumn("Numbers", 12, lambda figures: count_figure("numbers", "Numbers", figures.numbers)),
    LeagueColumn("Audited", 14, lambda figures: day(figures.generated_at)),
)


class LeagueViewRow(NamedTuple):
    """One org that has a report; ``cells`` are those of the columns."""

    org: str
    cells: tuple[str | Figure, ...]


class WithoutReport(NamedTuple):
    """One org that has none, and why."""

    org: str
    what: str
    message: str


class ProblemRow(NamedTuple):
    """One problem, in how many orgs it is, and how many findings each org has, in the order of the league."""

    title: str
    severity: Severity
    severity_label: str
    orgs: Figure
    findings: Figure
    by_org: tuple[Figure, ...]


@dataclass(frozen=True)
class LeagueView:
    """All that the page and the workbook of a fleet show."""

    heading: Heading
    lead: str
    columns: tuple[LeagueColumn, ...]
    rows: tuple[LeagueViewRow, ...]
    without_report: tuple[WithoutReport, ...]
    problems: tuple[ProblemRow, ...]
    most_have: tuple[ProblemRow, ...]
    """Problems that more than half of the orgs with a report have."""


def league_view(league: League) -> LeagueView:
    """Return what to show of a fleet."""
    reported = league.reported
    problems = _problems(league)
    failed = [row for row in league.orgs if row.figures is None]
    n_records = sum(figures.records for _, figures in reported)
    scope = f"{counted(len(reported), 'report')} of {counted(len(league.orgs), 'org')}, {counted(n_records, 'record')}"
    return LeagueView(
        heading=Heading(
            title="Phone readiness by org",
            org=counted(len(league.orgs), "org"),
            moment=moment(league.generated_at),
            scope=scope,
            made_by=f"phone-audit {league.tool.version}, libphonenumber {league.tool.libphonenumber}",
            generated_at=league.generated_at,
            source=(),
        ),
        lead="Best readiness first. Readiness: the share of numbers whose calls reach the right record and that sync.",
        columns=_COLUMNS,
        rows=tuple(_row(row, figures) for row, figures in reported),
        without_report=tuple(_without_report(row) for row in failed),
        problems=problems,
        most_have=tuple(each for each in problems if 2 * (each.orgs.value or 0) > len(reported)),
    )


def _row(row: LeagueRow, figures: OrgFigures) -> LeagueViewRow:
    return LeagueViewRow(row.org, tuple(column.of(figures) for column in _COLUMNS))


def _without_report(row: LeagueRow) -> WithoutReport:
    code = row.exit_code
    return WithoutReport(row.org, _NOT_YET if code is None else _EXIT_CODES[ExitCode(code)], row.message or "")


def _problems(league: League) -> tuple[ProblemRow, ...]:
    of_orgs = [{rule.rule_id: rule.findings for rule in figures.rules} for _, figures in league.reported]
    return tuple(
        ProblemRow(
            title=problem.title,
            severity=problem.severity,
            severity_label=SEVERITIES[problem.severity].label,
            orgs=count_figure("orgs", "Orgs", problem.orgs),
            findings=count_figure("findings", "Findings", problem.findings),
            by_org=tuple(_findings(found.get(problem.rule_id, 0)) for found in of_orgs),
        )
        for problem in league.problems
    )


def _findings(number: int) -> Figure:
    return Figure("findings", "Findings", number, count(number) if number else "")


def _title_of(figures: OrgFigures, rule_id: str | None) -> str:
    return next((rule.title for rule in figures.rules if rule.rule_id == rule_id), "")
