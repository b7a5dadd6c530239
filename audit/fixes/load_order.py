"""In which order records can be loaded so that the last edit decides every shared number as it does now.

Loading a row makes its record the most recently updated one. So a record may only be loaded before the winner of every
number that they share, and a winner that shares a number with a loaded record has to be loaded, too
(docs/simulation.md, Fixes). Winners are later in date than the records they win over, or of an object that comes first,
so this order has no circles, until somebody asks for other winners.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from audit.columns.masks import Bools, Ints, mask_at
from audit.config.profile import Profile
from audit.domain import SOBJECTS, TIE
from audit.fixes.graph import components, levels, reached_from
from audit.tables.simulation import Simulation


@dataclass(frozen=True)
class LoadOrder:
    """Which record has to be loaded before which: the constraints of every number that the last edit decides."""

    before: Ints
    """record (row position): the loser of each pair"""
    after: Ints
    """record: who has to be loaded in a later step, if ``before`` is loaded at all"""
    number: Ints
    """number (row position) on whose account"""
    group: Ints
    """for each record the record that stands for it: equal for records that have to be loaded in the same step"""


class Steps(NamedTuple):
    """When each record is loaded."""

    step: Ints
    """for each record the step in which it is loaded, from 1; 0 for records that stay as they are"""
    contradictory: Ints
    """numbers (row positions) whose constraints go round in a circle; the steps are void unless it is empty"""
    latest_of_others: int
    """the last step but for the records that are asked to come last, and for those after them"""


def load_order(simulation: Simulation, profile: Profile, intended: Mapping[int, int]) -> LoadOrder:
    """Return the constraints of every number decided by the last edit.

    ``intended`` maps numbers (row positions) to the records that should win them. Of a tie all records with the
    latest date stay together, so that it stays one. A record that is later than the winner, or of an object that comes
    first, cannot be found under the profile's policy and binds nobody. Where that policy is not ``any``, the winner
    also stays the last edited of those that only a more lenient search finds: else the policies would come to disagree.
    """
    numbers = simulation.numbers
    is_intended = mask_at(len(numbers), np.array(list(intended), dtype=np.int64))
    of_tie = (numbers["decided_by"] == TIE).to_numpy() & ~is_intended
    winner = numbers["winner"].to_numpy().copy()
    winner[list(intended)] = list(intended.values())
    is_strict = profile.policy != "any"
    held = _holders(simulation, is_intended, winner >= 0 if is_strict else is_intended)
    number, record = held["number"].to_numpy(), held["record"].to_numpy()
    compared = _compared(simulation, profile, record, winner[number])
    stays_beside = of_tie[number] | (is_strict & ~is_intended[number])
    is_top = (record == winner[number]) | (stays_beside & (compared == 0))
    binds = ~is_top & ((compared < 0) | is_intended[number])
    group = components(len(simulation.records), record[is_top], winner[number[is_top]])
    return LoadOrder(record[binds], winner[number[binds]], number[binds], group)


def _holders(simulation: Simulation, is_intended: Bools, concerns_winners_object: Bools) -> pd.DataFrame:
    """Return number and record of every pair whose number the last edit decides, each once.

    Of the numbers marked in ``concerns_winners_object`` that something else decides, only records of the object of
    the winner.
    """
    numbers, values = simulation.numbers, simulation.values
    concerned = numbers["decided_by"].isin(["most_recent", TIE]).to_numpy() | is_intended
    number = values["number"].to_numpy()
    is_held = (number >= 0) & np.append(concerned, False)[number]
    if concerns_winners_object.any():
        winners_object = np.append(numbers["winner_sobject"].array.codes, -1)[number]
        of_that_object = values["sobject"].array.codes == winners_object
        is_held |= (number >= 0) & np.append(concerns_winners_object, False)[number] & of_that_object
    return values.iloc[np.flatnonzero(is_held)][["number", "record"]].drop_duplicates()


def _compared(simulation: Simulation, profile: Profile, record: Ints, winner: Ints) -> Ints:
    """Return for each ``record`` whether it comes after (-1), beside (0) or before (1) its ``winner`` in the order."""
    records = simulation.records
    rank = np.array([-profile.object_order.index(sobject) for sobject in SOBJECTS])[records["sobject"].array.codes]
    moment = records["last_modified"].to_numpy("datetime64[ms]").view(np.int64)
    by_rank = np.sign(rank[record] - rank[winner])
    later, earlier = moment[record] > moment[winner], moment[record] < moment[winner]
    return np.where(by_rank != 0, by_rank, later.astype(np.int64) - earlier.astype(np.int64))


def load_steps(order: LoadOrder, changed: Bools, last: Ints, not_before: int = 1) -> Steps:
    """Return the steps in which the records marked in ``changed`` are loaded, each as early as possible.

    Winners and ties that would suffer are loaded with them. The records ``last`` are loaded in the last step; only
    those that have to come after them are loaded later. Of a part of an org the last step is that of all parts:
    ``not_before`` is the greatest ``latest_of_others`` among them. All else rests on records that share a number.
    """
    loaded = _with_affected_winners(order, changed)
    binds = loaded[order.before]
    before, after = order.group[order.before[binds]], order.group[order.after[binds]]
    step, stuck = levels(before, after, np.ones(len(loaded), dtype=np.int64))
    others = loaded & ~_with_affected_winners(order, mask_at(len(loaded), last)) if len(last) else loaded
    latest_of_others = int(step[order.group[others]].max(initial=1))
    if len(last) and not stuck.any():
        earliest = np.ones(len(loaded), dtype=np.int64)
        earliest[order.group[last]] = max(latest_of_others, not_before)
        step, stuck = levels(before, after, earliest)
    return Steps(np.where(loaded, step[order.group], 0), np.unique(order.number[binds][stuck]), latest_of_others)


def _with_affected_winners(order: LoadOrder, changed: Bools) -> Bools:
    """Return the records of ``changed``, those that have to be loaded after one of them, and whom these are tied to."""
    start = mask_at(len(changed), order.group[changed])
    return reached_from(start, order.group[order.before], order.group[order.after])[order.group]
