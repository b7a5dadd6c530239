import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import requests

from audit.sources.salesforce.retry_policy import (
    ExportCancelledError,
    RetryPolicy,
    day_is_spent,
    is_transient,
    retry_after,
)


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


HOST = "https://larkspur.my.salesforce.com"
DAY = "TotalRequests Limit exceeded."
AT_ONCE = "ConcurrentRequests (Concurrent API Requests) Limit exceeded."


def asked(path: str = "/services/data/v62.0/query", **headers: str) -> requests.PreparedRequest:
    return requests.Request("GET", f"{HOST}{path}", headers=headers).prepare()


def replied(status: int, body: bytes = b"{}", kind: str = "application/json") -> requests.Response:
    response = requests.Response()
    response.status_code, response._content = status, body
    response.headers["Content-Type"] = kind
    return response


def refusal(status: int, text: str) -> requests.Response:
    return replied(status, json.dumps([{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": text}]).encode())


@pytest.mark.parametrize("status", [406, 408, 420, 429, 500, 502, 503, 504])
def test_a_moment_of_weakness_is_told_by_its_status(status: int) -> None:
    assert is_transient(asked(), replied(status))


@pytest.mark.parametrize("status", [400, 401, 404, 409, 412])
def test_an_answer_of_the_org_is_none(status: int) -> None:
    assert not is_transient(asked(), replied(status))


@pytest.mark.parametrize(
    ("given", "weak"),
    [
        (replied(200), False),
        (replied(204, b""), True),
        (replied(200, b""), True),
        (replied(200, b"<html>", "text/html; charset=utf-8"), True),
        (replied(200, b'{"a": '), True),
        (replied(200, b"[" * 200_000), True),
    ],
)
def test_what_is_no_whole_json_is_a_gateway_speaking(given: requests.Response, *, weak: bool) -> None:
    assert is_transient(asked(), given) is weak


def test_csv_need_not_be_json() -> None:
    assert not is_transient(asked(Accept="text/csv"), replied(200, b"Id\n", "text/csv"))


def test_too_many_requests_at_once_pass_and_those_of_a_day_do_not() -> None:
    assert is_transient(asked(), refusal(403, AT_ONCE))
    assert day_is_spent(refusal(403, AT_ONCE)) is None
    assert not is_transient(asked(), refusal(403, DAY))
    assert day_is_spent(refusal(403, DAY)) is not None
    assert day_is_spent(replied(200)) is None
