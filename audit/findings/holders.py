"""Which records hold a number, and which of them a call on it can reach."""

import re
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.findings.rule import Evidence
from audit.lookups import ids_at

_OF_HOLDER: Final = ["record", "number", "sobject", "field", "slot", "raw", "format", "e164"]
"""The columns of values that tell of a holder; taking rows of all columns takes long."""


def holders_of(evidence: Evidence, numbers: pd.Series) -> pd.DataFrame:
    """Return one row per record that holds one of ``numbers`` (bool per row of numbers) in a match slot.

    Columns: ``record`` and ``number`` (row positions), ``record_id``, ``sobject``, ``field``, ``raw`` and ``format``
    of the first of the record's match slots that holds it, ``e164``, ``winner`` (row position, -1 for none),
    ``wins`` (bool) and ``last_modified``. In the order of number and record id.
    """
    return _one_per_record(evidence, _values_of(evidence, numbers))


def candidates_of(evidence: Evidence, numbers: pd.Series) -> pd.DataFrame:
    """Return the holders of ``numbers`` that the profile's policy can find: those among which the winner was chosen.

    Columns as of ``holders_of``; ``field`` is the first slot in which the number is spelled so that it is found.
    Source of the policies: SIMULATION section 4.
    """
    values = _values_of(evidence, numbers)
    return _one_per_record(evidence, values.loc[_found(values, evidence.profile.policy)])


def among_winning_object(evidence: Evidence, candidates: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``candidates`` whose object is that of their number's winner."""
    winning = evidence.numbers["winner_sobject"].array.take(candidates["number"].to_numpy())
    return candidates.loc[candidates["sobject"].eq(winning)]


def runners_up(rivals: pd.DataFrame) -> pd.DataFrame:
    """Return, for each of ``rivals`` (candidates of the winning object), who wins its number if the winner goes.

    The greatest ``last_modified``, of equals the least record id, as for winners. Columns ``record_id`` and
    ``last_modified``, missing where there is nobody; indexed like ``rivals``.
    """
    others = rivals.loc[~rivals["wins"]]
    latest_first = others.sort_values(
        ["number", "last_modified", "record_id"], ascending=[True, False, True], na_position="last"
    )
    second = latest_first.drop_duplicates("number").set_index("number")[["record_id", "last_modified"]]
    return second.reindex(rivals["number"]).set_axis(rivals.index)


def on_holders(holders: pd.DataFrame, message: str | pd.Series, related: pd.Series | None) -> pd.DataFrame:
    """Return one finding for each of ``holders``, on the field that holds the number; ``related`` are record ids."""
    found = holders[["sobject", "record_id", "field", "raw", "e164"]].copy()
    found["message"] = message
    if related is not None:
        found["related_record_id"] = related
    return found


def winner_ids(evidence: Evidence, holders: pd.DataFrame) -> pd.Series:
    """Return the record id of the winner of each holder's number, missing for none."""
    return ids_at(evidence.records, holders["winner"])


def _values_of(evidence: Evidence, numbers: pd.Series) -> pd.DataFrame:
    none = False  # what position -1 points at: values without a number
    wanted = np.append(numbers.to_numpy(dtype=np.bool_), none)
    rows: npt.NDArray[np.bool_] = wanted[evidence.values["number"].to_numpy()]
    return evidence.values[_OF_HOLDER].loc[rows]


def _one_per_record(evidence: Evidence, values: pd.DataFrame) -> pd.DataFrame:
    held = values.copy()
    records = held["record"].to_numpy()
    held["record_id"] = ids_at(evidence.records, held["record"])
    held["last_modified"] = evidence.records["last_modified"].array.take(records)
    held["winner"] = evidence.numbers["winner"].to_numpy()[held["number"].to_numpy()]
    held["wins"] = held["winner"].to_numpy() == records
    held = held.sort_values(["number", "record_id", "slot"]).drop_duplicates(["number", "record"])
    return held.reset_index(drop=True)


def _found(values: pd.DataFrame, policy: str) -> npt.NDArray[np.bool_]:
    exact = values["format"].eq("e164").to_numpy()
    if policy == "any":
        return np.ones(len(values), dtype=np.bool_)
    if policy == "exact":
        return exact
    digits = values["raw"].str.replace(re.compile(r"[^0-9]"), "", regex=True)
    return exact | digits.eq(values["e164"].str.slice(1)).to_numpy(dtype=np.bool_)
