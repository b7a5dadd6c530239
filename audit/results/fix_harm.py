"""Which planned changes would make something else worse, and are left to people."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.config import Profile
from audit.tables import Simulation, is_among

Bools = npt.NDArray[np.bool_]


def harmless(cells: pd.DataFrame, simulation: Simulation, profile: Profile) -> pd.DataFrame:
    """Return the rows of ``cells`` (record, slot, number, change) that bring no new error or warning.

    Left out are a Mobile whose Phone will still not be in E.164 (it would be blocked in place of unsynced), a number
    on other records than its winner while the winner's own spelling stays as it is (the search could then find
    another record), and a number from a custom field that another record holds already. Leaving one out can make
    another harmful, so this goes on until nothing more is left out.
    """
    while True:
        kept = cells.loc[
            ~(
                _blocks_mobile(cells, simulation, profile)
                | _splits_policies(cells, simulation, profile)
                | _makes_duplicate(cells, simulation)
            )
        ]
        if len(kept) == len(cells):
            return cells
        cells = kept


def _blocks_mobile(cells: pd.DataFrame, simulation: Simulation, profile: Profile) -> Bools:
    values = simulation.values
    is_phone = (values["slot"] == "phone").to_numpy()
    is_e164 = (values["format"] == "e164").to_numpy()
    record = values["record"].to_numpy()
    hinders = _marked(len(simulation.records), record[is_phone & ~is_e164])
    hinders[cells.loc[cells["slot"] == "phone", "record"].to_numpy()] = False
    is_mobile = ((cells["slot"] == "mobile") & (cells["change"] == "to_e164")).to_numpy()
    return np.asarray(is_mobile & hinders[cells["record"].to_numpy()] & profile.mobile_needs_e164_phone)


def _splits_policies(cells: pd.DataFrame, simulation: Simulation, profile: Profile) -> Bools:
    values, numbers = simulation.values, simulation.numbers
    winner = np.append(numbers["winner"].to_numpy(), -1)
    number, record = values["number"].to_numpy(), values["record"].to_numpy()
    is_exact = (number >= 0) & (record == winner[number]) & (values["format"] == "e164").to_numpy()
    winner_is_exact = _marked(len(numbers) + 1, number[is_exact])
    planned, planned_record = cells["number"].to_numpy(), cells["record"].to_numpy()
    is_winner = planned_record == winner[planned]
    winner_is_exact[planned[is_winner & (planned >= 0)]] = True
    if profile.policy == "any":
        may_split = ~winner_is_exact[planned] & ~np.append(numbers["format_sensitive"].to_numpy(), True)[planned]
    else:
        may_split = np.append(numbers["n_records"].to_numpy(), 1)[planned] > 1
    return np.asarray(~is_winner & may_split & (planned >= 0))


def _makes_duplicate(cells: pd.DataFrame, simulation: Simulation) -> Bools:
    is_copied = (cells["change"] == "custom_to_slot").to_numpy()
    copied = cells.loc[is_copied, ["record", "new"]].drop_duplicates()
    held = simulation.values.loc[simulation.values["number"] >= 0, ["record", "e164"]].rename(columns={"e164": "new"})
    held = pd.concat([held.loc[is_among(held["new"], copied["new"])], copied]).drop_duplicates()
    shared = held.loc[held.duplicated("new", keep=False), "new"]
    return np.asarray(is_copied & is_among(cells["new"], shared))


def _marked(size: int, positions: npt.NDArray[np.int64]) -> Bools:
    mask = np.zeros(size, dtype=bool)
    mask[positions] = True
    return mask
