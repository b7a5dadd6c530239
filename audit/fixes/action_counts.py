"""What each fix brings: simulated on its own, in whole numbers that add up over the parts of an org."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from audit.columns.masks import Ints, mask_at
from audit.config.profile import Profile
from audit.fixes.candidates import DECIDING, FixCandidate, fix_candidates
from audit.scoring.scores import Bools, is_clear, is_synced
from audit.simulate.simulate import decide_numbers
from audit.tables.calls import CallsByNumber
from audit.tables.simulation import Simulation


@dataclass(frozen=True)
class ActionCounts:
    """One fix, counted; what a part of an org makes worse by it is below 0."""

    values: int
    """phone fields that it changes"""
    records: int
    numbers: int
    """as in FixCandidate, and so are the last three"""
    numbers_made_ready: int
    calls: int
    """on these numbers"""
    regions: Mapping[str, int]
    by_default: Mapping[str, int]
    not_copied: int


@dataclass(frozen=True)
class _Org:
    """What every fix is simulated on."""

    simulation: Simulation
    deciding: pd.DataFrame
    """DECIDING of the values"""
    profile: Profile
    with_phone: Sequence[str]
    is_ready: Bools
    """for each number"""
    holder: Ints
    """record and number (row positions) of each value that holds one"""
    held: Ints
    calls: CallsByNumber | None


class _Gain(NamedTuple):
    """What a fix makes ready."""

    numbers: int
    calls: int


def action_counts(
    simulation: Simulation,
    profile: Profile,
    with_phone: Sequence[str],
    named: Collection[str],
    calls: CallsByNumber | None = None,
) -> dict[str, ActionCounts]:
    """Return what each fix changes and makes ready, by its id.

    ``with_phone`` are the objects whose field Phone the source has, ``named`` the regions with a fix of their own in
    the whole org.
    """
    record, number = simulation.values["record"].to_numpy(), simulation.values["number"].to_numpy()
    is_ready = _is_ready(simulation.numbers)
    org = _Org(
        simulation,
        simulation.values[DECIDING],
        profile,
        with_phone,
        is_ready,
        record[number >= 0],
        number[number >= 0],
        calls,
    )
    return {fix.action_id: _counted(fix, org) for fix in fix_candidates(simulation, profile, named)}


def _counted(fix: FixCandidate, org: _Org) -> ActionCounts:
    records = pd.concat([org.simulation.values.loc[fix.changed, "record"], fix.after["record"]])
    gained = _made_ready(fix, org) if len(records) else _Gain(0, 0)
    return ActionCounts(
        values=max(int(fix.changed.sum()), len(fix.after)),
        records=int(records.nunique()),
        numbers=fix.numbers,
        numbers_made_ready=gained.numbers,
        calls=gained.calls,
        regions=fix.regions,
        by_default=fix.by_default,
        not_copied=fix.not_copied,
    )


def _made_ready(fix: FixCandidate, org: _Org) -> _Gain:
    """Simulate the fix on the numbers that it can touch, which are those of the records that it changes.

    Every record that holds one of them takes part, with all its fields: so each of these numbers comes out as it
    would in the whole org.
    """
    records, values, numbers = org.simulation.records, org.simulation.values, org.simulation.numbers
    record = values["record"].to_numpy()
    changed = mask_at(len(records), record[fix.changed], fix.after["record"].to_numpy())
    touched = mask_at(len(numbers), org.held[changed[org.holder]])
    takes_part = changed | mask_at(len(records), org.holder[touched[org.held]])
    stays = org.deciding.loc[takes_part[record] & ~fix.changed]
    others = pd.concat([stays, fix.after[DECIDING]], ignore_index=True)
    after = decide_numbers(records, others, org.profile, org.with_phone)
    counted = np.concatenate([numbers["digits"].to_numpy()[touched], fix.after["digits"].to_numpy()])
    is_counted = after["digits"].isin(counted).to_numpy()
    ready_after, ready_before = _is_ready(after) & is_counted, org.is_ready & touched
    n_calls = 0
    if org.calls:
        n_calls = _calls(org.calls, after, ready_after) - _calls(org.calls, numbers, ready_before)
    return _Gain(int(ready_after.sum() - ready_before.sum()), n_calls)


def _calls(calls: CallsByNumber, numbers: pd.DataFrame, chosen: Bools) -> int:
    return int(calls.of(numbers["digits"].to_numpy()[chosen]).sum())


def _is_ready(numbers: pd.DataFrame) -> Bools:
    return is_clear(numbers) & is_synced(numbers)
