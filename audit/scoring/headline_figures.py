"""The three counts that stand first: duplicates, numbers not in E.164, Mobile without Phone."""

from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.masks import mask_at
from audit.config.profile import Profile
from audit.domain import NO_NUMBER_FORMATS, SLOTS, SOBJECTS
from audit.result.headline_counts import FieldCount, Headline, NumberCount
from audit.scoring.scores import match_values
from audit.tables.simulation import Simulation

Bools = npt.NDArray[np.bool_]


def headline_counts(simulation: Simulation, profile: Profile, phone_exported: Collection[str]) -> Headline:
    """Return the three counts of an org (docs/simulation.md, Headline counts).

    ``duplicates``: the distinct readable numbers in match slots that two or more records have, and these records.
    ``not_e164``: the filled match-slot fields whose format is not ``e164``, ``placeholder`` or ``text``, and their
    records. ``mobile_without_phone``: the filled Mobile fields whose format is not ``placeholder`` or ``text``, on
    records whose Phone is empty; ``phone_exported`` names the objects of which that is known.
    """
    values = simulation.values
    has_number = ~values["format"].isin(NO_NUMBER_FORMATS).to_numpy(dtype=np.bool_)
    wrong_format = match_values(values, profile) & has_number & (values["format"] != "e164").to_numpy(dtype=np.bool_)
    return Headline(
        duplicates=_duplicates(simulation),
        not_e164=_fields(values, wrong_format),
        mobile_without_phone=_fields(values, has_number & _mobile_alone(values, phone_exported)),
    )


def _mobile_alone(values: pd.DataFrame, phone_exported: Collection[str]) -> Bools:
    slot, record = values["slot"].array.codes, values["record"].to_numpy()
    phone_filled = mask_at(int(record.max(initial=0)) + 1, record[slot == SLOTS.index("phone")])
    exported = np.array([sobject in phone_exported for sobject in SOBJECTS])[values["sobject"].array.codes]
    return np.asarray((slot == SLOTS.index("mobile")) & exported & ~phone_filled[record])


def _duplicates(simulation: Simulation) -> NumberCount:
    values, numbers = simulation.values, simulation.numbers
    is_duplicate = (numbers["n_records"] >= 2).to_numpy(dtype=np.bool_)
    number = values["number"].to_numpy()
    chosen = np.flatnonzero(np.append(is_duplicate, False)[number])
    return NumberCount.model_validate(_counted(values, chosen, "numbers", number))


def _fields(values: pd.DataFrame, chosen: Bools) -> FieldCount:
    return FieldCount.model_validate(_counted(values, np.flatnonzero(chosen), "fields", np.arange(len(values))))


def _counted(
    values: pd.DataFrame, rows: npt.NDArray[np.int64], unit: str, counted: npt.NDArray[np.int64]
) -> dict[str, Any]:
    """Return how many records and how many distinct of ``counted`` are at ``rows`` of ``values``, by object too."""
    sobject, record = values["sobject"].array.codes[rows], values["record"].to_numpy()[rows]
    things = counted[rows]

    def _count(chosen: Bools | slice) -> dict[str, int]:
        return {"records": _n_distinct(record[chosen]), unit: _n_distinct(things[chosen])}

    by_sobject = {name: _count(sobject == code) for code, name in enumerate(SOBJECTS)}
    return {**_count(slice(None)), "by_sobject": by_sobject}


def _n_distinct(positions: npt.NDArray[np.int64]) -> int:
    return int(mask_at(int(positions.max(initial=0)) + 1, positions).sum())
