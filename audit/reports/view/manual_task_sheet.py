"""The sheet for people: what no load file can fix, owner by owner."""

from typing import Final

import pandas as pd

from audit.findings.labels import OBJECT_LABELS
from audit.reports.view.figures import counted
from audit.reports.view.labels import SEVERITIES, TASK_LABELS, labeled, labels_of
from audit.reports.view.record_labels import Cards
from audit.reports.view.visible_columns import shown_numbers
from audit.reports.view.worksheets import FINDING_ID, WORK_COLUMNS, Draft, WorkColumn, texts_of, with_work_columns
from audit.result.results import Audit

PEOPLE_SHEET: Final = "For people"

_LEAD: Final = (
    "What no load file can fix, grouped by owner, those with most errors first. It is what is left when the prepared "
    "files have been loaded."
)
_COLUMNS: Final = (
    WorkColumn("owner", "Record owner", "text", 20),
    WorkColumn("task", "Task", "text", 20),
    WorkColumn("record", "Record", "link", 28),
    WorkColumn("sobject", "Object", "text", 15),
    WorkColumn("field", "Field", "text", 18),
    WorkColumn("current", "Stored now", "number", 28),
    WorkColumn("number", "Number", "number", 18),
    WorkColumn("related", "Other record", "link", 28),
    WorkColumn("how", "What to do", "long", 44),
    *WORK_COLUMNS,
    WorkColumn("message", "What is wrong", "text", 100),
    WorkColumn("severity", "Severity", "severity", 10),
    WorkColumn("record_id", "Record id", "number", 22),
    FINDING_ID,
)


def people_draft(result: Audit, cards: Cards, total: int) -> Draft:
    """Return the sheet for people; ``total`` is how many tasks there are."""
    work = result.for_people
    rows = with_work_columns(_rows(work.head(result.config.report.rows_per_sheet).reset_index(drop=True), cards))
    return Draft(
        PEOPLE_SHEET,
        _LEAD,
        counted(total, "task"),
        "tables/for_people.parquet",
        total,
        _COLUMNS,
        texts_of(rows, _COLUMNS),
    )


def _rows(work: pd.DataFrame, cards: Cards) -> pd.DataFrame:
    card = cards.at(cards.positions(work["record_id"]))
    related = cards.at(cards.positions(work["related_record_id"]))
    return pd.DataFrame(
        {
            "owner": card["owner"],
            "task": labeled(work["task"], labels_of(TASK_LABELS)),
            "record": card["name"].where(card["name"] != "", work["record_id"]),
            "record_href": cards.addresses(work["record_id"]),
            "sobject": labeled(work["sobject"], OBJECT_LABELS),
            "field": work["field"].astype("str").fillna(""),
            "current": shown_numbers(work["raw"], cards.longest),
            "number": work["e164"].mask(work["e164"] == work["raw"]).fillna(""),
            "related": related["name"].where(related["name"] != "", work["related_record_id"]).fillna(""),
            "related_href": cards.addresses(work["related_record_id"]),
            "how": labeled(work["task"], {task: word.meaning for task, word in TASK_LABELS.items()}),
            "message": work["message"].astype("str").fillna(""),
            "severity": labeled(work["severity"], labels_of(SEVERITIES)),
            "record_id": work["record_id"].fillna(""),
            "finding_id": work["finding_id"],
        }
    )
