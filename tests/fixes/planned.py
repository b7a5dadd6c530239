"""A fix plan for an org typed into a test, and the plan as a test reads it: by the records' keys."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd

from audit.config.audit import AuditConfig
from audit.domain import SLOT_FIELDS
from audit.fixes.changes import PlanInputs
from audit.fixes.plan import Plan, planned_load
from audit.tables.simulation import Simulation
from tests.typed_org import Row, key_of, population, simulated

GB = {"countries": ("GB",)}
"""The country of a record."""
ALL_FIELDS = {sobject: tuple(fields.values()) for sobject, fields in SLOT_FIELDS.items()}


def plan_for(
    *rows: Row,
    intended: Mapping[str, str] | None = None,
    alone: Collection[tuple[str, str]] = (),
    exported: Mapping[str, Collection[str]] = ALL_FIELDS,
    **settings: Any,
) -> tuple[Simulation, Plan]:
    """Return the simulation of ``rows`` and its plan.

    ``intended`` maps numbers to keys of records, ``alone`` are (key, raw) of values to leave alone; ``settings`` are
    those of an AuditConfig.
    """
    config = AuditConfig.model_validate(settings)
    with_phone = [sobject for sobject, fields in exported.items() if "Phone" in fields]
    simulation = simulated(*rows, profile=config.profile, phone_exported=with_phone, config=config)
    keys = [key_of(record_id) for record_id in simulation.records["record_id"]]
    values = simulation.values
    left_alone = [(keys[at], raw) in alone for at, raw in zip(values["record"], values["raw"], strict=True)]
    numbers = simulation.numbers["e164"].tolist()
    wanted = pd.DataFrame(
        [(numbers.index(number), keys.index(key), wish) for wish, (number, key) in enumerate((intended or {}).items())],
        columns=["number", "record", "wish"],
        dtype="int64",
    )
    phones = population(*rows).phones
    ground = PlanInputs(simulation, phones, exported, np.array(left_alone, dtype=bool), config)
    return simulation, planned_load(ground, wanted)


def changes(*rows: Row, **settings: Any) -> dict[tuple[str, str], str | None]:
    """Return what is written by (key, field), without the records that are only saved again."""
    simulation, plan = plan_for(*rows, **settings)
    return {place: new for place, (change, new) in _by_place(simulation, plan).items() if change != "touch"}


def kinds(*rows: Row, **settings: Any) -> dict[tuple[str, str], str]:
    """Return the kind of each change by (key, field)."""
    simulation, plan = plan_for(*rows, **settings)
    return {place: change for place, (change, _) in _by_place(simulation, plan).items()}


def _by_place(simulation: Simulation, plan: Plan) -> dict[tuple[str, str], tuple[str, str | None]]:
    cells = plan.cells.astype({"field": "str", "change": "str"})
    places = zip(cells["record"], cells["field"], strict=True)
    texts = [new if isinstance(new, str) else None for new in cells["new"]]
    return {
        (str(key_of(simulation.records["record_id"][at])), field): what
        for (at, field), what in zip(places, zip(cells["change"], texts, strict=True), strict=True)
    }


def steps(*rows: Row, **settings: Any) -> dict[str, int]:
    """Return the step of every record that is loaded, by its key; of one that is only saved again as ``key*``."""
    simulation, plan = plan_for(*rows, **settings)
    loaded = plan.cells.drop_duplicates("record")
    keys = [key_of(simulation.records["record_id"][at]) for at in loaded["record"]]
    marks = ["*" if change == "touch" else "" for change in loaded["change"]]
    return {f"{key}{mark}": step for key, mark, step in zip(keys, marks, loaded["step"].tolist(), strict=True)}
