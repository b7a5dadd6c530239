"""The sheet of actions: what to do, in which order, and what each would change."""

from typing import Any, Final

from openpyxl.utils import get_column_letter

from audit.reports.excel.cells import (
    comment_cell,
    count_cell,
    figure_cell,
    height_of,
    link_cell,
    rate_cell,
    text_cell,
    write_texts,
)
from audit.reports.excel.list_sheets import HEADER_ROW, add_statuses, add_table, begin_list, hide_column
from audit.reports.view.build_view import View
from audit.reports.view.models import Link, NextAction

_WIDTHS: Final = {
    "rank": 7,
    "to_do": 46,
    "how": 60,
    "readiness_before": 11,
    "readiness_after": 11,
    "values": 11,
    "records": 11,
    "made_ready": 12,
    "calls": 12,
    "sheet": 22,
    "status": 10,
    "recheck": 12,
    "assignee": 16,
    "comment": 30,
    "finding_id": 18,
}
"""Of the columns, by their captions."""


def write_actions(book: Any, view: View) -> None:
    """Write the sheet of actions, the most effective first; with calls, one column says how many."""
    sheet = book.create_sheet("Actions")
    columns = [name for name in _WIDTHS if name != "calls" or view.calls]
    hide_column(sheet, len(columns))
    is_checked = any(action.check for action in view.actions)
    if not is_checked:
        hide_column(sheet, 1 + columns.index("recheck"))
    basis = f" [{view.headline.basis_tag}]" if view.actions else ""
    begin_list(sheet, "Actions", view.actions_lead + basis, [_WIDTHS[name] for name in columns], frozen="C")
    heading = {"calls": view.calls.rate.heading} if view.calls else {}
    labels = [{**view.captions, **heading}[name] for name in columns]
    write_texts(sheet, labels, "PA header")
    for place, action in enumerate(view.actions, HEADER_ROW + 1):
        sheet.row_dimensions[place].height = height_of((action.title, action.how), (_WIDTHS["to_do"], _WIDTHS["how"]))
        cells = _cells(sheet, action)
        sheet.append([cells[name] for name in columns])
    add_table(sheet, labels, len(view.actions))
    if view.actions:
        last = HEADER_ROW + len(view.actions)
        status, check = (get_column_letter(1 + columns.index(name)) for name in ("status", "recheck"))
        add_statuses(sheet, status, len(labels), last, check if is_checked else "")


def _cells(sheet: Any, action: NextAction) -> dict[str, Any]:
    return {
        "rank": count_cell(sheet, action.rank),
        "to_do": text_cell(sheet, action.title, "PA wrapped"),
        "how": text_cell(sheet, action.how, "PA wrapped"),
        "readiness_before": figure_cell(sheet, action.before),
        "readiness_after": figure_cell(sheet, action.after),
        "values": count_cell(sheet, action.values),
        "records": count_cell(sheet, action.records),
        "made_ready": count_cell(sheet, action.numbers_made_ready),
        "calls": rate_cell(sheet, action.calls),
        "sheet": link_cell(sheet, Link(action.sheet, f"#'{action.sheet}'!A1")),
        "status": text_cell(sheet, action.status),
        "recheck": text_cell(sheet, action.check),
        "assignee": text_cell(sheet, action.assignee),
        "comment": comment_cell(sheet, action.comment),
        "finding_id": text_cell(sheet, action.action_id),
    }
