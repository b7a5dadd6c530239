"""What to do first: each fix simulated on its own, ranked by the callable numbers that it makes ready."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from audit.config import Profile
from audit.result import Action
from audit.results.fix_candidates import FixCandidate, fix_candidates
from audit.results.scores import Bools, is_clear, is_synced
from audit.tables import Simulation

SimulateNumbers = Callable[[pd.DataFrame], pd.DataFrame]
"""READ_VALUES → SIMULATED_NUMBERS, with the records and the profile as they are."""


def ranked_actions(
    simulation: Simulation, profile: Profile, n_callable: int, simulate_numbers: SimulateNumbers
) -> list[Action]:
    """Return the actions that make numbers ready, the most effective first."""
    values, numbers = simulation.values, simulation.numbers
    n_ready = int(_is_ready(numbers).sum())
    actions = []
    for fix in fix_candidates(simulation, profile):
        gained = _numbers_made_ready(fix, values, numbers, simulate_numbers)
        if gained > 0:
            actions.append(_action(fix, values, n_ready, gained, n_callable))
    return sorted(actions, key=lambda action: (-action.numbers_made_ready, action.action_id))


def _action(fix: FixCandidate, values: pd.DataFrame, n_ready: int, gained: int, n_callable: int) -> Action:
    records = pd.concat([values.loc[fix.changed, "record"], fix.after["record"]])
    return Action(
        action_id=fix.action_id,
        title=fix.title,
        how=fix.how,
        rule_ids=list(fix.rule_ids),
        region=fix.region,
        values=max(int(fix.changed.sum()), len(fix.after)),
        records=int(records.nunique()),
        numbers_made_ready=gained,
        readiness_before=n_ready / n_callable,
        readiness_after=(n_ready + gained) / n_callable,
    )


def _numbers_made_ready(
    fix: FixCandidate, values: pd.DataFrame, numbers: pd.DataFrame, simulate_numbers: SimulateNumbers
) -> int:
    """Simulate the fix on the numbers that it can touch, which are those of the records that it changes.

    Every record that holds one of them takes part, with all its fields: so each of these numbers comes out as it
    would in the whole org.
    """
    record, number = values["record"].to_numpy(), values["number"].to_numpy()
    changed = np.union1d(record[fix.changed], fix.after["record"].to_numpy())
    touched = np.zeros(len(numbers), dtype=bool)
    touched[number[np.isin(record, changed) & (number >= 0)]] = True
    holders = np.unique(record[(number >= 0) & touched[number]])
    takes_part = np.isin(record, np.union1d(holders, changed)) & ~fix.changed
    after = simulate_numbers(pd.concat([values.loc[takes_part], fix.after], ignore_index=True))
    e164_touched = pd.concat([numbers.loc[touched, "e164"], fix.after["e164"]])
    counted = after["e164"].isin(e164_touched.array).to_numpy()
    return int((_is_ready(after) & counted).sum() - (_is_ready(numbers) & touched).sum())


def _is_ready(numbers: pd.DataFrame) -> Bools:
    return is_clear(numbers) & is_synced(numbers)
