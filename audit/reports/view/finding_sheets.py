"""Which finding is on which sheet of the workbook, and the sheets that have a row for a field or a record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.domain import NO_NUMBER_FORMATS
from audit.reports.view.call_texts import CallRate
from audit.reports.view.figures import counted
from audit.reports.view.labels import labeled
from audit.reports.view.ranking import Ranking, shown_findings
from audit.reports.view.record_labels import Cards, Positions
from audit.reports.view.worksheets import (
    FINDING_ID,
    WORK_COLUMNS,
    Draft,
    WorkColumn,
    calls_column,
    texts_of,
    with_work_columns,
)
from audit.result.results import Audit
from audit.result.table_totals import SheetTotals, TableTotals
from audit.tables.findings import FINDING_SHEETS, FindingSheet

DUPLICATES: Final[FindingSheet] = "Duplicates"
OTHER_PROBLEMS: Final[FindingSheet] = "Other problems"
_NOT_E164: Final[FindingSheet] = "Not E.164"

LEADS: Final[Mapping[FindingSheet, tuple[str, str]]] = {
    "Not E.164": (
        "field",
        "Phone fields whose number isn't stored as plus sign, country code and digits only. Contact Sync skips them.",
    ),
    "Mobile without Phone": (
        "field",
        "Mobile fields with a number on records whose Phone is empty. Contact Sync skips them until Phone is filled.",
    ),
    "Other problems": ("row", "What the other sheets don't list: text instead of a number, unknown countries, …"),
}
COLUMNS: Final = (
    WorkColumn("severity", "Severity", "severity", 10),
    WorkColumn("title", "Problem", "long", 42),
    WorkColumn("record", "Record", "link", 28),
    WorkColumn("sobject", "Object", "text", 15),
    WorkColumn("field", "Field", "text", 18),
    WorkColumn("current", "Stored now", "number", 28),
    WorkColumn("proposed", "Proposed", "number", 18),
    WorkColumn("confidence", "Confidence", "text", 13),
    WorkColumn("owner", "Record owner", "text", 20),
    *WORK_COLUMNS,
    WorkColumn("message", "What is wrong", "text", 100),
    WorkColumn("number", "Number", "number", 18),
    WorkColumn("region", "Country", "text", 18),
    WorkColumn("related", "Other record", "link", 28),
    WorkColumn("last_modified", "Last edit (UTC)", "text", 17),
    WorkColumn("record_id", "Record id", "number", 22),
    WorkColumn("rule_id", "Rule", "text", 24),
    FINDING_ID,
)
"""Keys are columns of ``shown_findings``, and those that ``with_problems`` adds. Further ones go after Comment."""
SINCE: Final = WorkColumn("since", "New", "text", 12)


@dataclass(frozen=True)
class PlacedFindings:
    """The findings of a sheet: row positions in the findings table, the most important first."""

    finding: Positions
    subject: npt.NDArray[np.int64]
    """What each is about: findings of one subject share a row. On Duplicates the row position of the number."""

    @property
    def is_first(self) -> npt.NDArray[np.bool_]:
        """Which are the most important of their subject."""
        return ~pd.Series(self.subject).duplicated().to_numpy()


def placed_findings(result: Audit, ranking: Ranking) -> dict[FindingSheet, PlacedFindings]:
    """Return every finding on exactly one sheet.

    That is the sheet of its rule, but for what is not counted there and is among "Other problems": on "Not E.164" a
    field without a number, on "Duplicates" a number that one record has. On "Not E.164" all findings on a field have
    one subject.
    """
    order = ranking.order
    found = result.findings.found[["record", "value"]].take(order)
    of_rule = np.array([FINDING_SHEETS.index(result.rules[rule_id].sheet) for rule_id in ranking.rule_ids], dtype=int)
    sheet = of_rule[ranking.rule[order]]
    shared = _shared_numbers(result, found)
    elsewhere = (sheet == FINDING_SHEETS.index(_NOT_E164)) & ~_has_number(result, found["value"].to_numpy())
    elsewhere |= (sheet == FINDING_SHEETS.index(DUPLICATES)) & (shared < 0)
    sheet = np.where(elsewhere, FINDING_SHEETS.index(OTHER_PROBLEMS), sheet)
    alone = np.arange(len(order))
    subjects = {DUPLICATES: shared, _NOT_E164: found["value"].to_numpy()}
    placed = {}
    for place, name in enumerate(FINDING_SHEETS):
        here = sheet == place
        placed[name] = PlacedFindings(order[here], subjects.get(name, alone)[here])
    return placed


def _has_number(result: Audit, value: Positions) -> npt.NDArray[np.bool_]:
    holds_none = result.values["format"].isin(list(NO_NUMBER_FORMATS)).to_numpy()
    aside = value >= len(holds_none)
    has_number = np.append(~holds_none.astype(np.bool_), False)
    return np.asarray((value >= 0) & has_number[np.where(aside, -1, value)])


def _shared_numbers(result: Audit, found: pd.DataFrame) -> Positions:
    """Return the shared number that each finding is about, -1 for none; of a record its first, in order of slots."""
    is_shared = np.append(result.numbers["n_records"].to_numpy() > 1, False)
    number = result.values["number"].to_numpy()
    held = np.flatnonzero(is_shared[number])
    of_value = np.full(len(number) + 1, -1, dtype=np.int64)
    of_value[held] = number[held]
    slot = result.values["slot"].array.codes[held]
    of_record = np.full(len(result.records) + 1, -1, dtype=np.int64)
    last_first = held[np.argsort(-slot.astype(np.int64), kind="stable")]  # the first slot is written last
    of_record[result.values["record"].to_numpy()[last_first]] = number[last_first]
    value, record = found["value"].to_numpy(), found["record"].to_numpy()
    on_value = of_value[np.where(value < len(number), value, -1)]
    return np.where(value < 0, of_record[record], on_value)


def finding_drafts(
    result: Audit,
    ranking: Ranking,
    placed: Mapping[FindingSheet, PlacedFindings],
    cards: Cards,
    totals: TableTotals,
) -> tuple[Draft, ...]:
    """Return the sheets that have a row for a field or a record: all but Duplicates."""
    most = result.config.report.rows_per_sheet
    drafts = []
    for name in LEADS:
        first = np.flatnonzero(placed[name].is_first)[:most]
        rows = finding_rows(result, ranking, placed[name], first, cards)
        drafts.append(_draft(result, name, rows, totals.sheets[name]))
    return tuple(drafts)


def _draft(result: Audit, name: FindingSheet, rows: pd.DataFrame, total: SheetTotals) -> Draft:
    noun, lead = LEADS[name]
    together = f" with {counted(total.findings, 'finding')}" if total.findings != total.rows else ""
    columns = finding_columns(result)
    return Draft(
        name=name,
        lead=lead + _beside(result, name, total.rows),
        whole=f"{counted(total.rows, noun)}{together}",
        rest="tables/findings.parquet",
        total=total.rows,
        columns=columns,
        texts=texts_of(rows, columns),
    )


def finding_rows(
    result: Audit, ranking: Ranking, placed: PlacedFindings, chosen: Positions, cards: Cards
) -> pd.DataFrame:
    """Return the rows of a sheet for the subjects of findings: ``chosen`` are places in ``placed`` that are first."""
    rows = shown_findings(result, ranking, placed.finding[chosen], cards)
    beside = np.flatnonzero(~placed.is_first)
    row = pd.Index(placed.subject[chosen]).get_indexer(pd.Index(placed.subject[beside]))
    return with_problems(result, rows, placed.finding[beside], row)


def _beside(result: Audit, name: FindingSheet, total: int) -> str:
    """Return what the headline counts beside the rows of a sheet: a Mobile counts whether or not its object syncs."""
    counted_first = result.results.headline.mobile_without_phone.fields
    if name != "Mobile without Phone" or counted_first == total:
        return ""
    return f" Summary counts {counted(counted_first, 'field')}: also those of objects that don't sync."


def with_problems(result: Audit, rows: pd.DataFrame, beside: Positions, row: Positions) -> pd.DataFrame:
    """Return ``rows`` of findings with ``title`` and ``message`` of all findings that they stand for, and work columns.

    ``beside`` are the further findings (row positions), ``row`` the places in ``rows`` that they belong to, -1 for
    none. Rows that the configuration accepts say so.
    """
    titles = {rule_id: rule.title for rule_id, rule in result.rules.items()}
    rows = rows.assign(title=labeled(rows["rule_id"], titles))
    told = result.findings_table(beside[row >= 0])
    place = row[row >= 0]
    more = {"title": labeled(told["rule_id"], titles), "message": told["message"].astype("str").fillna("")}
    for (name, texts), sign in zip(more.items(), ("; ", " "), strict=True):
        all_of_row = pd.concat([rows[name], pd.Series(texts.array, index=place)])
        several = all_of_row[all_of_row.index.isin(place)]
        joined = several.groupby(level=0).agg(lambda said, sign=sign: sign.join(dict.fromkeys(filter(None, said))))
        rows.loc[joined.index, name] = joined.astype("str")
    return with_work_columns(rows, rows["suppressed"])


def finding_columns(result: Audit) -> tuple[WorkColumn, ...]:
    """Return the columns of a sheet of findings; with a baseline, one says what is new; with calls, one how many."""
    before = next(place for place, column in enumerate(COLUMNS) if column.key == "owner")
    since = () if result.comparison is None else (SINCE,)
    return (*COLUMNS[:before], *since, *calls_columns(result), *COLUMNS[before:])


def calls_columns(result: Audit) -> tuple[WorkColumn, ...]:
    """Return the column of calls; none without call history."""
    calls = result.results.calls
    return () if calls is None else (calls_column(CallRate.of(calls)),)
