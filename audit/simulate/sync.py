"""What Contact Sync copies (docs/simulation.md, Sync outcomes)."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from audit.columns.types import category_from_codes
from audit.config.profile import Profile
from audit.domain import NOT_FOUND, SLOTS, SOBJECTS, SYNC_OUTCOMES
from audit.simulate.held_numbers import Bools, HeldNumbers, Ints

NUMBER_OUTCOMES = (*SYNC_OUTCOMES, NOT_FOUND)


def sync_outcome(
    values: pd.DataFrame, n_records: int, profile: Profile, phone_exported: Collection[str]
) -> pd.Categorical:
    """Return the outcome of each of READ_VALUES; ``phone_exported`` names the objects whose Phone was exported."""
    slot = values["slot"].array.codes
    sobject = values["sobject"].array.codes
    record = values["record"].to_numpy()
    is_e164 = (values["format"] == "e164").to_numpy()
    is_phone, is_mobile = slot == SLOTS.index("phone"), slot == SLOTS.index("mobile")
    phone_is_filled, phone_is_e164 = np.zeros((2, n_records), dtype=bool)
    phone_is_filled[record[is_phone]] = True
    phone_is_e164[record[is_phone & is_e164]] = True
    blocked = ~phone_is_e164[record] if profile.mobile_needs_e164_phone else np.zeros(len(values), dtype=bool)
    outcomes = {
        "object_not_synced": ~_among(sobject, SOBJECTS, profile.sync_objects),
        "invisible": ~_among(slot, SLOTS, profile.match_slots),
        "match_only": ~_among(slot, SLOTS, profile.sync_slots),
        "phone_unknown": is_mobile & ~_among(sobject, SOBJECTS, phone_exported),
        "phone_empty": is_mobile & ~phone_is_filled[record],
        "not_e164": ~is_e164,
        "phone_not_e164": is_mobile & blocked,
    }
    codes = [np.int8(SYNC_OUTCOMES.index(name)) for name in outcomes]
    first_match = np.select(list(outcomes.values()), codes, np.int8(SYNC_OUTCOMES.index("syncs")))
    return category_from_codes(first_match, SYNC_OUTCOMES)


def _among(codes: np.ndarray, names: tuple[str, ...], chosen: Collection[str]) -> Bools:
    return np.asarray(np.array([name in chosen for name in names])[codes])


def number_sync_outcome(
    outcome: pd.Categorical, held: HeldNumbers, records: np.ndarray, winner: Ints
) -> pd.Categorical:
    """Return for each number the best outcome of its winner's values.

    ``outcome`` and ``records`` (row positions) are per value, ``winner`` (row position or -1) per number.
    """
    is_winners_own = records[held.rows] == winner[held.number]
    codes = np.where(is_winners_own, outcome.codes[held.rows], np.int8(NUMBER_OUTCOMES.index(NOT_FOUND)))  # the worst
    return category_from_codes(np.minimum.reduceat(codes, held.first) if len(codes) else codes, NUMBER_OUTCOMES)
