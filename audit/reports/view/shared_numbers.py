"""The shared numbers: who gets the calls, who is shadowed, and what to do about each group."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.types import places_of
from audit.domain import POLICIES
from audit.reports.view.ranking import rank_within
from audit.reports.view.record_labels import Cards, Positions
from audit.reports.view.visible_columns import shown_numbers
from audit.result.results import Audit
from audit.simulate.matching import winning_order
from audit.simulate.searched import searched

WINNER: Final = "Gets the calls"
MAY_WIN: Final = "May get the calls"
SHADOWED: Final = "Gets no calls"
WORST_FIRST: Final = ("tie", "most_recent", "not_found", "object_priority", "only_record")
"""How a number is decided, what needs somebody first."""


def worst_shared(result: Audit) -> Positions:
    """Return the row positions of numbers on several records: undetermined first, then those on most records.

    With calls, those with most of them come before all others.
    """
    numbers = result.numbers
    shared = np.flatnonzero(numbers["n_records"].to_numpy() > 1)
    rows = numbers.take(shared)
    decided = places_of(rows["decided_by"], WORST_FIRST)
    calls = result.calls.of_number[shared] if result.calls else np.zeros(len(shared), dtype=np.int64)
    return shared[np.lexsort((-rows["n_records"].to_numpy(), decided, -calls))]


def holders_of(result: Audit, chosen: Positions) -> pd.DataFrame:
    """Return each stored value of the numbers at positions ``chosen``, numbers in that order.

    Columns: value, number and record (row positions), place (of the record within its number, from 0), strictest
    (position in POLICIES of the strictest policy under which the record is found), search (FOUND where the search of
    the profile finds it), field, slot, raw, format, sync_outcome. Records are in the order of docs/simulation.md,
    Winner (object, last edit, id): under any policy, the first one that is found is the winner.
    """
    place_of = np.full(len(result.numbers), -1, dtype=np.int64)
    place_of[chosen] = np.arange(len(chosen))
    number = result.values["number"].to_numpy()
    held = np.flatnonzero(number >= 0)
    held = held[place_of[number[held]] >= 0]
    rows = result.values.take(held).reset_index(drop=True).assign(value=held)
    rows["strictest"] = places_of(rows["found_under"], POLICIES)
    rows["search"] = searched(rows, result.results.profile)
    least = rows.groupby(["number", "record"])[["strictest", "search"]].transform("min")
    rows[["strictest", "search"]] = least
    by_winner = winning_order(result.records, rows["record"].to_numpy(), result.results.profile.object_order)
    order = np.lexsort((rows["slot"].array.codes, *by_winner, place_of[rows["number"].to_numpy()]))
    return _with_places(rows.take(order).reset_index(drop=True))


def _with_places(rows: pd.DataFrame) -> pd.DataFrame:
    starts = _starts(rows)
    firsts = rank_within(rows["number"].to_numpy()[starts])
    rows["place"] = firsts[np.cumsum(starts) - 1]
    return rows


def _starts(rows: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which rows are the first of their number and record; those of one pair stand together."""
    number, record = rows["number"].to_numpy(), rows["record"].to_numpy()
    starts = np.ones(len(rows), dtype=np.bool_)
    starts[1:] = (number[1:] != number[:-1]) | (record[1:] != record[:-1])
    return starts


def shared_records(result: Audit, held: pd.DataFrame, cards: Cards) -> pd.DataFrame:
    """Return one row per number and record of ``held`` (as :func:`holders_of` gives it), as it is shown.

    Columns: number and holder (row positions of number and record), role, record and record_href, fields,
    and those of a card.
    """
    starts = np.flatnonzero(_starts(held))
    fields = (held["field"].astype("str") + ": " + shown_numbers(held["raw"], cards.longest)).tolist()
    ends = [*starts.tolist(), len(held)][1:]
    firsts = held.iloc[starts]
    card = cards.at(firsts["record"].to_numpy())
    wins = firsts["record"].to_numpy() == result.numbers["winner"].take(firsts["number"].to_numpy()).to_numpy()
    card["number"] = firsts["number"].to_numpy()
    card["holder"] = firsts["record"].to_numpy()
    card["role"] = np.where(wins, WINNER, SHADOWED)
    card.loc[_tied(result, firsts).to_numpy(), "role"] = MAY_WIN
    card["record"] = card["name"]
    card["record_href"] = cards.addresses(card["record_id"])
    joined = [", ".join(fields[start:end]) for start, end in zip(starts.tolist(), ends, strict=True)]
    card["fields"] = pd.Series(joined, dtype="str")
    return card


def _tied(result: Audit, firsts: pd.DataFrame) -> pd.Series:
    """Return which records of undetermined numbers were edited at the same moment as the one that stands in."""
    numbers = result.numbers.take(firsts["number"].to_numpy())
    winner = result.records.take(numbers["winner"].clip(lower=0).to_numpy())
    record = result.records.take(firsts["record"].to_numpy())
    same_object = record["sobject"].array.codes == winner["sobject"].array.codes
    edited, won = record["last_modified"].array, winner["last_modified"].array
    same_moment = (edited == won) | (edited.isna() & won.isna())
    return pd.Series((numbers["decided_by"] == "tie").to_numpy() & same_object & same_moment)
