"""The league table in words."""

from audit.fleet.league_table import league_of, org_figures
from audit.reports.view.league_texts import league_view
from audit.reports.view.models import Figure
from audit.result.league import LeagueRow
from tests.fleet.test_league_table import NOW, found, results, row


def texts(cells: tuple[str | Figure, ...]) -> list[str]:
    return [cell if isinstance(cell, str) else cell.text for cell in cells]


def test_a_row_has_the_figures_of_its_org_and_names_its_worst_problem() -> None:
    view = league_view(league_of([row("A", org_figures(results(0.5, found("a", "error", 2))))], NOW))
    shown = dict(zip([column.label for column in view.columns], texts(view.rows[0].cells), strict=True))
    assert (shown["Readiness"], shown["Change"], shown["Errors per 1,000 records"]) == ("50.0%", "n/a", "500.0")
    assert shown["Worst problem"] == "About a"


def test_the_change_of_readiness_is_in_points() -> None:
    figures = org_figures(results(0.5)).model_copy(update={"readiness_change": 0.02})
    (shown,) = league_view(league_of([row("A", figures)], NOW)).rows
    assert "+2.0 points" in texts(shown.cells)


def test_orgs_without_a_report_say_why() -> None:
    rows = [
        LeagueRow(org="A", exit_code=4, message="The login was refused.", figures=None),
        LeagueRow(org="B", exit_code=None, message=None, figures=None),
    ]
    view = league_view(league_of(rows, NOW))
    assert view.without_report == (("A", "Login refused", "The login was refused."), ("B", "Not audited yet", ""))
    assert view.heading.scope == "0 reports of 2 orgs, 0 records"


def test_most_have_what_more_than_half_of_the_orgs_with_a_report_have() -> None:
    both, one = found("both", "error", 1), found("one", "error", 1)
    rows = [row("A", org_figures(results(0.9, both, one))), row("B", org_figures(results(0.1, both))), row("C", None)]
    view = league_view(league_of(rows, NOW))
    assert [problem.title for problem in view.most_have] == ["About both"]
    assert [[figure.text for figure in problem.by_org] for problem in view.problems] == [["1", "1"], ["1", ""]]
