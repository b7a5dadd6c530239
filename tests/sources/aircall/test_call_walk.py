from collections.abc import Callable

import pytest

from audit.errors import IncompleteExportError
from audit.sources.aircall.aircall_api import Aircall
from audit.sources.aircall.call_walk import Period, walk_calls
from tests.fake_aircall import FakeAircall
from tests.fake_aircall.history import DAY, NOW, generated
from tests.fake_aircall.mishaps import MISHAPS
from tests.fake_org.faults import Exchange
from tests.fake_org.messages import Response, answer
from tests.sources.aircall.conftest import Time, expected_ids

Start = Callable[..., FakeAircall]
Client = Callable[..., Aircall]
PERIOD = Period(NOW - 30 * DAY, NOW)
CALLS = "GET /v1/calls"


def walked(aircall: Aircall, period: Period = PERIOD) -> list[int]:
    return [call.id for calls in walk_calls(aircall, period, None, set()) for call in calls]


@pytest.mark.parametrize("bounds", ["[]", "()", "[)", "(]"])
def test_each_call_comes_once_however_the_ends_of_a_period_are_meant(start: Start, client: Client, bounds: str) -> None:
    fake = start(6_000, bounds=bounds, most_items=150)
    ids = walked(client())
    assert sorted(ids) == expected_ids(fake.state.history, PERIOD.begin, PERIOD.end)
    assert any(entry.status == 400 for entry in fake.requests)


@pytest.mark.parametrize("cap", [None, 100])
def test_a_capped_total_changes_nothing(start: Start, client: Client, cap: int | None) -> None:
    fake = start(1_500, total_cap=cap)
    assert sorted(walked(client())) == expected_ids(fake.state.history, PERIOD.begin, PERIOD.end)


def test_a_week_is_asked_for_at_a_time_by_pages_of_fifty(start: Start, client: Client) -> None:
    fake = start(1_500)
    walked(client(), Period(NOW - 10 * DAY, NOW))
    spans = {int(entry.query["to"]) - int(entry.query["from"]) for entry in fake.requests}
    assert spans == {7 * DAY + 120, 3 * DAY + 120}
    assert {entry.query["per_page"] for entry in fake.requests} == {"50"}


@pytest.mark.slow
def test_more_than_ten_thousand_calls_of_a_week_are_read(start: Start, client: Client) -> None:
    history = generated(300_000)
    fake = start(history)
    period = Period(NOW - 7 * DAY, NOW)
    ids = walked(client(), period)
    assert len(ids) > 10_000
    assert sorted(ids) == expected_ids(history, period.begin, period.end)
    assert not [entry for entry in fake.requests if entry.status == 400]


def test_calls_that_are_made_meanwhile_are_left_for_the_next_time(start: Start, client: Client, time: Time) -> None:
    fake = start(60_000, most_items=500)
    ids = walked(client(1), Period(NOW - 3 * DAY, NOW))
    made = (fake.state.history.created > NOW) & (fake.state.history.created < time.now())
    assert made.sum() >= 1
    assert sorted(ids) == expected_ids(fake.state.history, NOW - 3 * DAY, NOW)


def test_calls_that_grow_too_old_meanwhile_take_no_others_with_them(start: Start, client: Client, time: Time) -> None:
    fake = start(60_000)
    begin = NOW - 184 * DAY
    ids = walked(client(1), Period(begin, begin + 5 * DAY))
    certain = expected_ids(fake.state.history, time.now() - 183 * DAY, begin + 5 * DAY)
    assert len(certain) < len(ids)
    assert set(certain) <= set(ids)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("reached", [NOW - 12 * DAY, NOW - 1])
def test_a_walk_goes_on_where_another_one_ended(start: Start, client: Client, reached: int) -> None:
    fake = start(2_000)
    history = fake.state.history
    seen = set(expected_ids(history, PERIOD.begin, reached))
    ids = [call.id for calls in walk_calls(client(), PERIOD, reached, seen) for call in calls]
    assert sorted(ids) == expected_ids(history, reached, PERIOD.end)


def test_a_refused_page_is_asked_for_otherwise(start: Start, client: Client) -> None:
    fake = start(4_000)
    fake.fault(CALLS, MISHAPS["400-limit"].act, nth=3)
    assert sorted(walked(client())) == expected_ids(fake.state.history, PERIOD.begin, PERIOD.end)


@pytest.mark.parametrize("when", [{}, {"nth": 3}])
def test_a_refusal_that_stays_ends_it(start: Start, client: Client, when: dict[str, int]) -> None:
    fake = start(4_000)
    fake.fault(CALLS, MISHAPS["400-limit"].act, times=None, **when)
    with pytest.raises(IncompleteExportError, match="gives no others to go on from"):
        walked(client())


def test_a_query_that_too_many_calls_match_is_asked_for_in_narrower_windows(start: Start, client: Client) -> None:
    fake = start(6_000, most_items=100, refuses_more=True)
    assert sorted(walked(client())) == expected_ids(fake.state.history, PERIOD.begin, PERIOD.end)
    refused = [entry for entry in fake.requests if entry.status == 400]
    assert len(refused) == 2, "a window stays as narrow as it had to become"


def doubled(met: Exchange) -> Response:
    """Answer with every call twice."""
    page = met.proceed().json()
    return answer({**page, "calls": page["calls"] * 2})


def test_what_comes_twice_counts_once(start: Start, client: Client) -> None:
    fake = start(1_000)
    fake.fault(CALLS, doubled, times=None)
    assert sorted(walked(client())) == expected_ids(fake.state.history, PERIOD.begin, PERIOD.end)
