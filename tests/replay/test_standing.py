from typing import Any

import pandas as pd
import pytest

from audit.domain import POLICIES
from audit.result.replay import LogComparison
from tests.replay.replays import call, replay, stored
from tests.typed_org import contact, id_of, lead

A, B, STRANGER = (f"+1212555010{n}" for n in range(3))
ADA, BEN, CAL = (id_of("Contact", key) for key in ("ada", "ben", "cal"))
JANUARY, FEBRUARY, MARCH = "2026-01-10T09:00:00Z", "2026-02-10T09:00:00Z", "2026-03-10T09:00:00Z"

REPORT = stored(
    contact("ada", phone=A, last_modified=FEBRUARY, created=JANUARY),
    contact("ben", phone=B, last_modified=FEBRUARY, created=FEBRUARY),
    contact("cal", phone="+12125550108", last_modified=MARCH, created=JANUARY),
    lead("len", phone=B, last_modified=JANUARY, created=JANUARY),
    contact("dee", phone="+12125550107"),
    contact("eve", phone="+12125550106", last_modified=JANUARY),
    contact("eva", phone="+12125550106", last_modified=JANUARY),
)


def standing(e164: str, **columns: Any) -> str:
    logged = replay(REPORT, call(e164, **columns), by="id").figures.logged
    assert logged is not None
    (found,) = [name for name in ("clean", "edited_since", "undated", "created_by_call") if getattr(logged, name)]
    return found


@pytest.mark.parametrize(
    ("e164", "columns", "expected"),
    [
        (A, {"started_at": MARCH, "logged_on": ADA}, "clean"),
        (A, {"started_at": FEBRUARY, "logged_on": ADA}, "clean"),
        (A, {"started_at": "2026-02-10T08:59:59Z", "logged_on": ADA}, "edited_since"),
        (A, {"started_at": "2026-02-20T09:00:00Z", "logged_on": CAL}, "edited_since"),
        (A, {"entry_at": MARCH, "logged_on": ADA}, "clean"),
        (A, {"entry_at": "2026-02-10T09:10:00Z", "seconds": 600, "logged_on": ADA}, "clean"),
        (A, {"entry_at": "2026-02-10T09:10:00Z", "seconds": 601, "logged_on": ADA}, "edited_since"),
        (A, {"logged_on": ADA}, "undated"),
        (A, {"started_at": "2026-01-10T09:01:00Z", "logged_on": ADA}, "created_by_call"),
        (A, {"started_at": "2026-01-10T09:01:01Z", "logged_on": ADA}, "edited_since"),
        (B, {"started_at": "2026-01-20T09:00:00Z"}, "clean"),
        (B, {"started_at": "2026-02-20T09:00:00Z", "logged_on": CAL}, "edited_since"),
        (B, {"started_at": JANUARY, "logged_on": BEN}, "created_by_call"),
        ("+12125550107", {"started_at": MARCH}, "undated"),
        ("+12125550106", {"started_at": MARCH}, "undated"),
        (STRANGER, {"started_at": JANUARY}, "clean"),
        (STRANGER, {"started_at": JANUARY, "logged_on": CAL}, "created_by_call"),
    ],
)
def test_a_call_is_evidence_when_nobody_concerned_was_edited_or_created_since(
    e164: str, columns: dict[str, Any], expected: str
) -> None:
    assert standing(e164, **columns) == expected


def test_a_record_that_the_call_created_is_not_compared() -> None:
    logged = replay(REPORT, call(B, started_at=FEBRUARY, logged_on=BEN), by="id").figures.logged
    assert logged is not None
    assert (logged.created_by_call, logged.compared, logged.agrees) == (1, 0, 0)


def test_only_records_that_were_there_are_compared_with_a_call() -> None:
    report = stored(
        lead("len", phone=A, last_modified=JANUARY, created=JANUARY),
        contact("ada", phone="(212) 555-0100", last_modified=MARCH, created=MARCH),
    )
    logged = replay(report, call(A, started_at=FEBRUARY, logged_on=id_of("Lead", "len")), by="id").figures.logged
    assert logged is not None
    assert (logged.clean, logged.decisive) == (1, 0)
    assert {policy: fit.explained for policy, fit in logged.policies.items()} == dict.fromkeys(POLICIES, 1)


def found_nobody(created: str, **columns: Any) -> LogComparison:
    """Return what is said of a call in February that was logged on a new record, while an older one had the number."""
    report = stored(
        contact("old", phone="(212) 555-0100", **{"last_modified": JANUARY, "created": JANUARY, **columns}),
        contact("new", phone=A, last_modified=created, created=created),
    )
    one = call(A, started_at=FEBRUARY, logged_on=id_of("Contact", "new"))
    logged = replay(report, one, by="id").figures.logged
    assert logged is not None
    return logged


def test_a_call_that_created_a_record_says_that_whoever_had_the_number_was_not_found() -> None:
    logged = found_nobody("2026-02-10T09:00:05Z")
    assert (logged.created_by_call, logged.compared, logged.created_decisive) == (1, 0, 1)
    assert {policy: fit.explained_clean for policy, fit in logged.policies.items()} == {
        "exact": 1,
        "digits": 1,
        "any": 0,
    }


def test_it_says_nothing_when_the_record_came_later_or_whoever_had_the_number_was_edited_since() -> None:
    assert found_nobody("2026-02-10T10:00:01Z").created_decisive == 0
    assert found_nobody("2026-02-10T09:00:05Z", last_modified=MARCH).created_decisive == 0
    assert found_nobody("2026-02-10T09:00:05Z", last_modified=None).created_decisive == 0


def test_without_created_dates_a_later_edit_still_keeps_a_call_from_being_clean() -> None:
    report = stored(contact("ada", phone=A, last_modified=FEBRUARY))
    logged = replay(report, call(A, started_at=JANUARY, logged_on=ADA), by="id").figures.logged
    assert logged is not None
    assert (logged.created_by_call, logged.edited_since) == (0, 1)
    (warning,) = replay(report, call(A, logged_on=ADA), by="id").figures.warnings
    assert warning.startswith("The report has no CreatedDate")


def edited_by_logging(minutes: int, n_records: int = 20) -> float | None:
    """Return the share in an org whose records were last edited so many minutes after the call logged on them."""
    edited = (pd.Timestamp(FEBRUARY) + pd.Timedelta(minutes=minutes)).isoformat()
    keys = [f"k{n}x" for n in range(n_records)]
    report = stored(*(contact(key, phone=A, last_modified=edited, created=JANUARY) for key in keys))
    calls = [call(A, started_at=FEBRUARY, logged_on=id_of("Contact", key)) for key in keys]
    logged = replay(report, *calls, by="id").figures.logged
    assert logged is not None
    return logged.edited_by_logging


def test_it_shows_when_logging_a_call_changes_the_last_edit_of_its_record() -> None:
    assert edited_by_logging(minutes=5) == 1
    assert edited_by_logging(minutes=61) == 0
    assert edited_by_logging(minutes=-1) == 0
    assert edited_by_logging(minutes=5, n_records=19) is None
