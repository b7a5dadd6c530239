"""Which findings, values and numbers of an audit the page knows: all of them, or as many as fit into its size."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd

from audit.columns.masks import Bools, mask_at
from audit.domain import POLICIES
from audit.reports.view.packed import packed_text
from audit.reports.view.ranking import Ranking, rank_within
from audit.reports.view.record_labels import Positions
from audit.reports.view.shared_numbers import holders_of, worst_shared
from audit.result.results import Audit
from audit.simulate.searched import FOUND

PageTables = Mapping[str, Any]
"""Name of a table → what ``page_tables`` says."""

CANDIDATES: Final = 20
"""Records of one number that the page knows in any case, beside the winners under every policy."""
_SAMPLE: Final = 5_000
_STEPS: Final = 60
_FOR_FINDINGS: Final = 0.6
"""Share of the room that findings get where numbers need the rest."""
_HEADROOM: Final = 0.97
"""Share of the room that is aimed at: a sample measures about."""
_WELL_FILLED: Final = 0.92


@dataclass(frozen=True)
class Selection:
    """Row positions of what the page knows."""

    findings: Positions
    """The most important first."""
    values: Positions
    """Those of the findings and of the numbers."""
    numbers: Positions
    """Numbers that can be tried: their holders are among the values."""


@dataclass(frozen=True)
class Choice:
    """What there is to select from, the most important first."""

    result: Audit
    ranking: Ranking

    @cached_property
    def findings(self) -> Positions:
        """Return the positions of the open findings."""
        return self.ranking.order[~self.ranking.suppressed[self.ranking.order]]

    @cached_property
    def rank(self) -> Positions:
        """Return for each of ``findings`` how many of its rule stand before it."""
        return rank_within(self.ranking.rule[self.findings])

    @cached_property
    def shared(self) -> Positions:
        """Return the positions of the duplicates."""
        return worst_shared(self.result)

    @cached_property
    def numbers(self) -> Positions:
        """Return the positions of the numbers: duplicates, those whose record depends on the search, unsynced ones."""
        shared = self.shared
        numbers = self.result.numbers
        rest = np.flatnonzero(~mask_at(len(numbers), shared))
        rows = numbers[["format_sensitive", "sync_outcome"]].take(rest)
        urgency = np.where(rows["format_sensitive"].to_numpy(bool), 0, np.where(rows["sync_outcome"] == "syncs", 2, 1))
        return np.concatenate([shared, rest[np.argsort(urgency, kind="stable")]])

    @cached_property
    def of_rank(self) -> Positions:
        """Return for each rank how many findings have it or a lower one."""
        return np.cumsum(np.bincount(self.rank, minlength=1))

    def select(self, n_findings: int, n_numbers: int) -> Selection:
        """Return a selection of about so many; each rule has the same chance, its most recent records first.

        Numbers all of whose holders came with the findings are selected, too. Where every number is, the values without
        one are, too: fields that Aircall never looks at, texts that the configuration accepts.
        """
        per_rule = max(int(np.searchsorted(self.of_rank, n_findings, side="right")), 1)
        findings = self.findings[self.rank < per_rule]
        value = self.result.findings.found["value"].to_numpy()[findings]
        number = self.result.values["number"].to_numpy()
        asked = mask_at(len(self.result.numbers) + 1, self.numbers[:n_numbers])
        asked[-1] = n_numbers >= len(self.numbers)  # stands for values without a number
        here = asked[number] & ~self.beyond
        here[value[(value >= 0) & (value < len(here))]] = True
        n_here = np.bincount(number[here & (number >= 0)], minlength=len(self.result.numbers))
        is_whole = asked[:-1] | (n_here >= self.result.numbers["n_values"].to_numpy())
        return Selection(findings, np.flatnonzero(here), np.flatnonzero(is_whole))

    def rows(self, selection: Selection) -> Mapping[str, int]:
        """Return how many rows each table of the page has for a selection."""
        found = self.result.findings.found[["record", "related"]].take(selection.findings)
        of_value = self.result.values["record"].to_numpy()[selection.values]
        about = (found[name].to_numpy() for name in found)
        records = mask_at(len(self.result.records), of_value, *(at[at >= 0] for at in about))
        number = self.result.values["number"].to_numpy()[selection.values]
        numbers = mask_at(len(self.result.numbers), number[number >= 0])
        return {
            "findings": len(selection.findings),
            "records": int(records.sum()),
            "values": len(selection.values),
            "numbers": int(numbers.sum()),
            "keepers": int((self.result.numbers["n_records"].to_numpy()[selection.numbers] > 1).sum()),
        }

    @cached_property
    def beyond(self) -> Bools:
        """Return which values are of a crowded number and not of its first candidates."""
        number = self.result.values["number"].to_numpy()
        crowded = np.flatnonzero(self.result.numbers["n_records"].to_numpy() > CANDIDATES)
        held = holders_of(self.result, crowded)
        beyond: Bools = mask_at(len(self.result.numbers) + 1, crowded)[number]
        beyond[held["value"][_kept(held)].to_numpy(np.int64)] = False
        return beyond


def _kept(held: pd.DataFrame) -> pd.Series:
    """Return the values of the first candidates of each number, and of the winner under every policy."""
    kept = held["place"] < CANDIDATES
    found = [held["strictest"] <= policy for policy in range(len(POLICIES))]
    for is_found in (*found, held["search"] == FOUND):
        place = held["place"].where(is_found)
        kept |= held["place"] == place.groupby(held["number"]).transform("min")
    return kept


def largest_that_fits(choice: Choice, tables: Callable[[Selection], PageTables], limit: int) -> tuple[Selection, str]:
    """Return the selection whose ``tables`` come to at most ``limit`` bytes when packed, all if they fit, and the text.

    How much rows of each table take is measured on a sample; how many rows a selection has is counted.
    """
    sample = choice.select(_SAMPLE, _SAMPLE)
    parts = tables(sample)
    is_everything = max(len(choice.findings), len(choice.numbers)) <= _SAMPLE
    if is_everything and len(text := packed_text(parts)) <= limit:
        return sample, text
    costs = _costs(choice.rows(sample), parts)
    room = limit * _HEADROOM
    while True:
        selection = _within(choice, costs, room)
        text = packed_text(tables(selection))
        if len(text) > limit:
            room *= limit * _HEADROOM / len(text)
        elif len(text) >= limit * _WELL_FILLED or _is_everything(choice, selection):
            return selection, text
        else:
            larger = _within(choice, costs, room * limit * _HEADROOM / len(text))
            more = packed_text(tables(larger))
            return (larger, more) if len(more) <= limit else (selection, text)


def _is_everything(choice: Choice, selection: Selection) -> bool:
    return len(selection.findings) == len(choice.findings) and len(selection.numbers) == len(choice.numbers)


def _within(choice: Choice, costs: Mapping[str, float], room: float) -> Selection:
    """Return the selection that costs at most ``room``; what findings or numbers leave of it, the others get."""

    def _cost(n_findings: int, n_numbers: int) -> float:
        return sum(costs[name] * n for name, n in choice.rows(choice.select(n_findings, n_numbers)).items())

    of_findings = [*_steps(0, len(choice.findings)), len(choice.findings)]
    n_shared, all_numbers = len(choice.shared), len(choice.numbers)
    # Duplicates are few among the numbers: the first sixtieth of all numbers can pass the room, and none be left.
    of_numbers = [*_steps(0, n_shared), *_steps(n_shared, all_numbers), all_numbers]
    some = _most(of_findings, lambda n: _cost(n, 0), room * _FOR_FINDINGS)
    numbers = _most(of_numbers, lambda n: _cost(some, n), room)
    return choice.select(_most(of_findings, lambda n: _cost(n, numbers), room), numbers)


def _steps(first: int, end: int) -> range:
    return range(first, end, max((end - first) // _STEPS, 1))


def _most(steps: Sequence[int], cost: Callable[[int], float], room: float) -> int:
    """Return the greatest of the rising ``steps`` that costs at most ``room``, the first if none does."""
    if cost(steps[-1]) <= room:
        return steps[-1]
    return steps[max(bisect_right(steps, room, key=cost) - 1, 0)]


def _costs(rows: Mapping[str, int], tables: PageTables) -> Mapping[str, float]:
    """Return about how many packed bytes one row of each of ``tables`` takes, which have so many ``rows``."""
    return {name: len(packed_text(tables[name])) / max(n, 1) for name, n in rows.items()}
