"""What the org would look like after the load files: the plan applied to the tables."""

from datetime import UTC, datetime
from typing import Final

import numpy as np
import pandas as pd

from audit.columns.lookup import positions_of_digits
from audit.columns.masks import Bools, Ints, mask_at
from audit.columns.types import category_from_codes
from audit.domain import FORMATS, POLICIES, REGION_SOURCES, STORED
from audit.tables.simulation import Simulation

_STEP: Final = np.timedelta64(1, "h")


def latest_edit(records: pd.DataFrame, now: datetime) -> np.datetime64:
    """Return the moment, in UTC, from which loads are dated: that of the last edit, or ``now`` if that is later.

    Of an org in parts it is the latest of theirs.
    """
    moment = records["last_modified"].to_numpy("datetime64[ms]")
    at_least = np.datetime64(now.astimezone(UTC).replace(tzinfo=None), "ms")
    latest: np.datetime64 = moment[~np.isnat(moment)].max(initial=at_least)
    return latest


def apply_plan(
    simulation: Simulation, cells: pd.DataFrame, dated_from: np.datetime64
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the records and values of ``simulation`` after the steps of ``cells`` (PLANNED_CELLS) were loaded.

    Every record of a step gets the same LastModifiedDate, later than any date of the org: ``dated_from`` is its
    ``latest_edit``.
    """
    records = simulation.records
    moment = records["last_modified"].to_numpy("datetime64[ms]").copy()
    moment[cells["record"].to_numpy()] = dated_from + cells["step"].to_numpy() * _STEP
    records = records.assign(last_modified=pd.Series(moment, index=records.index).dt.tz_localize("UTC"))
    return records, _values_after(simulation, cells.loc[cells["change"] != "touch"])


def _values_after(simulation: Simulation, cells: pd.DataFrame) -> pd.DataFrame:
    values = simulation.values
    value, change = cells["value"].to_numpy(), cells["change"]
    rewritten = mask_at(len(values), value[(change == "to_e164").to_numpy()])
    cleared = mask_at(len(values), value[(change == "mobile_cleared").to_numpy()])
    is_copy = change.isin(["mobile_to_phone", "custom_to_slot"]).to_numpy()
    copies = values.take(value[is_copy])
    for column in ("slot", "field"):
        copies[column] = cells.loc[is_copy, column].array
    kept = _in_e164(values, rewritten)
    if cleared.any():
        kept = kept.loc[~cleared]
    return pd.concat([kept, _in_e164(copies, np.ones(len(copies), dtype=bool))], ignore_index=True)


def _in_e164(values: pd.DataFrame, chosen: Bools) -> pd.DataFrame:
    """Return ``values``, the ``chosen`` among them as a reading of their E.164 form gives them."""
    return values.assign(
        raw=values["raw"].mask(chosen, values["e164"]),
        format=_recoded(values["format"], chosen, FORMATS.index("e164")),
        parse_region=_recoded(values["parse_region"], chosen, -1),
        region_source=_recoded(values["region_source"], chosen, REGION_SOURCES.index("number")),
        confidence=_recoded(values["confidence"], chosen, -1),
        found_under=_recoded(values["found_under"], chosen, POLICIES.index("exact")),
        stored_as=_recoded(values["stored_as"], chosen, STORED.index("e164")),
    )


def _recoded(column: pd.Series, chosen: Bools, code: int) -> pd.Categorical:
    categories = column.array.categories
    return category_from_codes(np.where(chosen, column.array.codes.dtype.type(code), column.array.codes), categories)


def winners_after(before: Simulation, after: Simulation) -> Ints:
    """Return for each number of ``before`` the record that wins it ``after`` (row position, -1 for none)."""
    row = positions_of_digits(before.numbers["digits"].to_numpy(), after.numbers["digits"].to_numpy())
    winner: Ints = np.append(after.numbers["winner"].to_numpy(), -1)[row]
    return winner
