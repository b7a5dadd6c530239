from typing import Any

import numpy as np
import pandas as pd
import pytest

from audit.replay.called_numbers import CalledNumbers
from audit.replay.creations import KINDS, created_after_calls, timed_calls
from tests.replay.replays import call_rows
from tests.typed_org import id_of

NUMBER = "+12125550100"
USER = "0055Y000000000EQAQ"
NOON = pd.Timestamp("2026-04-01T12:00:00Z")

Held = tuple[str, str, int]
"""A record by its key, when it was created, and the position in POLICIES of the strictest that finds it."""


def at(clock: str) -> pd.Timestamp:
    return pd.Timestamp(f"2026-04-01T{clock}Z")


def numbers_of(n_calls: int, *held: Held) -> CalledNumbers:
    table = pd.DataFrame({"e164": pd.Series([NUMBER, None, None], dtype="str")})
    frame = pd.DataFrame(
        {
            "row": np.zeros(len(held), dtype=np.int64),
            "record_id": pd.Series([id_of("Contact", key) for key, _, _ in held], dtype="str"),
            "created": pd.Series([at(clock) for _, clock, _ in held]).astype("datetime64[ms, UTC]"),
            "strictest": [strictest for _, _, strictest in held],
        }
    )
    return CalledNumbers(table, np.zeros(n_calls, dtype=np.int64), frame)


def created(*held: Held, calls: list[dict[str, Any]], logged_on: str | None = None) -> dict[str, str]:
    """Return the records that were created after ``calls``, and who had the number before."""
    frame = pd.DataFrame(calls, columns=["started_at", "ended_at", "seconds"])
    for name in ("started_at", "ended_at"):
        frame[name] = [None if pd.isna(clock) else at(clock).isoformat() for clock in frame[name]]
    rows = call_rows(frame.reindex(columns=["started_at", "answered_at", "ended_at", "entry_at", "seconds", "joined"]))
    numbers = numbers_of(len(calls), *held)
    young = pd.DataFrame(
        {
            "record_id": numbers.held["record_id"] if logged_on is None else pd.Series([logged_on], dtype="str"),
            "created": [int(at(clock).timestamp() * 1000) for _, clock, _ in held] or [int(NOON.timestamp() * 1000)],
            "created_by": USER,
        }
    )
    on = pd.Series([logged_on] * len(calls), dtype="str")
    made = created_after_calls(timed_calls(rows, numbers), numbers, on, young)
    return {
        record_id[3:].rstrip("0"): KINDS[kind] for record_id, kind in zip(made["record_id"], made["kind"], strict=True)
    }


@pytest.mark.parametrize(
    ("clock", "is_met"),
    [
        ("11:58:59", False),
        ("11:59:00", True),
        ("12:04:00", True),
        ("12:10:00", True),
        ("12:15:00", True),
        ("12:15:01", False),
    ],
)
def test_a_record_is_of_a_call_from_a_minute_before_its_start_to_five_after_its_end(clock: str, is_met: bool) -> None:  # noqa: FBT001
    calls = [{"started_at": "12:00:00", "ended_at": "12:10:00", "seconds": 600}]
    assert created(("new", clock, 0), calls=calls) == ({"new": "nobody"} if is_met else {})


def test_the_end_follows_from_the_duration() -> None:
    calls = [{"started_at": "12:00:00", "seconds": 600}]
    assert created(("new", "12:14:00", 0), calls=calls) == {"new": "nobody"}
    assert created(("new", "12:14:00", 0), calls=[{"started_at": "12:00:00", "seconds": -1}]) == {}


def test_a_call_without_a_time_creates_nothing() -> None:
    assert created(("new", "12:00:00", 0), calls=[{"seconds": 60}]) == {}


@pytest.mark.parametrize(
    ("holder", "kind"),
    [
        (("old", "11:40:00", 2), "other_format"),
        (("old", "11:40:00", 1), "other_format"),
        (("old", "11:40:00", 0), "has_e164"),
        (("old", "11:50:00", 2), "twin"),
        (("old", "11:50:00", 0), "twin"),
        (("old", "12:30:00", 0), "nobody"),
    ],
)
def test_who_had_the_number_before_tells_what_the_record_is(holder: Held, kind: str) -> None:
    calls = [{"started_at": "12:00:00", "ended_at": "12:03:00", "seconds": 180}]
    assert created(holder, ("new", "12:00:05", 0), calls=calls)["new"] == kind


def test_of_two_records_of_one_moment_one_is_the_twin() -> None:
    calls = [{"started_at": "12:00:00", "ended_at": "12:03:00", "seconds": 180}]
    found = created(("a", "12:00:05", 0), ("b", "12:00:05", 0), calls=calls)
    assert sorted(found.values()) == ["nobody", "twin"]


def test_a_record_counts_that_the_call_was_logged_on_though_it_has_not_the_number() -> None:
    calls = [{"started_at": "12:00:00", "ended_at": "12:03:00", "seconds": 180}]
    assert created(calls=calls, logged_on=id_of("Contact", "new")) == {"new": "nobody"}
