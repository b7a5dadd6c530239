"""What people wrote, in its place in the lists of the workbook; what has none there any more, in lists of its own."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from audit.columns.lookup import is_among, positions_among
from audit.reports.view.figures import count, counted, dates
from audit.reports.view.models import NextAction
from audit.reports.view.worksheets import FINDING_ID, WORK_COLUMNS, WorkColumn, Worksheet
from audit.result.results import Audit
from audit.tables.work import DOING, DONE, IGNORE, MARKS, STATUSES, TO_DO

CLOSED_SHEET: Final = "Closed"
BEYOND_SHEET: Final = "More work"

_COLUMNS: Final = (
    WorkColumn("problem", "Problem", "long", 42),
    WorkColumn("record", "Record", "text", 28),
    WorkColumn("sobject", "Object", "text", 15),
    WorkColumn("field", "Field", "text", 18),
    WorkColumn("number", "Number", "number", 24),
    *WORK_COLUMNS,
    WorkColumn("last_open", "Last open", "text", 17),
    WorkColumn("record_id", "Record id", "number", 22),
    FINDING_ID,
)
_CLOSED_LEAD: Final = (
    "Work on findings that the audit does not have any more, as they stood. It comes back to its list if the finding "
    "does. Delete the rows that you no longer need."
)
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
    return replace(worksheet, rows=worksheet.rows.assign(**marks))


def _worksheet(name: str, lead: str, work: pd.DataFrame) -> Worksheet:
    rows = work.reset_index(drop=True)
    rows["last_open"] = dates(rows["last_open"])
    texts = rows[[column.key for column in _COLUMNS]].astype("str")
    total = len(texts)
    return Worksheet(name, f"{lead} {counted(total, 'row')}.", _COLUMNS, texts, total, len(_COLUMNS) - 2)


def with_action_work(actions: Sequence[NextAction], work: pd.DataFrame) -> tuple[NextAction, ...]:
    """Return ``actions`` with what people wrote (WORK)."""
    ids = pd.Series([action.action_id for action in actions], dtype="str")
    marks = work[list(MARKS)].to_dict("records")
    places = positions_among(ids, work["finding_id"]).tolist()
    return tuple(
        replace(action, **marks[place]) if place >= 0 else action for action, place in zip(actions, places, strict=True)
    )


def sentence_of_work(result: Audit) -> str:
    """Return how much of the work is done; empty while nobody has begun.

    As ``19 marked rows: 12 of 788 findings Done, 3 Ignore, 4 closed (sheet “Closed”)``: each row counts once.
    """
    work = result.work
    if work.empty:
        return ""
    total = len(result.findings.found)  # those that the configuration accepts, too: they may be marked as well
    is_finding, is_closed = work["is_finding"] & ~work["closed"], work["closed"]
    statuses = work.loc[is_finding, "status"]
    is_action = ~is_finding & ~is_closed & is_among(work["finding_id"], _action_ids(result))
    counts = {
        **{status: int((statuses == status).sum()) for status in (IGNORE, DOING, TO_DO)},
        "with another status": int((~statuses.isin(STATUSES)).sum()),
        "on Actions": int(is_action.sum()),
        "on other rows without a finding": int((~is_finding & ~is_closed & ~is_action).sum()),
        f"closed (sheet “{CLOSED_SHEET}”)": int(is_closed.sum()),
    }
    done = f"{count(int((statuses == DONE).sum()))} of {counted(total, 'finding')} {DONE}"
    told = [f"{number:,} {word}" for word, number in counts.items() if number]
    return ", ".join([f"{counted(len(work), 'marked row')}: {done}", *told])


def _action_ids(result: Audit) -> pd.Series:
    return pd.Series([action.action_id for action in result.results.actions], dtype="str")
