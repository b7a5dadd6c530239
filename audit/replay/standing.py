"""Whether the records stand as a call met them: what its log entry can be evidence of."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.replay.called_numbers import BEFORE_START, MISSING, UNKNOWN, Ints, milliseconds

STANDINGS: Final = ("clean", "edited_since", "undated", "created_by_call", "created_clean")
"""docs/simulation.md, Replay. The last is of calls that created a record soon, while those who had the number stand."""
_SOON: Final = 3_600_000
"""Milliseconds within which a call creates a record; one that is made later is somebody's."""
_ENOUGH_RECORDS: Final = 20


def call_moments(rows: pd.DataFrame) -> pd.Series:
    """Return when each of CALLS began; where only its log entry is known, the earliest that it may have.

    An entry is made when a call is answered, or when it ends.
    """
    lasted = pd.to_timedelta(rows["seconds"].clip(lower=0), unit="s")
    return rows["started_at"].fillna(rows["entry_at"] - lasted)


def share_edited_by_logging(started: Ints, logged: pd.DataFrame, standing: npt.NDArray[np.int8]) -> float | None:
    """Return how many of the records that calls were logged on were last edited within an hour of such a call.

    Nobody says whether logging a call changes LastModifiedDate; where it does, nearly all were. ``logged`` is as for
    ``standing_of_calls``, with the place of the record as well. None for fewer than _ENOUGH_RECORDS of them.
    """
    created = [STANDINGS.index(name) for name in ("created_by_call", "created_clean")]
    edited, place = milliseconds(logged["last_modified"]), logged["place"].to_numpy()
    is_logged = logged["is_known"].to_numpy() & (started != MISSING) & (edited != MISSING) & ~np.isin(standing, created)
    is_soon = is_logged & (edited >= started) & (edited <= started + _SOON)
    n_records = len(np.unique(place[is_logged]))
    return len(np.unique(place[is_soon])) / n_records if n_records >= _ENOUGH_RECORDS else None


def standing_of_calls(started: Ints, last_edit: Ints, logged: pd.DataFrame) -> npt.NDArray[np.int8]:
    """Return the standing of each call, by its position in STANDINGS.

    ``started`` is when it began, ``last_edit`` when one of those who had its number was last edited (milliseconds;
    MISSING for none, UNKNOWN); ``logged`` has last_modified and created of the record that it was logged on, and
    is_known: whether it was logged on one. A call is *clean* when none of these was edited since it began; *undated*
    when a date that would tell is missing, or dates tie.
    """
    has_start, is_logged = started != MISSING, logged["is_known"].to_numpy()
    created, edited = (milliseconds(logged[name]) for name in ("created", "last_modified"))
    is_created = is_logged & has_start & (created != MISSING) & (created >= started - BEFORE_START)
    is_soon = is_created & (created <= started + _SOON) & (last_edit <= started)
    of_logged = np.where(is_logged, np.where(edited == MISSING, UNKNOWN, edited), MISSING)
    latest = np.maximum(last_edit, of_logged)
    codes = np.select(
        [is_soon, is_created, ~has_start | (latest == UNKNOWN), latest > started],
        [STANDINGS.index(name) for name in ("created_clean", "created_by_call", "undated", "edited_since")],
        STANDINGS.index("clean"),
    )
    return np.asarray(codes, dtype=np.int8)
