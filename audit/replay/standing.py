"""Whether the records stand as a call met them: what a log entry can be evidence of."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.domain import TIE
from audit.replay.holders import CalledNumbers

STANDINGS: Final = ("clean", "edited_since", "undated", "created_by_call")
"""docs/simulation.md, Replay: of these, a call of the first tells how the search reads formats."""
CREATED_BEFORE_START: Final = np.timedelta64(60, "s")
"""The integration creates a record while it rings; clocks may differ by so much."""
_NEVER: Final = np.iinfo(np.int64).min
_UNKNOWN: Final = np.iinfo(np.int64).max

Ints = npt.NDArray[np.int64]


def standing_of_calls(rows: pd.DataFrame, numbers: CalledNumbers, logged: pd.DataFrame) -> npt.NDArray[np.int8]:
    """Return the standing of each of ``rows`` (CALLS), by its position in STANDINGS.

    ``logged`` has last_modified and created of the record that each call was logged on, and is_known: whether it was
    logged on one. A call is *clean* when nobody who has the number, nor the record that it was logged on, was edited
    since it began; *undated* when a date for that is missing, or dates tie.
    """
    started = _milliseconds(call_moments(rows))
    of_number = _last_edits(numbers.table, numbers.held)[numbers.row]
    of_logged = np.where(logged["is_known"], _known_or(logged["last_modified"], _UNKNOWN), _NEVER)
    created = np.where(logged["is_known"], _known_or(logged["created"], _NEVER), _NEVER)
    before = CREATED_BEFORE_START.astype("timedelta64[ms]").astype(np.int64)
    has_start = started != _NEVER
    last_edit = np.maximum(of_number, of_logged)
    standing = np.select(
        [
            has_start & (created != _NEVER) & (created >= started - before),
            ~has_start | (last_edit == _UNKNOWN),
            last_edit > started,
        ],
        [STANDINGS.index("created_by_call"), STANDINGS.index("undated"), STANDINGS.index("edited_since")],
        STANDINGS.index("clean"),
    )
    return np.asarray(standing, dtype=np.int8)


def call_moments(rows: pd.DataFrame) -> pd.Series:
    """Return when each of CALLS began, by its log entry where nothing else tells: it is made soon after."""
    return rows["started_at"].fillna(rows["entry_at"])


def _last_edits(called: pd.DataFrame, held: pd.DataFrame) -> Ints:
    """Return for each number when one of those who have it was last edited."""
    last = np.full(len(called), _NEVER)
    np.maximum.at(last, held["row"].to_numpy(), _known_or(held["last_modified"], _UNKNOWN))
    last[(called["decided_by"] == TIE).to_numpy()] = _UNKNOWN
    return last


def _known_or(moments: pd.Series, otherwise: int) -> Ints:
    milliseconds = _milliseconds(moments)
    return np.where(milliseconds == _NEVER, otherwise, milliseconds)


def _milliseconds(moments: pd.Series) -> Any:
    return moments.to_numpy("datetime64[ms]").view(np.int64)
