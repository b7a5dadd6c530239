"""Which planned changes would make something else worse, and are left to people."""

import numpy as np
import pandas as pd

from audit.config import Profile
from audit.lookups import is_among
from audit.results.masks import Bools, Ints, marked
from audit.tables import Simulation


def harmless(cells: pd.DataFrame, simulation: Simulation, profile: Profile, winner: Ints) -> pd.DataFrame:
    """Return the rows of ``cells`` (record, slot, number, change) that bring no new error or warning.

    ``winner`` is the record (row position, -1 for none) that is to win each number. Left out are a Mobile whose Phone
    will still not be in E.164 (it would be blocked in place of unsynced), and a number on other records than its
    winner while the winner's own spelling stays as it is (the search could then find another record). Leaving one out
    can make another harmful, so this goes on until nothing more is left out.
    """
    while True:
        blocked = _blocks_mobile(cells, simulation, profile)
        kept = cells.loc[~(blocked | _splits_policies(cells, simulation, profile, winner))]
        if len(kept) == len(cells):
            return cells
        cells = kept


def not_yet_held(copies: pd.DataFrame, simulation: Simulation) -> pd.DataFrame:
    """Return the rows of ``copies`` (record, new) whose number no other record holds or is to get."""
    held = simulation.values.loc[simulation.values["number"] >= 0, ["record", "e164"]].rename(columns={"e164": "new"})
    held = pd.concat([held.loc[is_among(held["new"], copies["new"])], copies[["record", "new"]]]).drop_duplicates()
    shared = held.loc[held.duplicated("new", keep=False), "new"]
    return copies.loc[~is_among(copies["new"], shared)]


def _blocks_mobile(cells: pd.DataFrame, simulation: Simulation, profile: Profile) -> Bools:
    """Tell for each cell whether it puts E.164 into a Mobile that its Phone would keep from being synced.

    A Mobile that is filled anew needs a Phone that is; one that is only rewritten is no worse off without.
    """
    values, n_records = simulation.values, len(simulation.records)
    is_phone, of_record = (values["slot"] == "phone").to_numpy(), values["record"].to_numpy()
    is_filled = marked(n_records, of_record[is_phone])
    is_exact = marked(n_records, of_record[is_phone & (values["format"] == "e164").to_numpy()])
    planned = cells.loc[cells["slot"] == "phone", "record"].to_numpy()
    is_filled[planned] = is_exact[planned] = True
    hinders = is_filled & ~is_exact & profile.mobile_needs_e164_phone
    record = cells["record"].to_numpy()
    is_mobile, change = (cells["slot"] == "mobile").to_numpy(), cells["change"]
    rewritten, filled = (change == "to_e164").to_numpy(), (change == "custom_to_slot").to_numpy()
    return np.asarray(is_mobile & ((rewritten & hinders[record]) | (filled & (hinders[record] | ~is_filled[record]))))


def _splits_policies(cells: pd.DataFrame, simulation: Simulation, profile: Profile, winner: Ints) -> Bools:
    """Tell for each cell whether a strict search would find its record while a lenient one finds the winner."""
    values, numbers = simulation.values, simulation.numbers
    winner = np.append(winner, -1)
    number, record = values["number"].to_numpy(), values["record"].to_numpy()
    is_exact = (number >= 0) & (record == winner[number]) & (values["format"] == "e164").to_numpy()
    winner_is_exact = marked(len(numbers) + 1, number[is_exact])
    planned, planned_record = cells["number"].to_numpy(), cells["record"].to_numpy()
    is_winner = planned_record == winner[planned]
    winner_is_exact[planned[is_winner & (planned >= 0)]] = True
    if profile.policy == "any":
        may_split = ~winner_is_exact[planned] & ~np.append(numbers["format_sensitive"].to_numpy(), True)[planned]
    else:
        may_split = np.append(numbers["n_records"].to_numpy(), 1)[planned] > 1
    return np.asarray(~is_winner & may_split & (planned >= 0))
