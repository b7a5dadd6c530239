"""What load files would change, and in which step, so that only the right record wins (docs/simulation.md, Fixes)."""

from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from audit.columns.masks import Bools, Ints, mask_at
from audit.config.profile import Profile
from audit.domain import READABLE_FORMATS, STANDARD_SLOTS
from audit.fixes.changes import PlanInputs, changed_cells
from audit.fixes.load_order import Steps, load_order, load_steps
from audit.tables.fixes import PLANNED_CELLS
from audit.tables.simulation import Simulation

_CODED: Final = ("field", "slot", "change")


class Plan(NamedTuple):
    """What is loaded, and whose winner it is meant to change."""

    cells: pd.DataFrame
    """PLANNED_CELLS, ordered by step, record and field"""
    intended: pd.DataFrame
    """number and record (row positions) that should win it, and wish: those that the plan makes so"""
    contradictory: pd.DataFrame
    """those that contradict each other, and are left out"""
    latest_of_others: int
    """as in Steps"""


def planned_load(ground: PlanInputs, intended: pd.DataFrame, not_before: int = 1) -> Plan:
    """Return the plan.

    ``intended`` (number, record: row positions; wish: which of the list) are the winners that are asked for. Those
    among them that cannot all be are left out. ``not_before`` is the last step of what else is loaded, where that is
    not all in ``ground``: nothing else of a plan looks beyond records that share a number.
    """
    simulation = ground.simulation
    contradictory = intended.iloc[:0]
    while True:
        cells = changed_cells(ground, _winner(simulation, intended))
        steps = _steps(simulation, ground.config.profile, cells, intended, not_before)
        if not len(steps.contradictory):
            break
        is_contradictory = intended["number"].isin(steps.contradictory)
        contradictory = pd.concat([contradictory, intended.loc[is_contradictory]])
        intended = intended.loc[~is_contradictory]
    touched = steps.step > 0
    touched[cells["record"].to_numpy()] = False
    # concat makes text of categories whose lists differ
    touches = _touches(simulation.values, touched, ground.left_alone).astype(cells[list(_CODED)].dtypes)
    cells = pd.concat([cells, touches], ignore_index=True)
    cells["step"] = steps.step[cells["record"].to_numpy()]
    cells = cells.sort_values(["step", "record", "field"], ignore_index=True)
    cells["field"] = cells["field"].cat.remove_unused_categories()
    return Plan(PLANNED_CELLS.typed(cells), intended, contradictory, steps.latest_of_others)


def _winner(simulation: Simulation, intended: pd.DataFrame) -> Ints:
    """Return for each number the record that should win it after the load (row position, -1 for none)."""
    winner = simulation.numbers["winner"].to_numpy().copy()
    winner[intended["number"].to_numpy()] = intended["record"].to_numpy()
    return winner


def _steps(
    simulation: Simulation, profile: Profile, cells: pd.DataFrame, intended: pd.DataFrame, not_before: int
) -> Steps:
    changed = mask_at(len(simulation.records), cells["record"].to_numpy(), intended["record"].to_numpy())
    wanted = dict(zip(intended["number"].tolist(), intended["record"].tolist(), strict=True))
    order = load_order(simulation, profile, wanted)
    return load_steps(order, changed, intended["record"].to_numpy(), not_before)


def _touches(values: pd.DataFrame, touched: Bools, left_alone: Bools) -> pd.DataFrame:
    """Return for each touched record one field as it is: saving it again makes the record the most recently updated.

    A number in E.164 if there is one, else any that can be read (every touched record holds one), last of all one that
    is for review; rather not one that somebody wants to be left alone.
    """
    rows = np.flatnonzero(touched[values["record"].to_numpy()])
    own = values.iloc[rows]
    own = own.assign(
        value=rows,
        is_left_alone=left_alone[rows],
        is_other=(own["format"] != "e164").to_numpy() + (own["confidence"] == "review").to_numpy(dtype=np.int8),
        change="touch",
        old=own["raw"],
        new=own["raw"],
    )
    own = own.loc[own["slot"].isin(STANDARD_SLOTS) & own["format"].isin(READABLE_FORMATS)]
    first = own.sort_values(["record", "is_left_alone", "is_other"], kind="stable").drop_duplicates("record")
    columns = ["record", "value", "field", "slot", "number", "change", "old", "new"]
    return first[columns]
