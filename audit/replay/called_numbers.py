"""The records that have the numbers of the calls: who wins today, and who would have won when a call took place."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.lookup import id_ranks, positions_among
from audit.domain import STORED, TIE
from audit.normalize.normalize import found_under
from audit.normalize.stored_formats import has_trunk_prefix, stored_formats
from audit.result.baseline import Baseline
from audit.simulate.held_numbers import begin
from audit.simulate.matching import winning_order
from audit.tables.report_tables import RECORDS, VALUES

MISSING: Final = np.iinfo(np.int64).min
"""A moment that is not known, in milliseconds."""
UNKNOWN: Final = np.iinfo(np.int64).max
"""Later than every moment: an edit that nobody can date."""
BEFORE_START: Final = 60_000
"""Milliseconds: the integration creates a record while it rings, and clocks differ."""

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class CalledNumbers:
    """The numbers of the calls, where each call is among them, and who has them."""

    table: pd.DataFrame
    """CALLED as far as it is known; its last two rows are of calls without a number"""
    row: Ints
    """of each call, its row in ``table``"""
    held: pd.DataFrame
    """what ``held_numbers`` returns"""


@dataclass(frozen=True)
class HoldersThen:
    """Of each call, the records that had its number when it took place: those that had been created by then."""

    last_edit: Ints
    """milliseconds; UNKNOWN where a date is missing or ties, MISSING where nobody had the number"""
    called: Ints
    """the calls whose number somebody has today"""
    starts: Ints
    """for each of ``called`` where its rows begin in the two below"""
    holder: Ints
    """position in ``held`` of each that has the number of a call, likeliest winner first"""
    is_there: Bools
    """whether it had been created by then"""

    def winner(self, finds: Bools) -> Ints:
        """Return for each call who wins it, as a position in ``held``; -1 for nobody.

        ``finds`` says of each row of ``held`` whether the search finds it.
        """
        n_held = len(finds)
        found = _reduced(np.minimum, np.where(self.is_there & finds[self.holder], self.holder, n_held), self.starts)
        winner = np.full(len(self.last_edit), -1)
        winner[self.called] = np.where(found == n_held, -1, found)
        return winner


def held_numbers(called: pd.DataFrame, stored: Baseline) -> pd.DataFrame:
    """Return one row per record and number of ``called`` (CALLED) that it has in a match slot, likeliest winner first.

    The columns are row (in ``called``), record_id, last_modified, created, strictest (position in POLICIES of the
    strictest policy that finds it), stored (bit i is set when the record has it as STORED[i]) and has_trunk (whether
    its country has a trunk prefix). The order is that of the winners (docs/simulation.md, Policies and Winner).
    """
    profile = stored.results["profile"]
    known = called.loc[called["decided_by"].notna(), "e164"]
    values = stored.read(VALUES, ["record_id", "sobject", "slot", "raw", "format", "e164", "region"], ("e164", known))
    held = values.loc[values["slot"].isin(profile["match_slots"])].reset_index(drop=True)
    ids = held["record_id"].drop_duplicates()
    records = stored.read(RECORDS, ["record_id", "last_modified", "created"], ("record_id", ids))
    place = positions_among(held["record_id"], records["record_id"])
    dates = {name: records[name].array.take(place) for name in ("last_modified", "created")}
    row = positions_among(held["e164"], called["e164"])
    held = held.assign(row=row, **dates, id_rank=id_ranks(held["record_id"]), strictest=found_under(held).codes)
    held["stored"] = 1 << pd.Categorical(stored_formats(held), categories=list(STORED)).codes.astype(np.int64)
    by_winner = winning_order(held, np.arange(len(held)), profile["object_order"])
    order = np.lexsort((held["strictest"].to_numpy(), *by_winner, row))
    ordered = held.take(order).reset_index(drop=True)
    first = np.flatnonzero(begin(ordered["row"].to_numpy()) | begin(positions_among(ordered["record_id"], ids)))
    stored_in = np.bitwise_or.reduceat(ordered["stored"].to_numpy(), first) if len(first) else ordered["stored"]
    pairs = ordered[["row", "record_id", *dates, "strictest"]].take(first).reset_index(drop=True)
    return pairs.assign(stored=stored_in, has_trunk=has_trunk_prefix(ordered["region"].take(first)))


def winner_of_any(called: pd.DataFrame, held: pd.DataFrame) -> Any:
    """Return for each row of ``called`` who wins under the policy any (record id, NaN for none)."""
    first = held.drop_duplicates("row")
    winner = pd.Series(first["record_id"].array, index=first["row"].to_numpy(), dtype="str")
    return winner.reindex(range(len(called))).array


def holders_then(numbers: CalledNumbers, started: Ints) -> HoldersThen:
    """Return who had the number of each call when it ``started`` (milliseconds, MISSING when unknown).

    A record without CreatedDate counts as there, and so does every record for a call without a time.
    """
    held = numbers.held
    first = np.searchsorted(held["row"].to_numpy(), numbers.row)
    n = np.searchsorted(held["row"].to_numpy(), numbers.row, side="right") - first
    has_holders = np.flatnonzero(n)
    starts = np.cumsum(n[has_holders]) - n[has_holders]
    call = np.repeat(has_holders, n[has_holders])
    holder = np.arange(len(call)) - np.repeat(starts - first[has_holders], n[has_holders])
    is_there = (milliseconds(held["created"])[holder] < started[call] - BEFORE_START) | (started[call] == MISSING)
    edits = milliseconds(held["last_modified"])
    edits = np.where((edits == MISSING) | _ties(numbers)[held["row"]], UNKNOWN, edits)
    last_edit = np.full(len(started), MISSING)
    last_edit[has_holders] = _reduced(np.maximum, np.where(is_there, edits[holder], MISSING), starts)
    return HoldersThen(last_edit, has_holders, starts, holder, is_there)


def _reduced(reduce: np.ufunc, values: Ints, starts: Ints) -> Ints:
    return np.asarray(reduce.reduceat(values, starts), dtype=np.int64) if len(starts) else values


def _ties(numbers: CalledNumbers) -> npt.NDArray[np.bool_]:
    return np.asarray(numbers.table["decided_by"] == TIE, dtype=np.bool_)


def milliseconds(moments: pd.Series) -> Ints:
    """Return moments as milliseconds since 1970, MISSING for none."""
    return np.asarray(moments.to_numpy("datetime64[ms]").view(np.int64))
