"""What is foretold of records that the integration will create; at length in tests.benchmarks.forecast_backtest."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from audit.result.baseline import Baseline
from audit.result.forecast import Forecast
from tests.benchmarks.forecast_backtest import SETTINGS, outcome
from tests.replay.replays import call, replay, stored
from tests.typed_org import Row, contact, lead

ADMIN, AGENT = "0055Y000000000EQAQ", "0055Y000000000FQAQ"
FIRST = pd.Timestamp("2026-01-05T09:00:00Z")


def number(place: int) -> str:
    return f"+1{('212', '310', '415', '617')[place // 100]}5550{100 + place % 100}"


def when(day: float, seconds: int = 0) -> str:
    return (FIRST + pd.Timedelta(days=day, seconds=seconds)).isoformat()


def of_integration(place: int, day: float, **columns: Any) -> Row:
    """Type in a record that the integration creates five seconds after a call on that day."""
    made = {"created": when(day, 5), "last_modified": when(day, 5), "created_by": ADMIN, "owner": "Ottoline Vane"}
    named = {"name": f"{number(place)} Aircall new contact", "phone": number(place)}
    return contact(f"n{place}x", **named | made | columns)


def calls_on(days: list[float], **columns: Any) -> list[dict[str, Any]]:
    """Type in a call on another number on each of ``days``, by default with a log entry of the integration's user."""
    return [
        call(number(place), started_at=when(day), ended_at=when(day, 60), seconds=60, **{"entry_by": ADMIN, **columns})
        for place, day in enumerate(days)
    ]


DAILY: list[float] = [float(day) for day in range(84)]
"""Twelve weeks."""
EVERYBODY = [of_integration(place, day) for place, day in enumerate(DAILY)]


def foretold(report: Baseline, calls: list[dict[str, Any]]) -> Forecast:
    return replay(report, *calls).figures.forecast


def test_the_records_after_calls_are_learned_from_and_foretold() -> None:
    found = foretold(stored(*EVERYBODY), calls_on(DAILY))
    assert (found.why, found.weeks, found.too_new, found.without_time) == (None, 12, 0, 0)
    assert found.user is not None
    assert (found.user.user_id, found.user.told_by, found.user.of_these, found.user.of_all) == (ADMIN, "log", 84, 84)
    assert found.unheld is not None
    assert (found.unheld.numbers, found.unheld.created, found.unheld.by_others) == (84, 84, 0)
    assert not found.unheld.share_changed
    assert found.month is not None
    assert found.month.low < 30 <= found.month.middle + 2 < found.month.high
    assert found.back_test is not None
    assert (found.back_test.weeks_learned, found.back_test.weeks, found.back_test.created) == (6, 6, 42)
    assert found.back_test.expected.low <= 42 <= found.back_test.expected.high


def test_object_name_field_format_and_owner_of_the_records_are_told_without_a_number() -> None:
    found = foretold(stored(*EVERYBODY), calls_on(DAILY)).created
    assert found is not None
    assert (found.records, found.objects, found.names) == (84, {"Contact": 84}, {"NUMBER Aircall new contact": 84})
    assert [each.model_dump() for each in found.stored] == [{"field": "Phone", "format": "e164", "records": 84}]
    assert (found.owners, found.owner, found.of_owner) == (1, "Ottoline Vane", 84)


def test_records_for_numbers_that_a_record_has_in_another_format_are_avoidable() -> None:
    old = {"created": "2020-01-01", "last_modified": "2020-01-01", "created_by": AGENT}
    known = [
        lead(f"k{p}x", phone=f"({number(p)[2:5]}) {number(p)[5:8]}-{number(p)[8:]}", **old) for p in range(0, 84, 2)
    ]
    found = foretold(stored(*EVERYBODY, *known), calls_on(DAILY))
    assert found.created is not None
    assert (found.created.nobody, found.created.other_format, found.created.has_e164) == (42, 42, 0)
    assert found.avoidable is not None
    assert found.month is not None
    assert 0 < found.avoidable.low < found.avoidable.middle <= found.month.middle / 2 + 3


def test_a_second_record_within_a_quarter_of_an_hour_is_a_twin() -> None:
    twin = contact("t0x", phone=number(0), created=when(0, 600), last_modified=when(0, 600), created_by=ADMIN)
    second = call(number(0), started_at=when(0, 590), ended_at=when(0, 700), seconds=110, entry_by=ADMIN)
    found = foretold(stored(*EVERYBODY, twin), [*calls_on(DAILY), second])
    assert found.created is not None
    assert (found.created.twins, found.created.called_again, found.created.called_again_soon) == (1, 1, 0)
    assert found.twins is not None
    assert found.twins.high >= 1


def test_a_call_right_after_the_record_was_created_counts_as_another() -> None:
    second = call(number(0), started_at=when(0, 30), ended_at=when(0, 50), seconds=20, entry_by=ADMIN)
    found = foretold(stored(*EVERYBODY), [*calls_on(DAILY), second])
    assert found.created is not None
    assert (found.created.records, found.created.twins) == (84, 0)
    assert (found.created.called_again, found.created.called_again_soon) == (1, 1)


def test_where_nobody_creates_records_nothing_is_foretold() -> None:
    somebody = contact("s", phone="+1 305 555 0100", created=when(-500), last_modified=when(90), created_by=AGENT)
    found = foretold(stored(somebody), calls_on(DAILY))
    assert (found.why, found.month, found.back_test, found.created) == ("nothing_created", None, None, None)
    assert found.unheld is not None
    assert (found.unheld.numbers, found.unheld.created) == (84, 0)
    assert foretold(stored(somebody), calls_on(DAILY, entry_by=None)).why == "nothing_created"


def test_records_that_people_make_after_calls_foretell_nothing() -> None:
    people = ["Ada", "Basil", "Cecily", "Desmond", "Edith", "Flynn", "Greer", "Hamish"]
    made = [of_integration(p, day, name=f"{people[p % 8]} {people[p // 11]}") for p, day in enumerate(DAILY)]
    found = foretold(stored(*made), calls_on(DAILY, entry_by=None))
    assert (found.why, found.creators, found.month) == ("no_user", 1, None)
    assert found.unheld is not None
    assert (found.unheld.created, found.unheld.by_others) == (0, 84)
    assert foretold(stored(*made), calls_on(DAILY, entry_by=AGENT)).why == "nothing_created"


def test_without_a_log_the_user_is_told_by_records_that_are_named_alike() -> None:
    found = foretold(stored(*EVERYBODY), calls_on(DAILY, entry_by=None))
    assert (found.why, found.user and found.user.told_by) == (None, "records")


def test_a_setting_that_was_changed_is_no_pace() -> None:
    begun = foretold(stored(*EVERYBODY[63:]), calls_on(DAILY))
    assert (begun.why, begun.idle_before, begun.idle_after, begun.month) == ("begun", 9, 0, None)
    ended = foretold(stored(*EVERYBODY[:56]), calls_on(DAILY))
    assert ended.why is None  # calls after the last record that is known are left out
    late = contact("s", phone="+1 305 555 0100", created=when(-500), last_modified=when(90), created_by=AGENT)
    ended = foretold(stored(*EVERYBODY[:56], late), calls_on(DAILY))
    assert (ended.why, ended.idle_before, ended.idle_after, ended.month) == ("stopped", 0, 4, None)
    assert ended.unheld is not None
    assert ended.unheld.share_changed


def test_few_records_few_weeks_and_missing_dates_are_named() -> None:
    late = contact("s", phone="+1 305 555 0100", created=when(-500), last_modified=when(90), created_by=AGENT)
    assert foretold(stored(*EVERYBODY[::21], late), calls_on(DAILY)).why == "too_few"
    assert foretold(stored(*EVERYBODY), calls_on(DAILY[:27])).why == "too_short"
    assert foretold(stored(*EVERYBODY), calls_on(DAILY[:28])).why is None
    assert foretold(stored(*EVERYBODY), [call(number(0))]).why == "no_times"
    no_user = [{**row, "created_by": None} for row in EVERYBODY]
    assert foretold(stored(*no_user), calls_on(DAILY)).why == "no_created_by"
    assert foretold(stored(*({**row, "created": None} for row in EVERYBODY)), calls_on(DAILY)).why == "no_created_date"


def test_days_without_a_time_of_day_tell_nothing() -> None:
    days = [{**row, "created": row["created"][:10]} for row in EVERYBODY]
    assert foretold(stored(*days), calls_on(DAILY)).why == "no_created_time"
    dated = [{**each, "started_at": each["started_at"][:10], "ended_at": None} for each in calls_on(DAILY)]
    assert foretold(stored(*EVERYBODY), dated).why == "no_times"


def test_the_order_of_calls_and_records_changes_nothing() -> None:
    report, calls = stored(*reversed(EVERYBODY)), calls_on(DAILY)
    assert foretold(report, calls[::-1]) == foretold(stored(*EVERYBODY), calls)


def test_calls_after_the_export_are_left_out_and_counted() -> None:
    report = stored(*EVERYBODY[:70])
    exported = replace(report, results={**report.results, "source": {"exported_at": when(69.5)}})
    found = foretold(exported, [*calls_on(DAILY), call(number(1), entry_by=ADMIN)])
    assert (found.too_new, found.weeks, found.without_time, found.why) == (14, 10, 1, None)
    assert found.unheld is not None
    assert found.unheld.numbers == found.unheld.created == 70


@pytest.mark.parametrize("name", ["steady", "share 0.3", "Leads, the log does not say who"])
def test_second_half_and_next_month_of_an_org_in_time_are_within_the_intervals(name: str) -> None:
    found = outcome(*SETTINGS[name], seed=3)
    assert (found.why, found.half, found.month) == (None, True, True)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [name for name, (_, habits) in SETTINGS.items() if habits.creates and not habits.since]
)
def test_nearly_all_second_halves_and_months_are_within_the_intervals(name: str) -> None:
    found = [outcome(*SETTINGS[name], seed) for seed in range(8)]
    assert sum(each.half is True for each in found) >= 7
    assert sum(each.month is True for each in found) >= 7


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nothing is created", "nothing_created"),
        ("nothing is created, people make records, no log", "no_user"),
        ("creates since the last three weeks", "begun"),
    ],
)
def test_where_nothing_can_be_learned_no_seed_foretells_anything(name: str, why: str) -> None:
    assert {outcome(*SETTINGS[name], seed).why for seed in range(8)} == {why}
