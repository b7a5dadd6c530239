"""What to do first: each fix simulated on its own, ranked by the numbers that it makes ready, or by their calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from audit.columns.masks import Ints, mask_at
from audit.config.profile import Profile
from audit.fixes.candidates import DECIDING, FixCandidate, fix_candidates
from audit.result.results import Action
from audit.scoring.scores import Bools, is_clear, is_synced
from audit.simulate.simulate import decide_numbers
from audit.tables.calls import CallsByNumber
from audit.tables.simulation import Simulation


@dataclass(frozen=True)
class _Org:
    """What every fix is simulated on."""

    simulation: Simulation
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


def ranked_actions(
    simulation: Simulation,
    profile: Profile,
    with_phone: Sequence[str],
    n_callable: int,
    calls: CallsByNumber | None = None,
) -> list[Action]:
    """Return the actions that make numbers ready, the most effective first: by ``calls`` on these, then by numbers.

    ``with_phone`` are the objects whose field Phone the source has, ``n_callable`` is the total of the org.
    """
    record, number = simulation.values["record"].to_numpy(), simulation.values["number"].to_numpy()
    is_ready = _is_ready(simulation.numbers)
    org = _Org(simulation, profile, with_phone, is_ready, record[number >= 0], number[number >= 0], calls)
    actions = []
    for fix in fix_candidates(simulation, profile):
        gained = _made_ready(fix, org)
        if gained.numbers > 0:
            actions.append(_action(fix, org, gained, n_callable))
    return sorted(actions, key=lambda action: (-(action.calls or 0), -action.numbers_made_ready, action.action_id))


def _action(fix: FixCandidate, org: _Org, gained: _Gain, n_callable: int) -> Action:
    records = pd.concat([org.simulation.values.loc[fix.changed, "record"], fix.after["record"]])
    n_ready = int(org.is_ready.sum())
    return Action(
        action_id=fix.action_id,
        title=fix.title,
        how=fix.how,
        rule_ids=list(fix.rule_ids),
        region=fix.regions[0] if len(fix.regions) == 1 else None,
        regions=list(fix.regions),
        confidence=fix.confidence,
        relation=fix.relation,
        values=max(int(fix.changed.sum()), len(fix.after)),
        records=int(records.nunique()),
        numbers_made_ready=gained.numbers,
        readiness_before=n_ready / n_callable,
        readiness_after=(n_ready + gained.numbers) / n_callable,
        calls=gained.calls if org.calls else None,
        calls_per_month=org.calls.per_month(gained.calls) if org.calls else None,
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
    stays = values[DECIDING].loc[takes_part[record] & ~fix.changed]
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
