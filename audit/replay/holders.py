"""The records that have the numbers of the calls: who wins under the policy any, and when they were last edited."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.lookup import id_ranks, positions_among
from audit.result.baseline import Baseline
from audit.simulate.matching import winning_order
from audit.tables.report_tables import RECORDS, VALUES


@dataclass(frozen=True)
class CalledNumbers:
    """The numbers of the calls, where each call is among them, and who has them."""

    table: pd.DataFrame
    """CALLED as far as it is known; its last two rows are of calls without a number"""
    row: npt.NDArray[np.int64]
    """of each call, its row in ``table``"""
    held: pd.DataFrame
    """what ``held_numbers`` returns"""


def held_numbers(called: pd.DataFrame, stored: Baseline) -> pd.DataFrame:
    """Return one row per record and number of ``called`` (CALLED) that it has in a match slot, likeliest winner first.

    The columns are row (in ``called``), record_id, last_modified. The order is that of the winners under the policy any
    (docs/simulation.md, Winner).
    """
    profile = stored.results["profile"]
    known = called.loc[called["decided_by"].notna(), "e164"]
    values = stored.read(VALUES, ["record_id", "sobject", "slot", "e164"], ("e164", known))
    held = values.loc[values["slot"].isin(profile["match_slots"])].reset_index(drop=True)
    records = stored.read(RECORDS, ["record_id", "last_modified"], ("record_id", held["record_id"].drop_duplicates()))
    last_modified = records["last_modified"].array.take(positions_among(held["record_id"], records["record_id"]))
    row = positions_among(held["e164"], called["e164"])
    held = held.assign(row=row, last_modified=last_modified, id_rank=id_ranks(held["record_id"]))
    by_winner = winning_order(held, np.arange(len(held)), profile["object_order"])
    ordered = held.take(np.lexsort((*by_winner, row))).drop_duplicates(["row", "record_id"])
    return ordered[["row", "record_id", "last_modified"]].reset_index(drop=True)


def winner_of_any(called: pd.DataFrame, held: pd.DataFrame) -> Any:
    """Return for each row of ``called`` who wins under the policy any (record id, NaN for none)."""
    first = held.drop_duplicates("row")
    winner = pd.Series(first["record_id"].array, index=first["row"].to_numpy(), dtype="str")
    return winner.reindex(range(len(called))).array
