"""In which order records can be loaded so that the last edit decides every shared number as it does now.

Loading a row makes its record the most recently updated one. So a record may only be loaded before the winner of every
number that they share, and a winner that shares a number with a loaded record has to be loaded, too (CONTRACT
section 7). Winners are later in date than the records they win over, or of an object that comes first, so this order
has no circles, until somebody asks for other winners.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.errors import UsageError
from audit.tables import Simulation

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class LoadOrder:
    """Which record has to be loaded before which: the constraints of every number that the last edit decides."""

    before: Ints
    """record (row position): the loser of each pair"""
    after: Ints
    """record: who has to be loaded in a later step, if ``before`` is loaded at all"""
    group: Ints
    """for each record the record that stands for it: equal for records that have to be loaded in the same step"""


def load_order(simulation: Simulation, intended: Mapping[int, int]) -> LoadOrder:
    """Return the constraints of every number decided by the last edit.

    ``intended`` maps numbers (row positions) to the records that should win them. Of a tie all records with the
    latest date stay together, so that it stays one.
    """
    holders = _holders(simulation, intended)
    records, numbers = simulation.records, simulation.numbers
    winner = _winners(numbers, intended)
    moment = records["last_modified"].to_numpy("datetime64[ms]").view(np.int64)
    sobject = records["sobject"].array.codes
    of_tie = (numbers["decided_by"] == "tie").to_numpy().copy()
    of_tie[list(intended)] = False
    wins = winner[holders["number"]]
    record = holders["record"].to_numpy()
    is_top = (record == wins) | (
        of_tie[holders["number"]] & (moment[record] == moment[wins]) & (sobject[record] == sobject[wins])
    )
    group = _groups(len(records), record[is_top], wins[is_top])
    return LoadOrder(record[~is_top], wins[~is_top], group)


def _holders(simulation: Simulation, intended: Mapping[int, int]) -> pd.DataFrame:
    """Return number and record of every pair whose number the last edit decides, each once."""
    concerned = simulation.numbers["decided_by"].isin(["most_recent", "tie"]).to_numpy().copy()
    concerned[list(intended)] = True
    values = simulation.values
    number = values["number"].to_numpy()
    held = np.flatnonzero((number >= 0) & np.append(concerned, False)[number])
    return values.iloc[held][["number", "record"]].drop_duplicates()


def _winners(numbers: pd.DataFrame, intended: Mapping[int, int]) -> Ints:
    winner = numbers["winner"].to_numpy().copy()
    winner[list(intended)] = list(intended.values())
    return winner


def _groups(n_records: int, record: Ints, joined_to: Ints) -> Ints:
    """Return for each record the least record of those that it is joined to, directly or through others."""
    group = np.arange(n_records)
    while True:
        least = np.minimum(group[record], group[joined_to])
        joined = group.copy()
        np.minimum.at(joined, record, least)
        np.minimum.at(joined, joined_to, least)
        if np.array_equal(joined, group):
            return group
        group = joined


def load_steps(order: LoadOrder, changed: npt.NDArray[np.bool_]) -> Ints:
    """Return for each record the step in which it is loaded, 0 for records that stay as they are.

    ``changed`` marks the records that have to be loaded; winners and ties that would suffer are loaded with them.
    Raise UsageError when intended winners contradict each other.
    """
    loaded = _with_those_who_would_suffer(order, changed)
    binds = loaded[order.before]
    before, after = order.group[order.before[binds]], order.group[order.after[binds]]
    step = np.ones(len(loaded), dtype=np.int64)
    for _ in range(len(loaded) + 1):
        later = step.copy()
        np.maximum.at(later, after, step[before] + 1)
        if np.array_equal(later, step):
            return np.where(loaded, step[order.group], 0)
        step = later
        if step.max(initial=1) > len(np.unique(after)) + 1:
            break
    raise UsageError(
        "The intended winners contradict each other: to win one number a record would have to be edited both before "
        "and after another. Take one of them out of the list."
    )


def _with_those_who_would_suffer(order: LoadOrder, changed: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    loaded = changed.copy()
    while True:
        more = loaded.copy()
        more[order.after[loaded[order.before]]] = True
        together = np.zeros(len(loaded), dtype=bool)
        together[order.group[more]] = True
        more |= together[order.group]
        if np.array_equal(more, loaded):
            return loaded
        loaded = more
