"""The workbook of a fleet: the league table, orgs without a report, problems, and problems by org."""

from pathlib import Path

from audit.reports.excel.list_sheets import write_list
from audit.reports.excel.sheet_streams import streamed_workbook
from audit.reports.excel.styles import add_styles
from audit.reports.excel.workbook import save_book
from audit.reports.view.captions import CAPTIONS
from audit.reports.view.league_texts import LeagueView

_ORG_WIDTH = 28
_TITLE_WIDTH = 56
_COUNT_WIDTH = 12


def write_league_workbook(view: LeagueView, path: Path) -> None:
    """Write the workbook of a fleet; raise OSError."""
    say = CAPTIONS
    org = (say["league_org"], _ORG_WIDTH, "PA text")
    problem = (say["problem"], _TITLE_WIDTH, "PA wrapped")
    counts = [(label, _COUNT_WIDTH, "PA count") for label in (say["league_orgs"], say["findings"])]
    with streamed_workbook() as book:
        add_styles(book)
        columns = [org, *((column.label, column.width, "PA wrapped") for column in view.columns)]
        write_list(book, say["league_table"], view.lead, columns, [(row.org, *row.cells) for row in view.rows])
        if view.without_report:
            columns = [org, (say["result"], 20, "PA text"), (say["league_reason"], 100, "PA wrapped")]
            lead = say["league_without_report_lead"]
            write_list(book, say["league_without_report"], lead, columns, view.without_report)
        write_list(
            book,
            say["problems"],
            say["league_shared_lead"],
            [problem, (say["severity"], 12, "PA text"), *counts],
            [(each.title, each.severity_label, each.orgs, each.findings) for each in view.problems],
        )
        write_list(
            book,
            say["league_matrix"],
            say["league_matrix_lead"],
            [problem, *((row.org, _COUNT_WIDTH, "PA count") for row in view.rows)],
            [(each.title, *each.by_org) for each in view.problems],
        )
        save_book(book, {}, view.heading, path)
