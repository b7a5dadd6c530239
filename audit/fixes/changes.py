"""Which fields the load files write, and what: cell by cell, with the old value (docs/simulation.md, Fixes)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from audit.columns.lookup import texts_at
from audit.columns.masks import Bools, Ints, mask_at
from audit.columns.types import category_from_codes
from audit.config.audit import AuditConfig, FixSettings
from audit.domain import SLOT_FIELDS, STANDARD_SLOTS
from audit.fixes.side_effects import not_yet_held, without_side_effects
from audit.tables.fixes import CHANGES
from audit.tables.simulation import Simulation

_OF_CELL: Final = ["record", "field", "slot", "number", "raw", "e164"]
"""The columns of values that a planned cell rests on."""
_STANDARD_FIELDS: Final = {field for fields in SLOT_FIELDS.values() for field in fields.values()}


@dataclass(frozen=True)
class PlanInputs:
    """What a plan rests on."""

    simulation: Simulation
    phones: pd.DataFrame
    """EXTRACTED_PHONES, for fields that hold nothing but blanks"""
    exported: Mapping[str, Collection[str]]
    """for each object the phone fields that the source has of all its records: only these can be seen to be empty"""
    left_alone: Bools
    """for each value whether it is not to be touched"""
    config: AuditConfig


def changed_cells(ground: PlanInputs, winner: Ints) -> pd.DataFrame:
    """Return the cells that get another value: PLANNED_CELLS without step, no touches.

    ``winner`` is the record (row position, -1 for none) that is to win each number.
    """
    simulation, config = ground.simulation, ground.config
    values = simulation.values
    fixable = ~ground.left_alone & is_fixable(values, config.fix)
    loadable = fixable | (~ground.left_alone & (values["format"] == "e164").to_numpy())
    from_custom = not_yet_held(_custom_to_slot(ground, loadable), simulation)
    cells = pd.concat(
        [
            _cells(values[_OF_CELL].loc[fixable & values["slot"].isin(STANDARD_SLOTS).to_numpy()], "to_e164"),
            _with_blanks(from_custom, ground.phones),
            *_mobile_to_phone(ground, loadable, from_custom),
        ],
        ignore_index=True,
    )
    cells = cells.drop_duplicates(["record", "field"], keep="last", ignore_index=True)  # cleared, not rewritten
    return without_side_effects(cells, simulation, config.profile, winner)


def is_fixable(values: pd.DataFrame, settings: FixSettings) -> Bools:
    """Check for each value whether its E.164 form may be loaded without a person looking at it."""
    certain = values["confidence"] == "certain"
    by_region = (values["confidence"] == "region") & values["region_source"].isin(settings.region_sources)
    return (certain | by_region).to_numpy()


def _cells(values: pd.DataFrame, change: str) -> pd.DataFrame:
    """Return a cell for each of ``values``; any field of the slots table is among the categories of its field."""
    cells = values[["record", "field", "slot", "number"]].copy()
    cells["field"] = cells["field"].cat.set_categories(sorted({*_STANDARD_FIELDS, *cells["field"].cat.categories}))
    cells["change"] = category_from_codes(np.full(len(cells), CHANGES.index(change)), CHANGES)
    return cells.assign(value=cells.index.to_numpy(), old=values["raw"], new=values["e164"])


def _put_into(cells: pd.DataFrame, field: str, slot: str) -> pd.DataFrame:
    for name, category in (("field", field), ("slot", slot)):
        categories = cells[name].array.categories
        cells[name] = category_from_codes(np.full(len(cells), categories.get_loc(category)), categories)
    return cells


def _mobile_to_phone(ground: PlanInputs, loadable: Bools, from_custom: pd.DataFrame) -> list[pd.DataFrame]:
    """Return what is copied to Phone and what is cleared in Mobile; a Phone that a custom field fills is not empty.

    Where the profile does not match calls on Phone, a number that moved there would be lost to them: it is copied.
    """
    wanted, values = ground.config.fix.mobile_to_phone, ground.simulation.values
    clears = wanted == "move" and "phone" in ground.config.profile.match_slots
    if wanted == "off":
        return []
    with_phone = [sobject for sobject, fields in ground.exported.items() if "Phone" in fields]
    is_mobile = (values["slot"] == "mobile") & values["sobject"].isin(with_phone)
    filled_now = values["record"].isin(from_custom.loc[from_custom["slot"] == "phone", "record"])
    is_empty = ~_fills_slot(ground.simulation, "phone") & ~filled_now.to_numpy()
    chosen = values.loc[loadable & is_mobile.to_numpy() & is_empty]
    copied = _put_into(_cells(chosen, "mobile_to_phone"), "Phone", "phone")
    cleared = _cells(chosen, "mobile_cleared").assign(new=np.nan)
    return [_with_blanks(copied, ground.phones), *([cleared] if clears else [])]


def _fills_slot(simulation: Simulation, slot: str) -> Bools:
    """Check for each value whether its record has something in ``slot``."""
    values = simulation.values
    filled = mask_at(len(simulation.records), values.loc[values["slot"] == slot, "record"].to_numpy())
    return np.asarray(filled[values["record"].to_numpy()])


def _custom_to_slot(ground: PlanInputs, loadable: Bools) -> pd.DataFrame:
    """Return what is copied from custom fields to the empty standard fields that the settings name for them.

    Of several for one field the one that the settings name first.
    """
    values = ground.simulation.values
    copies = [_cells(values.iloc[:0], "custom_to_slot")]
    for source, slot in ground.config.fix.custom_fields.items():
        sobject, _, field = source.partition(".")
        target = SLOT_FIELDS[sobject][slot]
        if target not in ground.exported.get(sobject, ()):
            continue
        is_source = ((values["sobject"] == sobject) & (values["field"] == field)).to_numpy()
        chosen = values.loc[loadable & is_source & ~_fills_slot(ground.simulation, slot)]
        copies.append(_put_into(_cells(chosen, "custom_to_slot"), target, slot))
    return pd.concat(copies).drop_duplicates(["record", "field"], keep="first")


def _with_blanks(copies: pd.DataFrame, phones: pd.DataFrame) -> pd.DataFrame:
    """Return ``copies`` with what their fields hold now: nothing, or blanks that no reading counts as filled."""
    held = phones.loc[phones["record"].isin(copies["record"]), ["record", "field", "raw"]]
    fields = held["field"].array.categories
    place = pd.Index(_places(held, fields)).get_indexer(pd.Index(_places(copies, fields)))
    return copies.assign(old=texts_at(held["raw"], place))


def _places(cells: pd.DataFrame, fields: pd.Index) -> Ints:
    """Return a number for each record and field, the same for the same; any field but ``fields`` is one."""
    code = fields.get_indexer(cells["field"].array.categories)[cells["field"].array.codes]
    places: Ints = cells["record"].to_numpy() * (len(fields) + 1) + code + 1
    return places
