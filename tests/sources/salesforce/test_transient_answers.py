import json

import pytest
import requests

from audit.sources.salesforce.transient_answers import day_is_spent, is_transient

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
