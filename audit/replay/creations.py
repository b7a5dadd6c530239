"""Records that were created within minutes of a call on their number: by whom, and whether somebody had it before."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.lookup import is_among
from audit.replay.called_numbers import BEFORE_START, MISSING, UNKNOWN, CalledNumbers, Ints, milliseconds
from audit.replay.standing import call_moments

_AFTER_CALL: Final = 5 * 60_000
"""Milliseconds from the end of a call within which the integration has created its record."""
INDEX_LAG: Final = 15 * 60_000
"""Milliseconds until the search finds a new record (docs/aircall.md)."""
KINDS: Final = ("nobody", "other_format", "has_e164", "twin")
"""docs/simulation.md, Forecast: who had the number before."""

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class TimedCalls:
    """Calls with a number and a time, by number and start."""

    call: Ints
    """position in CALLS"""
    row: Ints
    """of the number in CALLED"""
    started: Ints
    ended: Ints
    """milliseconds"""

    def where(self, mask: Bools) -> "TimedCalls":
        """Return those of ``mask``."""
        return TimedCalls(self.call[mask], self.row[mask], self.started[mask], self.ended[mask])

    def last_on(self, row: Ints, moment: Ints) -> Ints:
        """Return the position of the last call on each number ``row`` that started by ``moment``, -1 for none."""
        if not len(self.started):
            return np.full(len(row), -1)
        first, last = int(self.started.min()), int(self.started.max())
        span = last - first + 2
        known, asked = (
            of * span + np.clip(at - first + 1, 0, span - 1) for of, at in ((self.row, self.started), (row, moment))
        )
        place = np.searchsorted(known, asked, "right") - 1
        is_on_it = np.append(self.row, -1)[place] == row
        return np.asarray(np.where(is_on_it, place, -1), dtype=np.int64)

    def that_created(self, row: Ints, created: Ints) -> Ints:
        """Return the call on each number ``row`` that a record may have been ``created`` after, -1 for none.

        Clocks differ: where no call had begun, it is one that begins within the next minute.
        """
        ended = np.append(self.ended, MISSING)
        begun, begins = self.last_on(row, created), self.last_on(row, created + BEFORE_START)
        call = np.where(created <= ended[begun] + _AFTER_CALL, begun, begins)
        return np.where(created <= ended[call] + _AFTER_CALL, call, -1)


def timed_calls(rows: pd.DataFrame, numbers: CalledNumbers) -> TimedCalls:
    """Return those of ``rows`` (CALLS) that have a number and a time."""
    started = milliseconds(call_moments(rows))
    lasted = np.maximum(rows["seconds"].to_numpy(), 0) * 1000
    ended = np.maximum(milliseconds(rows["ended_at"]), started + lasted)
    call = np.flatnonzero((started != MISSING) & (numbers.row < len(numbers.table) - 2))
    call = call[np.lexsort((started[call], numbers.row[call]))]
    return TimedCalls(call, numbers.row[call], started[call], ended[call])


def created_after_calls(
    calls: TimedCalls, numbers: CalledNumbers, logged_on: pd.Series, young: pd.DataFrame
) -> pd.DataFrame:
    """Return the records of ``young`` that were created during a call on their number, or within five minutes of it.

    ``young`` has record_id, created (milliseconds) and created_by, ``logged_on`` the record that each of CALLS was
    logged on. One row per record: record_id, row (its number in CALLED), created, created_by, started (of the call),
    kind (position in KINDS), again (milliseconds from its creation to the next call on the number; UNKNOWN for none).
    """
    logged = pd.DataFrame({"row": calls.row, "record_id": logged_on.array.take(calls.call)})
    pairs = pd.concat([numbers.held[["row", "record_id"]], logged], ignore_index=True)
    pairs = pairs.loc[is_among(pairs["record_id"], young["record_id"])].drop_duplicates()
    pairs = pairs.merge(young, on="record_id")
    call = calls.that_created(pairs["row"].to_numpy(), pairs["created"].to_numpy())
    pairs, call = pairs.loc[call >= 0], call[call >= 0]
    row, created = pairs["row"].to_numpy(), pairs["created"].to_numpy()
    following = np.append(calls.started, UNKNOWN)[call + 1]
    is_same = np.append(calls.row, -1)[call + 1] == row
    made = pairs.assign(started=calls.started[call], again=np.where(is_same, following - created, UNKNOWN))
    made = made.drop_duplicates("record_id").reset_index(drop=True)
    return made.assign(kind=_kind(made, numbers.held))


def _kind(made: pd.DataFrame, held: pd.DataFrame) -> npt.NDArray[np.int8]:
    """Return who had the number when each record was created, by position in KINDS."""
    others = held.loc[held["row"].isin(made["row"])].assign(had=lambda each: milliseconds(each["created"]))
    own = made[["row", "record_id", "created"]].assign(place=range(len(made)))
    pairs = own.merge(others[["row", "record_id", "had", "strictest"]], on="row", suffixes=("", "_other"))
    is_first = (pairs["had"] == pairs["created"]) & (pairs["record_id"] < pairs["record_id_other"])
    is_other = (pairs["record_id"] != pairs["record_id_other"]) & (pairs["had"] <= pairs["created"]) & ~is_first
    is_old = is_other & (pairs["had"] < pairs["created"] - INDEX_LAG)
    found = (is_old & (pairs["strictest"] == 0), is_old, is_other)
    has_e164, is_held, is_twin = (np.isin(own["place"], pairs.loc[mask, "place"]) for mask in found)
    kinds = [KINDS.index(kind) for kind in ("has_e164", "other_format", "twin")]
    return np.asarray(np.select([has_e164, is_held, is_twin], kinds, KINDS.index("nobody")), dtype=np.int8)
