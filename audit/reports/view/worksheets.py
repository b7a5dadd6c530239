"""A sheet to work on: its columns, who does what about each row, and how much of it fits into a workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from audit.config.audit import ReportLimits
from audit.reports.view.call_texts import CallRate
from audit.reports.view.figures import count
from audit.reports.view.size_budget import common_limit, packed_sizes
from audit.tables.work import ACCEPTED, IGNORE, TO_DO

WORKBOOK_BYTES: Final = 8_500_000
"""What the lists may take when packed, so that the workbook can be mailed."""
_SURELY_FIT: Final = 1_000
"""Rows in all that need no measuring."""
DEFAULT_ROWS: Final = ReportLimits().rows_per_sheet


@dataclass(frozen=True)
class WorkColumn:
    """One column of a worksheet: ``kind`` says how its cells are written, ``width`` is in characters."""

    key: str
    label: str
    kind: Literal["text", "long", "number", "link", "severity", "status", "hidden", "count", "rate"]
    width: int


WORK_COLUMNS: Final = (
    WorkColumn("status", "Status", "status", 10),
    WorkColumn("assignee", "Assigned to", "text", 16),
    WorkColumn("comment", "Comment", "long", 30),
)
"""What people fill in."""
FINDING_ID: Final = WorkColumn("finding_id", "finding_id", "hidden", 18)
"""By which what people wrote into a row is found again. The last column of each list."""


def calls_column(rate: CallRate) -> WorkColumn:
    """Return the column that has the calls of a number."""
    return WorkColumn("calls", rate.heading, "rate" if rate.months else "count", 10)


@dataclass(frozen=True)
class Worksheet:
    """A sheet to work on, as it is written."""

    name: str
    lead: str
    """What it holds, how much of it is here, and where the rest is."""
    columns: tuple[WorkColumn, ...]
    rows: pd.DataFrame
    """A text for each column by its key, empty where there is nothing; for a link also ``<key>_href``."""
    total: int
    printed: int
    """How many of the first columns are printed: those up to Comment, or all where nobody fills in anything."""
    grouped_by: str = ""
    """The column by whose content neighboring rows belong together; empty where each row is for itself."""

    @property
    def shown(self) -> int:
        """Rows that are here."""
        return len(self.rows)


@dataclass(frozen=True)
class Draft:
    """A sheet before it is known how much of it fits."""

    name: str
    lead: str
    whole: str
    """How much there is in all, with its noun."""
    rest: str
    """The table that holds all of it."""
    total: int
    columns: tuple[WorkColumn, ...]
    texts: pd.DataFrame
    grouped_by: str = ""


def fitted(drafts: Sequence[Draft], rows_per_sheet: int) -> tuple[Worksheet, ...]:
    """Return the sheets with as many rows as keep the workbook small enough to mail.

    Whoever asks for longer sheets than the default gets a larger workbook in proportion.
    """
    if sum(len(draft.texts) for draft in drafts) <= _SURELY_FIT:
        return tuple(_sheet(draft, draft.texts) for draft in drafts)
    budget = WORKBOOK_BYTES * max(1.0, rows_per_sheet / DEFAULT_ROWS)
    limit = common_limit([packed_sizes(draft.texts) for draft in drafts], budget)
    return tuple(_sheet(draft, _first_rows(draft, limit)) for draft in drafts)


def _first_rows(draft: Draft, limit: int) -> pd.DataFrame:
    """Return at most ``limit`` rows; of groups only whole ones, unless the first is larger than that."""
    texts = draft.texts
    if draft.grouped_by and limit < len(texts):
        group = texts[draft.grouped_by]
        starts = np.flatnonzero((group != group.shift()).to_numpy())
        limit = int(starts[starts <= limit][-1]) or limit
    return texts.head(limit)


def _sheet(draft: Draft, texts: pd.DataFrame) -> Worksheet:
    keys = [column.key for column in draft.columns]
    printed = keys.index("comment") + 1 if "comment" in keys else len(keys) - 1
    return Worksheet(draft.name, _lead(draft, len(texts)), draft.columns, texts, draft.total, printed, draft.grouped_by)


def _lead(draft: Draft, shown: int) -> str:
    if not draft.total:
        return f"{draft.lead} There are none."
    if shown >= draft.total:
        return f"{draft.lead} {draft.whole}."
    return (
        f"{draft.lead} Here are the first {count(shown)} rows of {draft.whole}, the most important first. "
        f"All of them are in {draft.rest}."
    )


def with_work_columns(rows: pd.DataFrame, accepted: pd.Series | None = None) -> pd.DataFrame:
    """Return ``rows`` with the columns that people fill in; those ``accepted`` (bool) by the configuration say so."""
    status = pd.Series(TO_DO, index=rows.index, dtype="str")
    nothing = pd.Series("", index=rows.index, dtype="str")
    if accepted is None:
        return rows.assign(status=status, assignee=nothing, comment=nothing)
    ignored = status.mask(accepted, IGNORE)
    return rows.assign(status=ignored, assignee=nothing, comment=nothing.mask(accepted, ACCEPTED))


def texts_of(rows: pd.DataFrame, columns: tuple[WorkColumn, ...]) -> pd.DataFrame:
    """Return the texts of ``columns``, and the addresses of links."""
    kept = [column.key for column in columns] + [f"{column.key}_href" for column in columns if column.kind == "link"]
    return rows[kept].astype("str").reset_index(drop=True)
