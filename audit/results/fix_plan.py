"""What load files would change: cell by cell, with the old value, and in which step (CONTRACT section 7)."""

from collections.abc import Collection, Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.config import AuditConfig, FixSettings
from audit.results.fix_harm import harmless
from audit.results.fix_steps import load_order, load_steps
from audit.tables import PLANNED_CELLS, SLOT_FIELDS, STANDARD_SLOTS, Simulation

Bools = npt.NDArray[np.bool_]


def planned_cells(
    simulation: Simulation,
    config: AuditConfig,
    phone_exported: Collection[str],
    suppressed: pd.DataFrame,
    intended: Mapping[int, int],
) -> pd.DataFrame:
    """Return PLANNED_CELLS, ordered by step, record and field.

    ``phone_exported`` names the objects whose Phone the source has; ``suppressed`` (record_id, field) are the fields
    of suppressed findings, which are left alone; ``intended`` maps numbers to the records that should win them (row
    positions).
    """
    values, settings = simulation.values, config.fix
    free = ~_is_suppressed(simulation, suppressed)
    fixable = free & _is_fixable(values, settings)
    loadable = fixable | (free & (values["format"] == "e164").to_numpy())
    cells = pd.concat(
        [
            _to_e164(values, fixable),
            *_mobile_to_phone(simulation, loadable, settings, phone_exported),
            *_custom_to_slot(simulation, loadable, settings),
        ],
        ignore_index=True,
    ).drop_duplicates(["record", "field"], keep="last")
    cells = harmless(cells, simulation, config.profile)
    changed = np.zeros(len(simulation.records), dtype=bool)
    changed[cells["record"].to_numpy()] = True
    changed[list(intended.values())] = True
    step = load_steps(load_order(simulation, intended), changed)
    touched = (step > 0) & ~np.isin(np.arange(len(step)), cells["record"].to_numpy())
    cells = pd.concat([cells, _touch(values, touched)], ignore_index=True)
    cells["step"] = step[cells["record"].to_numpy()]
    return PLANNED_CELLS.typed(cells.sort_values(["step", "record", "field"], ignore_index=True))


def _is_suppressed(simulation: Simulation, suppressed: pd.DataFrame) -> Bools:
    """Tell for each value whether a suppressed finding is on its field, or on its record as a whole."""
    record_id = simulation.records["record_id"]
    row = pd.Index(record_id).get_indexer(pd.Index(suppressed["record_id"]))
    keys = pd.MultiIndex.from_arrays([row, suppressed["field"].astype("str")])
    values = simulation.values
    candidates = np.flatnonzero(np.isin(values["record"].to_numpy(), row))
    on_field = pd.MultiIndex.from_frame(values.iloc[candidates][["record", "field"]].astype({"field": "str"}))
    found = np.zeros(len(values), dtype=bool)
    found[candidates] = on_field.isin(keys)
    return found


def _is_fixable(values: pd.DataFrame, settings: FixSettings) -> Bools:
    """Tell for each value whether its E.164 form may be loaded without a person looking at it."""
    certain = values["confidence"] == "certain"
    by_region = (values["confidence"] == "region") & values["region_source"].isin(settings.region_sources)
    return (certain | by_region).to_numpy()


def _cells(values: pd.DataFrame, change: str) -> pd.DataFrame:
    cells = values[["record", "field", "slot", "number"]].astype({"field": "str", "slot": "str"})
    return cells.assign(value=cells.index.to_numpy(), old=values["raw"], new=values["e164"], change=change)


def _to_e164(values: pd.DataFrame, fixable: Bools) -> pd.DataFrame:
    return _cells(values.loc[fixable & values["slot"].isin(STANDARD_SLOTS).to_numpy()], "to_e164")


def _mobile_to_phone(
    simulation: Simulation, loadable: Bools, settings: FixSettings, phone_exported: Collection[str]
) -> list[pd.DataFrame]:
    if settings.mobile_to_phone == "off":
        return []
    values = simulation.values
    is_mobile = (values["slot"] == "mobile") & values["sobject"].isin(list(phone_exported))
    chosen = values.loc[loadable & is_mobile.to_numpy() & ~_fills_slot(simulation, "phone")]
    copied = _cells(chosen, "mobile_to_phone").assign(field="Phone", slot="phone", old=np.nan)
    cleared = _cells(chosen, "mobile_cleared").assign(new=np.nan)
    return [copied] if settings.mobile_to_phone == "copy" else [copied, cleared]


def _fills_slot(simulation: Simulation, slot: str) -> Bools:
    """Tell for each value whether its record has something in ``slot``."""
    values = simulation.values
    filled = np.zeros(len(simulation.records), dtype=bool)
    filled[values.loc[values["slot"] == slot, "record"].to_numpy()] = True
    return np.asarray(filled[values["record"].to_numpy()])


def _custom_to_slot(simulation: Simulation, loadable: Bools, settings: FixSettings) -> Iterator[pd.DataFrame]:
    """Yield what is copied from custom fields to the empty standard fields that the settings name for them."""
    values = simulation.values
    for source, slot in settings.custom_fields.items():
        sobject, _, field = source.partition(".")
        is_source = ((values["sobject"] == sobject) & (values["field"] == field)).to_numpy()
        chosen = values.loc[loadable & is_source & ~_fills_slot(simulation, slot)]
        yield _cells(chosen, "custom_to_slot").assign(field=SLOT_FIELDS[sobject][slot], slot=slot, old=np.nan)


def _touch(values: pd.DataFrame, touched: Bools) -> pd.DataFrame:
    """Return for each touched record one field as it is, in E.164 if it has one: saving it again moves the date."""
    own = values.loc[touched[values["record"].to_numpy()] & values["slot"].isin(STANDARD_SLOTS).to_numpy()]
    first = own.assign(is_other=(own["format"] != "e164").to_numpy()).sort_values(["record", "is_other"], kind="stable")
    chosen = first.drop_duplicates("record")
    return _cells(chosen, "touch").assign(new=chosen["raw"])
