"""The sheet Duplicates: number by number the records that have it, which gets the calls, and which to keep."""

from typing import Final

import numpy as np
import pandas as pd

from audit.columns.masks import mask_at
from audit.findings.ids import shared_number_ids
from audit.reports.view.call_texts import CallRate
from audit.reports.view.figures import counted
from audit.reports.view.finding_sheets import DUPLICATES, SINCE, PlacedFindings, calls_columns, with_problems
from audit.reports.view.keepers import keeper_rule, with_keepers
from audit.reports.view.labels import DECISIONS, RELATIONS, SYNC, labeled, labels_of
from audit.reports.view.ranking import Ranking, shown_findings
from audit.reports.view.record_labels import Cards, Positions
from audit.reports.view.shared_numbers import holders_of, shared_records, worst_shared
from audit.reports.view.worksheets import FINDING_ID, WORK_COLUMNS, Draft, WorkColumn, texts_of
from audit.result.results import Audit
from audit.result.table_totals import TableTotals
from audit.tables.work import TO_DO

_COLUMNS: Final = (
    WorkColumn("e164", "Number", "number", 16),
    WorkColumn("role", "Calls", "text", 17),
    WorkColumn("record", "Record", "link", 24),
    WorkColumn("record_id", "Record id", "number", 20),
    WorkColumn("sobject", "Object", "text", 14),
    WorkColumn("owner", "Record owner", "text", 17),
    WorkColumn("title", "Problem", "long", 34),
    WorkColumn("relation", "Relation", "text", 13),
    WorkColumn("keeper", "Suggested keeper", "link", 44),
    WorkColumn("why", "Why this one", "long", 26),
    WorkColumn("advice", "What to do", "long", 32),
    WorkColumn("merge", "Merge (Classic)", "link", 16),
    *WORK_COLUMNS,
    WorkColumn("severity", "Severity", "severity", 10),
    WorkColumn("n_records", "Records with it", "text", 10),
    WorkColumn("fields", "Stored in", "number", 36),
    WorkColumn("last_modified", "Last edit (UTC)", "text", 17),
    WorkColumn("decided_by", "Decided by", "text", 16),
    WorkColumn("syncs", "Contact Sync", "text", 20),
    WorkColumn("region", "Country", "text", 18),
    WorkColumn("message", "What is wrong", "text", 100),
    FINDING_ID,
)
"""Further ones go after Comment."""
_BEFORE_CALLS: Final = 3
_BEFORE_SINCE: Final = 7
_NO_LINKS: Final = " To open records from here, set instance_url in phone-audit.toml: names become links."


def duplicates_draft(
    result: Audit, ranking: Ranking, placed: PlacedFindings, cards: Cards, totals: TableTotals
) -> Draft:
    """Return the sheet Duplicates: a row for each record of a number that several records have.

    Findings on the same number and record share its row, the most important first.
    """
    worst = _accepted_last(worst_shared(result), placed, ranking)
    per_number = result.numbers["n_records"].take(worst).to_numpy()
    limit = result.config.report.rows_per_sheet
    fits = int(np.searchsorted(np.cumsum(per_number), limit, side="right"))
    chosen = worst[: max(fits, 1)]
    rows = duplicate_rows(result, ranking, placed, number_rows(result, chosen, cards).head(limit), cards)
    total = totals.sheets[DUPLICATES]
    return Draft(
        DUPLICATES,
        f"Numbers that two or more records have. Records with the same number are together, {_first(result)} first; "
        f"one gets the calls. {keeper_rule(totals)}{'' if _has_address(result) else _NO_LINKS}",
        f"{counted(totals.duplicates, 'number')} on {counted(total.rows, 'row')}, "
        f"with {counted(total.findings, 'finding')}",
        "tables/values.parquet and tables/findings.parquet",
        total.rows,
        duplicates_columns(result),
        texts_of(rows, duplicates_columns(result)),
        grouped_by="e164",
    )


def _first(result: Audit) -> str:
    return "ties" if result.calls is None else "those with most calls"


def number_rows(result: Audit, numbers: Positions, cards: Cards) -> pd.DataFrame:
    """Return a row for each record of ``numbers`` (row positions), in that order, with what is suggested for it."""
    return with_keepers(result, shared_records(result, holders_of(result, numbers), cards), cards)


def duplicate_rows(
    result: Audit, ranking: Ranking, placed: PlacedFindings, rows: pd.DataFrame, cards: Cards
) -> pd.DataFrame:
    """Return ``rows``, some of those of ``number_rows``, with all columns of the sheet."""
    return _told(result, _with_findings(result, ranking, placed, rows, cards))


def _accepted_last(worst: Positions, placed: PlacedFindings, ranking: Ranking) -> Positions:
    """Return the numbers with those at the end of which the configuration accepts every finding."""
    is_accepted = ranking.suppressed[placed.finding]
    size = int(max(worst.max(initial=-1), placed.subject.max(initial=-1))) + 1
    accepted = mask_at(size, placed.subject[is_accepted]) & ~mask_at(size, placed.subject[~is_accepted])
    return worst[np.argsort(accepted[worst], kind="stable")]


def _with_findings(
    result: Audit, ranking: Ranking, placed: PlacedFindings, rows: pd.DataFrame, cards: Cards
) -> pd.DataFrame:
    """Return ``rows`` with severity, problem, work columns and id of the findings on their number and record."""
    n_records = len(result.records)
    record = ranking.record[placed.finding]
    of_finding = pd.Index(placed.subject * n_records + record)
    row = pd.Index(rows["number"] * n_records + rows["holder"]).get_indexer(of_finding)
    finding, row = placed.finding[row >= 0], row[row >= 0]
    is_first = ~pd.Series(row).duplicated().to_numpy()
    shown = shown_findings(result, ranking, finding[is_first], cards)
    place = pd.Index(row[is_first]).get_indexer(pd.Index(row[~is_first]))
    told = with_problems(result, shown, finding[~is_first], place).set_axis(row[is_first])
    told = told[list(_OF_FINDINGS)].reindex(rows.index, fill_value="")
    own_id = shared_number_ids(rows["record_id"], result.numbers["digits"].take(rows["number"].to_numpy()).to_numpy())
    without = told["finding_id"] == ""
    told["finding_id"] = told["finding_id"].mask(without, own_id)
    told["status"] = told["status"].mask(without, TO_DO)
    return rows.assign(**told)


_OF_FINDINGS: Final = ("severity", "title", "since", "message", "status", "assignee", "comment", "finding_id")


def _told(result: Audit, rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``rows`` with what is told of their number."""
    numbers = result.numbers.take(rows["number"].to_numpy()).reset_index(drop=True)
    return rows.assign(
        e164=numbers["e164"],
        relation=labeled(numbers["relation"], labels_of(RELATIONS)),
        decided_by=labeled(numbers["decided_by"], labels_of(DECISIONS)),
        syncs=labeled(numbers["sync_outcome"], labels_of(SYNC)),
        n_records=numbers["n_records"].astype("str"),
        calls=_calls(result, rows["number"].to_numpy()),
    )


def _calls(result: Audit, numbers: Positions) -> pd.Series:
    if result.calls is None or result.results.calls is None:
        return pd.Series("", index=range(len(numbers)), dtype="str")
    return CallRate.of(result.results.calls).cells(result.calls.of_number[numbers])


def duplicates_columns(result: Audit) -> tuple[WorkColumn, ...]:
    """Return the columns of the sheet; those of calls, of what is new and of links only where these are known."""
    since = () if result.comparison is None else (SINCE,)
    called = calls_columns(result)
    columns = (*_COLUMNS[:_BEFORE_CALLS], *called, *_COLUMNS[_BEFORE_CALLS:_BEFORE_SINCE], *since)
    columns += _COLUMNS[_BEFORE_SINCE:]
    return tuple(column for column in columns if column.key != "merge" or _has_address(result))


def _has_address(result: Audit) -> bool:
    return result.results.source.instance_url is not None
