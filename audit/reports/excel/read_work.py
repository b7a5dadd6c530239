"""Status, Assigned to and Comment read back from a workbook, by finding_id, whatever people and programs did to it.

Headings are looked for on every sheet and in every row, so that columns and sheets may be moved, renamed, hidden, added
or deleted, rows sorted, filtered or deleted.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from audit.errors import UnreadableInputError
from audit.reports.excel.read_book import ELSEWHERE, Book, Sheet, open_book
from audit.reports.excel.xml_parts import Shared, Value
from audit.tables.work import ACCEPTED, CONTEXT, IGNORE, MARKS, STATUSES, TO_DO

_COLUMNS: Final = {
    "finding id": "finding_id",
    "status": "status",
    "assigned to": "assignee",
    "comment": "comment",
    "problem": "problem",
    "task": "problem",
    "what to do": "problem",
    "record": "record",
    "object": "sobject",
    "field": "field",
    "number": "number",
    "stored now": "number",
    "record id": "record_id",
    "rule": "rule_id",
}
"""Headings, as ``_plain`` makes them, and what stands below; of two for one thing the first counts."""
_READ: Final = ("finding_id", *MARKS, *CONTEXT, "rule_id")
_STATUS_OF: Final = {status.casefold().replace(" ", ""): status for status in STATUSES}


class WorkRead(NamedTuple):
    """What a workbook says."""

    rows: pd.DataFrame
    """A row for each row of a list: finding_id, ``MARKS``, ``CONTEXT``, rule_id, sheet (str, empty where there is
    nothing)"""
    unassigned: int
    """Rows with a mark, but without an id to carry it over by."""
    made_at: str = ""
    """When the workbook was first written, as ``Book.made_at`` says it."""


@dataclass
class _List:
    """What is found on one sheet."""

    sheet: Sheet
    labels: dict[Shared, str]
    """The shared texts that are headings."""
    columns: dict[int, str] = field(default_factory=dict)
    """What stands in each column of the list; empty until its headings are found."""
    rows: list[tuple[Value, ...]] = field(default_factory=list)

    @property
    def has_ids(self) -> bool:
        """Whether the rows can be told apart."""
        return "finding_id" in self.columns.values()

    def take(self, row: dict[int, Value]) -> Collection[int] | None:
        """Take a row: the headings, or one below them."""
        if self.columns:
            self.rows.append(tuple(row.get(place, "") for place in self.columns))
            return self.columns
        found: dict[str, int] = {}
        for place, value in sorted(row.items()):
            label = self.labels.get(value, "") if isinstance(value, Shared) else value
            key = _COLUMNS.get(_plain(label))
            if key:
                found.setdefault(key, place)
        if not found.keys().isdisjoint(MARKS) and ("finding_id" in found or "record_id" in found):
            self.columns = {place: key for key, place in found.items()}
        return self.columns or None

    def table(self, texts: dict[Shared, str]) -> pd.DataFrame:
        """Return the rows with every text in its place."""
        spelled = [[texts.get(value, "") if isinstance(value, Shared) else value for value in row] for row in self.rows]
        table = pd.DataFrame(spelled, columns=list(self.columns.values()), dtype="str")
        return table.reindex(columns=list(_READ), fill_value="").assign(sheet=self.sheet.name).astype("str")


def read_work(path: Path) -> WorkRead:
    """Return what people wrote into the lists of the workbook ``path``.

    A status is one of STATUSES however it is spelled, else what was typed; none is TO_DO. Raise UnreadableInputError
    for a file that is no workbook and for a list with marks whose column finding_id is gone.
    """
    with open_book(path) as book:
        tables = [(found, _tidied(found.table(texts))) for found, texts in _lists(book)]
        made_at = book.made_at()
    for found, table in tables:
        if not found.has_ids and is_marked(table).any():
            raise UnreadableInputError(
                f"The sheet “{found.sheet.name}” of {path} has lost its hidden column finding_id, which says what "
                f"each row is about. Bring back the column or an earlier copy of the workbook, {ELSEWHERE}."
            )
    rows = pd.concat([table for _, table in tables] or [_nothing()], ignore_index=True)
    has_id = rows["finding_id"] != ""
    return WorkRead(rows[has_id].reset_index(drop=True), int(is_marked(rows[~has_id]).sum()), made_at)


def _nothing() -> pd.DataFrame:
    return pd.DataFrame({key: pd.Series(dtype="str") for key in (*_READ, "sheet")})


def is_marked(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Return which rows say anything but TO_DO."""
    return (rows["status"] != TO_DO) | (rows["assignee"] != "") | (rows["comment"] != "")


def _lists(book: Book) -> list[tuple[_List, dict[Shared, str]]]:
    labels = book.shared_texts(lambda _, text: _plain(text) in _COLUMNS)
    lists = []
    for sheet in book.sheets:
        found = _List(sheet, labels)
        book.read_rows(sheet, found.take)
        if found.columns:
            lists.append(found)
    wanted = {value for found in lists for row in found.rows for value in row if isinstance(value, Shared)}
    texts = book.shared_texts(lambda place, _: place in wanted) if wanted else {}
    return [(found, texts) for found in lists]


def _plain(label: str) -> str:
    return " ".join(label.replace("_", " ").split()).casefold()


def _tidied(rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``rows`` trimmed, with statuses as they are called; what the program itself wrote is no mark."""
    rows = rows.apply(lambda texts: texts.str.strip())
    short = rows["status"].str.casefold().str.replace(r"[\s_-]+", "", regex=True)
    rows["status"] = short.map(_STATUS_OF).fillna(rows["status"]).mask(short == "", TO_DO).astype("str")
    is_own = rows["comment"] == ACCEPTED
    rows["status"] = rows["status"].mask(is_own & (rows["status"] == IGNORE), TO_DO)
    rows["comment"] = rows["comment"].mask(is_own, "")
    return rows
