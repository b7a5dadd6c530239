"""The sheet of actions: what to do, in which order, and what each would change."""

from typing import Any, Final

from audit.reports.excel.cells import (
    comment_cell,
    count_cell,
    figure_cell,
    height_of,
    link_cell,
    text_cell,
    write_texts,
)
from audit.reports.excel.list_sheets import HEADER_ROW, add_statuses, add_table, begin_list, hide_column
from audit.reports.view.build_view import View
from audit.reports.view.models import Link, NextAction

_WIDTHS: Final = (7, 46, 60, 11, 11, 11, 11, 12, 22, 10, 12, 16, 30, 18)
_STATUS_COLUMN, _CHECK_COLUMN = "J", "K"


def write_actions(book: Any, view: View) -> None:
    """Write the sheet of actions, the most effective first."""
    sheet = book.create_sheet("Actions")
    hide_column(sheet, len(_WIDTHS))
    is_checked = any(action.check for action in view.actions)
    if not is_checked:
        hide_column(sheet, 1 + _LABELS.index("recheck"))
    basis = f" [{view.headline.basis_tag}]" if view.actions else ""
    begin_list(sheet, "Actions", view.actions_lead + basis, _WIDTHS, frozen="C")
    labels = [view.captions[name] for name in _LABELS]
    write_texts(sheet, labels, "PA header")
    for place, action in enumerate(view.actions, HEADER_ROW + 1):
        sheet.row_dimensions[place].height = height_of((action.title, action.how), _WIDTHS[1:3])
        sheet.append(_row(sheet, action))
    add_table(sheet, labels, len(view.actions))
    if view.actions:
        last = HEADER_ROW + len(view.actions)
        add_statuses(sheet, _STATUS_COLUMN, len(labels), last, _CHECK_COLUMN if is_checked else "")


_LABELS: Final = (
    "rank",
    "to_do",
    "how",
    "readiness_before",
    "readiness_after",
    "values",
    "records",
    "made_ready",
    "sheet",
    "status",
    "recheck",
    "assignee",
    "comment",
    "finding_id",
)


def _row(sheet: Any, action: NextAction) -> list[Any]:
    return [
        count_cell(sheet, action.rank),
        text_cell(sheet, action.title, "PA wrapped"),
        text_cell(sheet, action.how, "PA wrapped"),
        figure_cell(sheet, action.before),
        figure_cell(sheet, action.after),
        count_cell(sheet, action.values),
        count_cell(sheet, action.records),
        count_cell(sheet, action.numbers_made_ready),
        link_cell(sheet, Link(action.sheet, f"#'{action.sheet}'!A1")),
        text_cell(sheet, action.status),
        text_cell(sheet, action.check),
        text_cell(sheet, action.assignee),
        comment_cell(sheet, action.comment),
        text_cell(sheet, action.action_id),
    ]
