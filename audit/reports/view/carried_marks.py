"""What people wrote, in its place in the lists of the workbook; what has none there any more, in lists of its own."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from audit.columns.lookup import is_among, positions_among
from audit.reports.view.figures import counted, dates
from audit.reports.view.labels import labeled
from audit.reports.view.models import NextAction
from audit.reports.view.worksheets import FINDING_ID, WORK_COLUMNS, WorkColumn, Worksheet
from audit.result.results import Audit
from audit.tables.work import DOING, DONE, FIXED, IGNORE, MARKS, RECORD_GONE, STATUSES, TO_DO

CLOSED_SHEET: Final = "Closed"
BEYOND_SHEET: Final = "More work"

_COLUMNS: Final = (
    WorkColumn("problem", "Problem", "long", 42),
    WorkColumn("record", "Record", "text", 28),
    WorkColumn("sobject", "Object", "text", 15),
    WorkColumn("field", "Field", "text", 18),
    WorkColumn("number", "Number", "number", 24),
    *WORK_COLUMNS,
    WorkColumn("outcome", "What became of it", "text", 17),
    WorkColumn("closed_at", "Closed (UTC)", "text", 17),
    WorkColumn("last_open", "Last open (UTC)", "text", 17),
    WorkColumn("record_id", "Record id", "number", 22),
    FINDING_ID,
)
_OUTCOMES: Final = {FIXED: "Fixed", RECORD_GONE: "Record gone"}
_ONLY_CLOSED: Final = ("outcome", "closed_at")
_CLOSED_LEAD: Final = (
    "Work on findings that the audit does not have any more, as it was. Fixed: the record is there without the "
    "finding. Record gone: the record is not in this export any more (merged, deleted, converted). A row returns to "
    "its list if the finding does. Delete the rows that you no longer need."
)
STILL_THERE: Final = "Still there"
_CHECK: Final = WorkColumn("check", "Check", "text", 12)
"""Beside the status of what people marked Done and the audit found again."""
_BEYOND_LEAD: Final = "Work on findings that are still open, but beyond the rows that their list shows."


def marked_worksheets(worksheets: Sequence[Worksheet], result: Audit) -> tuple[Worksheet, ...]:
    """Return ``worksheets`` with what people wrote, and the lists of work that has no place on them."""
    work = result.work
    if work.empty:
        return tuple(worksheets)
    marked = [with_marks(worksheet, work) for worksheet in worksheets]
    ids = [worksheet.rows["finding_id"] for worksheet in worksheets if _is_worked_on(worksheet)]
    is_listed = is_among(work["finding_id"], pd.concat([*ids, _action_ids(result)], ignore_index=True))
    beyond, closed = work.loc[~is_listed & ~work["closed"]], work.loc[work["closed"]]
    lists = ((BEYOND_SHEET, _BEYOND_LEAD, beyond), (CLOSED_SHEET, _CLOSED_LEAD, closed))
    return (*marked, *(_worksheet(name, lead, rows) for name, lead, rows in lists if len(rows)))


def _is_worked_on(worksheet: Worksheet) -> bool:
    return {"finding_id", *MARKS} <= set(worksheet.rows.columns)


def with_marks(worksheet: Worksheet, work: pd.DataFrame) -> Worksheet:
    """Return ``worksheet`` with what people wrote into its rows (WORK)."""
    if work.empty or not _is_worked_on(worksheet):
        return worksheet
    place = positions_among(worksheet.rows["finding_id"], work["finding_id"])
    is_marked = pd.Series(place >= 0)
    written = work[list(MARKS)].take(np.maximum(place, 0)).reset_index(drop=True)
    marks = {mark: worksheet.rows[mark].mask(is_marked, written[mark]) for mark in MARKS}
    marked = replace(worksheet, rows=worksheet.rows.assign(**marks))
    is_there = is_marked & (marks["status"] == DONE)
    return _with_checks(marked, is_there) if is_there.any() else marked


def _with_checks(worksheet: Worksheet, is_there: "pd.Series[bool]") -> Worksheet:
    """Return ``worksheet`` with a column beside the status that says which rows marked Done are still there."""
    after = 1 + [column.key for column in worksheet.columns].index("status")
    columns = (*worksheet.columns[:after], _CHECK, *worksheet.columns[after:])
    check = pd.Series("", index=worksheet.rows.index, dtype="str").mask(is_there, STILL_THERE)
    n_there = counted(int(is_there.sum()), "row")
    lead = f"{worksheet.lead} Marked {DONE} but still there: {n_there} (column {_CHECK.label})."
    rows = worksheet.rows.assign(check=check)
    return replace(worksheet, lead=lead, columns=columns, rows=rows, printed=worksheet.printed + 1)


def _worksheet(name: str, lead: str, work: pd.DataFrame) -> Worksheet:
    rows = work.reset_index(drop=True)
    for moment in ("last_open", "closed_at"):
        rows[moment] = dates(rows[moment])
    rows["outcome"] = labeled(rows["outcome"], _OUTCOMES)
    columns = tuple(column for column in _COLUMNS if name == CLOSED_SHEET or column.key not in _ONLY_CLOSED)
    texts = rows[[column.key for column in columns]].astype("str")
    total = len(texts)
    return Worksheet(name, f"{lead} {counted(total, 'row')}.", columns, texts, total, len(columns) - 2)


def with_action_work(actions: Sequence[NextAction], work: pd.DataFrame) -> tuple[NextAction, ...]:
    """Return ``actions`` with what people wrote (WORK)."""
    ids = pd.Series([action.action_id for action in actions], dtype="str")
    marks = work[list(MARKS)].to_dict("records")
    places = positions_among(ids, work["finding_id"]).tolist()
    return tuple(
        replace(action, **marks[place], check=STILL_THERE if marks[place]["status"] == DONE else "")
        if place >= 0
        else action
        for action, place in zip(actions, places, strict=True)
    )


def sentence_of_work(result: Audit) -> str:
    """Return what became of the work; empty while nobody has begun.

    As ``8 of 835 done, 3 ignored. Carried over 19 marked rows: 8 closed (sheet “Closed”), 4 marked Done are still
    there, 3 Ignore, 4 Doing``. Done is what is closed, of that and all findings there are; each marked row counts once.
    """
    work = result.work
    if work.empty:
        return ""
    is_closed = work["closed"]
    is_there = ~is_closed & (work["status"] == DONE)
    is_rest = ~is_closed & ~is_there
    is_finding = work["is_finding"] & is_rest
    statuses = work.loc[is_finding, "status"]
    is_action = ~is_finding & is_rest & is_among(work["finding_id"], _action_ids(result))
    n_there = int(is_there.sum())
    counts = {
        f"closed (sheet “{CLOSED_SHEET}”)": int(is_closed.sum()),
        f"marked {DONE} {'is' if n_there == 1 else 'are'} still there": n_there,
        **{status: int((statuses == status).sum()) for status in (IGNORE, DOING, TO_DO)},
        "with another status": int((~statuses.isin(STATUSES)).sum()),
        "on Actions": int(is_action.sum()),
        "on other rows without a finding": int((~is_finding & is_rest & ~is_action).sum()),
    }
    told = ", ".join(f"{number:,} {word}" for word, number in counts.items() if number)
    n_closed, n_ignored = int(is_closed.sum()), int((statuses == IGNORE).sum())
    progress = f"{n_closed:,} of {n_closed + sum(result.results.severities.values()):,} done, {n_ignored:,} ignored"
    return f"{progress}. Carried over {counted(len(work), 'marked row')}: {told}"


def _action_ids(result: Audit) -> pd.Series:
    return pd.Series([action.action_id for action in result.results.actions], dtype="str")
