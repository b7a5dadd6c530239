"""The sheets to work on: one row a problem, the most important first, with columns for who does what about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.config.audit import ReportLimits
from audit.findings.ids import shared_number_ids
from audit.reports.view.figures import count, counted
from audit.reports.view.labels import DECISIONS, RELATIONS, SYNC, labeled, labels_of
from audit.reports.view.ranking import Ranking, shown_findings
from audit.reports.view.record_labels import Cards
from audit.reports.view.shared_numbers import advice, holders_of, shared_records, worst_shared
from audit.reports.view.size_budget import common_limit, packed_sizes
from audit.result.results import Audit
from audit.tables.findings import FINDING_SHEETS, FindingSheet

STATUSES: Final = ("To do", "Doing", "Done", "Ignore")
SHARED_SHEET: Final = "Shared numbers"
ACCEPTED: Final = "Suppressed in the configuration"
WORKBOOK_BYTES: Final = 9_000_000
"""What the lists may take when packed, so that the workbook can be mailed."""
DEFAULT_ROWS: Final = ReportLimits().rows_per_sheet

_LEADS: Final[Mapping[FindingSheet, str]] = {
    "Format": "Values that are not stored as Contact Sync and a literal search need them.",
    "Sync gaps": "Numbers that Contact Sync leaves out although they are there.",
    "Duplicates": "Numbers on several records, and records that no call reaches.",
    "Data": "Everything else about the records that makes the outcome of a call doubtful.",
}


@dataclass(frozen=True)
class WorkColumn:
    """One column of a worksheet: ``kind`` says how its cells are written, ``width`` is in characters."""

    key: str
    label: str
    kind: Literal["text", "long", "number", "link", "severity", "status", "hidden"]
    width: int


FINDING_ID: Final = WorkColumn("finding_id", "finding_id", "hidden", 18)
"""By which what people wrote into a row is found again. The last column of each list."""


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
    """How many of the first columns are printed."""

    @property
    def shown(self) -> int:
        """Rows that are here."""
        return len(self.rows)


_FINDING_COLUMNS: Final = (
    WorkColumn("severity", "Severity", "severity", 10),
    WorkColumn("title", "Problem", "long", 42),
    WorkColumn("record", "Record", "link", 28),
    WorkColumn("sobject", "Object", "text", 15),
    WorkColumn("field", "Field", "text", 18),
    WorkColumn("current", "Stored now", "number", 24),
    WorkColumn("proposed", "Proposed", "number", 18),
    WorkColumn("confidence", "Confidence", "text", 13),
    WorkColumn("owner", "Record owner", "text", 20),
    WorkColumn("status", "Status", "status", 10),
    WorkColumn("assignee", "Assigned to", "text", 16),
    WorkColumn("comment", "Comment", "long", 30),
    WorkColumn("message", "What is wrong", "text", 100),
    WorkColumn("number", "Number", "number", 18),
    WorkColumn("region", "Country", "text", 18),
    WorkColumn("related", "Other record", "link", 28),
    WorkColumn("last_modified", "Last edit (UTC)", "text", 17),
    WorkColumn("record_id", "Record id", "number", 22),
    WorkColumn("rule_id", "Rule", "text", 24),
    FINDING_ID,
)
"""Keys are columns of ``shown_findings``, and those that ``_findings_draft`` adds. Further ones go after Comment."""
_SHARED_COLUMNS: Final = (
    WorkColumn("e164", "Number", "number", 18),
    WorkColumn("role", "Role", "text", 18),
    WorkColumn("record", "Record", "link", 28),
    WorkColumn("sobject", "Object", "text", 15),
    WorkColumn("owner", "Record owner", "text", 20),
    WorkColumn("relation", "Relation", "text", 15),
    WorkColumn("decided_by", "Decided by", "text", 16),
    WorkColumn("advice", "What to do", "long", 40),
    WorkColumn("last_modified", "Last edit (UTC)", "text", 17),
    WorkColumn("status", "Status", "status", 10),
    WorkColumn("assignee", "Assigned to", "text", 16),
    WorkColumn("comment", "Comment", "long", 30),
    WorkColumn("fields", "Stored in", "number", 36),
    WorkColumn("syncs", "Contact Sync", "text", 20),
    WorkColumn("n_records", "Records with it", "text", 10),
    WorkColumn("region", "Country", "text", 18),
    WorkColumn("record_id", "Record id", "number", 22),
    FINDING_ID,
)
_SINCE: Final = WorkColumn("since", "New", "text", 12)
_PRINTED: Final = 12
"""First columns of each sheet that are printed, without _SINCE: of sheets of findings those up to Comment."""


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


def worksheets_of(result: Audit, ranking: Ranking, cards: Cards, more: Sequence[Draft] = ()) -> tuple[Worksheet, ...]:
    """Return the sheets of findings, one of the shared numbers, and ``more``.

    Each holds at most ``report.rows_per_sheet`` rows, suppressed findings last.
    """
    sheet = np.array([FINDING_SHEETS.index(result.rules[rule_id].sheet) for rule_id in ranking.rule_ids])
    of_finding = sheet[ranking.rule[ranking.order]] if len(ranking.order) else ranking.order
    drafts = [
        _findings_draft(result, ranking, ranking.order[of_finding == place], cards, name)
        for place, name in enumerate(FINDING_SHEETS)
    ]
    return _fitted([*drafts, _shared_draft(result, cards), *more], result.config.report.rows_per_sheet)


def _findings_draft(
    result: Audit, ranking: Ranking, chosen: npt.NDArray[np.int64], cards: Cards, name: FindingSheet
) -> Draft:
    rows = shown_findings(result, ranking, chosen[: result.config.report.rows_per_sheet], cards)
    rows["title"] = labeled(rows["rule_id"], {rule_id: rule.title for rule_id, rule in result.rules.items()})
    columns = _finding_columns(result)
    accepted = rows["suppressed"]
    rows["status"] = pd.Series(STATUSES[0], index=rows.index, dtype="str").mask(accepted, STATUSES[3])
    rows["assignee"] = pd.Series("", index=rows.index, dtype="str")
    rows["comment"] = rows["assignee"].mask(accepted, ACCEPTED)
    return Draft(
        name,
        _LEADS[name],
        counted(len(chosen), "finding"),
        "tables/findings.parquet",
        len(chosen),
        columns,
        texts_of(rows, columns),
    )


def _shared_draft(result: Audit, cards: Cards) -> Draft:
    worst = worst_shared(result)
    per_number = result.numbers["n_records"].take(worst).to_numpy()
    limit = result.config.report.rows_per_sheet
    fits = int(np.searchsorted(np.cumsum(np.minimum(per_number, limit)), limit, side="right"))
    chosen = worst[: max(fits, 1)]
    rows = shared_records(result, holders_of(result, chosen), cards).head(limit)
    numbers = result.numbers.take(rows["number"].to_numpy()).reset_index(drop=True)
    rows["e164"] = numbers["e164"]
    rows["relation"] = labeled(numbers["relation"], labels_of(RELATIONS))
    rows["decided_by"] = labeled(numbers["decided_by"], labels_of(DECISIONS))
    rows["syncs"] = labeled(numbers["sync_outcome"], labels_of(SYNC))
    rows["advice"] = advice(numbers["relation"])
    rows["n_records"] = numbers["n_records"].astype("str")
    for name, text in (("status", STATUSES[0]), ("assignee", ""), ("comment", "")):
        rows[name] = pd.Series(text, index=rows.index, dtype="str")
    rows["finding_id"] = shared_number_ids(rows["record_id"], numbers["digits"].to_numpy())
    total = int(per_number.sum())
    return Draft(
        SHARED_SHEET,
        "Numbers on two or more records: only one gets the calls. A row is a number on a record; undetermined first.",
        f"{counted(total, 'row')} for {counted(len(worst), 'number')}",
        "tables/values.parquet",
        total,
        _SHARED_COLUMNS,
        texts_of(rows, _SHARED_COLUMNS),
    )


def _fitted(drafts: Sequence[Draft], rows_per_sheet: int) -> tuple[Worksheet, ...]:
    """Return the sheets with as many rows as keep the workbook small enough to mail.

    Whoever asks for longer sheets than the default gets a larger workbook in proportion.
    """
    budget = WORKBOOK_BYTES * max(1.0, rows_per_sheet / DEFAULT_ROWS)
    limit = common_limit([packed_sizes(draft.texts) for draft in drafts], budget)
    return tuple(_sheet(draft, draft.texts.head(limit)) for draft in drafts)


def _sheet(draft: Draft, texts: pd.DataFrame) -> Worksheet:
    printed = _PRINTED + (_SINCE in draft.columns)
    return Worksheet(draft.name, _lead(draft, len(texts)), draft.columns, texts, draft.total, printed)


def _lead(draft: Draft, shown: int) -> str:
    if not draft.total:
        return f"{draft.lead} There is none."
    if shown >= draft.total:
        return f"{draft.lead} All {draft.whole}."
    return (
        f"{draft.lead} Here: the first {count(shown)} rows of {draft.whole}, the most important first. "
        f"All of them are in {draft.rest}."
    )


def _finding_columns(result: Audit) -> tuple[WorkColumn, ...]:
    """Return the columns of a sheet of findings; with a baseline, one says what is new."""
    if result.comparison is None:
        return _FINDING_COLUMNS
    before = next(place for place, column in enumerate(_FINDING_COLUMNS) if column.key == "owner")
    return (*_FINDING_COLUMNS[:before], _SINCE, *_FINDING_COLUMNS[before:])


def texts_of(rows: pd.DataFrame, columns: tuple[WorkColumn, ...]) -> pd.DataFrame:
    """Return the texts of ``columns``, and the addresses of links."""
    kept = [column.key for column in columns] + [f"{column.key}_href" for column in columns if column.kind == "link"]
    return rows[kept].astype("str").reset_index(drop=True)
