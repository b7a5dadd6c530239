from datetime import UTC, datetime
from typing import Any

import pytest

from audit.reports.view.forecast_words import forecast_words
from audit.result.forecast import (
    BackTest,
    CreatedRecords,
    Expected,
    Forecast,
    IntegrationUser,
    StoredNumber,
    UnheldNumbers,
)

ADMIN = "0055Y000000000EQAQ"
CREATED = CreatedRecords(
    records=317,
    nobody=270,
    other_format=30,
    has_e164=2,
    twins=15,
    called_again=20,
    called_again_soon=9,
    objects={"Contact": 317},
    names={"NUMBER Aircall new contact": 317},
    stored=[StoredNumber(field="Phone", format="e164", records=317)],
    owners=3,
    owner="Ottoline Vane",
    of_owner=200,
)
UNHELD = UnheldNumbers(numbers=296, created=261, by_others=3, low=0.841, high=0.914, share_changed=False)
FORECAST = Forecast(
    why=None,
    since=datetime(2026, 1, 5, tzinfo=UTC),
    until=datetime(2026, 7, 6, tzinfo=UTC),
    weeks=26,
    user=IntegrationUser(user_id=ADMIN, told_by="log", of_these=2160, of_all=2200),
    unheld=UNHELD,
    created=CREATED,
    month=Expected(low=28, middle=49, high=78),
    avoidable=Expected(low=2, middle=6, high=12),
    twins=Expected(low=0, middle=0, high=4),
    back_test=BackTest(weeks_learned=13, weeks=13, expected=Expected(low=106, middle=180, high=312), created=154),
)
FIXED_SINCE = (
    "2 of 317 so far were created although a record has the number in E.164 now: it was fixed since, or there is "
    "another cause."
)
UNHELD_SAID = "296 numbers had calls and no record (26 weeks to Jul 5, 2026)"
SHARE = "88.2%; 84% to 91% with 95% confidence"
BACK_TEST = "Back-test: from the first 13 weeks"
CHANGED = "something has changed, and the forecast may be off."
STORED = "Number: Phone in E.164 317. Owners: Ottoline Vane 200, 2 others."
NAME = "“NUMBER Aircall new contact”"


def said(**changes: Any) -> list[str]:
    """Return headline and notes of FORECAST with ``changes``."""
    words = forecast_words(FORECAST.model_copy(update=changes))
    return [words.headline, *words.notes]


def created(**changes: Any) -> CreatedRecords:
    return CREATED.model_copy(update=changes)


def test_a_forecast_is_a_headline_and_what_it_rests_on() -> None:
    assert said() == [
        (
            "Aircall will create about 49 Contacts a month (28 to 78 with 95% confidence) for numbers that it does not "
            "find."
        ),
        "E.164 would avoid about 6 of them (2 to 12): a record has the number, in another format.",
        FIXED_SINCE,
        "Twins (two records of one number): up to 4 of them, if a call comes before the search finds the new record.",
        f"{UNHELD_SAID}: 261 got one from Aircall within five minutes ({SHARE}), 3 from somebody else.",
        f"317 records so far: Contact 317. Names: {NAME} 317. {STORED}",
        f"Aircall's user: {ADMIN}, who created 2,160 of 2,200 log entries.",
        "Back-test: from the first 13 weeks, 106 to 312 were to be expected in the other 13. There were 154.",
        "Not counted: records that were deleted, merged or converted since. There may be more.",
    ]


def test_what_is_in_doubt_is_said() -> None:
    missed = BackTest(weeks_learned=13, weeks=13, expected=Expected(low=10, middle=15, high=20), created=154)
    changed = UNHELD.model_copy(update={"share_changed": True})
    user = IntegrationUser(user_id=ADMIN, told_by="records", of_these=40, of_all=42)
    notes = said(back_test=missed, unheld=changed, user=user, too_new=1, without_time=2_000)
    assert notes[-6:] == [
        f"Aircall's user: {ADMIN}, who created 40 of 42 records after calls with new numbers, named alike.",
        f"{BACK_TEST}, 10 to 20 were to be expected in the other 13. There were 154: {CHANGED}",
        "The share of numbers that get a record differs between the two halves: the forecast may be off.",
        "Not counted: records that were deleted, merged or converted since. There may be more.",
        "1 call left out: later than the records of the report.",
        "2,000 calls left out: without a time.",
    ]


def test_records_of_several_kinds_are_counted_by_kind() -> None:
    several = created(objects={"Lead": 10, "Account": 2}, names={}, stored=[], owners=0, owner=None, of_owner=0)
    notes = said(created=several)
    assert notes[0].startswith("Aircall will create about 49 records a month")
    assert "Lead 10, Account 2. Names: no two alike. Number: not in them. Owners: unknown." in notes[5]


def test_calls_that_came_again_without_a_twin_are_counted() -> None:
    assert said(created=created(twins=0))[3] == (
        "20 numbers called again within 15 minutes (9 within 5), but no twin was created."
    )
    assert len(said(created=created(twins=0, called_again=0, has_e164=0, other_format=0))) == 6


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"why": "no_created_date"}, "the report does not say when records were created. Run phone-audit run again"),
        ({"why": "no_created_time"}, "CreatedDate has days only, as in report exports."),
        ({"why": "no_created_by"}, "the report does not say who created records. Run phone-audit run again"),
        ({"why": "no_times"}, "no call with a number has a time."),
        ({"why": "too_short", "weeks": 1}, "the calls span 1 whole week. It takes 4."),
        ({"why": "too_few"}, "too few were created in the last 13 weeks. It takes 5."),
        ({"why": "nothing_created"}, "none was created within five minutes of a call. Aircall seems to create none"),
        ({"why": "begun", "idle_before": 23}, "it began to create them 3 weeks ago. It takes 4."),
        ({"why": "stopped", "idle_after": 4}, "none was created in the last 4 weeks, after 317 before. It seems to"),
        ({"why": "no_user", "creators": 6}, "6 users created records within five minutes of a call, and none of them"),
    ],
)
def test_why_nothing_is_foretold_is_said(changes: dict[str, Any], why: str) -> None:
    found = said(month=None, avoidable=None, twins=None, back_test=None, **changes)
    assert found[0].startswith(f"No forecast of the records that Aircall will create: {why}")
    assert "E.164 would have avoided 30 of 317 so far: a record has the number, in another format." in found


def test_where_the_user_is_not_known_nothing_is_put_down_to_aircall() -> None:
    unheld = UNHELD.model_copy(update={"created": 0, "by_others": 182})
    nothing = {"month": None, "created": None, "user": None, "back_test": None}
    assert said(why="no_user", creators=6, unheld=unheld, **nothing)[1:] == [
        f"{UNHELD_SAID}: 182 got one within five minutes."
    ]
