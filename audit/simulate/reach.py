"""Whether calls reach a record at all (docs/simulation.md, Reach)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from audit.columns.types import category_from_codes
from audit.config.profile import Profile
from audit.domain import REACHES, SLOTS
from audit.simulate.held_numbers import Holders, Ints


@dataclass(frozen=True)
class Reach:
    """For each record, in the order of the records table."""

    reach: pd.Categorical
    n_numbers: Ints
    n_won: Ints


def reach(values: pd.DataFrame, holders: Holders, winner: Ints, n_records: int, profile: Profile) -> Reach:
    """Return how calls reach each record; ``winner`` is a record's row position (or -1) for each number."""
    n_numbers = np.bincount(holders.record, minlength=n_records)
    n_won = np.bincount(winner[winner >= 0], minlength=n_records)
    in_match_slot = np.isin(values["slot"].array.codes, [SLOTS.index(slot) for slot in profile.match_slots])
    is_filled = np.bincount(values["record"].to_numpy()[in_match_slot], minlength=n_records) > 0
    outcome = np.select(
        [n_won > 0, n_numbers > 0, is_filled],
        [REACHES.index("wins"), REACHES.index("shadowed"), REACHES.index("unreadable")],
        REACHES.index("no_number"),
    )
    return Reach(category_from_codes(outcome, REACHES), n_numbers, n_won)
