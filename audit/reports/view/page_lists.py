"""The lists of the page: what its script knows of an audit, and in words how much that is of the whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from audit.reports.view.call_texts import CallRate
from audit.reports.view.figures import count, counted
from audit.reports.view.keepers import keeper_rule
from audit.reports.view.page_selection import CANDIDATES, Choice, Selection, largest_that_fits
from audit.reports.view.page_tables import page_tables
from audit.reports.view.ranking import Ranking
from audit.reports.view.record_labels import Cards
from audit.reports.view.script_words import SENTENCES, words_of_codes
from audit.result.results import Audit
from audit.result.table_totals import TableTotals

PACKED_BYTES: Final = 4_550_000
"""What the tables may take on the page, packed: a page of 5 MB opens at once, and can be mailed."""


@dataclass(frozen=True)
class PageLists:
    """What the script of the page reads, and what is said of it."""

    content: Mapping[str, Any]
    packed: str
    """The tables of ``page_tables``, as ``packed_text`` gives them."""
    findings_note: str
    """How many of the findings are here; empty when all are. So the other notes."""
    duplicates_note: str
    n_duplicates: int
    keeper_rule: str
    """Which record of a duplicate is suggested to be kept."""
    simulator_note: str


def page_lists(result: Audit, ranking: Ranking, cards: Cards, totals: TableTotals) -> PageLists:
    """Return the lists of the page: everything, or the most important that fits into its size."""
    choice = Choice(result, ranking)
    selection, packed = largest_that_fits(
        choice, lambda selected: page_tables(result, ranking, cards, selected), PACKED_BYTES
    )
    findings_note = _findings_note(len(selection.findings), totals.open_findings, _findings_first(result))
    shared_here = int((result.numbers["n_records"].take(selection.numbers) > 1).sum())
    is_complete = len(selection.numbers) == totals.numbers
    return PageLists(
        content={
            "say": SENTENCES,
            "words": words_of_codes(result),
            "address": cards.address,
            "candidates": CANDIDATES,
            "complete": is_complete,
            "calls": _rate(result),
            "cut": findings_note,
        },
        packed=packed,
        findings_note=findings_note,
        duplicates_note=_duplicates_note(shared_here, totals.duplicates, _duplicates_first(result)),
        n_duplicates=totals.duplicates,
        keeper_rule=keeper_rule(totals),
        simulator_note=_simulator_note(selection, totals.numbers, masked=result.config.redact),
    )


def _rate(result: Audit) -> Mapping[str, Any] | None:
    """Return what the column of calls is called, and by how many months calls are divided; None without calls."""
    if result.results.calls is None:
        return None
    rate = CallRate.of(result.results.calls)
    return {"heading": rate.heading, "months": rate.months}


def _findings_first(result: Audit) -> str:
    return "the most recently edited records" if result.calls is None else "those with most calls"


def _duplicates_first(result: Audit) -> str:
    return "ties and those on most records" if result.calls is None else "those with most calls"


def _findings_note(shown: int, total: int, first: str) -> str:
    if shown >= total:
        return ""
    return (
        f"This page has {count(shown)} of {count(total)} findings: of each problem, {first} "
        "first. All are in tables/findings.parquet."
    )


def _duplicates_note(shown: int, total: int, first: str) -> str:
    if shown >= total:
        return ""
    return (
        f"This page has {count(shown)} of {count(total)} duplicates, {first} first. All are in tables/numbers.parquet."
    )


def _simulator_note(selection: Selection, total: int, *, masked: bool) -> str:
    if masked:
        return "The numbers of this report are masked, so no call can be tried."
    shown = len(selection.numbers)
    if shown >= total:
        return f"All {counted(total, 'number')} of this audit can be tried." if total else "There is no number to try."
    return (
        f"This page has {count(shown)} of {count(total)} numbers, duplicates first. For any other, run: phone-audit "
        "explain NUMBER --report FOLDER"
    )
