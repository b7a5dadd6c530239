import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from audit.errors import ConnectionFailedError, IncompleteExportError
from audit.sources.http.retry_policy import ExportCancelledError, RetryPolicy
from audit.sources.salesforce import Org, login
from audit.sources.salesforce.api_errors import ApiError
from tests.fake_org import FakeOrg
from tests.fake_org import fault_actions as act

Start = Callable[..., FakeOrg]
LogIn = Callable[..., Org]


def test_waits_grow_and_are_capped() -> None:
    patience = RetryPolicy(jitter=lambda: 1.0)
    assert [patience.backoff(attempt) for attempt in (1, 2, 3, 9)] == [0.5, 1.0, 2.0, 30.0]


def test_waits_are_spread_by_chance() -> None:
    assert RetryPolicy(jitter=lambda: 0.0).backoff(1) == 0.25


def test_polls_grow_and_are_capped() -> None:
    waits = [RetryPolicy().poll_waits(poll) for poll in (0, 1, 2, 100)]
    assert waits == [0.5, 0.75, 1.125, 30.0]


def test_a_wait_ends_when_the_work_is_given_up() -> None:
    patience = RetryPolicy()
    patience.stopped.set()
    with pytest.raises(ExportCancelledError):
        patience.pause(3_600)


def test_retry_after_is_heeded(start: Start, log_in: LogIn, waits: list[float]) -> None:
    fake = start()
    fake.fault("GET /limits", act.say(503, "SERVER_UNAVAILABLE", "busy", Retry_After="17"))
    assert log_in(fake).get("limits")
    assert waits == [17.0]


def test_retry_after_may_be_a_date(start: Start, log_in: LogIn, waits: list[float]) -> None:
    fake = start()
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    fake.fault("GET /limits", act.say_html(429, Retry_After=soon))
    log_in(fake).get("limits")
    assert 90 < waits[0] <= 100


@pytest.mark.parametrize(
    "text", ["later", "Sun, 22 Nov 2026 10:00:00", "", "-5", "1.5", "Mon, 99 Nov 99999 10:00:00 GMT", "\xb2"]
)
def test_a_retry_after_that_says_nothing_is_passed_over(
    start: Start, log_in: LogIn, waits: list[float], text: str
) -> None:
    fake = start()
    fake.fault("GET /limits", act.say_html(429, Retry_After=text))
    log_in(fake).get("limits")
    assert waits[0] <= 0.5


def test_an_org_that_asks_for_too_long_a_wait_ends_the_run(start: Start, log_in: LogIn) -> None:
    fake = start()
    fake.fault("GET /limits", act.say_html(503, Retry_After="7200"))
    with pytest.raises(IncompleteExportError, match="120 minutes"):
        log_in(fake).get("limits")


@pytest.mark.parametrize("text", ["9" * 30, "9" * 400])
def test_a_retry_after_beyond_all_sense_ends_the_run(start: Start, log_in: LogIn, text: str) -> None:
    fake = start()
    fake.fault("GET /limits", act.say_html(503, Retry_After=text))
    with pytest.raises(IncompleteExportError, match="minutes"):
        log_in(fake).get("limits")


def test_too_many_requests_at_once_are_asked_again_but_not_too_many_a_day(start: Start, log_in: LogIn) -> None:
    fake = start()
    at_once = "ConcurrentRequests (Concurrent API Requests) Limit exceeded."
    fake.fault("GET /limits", act.say(403, "REQUEST_LIMIT_EXCEEDED", at_once))
    org = log_in(fake)
    assert org.get("limits")
    fake.fault("GET /limits", act.say(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."))
    with pytest.raises(ApiError):
        org.get("limits")


@pytest.mark.parametrize(
    "mishap",
    [act.say_html(200), act.say_html(200, ""), act.drop_unread(), act.cut_body("close"), act.stall()],
    ids=["page", "nothing", "reset", "cut", "silence"],
)
def test_an_org_that_never_answers_right_is_given_up(start: Start, log_in: LogIn, mishap: object) -> None:
    fake = start()
    fake.fault("GET /limits", mishap, times=None)
    with pytest.raises(ConnectionFailedError, match="does not answer as a Salesforce org"):
        log_in(fake).get("limits")


def test_an_org_that_always_has_trouble_is_given_up(start: Start, log_in: LogIn) -> None:
    fake = start()
    fake.fault("GET /query/", act.say(500, "UNKNOWN_EXCEPTION", "An unexpected error occurred"), times=None)
    with pytest.raises(ConnectionFailedError, match="trouble answering"):
        log_in(fake).identity()


def test_an_api_version_that_is_gone_is_told(start: Start, log_in: LogIn) -> None:
    fake = start()
    fake.fault("GET /query/", act.say(410, "GONE", "no longer"), times=None)
    with pytest.raises(ConnectionFailedError, match="update phone-audit"):
        log_in(fake).identity()


def test_an_answer_that_is_no_error_of_the_org_is_told_by_its_status(start: Start, log_in: LogIn) -> None:
    fake = start()
    fake.fault("GET /query/", act.say_html(418))
    with pytest.raises(IncompleteExportError, match="HTTP 418"):
        log_in(fake).identity()


def test_what_looks_like_a_session_is_never_quoted(start: Start, log_in: LogIn) -> None:
    fake = start()
    echo = "Session 00DFk0000000001!AQmarked.marked is not known " + "x" * 500
    fake.fault("GET /query/", act.say(400, "ODD", echo))
    with pytest.raises(IncompleteExportError) as caught:
        log_in(fake).identity()
    assert "marked" not in str(caught.value)
    assert len(str(caught.value)) < 400


def test_a_proxy_that_leads_nowhere_is_told(
    start: Start, patience: RetryPolicy, monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> None:
    fake, gone = start(), start()
    gone.close()
    monkeypatch.setenv("HTTPS_PROXY", gone.url.replace("https", "http"))
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(ConnectionFailedError, match="HTTPS_PROXY"):
        login(environ=fake.env(), patience=patience)
    assert not waits


def test_a_host_that_is_lost_on_the_way_is_asked_again(
    start: Start, patience: RetryPolicy, waits: list[float], tmp_path: Path
) -> None:
    fake = start()
    authority = shutil.copy(fake.ca_file, tmp_path)
    org = login(environ={**fake.env(), "REQUESTS_CA_BUNDLE": authority}, patience=patience)
    fake.close()
    with pytest.raises(ConnectionFailedError, match="cannot be reached"):
        org.get("limits")
    assert len(waits) >= 3


def test_certificates_that_vanish_are_told(start: Start, log_in: LogIn) -> None:
    fake = start()
    org = log_in(fake)
    org.http.close()
    fake.ca_file.unlink()
    with pytest.raises(ConnectionFailedError, match="no longer be read"):
        org.get("limits")
