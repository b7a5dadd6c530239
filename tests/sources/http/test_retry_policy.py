from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import requests

from audit.sources.http.retry_policy import ExportCancelledError, RetryPolicy, retry_after


def answer(asked: str | None) -> requests.Response:
    response = requests.Response()
    if asked is not None:
        response.headers["Retry-After"] = asked
    return response


def test_waits_double_up_to_the_longest_and_jitter_takes_half_at_most() -> None:
    patience = RetryPolicy(first_wait=1.0, longest_wait=5.0, jitter=lambda: 1.0)
    assert [patience.backoff(attempt) for attempt in (1, 2, 3, 4)] == [1.0, 2.0, 4.0, 5.0]
    assert RetryPolicy(first_wait=1.0, jitter=lambda: 0.0).backoff(1) == 0.5


def test_a_job_is_asked_ever_more_rarely_and_never_more_rarely_than_the_longest() -> None:
    patience = RetryPolicy(first_poll=1.0, longest_poll=2.0)
    assert [patience.poll_waits(poll) for poll in (0, 1, 2, 10_000)] == [1.0, 1.5, 2.0, 2.0]


def test_whoever_waits_stops_when_the_work_is_given_up() -> None:
    patience = RetryPolicy()
    patience.stopped.set()
    with pytest.raises(ExportCancelledError):
        patience.pause(60.0)


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        (None, None),
        ("", None),
        ("17", 17.0),
        ("9" * 400, 999_999_999.0),
        ("soon", None),
        ("-5", None),
        ("٣", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
    ],
)
def test_the_org_asks_in_seconds_or_by_a_date(asked: str | None, seconds: float | None) -> None:
    assert retry_after(answer(asked)) == seconds


def test_a_date_ahead_is_waited_for() -> None:
    ahead = format_datetime(datetime.now(UTC) + timedelta(minutes=2), usegmt=True)
    assert retry_after(answer(ahead)) == pytest.approx(120, abs=2)
