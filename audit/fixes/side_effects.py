"""Which planned changes would make something else worse, and are left to people."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from audit.columns.lookup import is_among
from audit.columns.masks import Bools, Ints, mask_at
from audit.config.profile import Profile
from audit.tables.simulation import Simulation


def without_side_effects(cells: pd.DataFrame, simulation: Simulation, profile: Profile, winner: Ints) -> pd.DataFrame:
    """Return the rows of ``cells`` (record, slot, number, change) that bring no new error or warning.

    ``winner`` is the record (row position, -1 for none) that is to win each number. Left out are a Mobile whose Phone
    will still not be in E.164 (it would be blocked in place of unsynced), and a number on other records than its
    winner while the winner's own spelling stays as it is (the search could then find another record). Leaving one out
    can make another harmful, so this goes on until nothing more is left out.
    """
    org = _now(simulation, winner)
    while True:
        kept = cells.loc[~(_blocks_mobile(cells, org, profile) | _splits_policies(cells, simulation, org, profile))]
        if len(kept) == len(cells):
            return cells
        cells = kept


@dataclass(frozen=True)
class _Now:
    """What the planned changes meet."""

    phone_is_filled: Bools
    """for each record"""
    phone_is_exact: Bools
    """for each record whether its Phone is in E.164"""
    winner: Ints
    """for each number, and at its end for none, the record that is to win it"""
    winner_is_exact: Bools
    """for each number, and at its end for none, whether that record holds it in E.164"""


def _now(simulation: Simulation, winner: Ints) -> _Now:
    values, n_records = simulation.values, len(simulation.records)
    number, record = values["number"].to_numpy(), values["record"].to_numpy()
    is_phone, is_exact = (values["slot"] == "phone").to_numpy(), (values["format"] == "e164").to_numpy()
    winner = np.append(winner, -1)
    on_winner = is_exact & (number >= 0) & (record == winner[number])
    return _Now(
        phone_is_filled=mask_at(n_records, record[is_phone]),
        phone_is_exact=mask_at(n_records, record[is_phone & is_exact]),
        winner=winner,
        winner_is_exact=mask_at(len(winner), number[on_winner]),
    )


def not_yet_held(copies: pd.DataFrame, simulation: Simulation) -> pd.DataFrame:
    """Return the rows of ``copies`` (record, new) whose number no other record holds or is to get."""
    held = simulation.values.loc[simulation.values["number"] >= 0, ["record", "e164"]].rename(columns={"e164": "new"})
    held = pd.concat([held.loc[is_among(held["new"], copies["new"])], copies[["record", "new"]]]).drop_duplicates()
    shared = held.loc[held.duplicated("new", keep=False), "new"]
    return copies.loc[~is_among(copies["new"], shared)]


def _blocks_mobile(cells: pd.DataFrame, org: _Now, profile: Profile) -> Bools:
    """Check for each cell whether it puts E.164 into a Mobile that its Phone would keep from being synced.

    A Mobile that is filled anew needs a Phone that is; one that is only rewritten is no worse off without.
    """
    record, change = cells["record"].to_numpy(), cells["change"]
    planned = mask_at(len(org.phone_is_filled), record[(cells["slot"] == "phone").to_numpy()])
    is_filled = org.phone_is_filled | planned
    hinders = is_filled & ~(org.phone_is_exact | planned) & profile.mobile_needs_e164_phone
    is_mobile = (cells["slot"] == "mobile").to_numpy()
    rewritten, filled = (change == "to_e164").to_numpy(), (change == "custom_to_slot").to_numpy()
    return np.asarray(is_mobile & ((rewritten & hinders[record]) | (filled & (hinders[record] | ~is_filled[record]))))


def _splits_policies(cells: pd.DataFrame, simulation: Simulation, org: _Now, profile: Profile) -> Bools:
    """Check for each cell whether a strict search would find its record while a lenient one finds the winner."""
    numbers, planned = simulation.numbers, cells["number"].to_numpy()
    is_winner = cells["record"].to_numpy() == org.winner[planned]
    if profile.policy == "any":
        will_be_exact = mask_at(len(org.winner), planned[is_winner & (planned >= 0)]) | org.winner_is_exact
        may_split = ~will_be_exact[planned] & ~np.append(numbers["format_sensitive"].to_numpy(), True)[planned]
    else:
        may_split = np.append(numbers["n_records"].to_numpy(), 1)[planned] > 1
    return np.asarray(~is_winner & may_split & (planned >= 0))
