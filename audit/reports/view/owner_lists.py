"""The lists of the workbook by the owner of the records: from all findings, not from the rows that the workbook has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from audit.reports.view.carried_marks import with_marks
from audit.reports.view.duplicates_sheet import duplicate_rows, duplicates_columns, number_rows
from audit.reports.view.figures import counted
from audit.reports.view.finding_sheets import (
    DUPLICATES,
    LEADS,
    PlacedFindings,
    finding_columns,
    finding_rows,
    placed_findings,
)
from audit.reports.view.ranking import Ranking, rank_within, ranking_of
from audit.reports.view.record_labels import Cards, Positions, cards_of
from audit.reports.view.shared_numbers import worst_shared
from audit.reports.view.visible_columns import shown_texts
from audit.reports.view.visible_text import LONGEST_IN_CELL, LONGEST_ON_PAGE
from audit.reports.view.worksheets import Draft, WorkColumn, Worksheet, fitted, texts_of
from audit.result.results import Audit
from audit.tables.findings import FINDING_SHEETS, FindingSheet

NO_OWNER: Final = "No owner"
_ROWS_AT_ONCE: Final = 100_000
"""Rows that are spelled out at a time, those of several owners together."""
_DUPLICATES_LEAD: Final = (
    "numbers that two or more records have. The other records with a number are in report.xlsx, with those of all "
    "owners."
)


@dataclass(frozen=True)
class OwnerList:
    """The rows of one owner."""

    owner: str
    """As the workbook shows it; NO_OWNER where none is known."""
    worksheets: tuple[Worksheet, ...]
    """FINDING_SHEETS that have rows of this owner."""


@dataclass(frozen=True)
class _Rows:
    """What goes on one sheet: its rows as positions, the most important first."""

    position: Positions
    """Of a finding that is first of its subject, in PlacedFindings; on Duplicates of a pair of number and record."""
    owner: Positions
    """The place of the owner among all."""

    def of(self, first: int, beyond: int, limit: int) -> Positions:
        """Return the positions of the owners from ``first`` to before ``beyond``, at most ``limit`` of each."""
        own = (self.owner >= first) & (self.owner < beyond)
        return self.position[own][rank_within(self.owner[own]) < limit]

    def counts(self, n_owners: int) -> Positions:
        """Return the number of rows of each owner."""
        return np.bincount(self.owner, minlength=n_owners)


@dataclass(frozen=True)
class _Org:
    """An audit with all rows of the lists, before they are spelled out."""

    result: Audit
    ranking: Ranking
    cards: Cards
    placed: Mapping[FindingSheet, PlacedFindings]
    pairs: pd.DataFrame
    """number and record (row positions) of the rows of Duplicates, worst first"""
    owners: tuple[str, ...]
    owner_of: Positions
    """The place in ``owners`` of each record's, and at the end that of no record."""
    rows: Mapping[FindingSheet, _Rows]


def owner_lists(result: Audit) -> Iterator[OwnerList]:
    """Yield the lists of each owner of records that have rows on them, by name, that of no owner last.

    A sheet is cut as in the workbook, at ``report.rows_per_sheet`` and at what can be mailed, and says so.
    """
    org = _org(result)
    counts = {name: rows.counts(len(org.owners)) for name, rows in org.rows.items()}
    ends = np.cumsum(np.sum(list(counts.values()), axis=0)) // _ROWS_AT_ONCE
    starts = np.flatnonzero(np.diff(ends, prepend=-1))
    for first, beyond in zip(starts, [*starts[1:], len(org.owners)], strict=True):
        texts = {name: _texts(org, name, int(first), int(beyond)) for name in FINDING_SHEETS}
        for place in range(first, beyond):
            drafts = [
                _draft(org, name, place, texts[name][place], int(counts[name][place]))
                for name in FINDING_SHEETS
                if counts[name][place]
            ]
            if drafts:
                sheets = fitted(drafts, result.config.report.rows_per_sheet)
                yield OwnerList(org.owners[place], tuple(with_marks(sheet, result.work) for sheet in sheets))


def _org(result: Audit) -> _Org:
    ranking = ranking_of(result)
    placed = placed_findings(result, ranking)
    owners, owner_of = _owners(result)
    pairs = _pairs(result)
    rows = {DUPLICATES: _Rows(np.arange(len(pairs)), owner_of[pairs["record"].to_numpy()])}
    for name in LEADS:
        first = np.flatnonzero(placed[name].is_first)
        rows[name] = _Rows(first, owner_of[ranking.record[placed[name].finding[first]]])
    return _Org(result, ranking, cards_of(result, LONGEST_IN_CELL), placed, pairs, owners, owner_of, rows)


def _owners(result: Audit) -> tuple[tuple[str, ...], Positions]:
    """Return the owners as shown, by name and NO_OWNER last, and for each record the place of its own."""
    owner = result.records["owner"].array
    names = shown_texts(pd.Series(owner.categories.astype("str")), LONGEST_ON_PAGE)
    order = sorted(np.flatnonzero(names != "").tolist(), key=lambda place: (names[place].casefold(), names[place]))
    place_of = np.full(len(names) + 1, len(order), dtype=np.int64)  # also of none, whose code is -1
    place_of[order] = np.arange(len(order))
    return (*names.take(order), NO_OWNER), np.append(place_of[owner.codes], len(order))


def _pairs(result: Audit) -> pd.DataFrame:
    """Return number and record (row positions) of each record of a shared number, in the order of Duplicates."""
    worst = worst_shared(result)
    rank = np.full(len(result.numbers) + 1, -1, dtype=np.int64)
    rank[worst] = np.arange(len(worst))
    held = result.values[["number", "record"]]
    of_value = rank[held["number"].to_numpy()]
    pairs: pd.DataFrame = (
        held.loc[of_value >= 0].assign(rank=of_value[of_value >= 0]).drop_duplicates(["number", "record"])
    )
    return pairs.sort_values("rank", kind="stable").reset_index(drop=True)


def _texts(org: _Org, name: FindingSheet, first: int, beyond: int) -> Mapping[int, pd.DataFrame]:
    """Return the rows of the owners from ``first`` to before ``beyond``, spelled out, by the place of the owner."""
    result, placed = org.result, org.placed[name]
    chosen = org.rows[name].of(first, beyond, result.config.report.rows_per_sheet)
    if not len(chosen):
        return {}
    if name == DUPLICATES:
        rows, record = _duplicates(org, org.pairs.take(chosen))
    else:
        rows = finding_rows(result, org.ranking, placed, chosen, org.cards)
        record = org.ranking.record[placed.finding[chosen]]
    texts = texts_of(rows, _columns(org, name))
    order = np.argsort(org.owner_of[record], kind="stable")
    places, starts = np.unique(org.owner_of[record][order], return_index=True)
    parts = np.split(order, starts[1:])
    return {int(place): texts.take(own).reset_index(drop=True) for place, own in zip(places, parts, strict=True)}


def _duplicates(org: _Org, pairs: pd.DataFrame) -> tuple[pd.DataFrame, Positions]:
    """Return the rows of Duplicates for ``pairs``, and their records."""
    rows = number_rows(org.result, pairs["number"].unique(), org.cards)
    wanted = pd.MultiIndex.from_frame(pairs[["number", "record"]])
    is_wanted = pd.MultiIndex.from_frame(rows[["number", "holder"]]).isin(wanted)
    rows = rows.loc[is_wanted].reset_index(drop=True)
    record = rows["holder"].to_numpy()
    return duplicate_rows(org.result, org.ranking, org.placed[DUPLICATES], rows, org.cards), record


def _columns(org: _Org, name: FindingSheet) -> tuple[WorkColumn, ...]:
    return duplicates_columns(org.result) if name == DUPLICATES else finding_columns(org.result)


def _draft(org: _Org, name: FindingSheet, place: int, texts: pd.DataFrame, total: int) -> Draft:
    noun, lead = ("row", _DUPLICATES_LEAD) if name == DUPLICATES else LEADS[name]
    owner = org.owners[place]
    whose = "Records without an owner in the audit" if owner == NO_OWNER else f"Records of {owner}"
    return Draft(
        name=name,
        lead=f"{whose}: {lead[0].lower()}{lead[1:]}",
        whole=counted(total, noun),
        rest="tables/findings.parquet",
        total=total,
        columns=_columns(org, name),
        texts=texts,
        grouped_by="e164" if name == DUPLICATES else "",
    )
