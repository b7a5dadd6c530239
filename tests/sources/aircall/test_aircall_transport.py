from collections.abc import Callable

import pytest

from audit.errors import ConnectionFailedError, IncompleteExportError, UsageError
from audit.sources.aircall.aircall_api import Aircall
from tests.fake_aircall import FakeAircall
from tests.fake_aircall.mishaps import MISHAPS, redirect
from tests.fake_org import fault_actions as act
from tests.sources.aircall.conftest import Time

Start = Callable[..., FakeAircall]
Client = Callable[..., Aircall]
PING = "GET /v1/ping"
JITTER = 2.5
"""Half of the five seconds that are spread by chance."""


@pytest.mark.parametrize(
    ("name", "waited"),
    [("429-seconds", 17.0), ("429-milliseconds", 17.0), ("429-retry-after", 17.0), ("429-bare", 60.0)],
)
def test_a_refusal_for_the_rate_is_waited_for_as_long_as_it_says(
    start: Start, client: Client, time: Time, name: str, waited: float
) -> None:
    fake = start()
    fake.fault(PING, MISHAPS[name].act)
    assert client().company().name == "Wren & Dove"
    assert time.waits[0] == waited + JITTER


def test_a_clock_that_is_wrong_makes_no_long_wait(start: Start, client: Client, time: Time) -> None:
    time.slow_by = 7_200
    fake = start()
    fake.fault(PING, MISHAPS["429-seconds"].act)
    client().company()
    assert time.waits[0] == 60 + JITTER


def test_the_sixth_refusal_ends_it(start: Start, client: Client, time: Time) -> None:
    fake = start()
    fake.fault(PING, MISHAPS["429-bare"].act, times=None)
    with pytest.raises(IncompleteExportError, match=r"other integrations use up.*requests_per_minute"):
        client().company()
    assert len(fake.requests) == 6
    assert time.waits.count(62.5) == 5


def test_a_wait_of_an_hour_is_left_to_the_user(start: Start, client: Client) -> None:
    fake = start()
    fake.fault(PING, act.say_html(429, Retry_After="3600"))
    with pytest.raises(IncompleteExportError, match="come back in 60 minutes"):
        client().company()


@pytest.mark.parametrize("name", [name for name, each in MISHAPS.items() if each.passes and not name.startswith("4")])
def test_what_passes_is_asked_again_four_times(start: Start, client: Client, time: Time, name: str) -> None:
    fake = start()
    aircall = client()
    aircall.company()
    fake.fault(PING, MISHAPS[name].act, times=4)
    assert aircall.company().name == "Wren & Dove"
    assert [wait for wait in time.waits if wait > 1.3] == [1.5, 3.0, 6.0, 12.0]


@pytest.mark.parametrize("name", ["503", "cut-length", "half-200", "reset"])
def test_a_fifth_failure_ends_it(start: Start, client: Client, name: str) -> None:
    fake = start()
    aircall = client()
    aircall.company()
    fake.fault(PING, MISHAPS[name].act, times=None)
    with pytest.raises(ConnectionFailedError, match=r"api\.aircall\.io does not answer as Aircall does"):
        aircall.company()
    assert len([entry for entry in fake.requests if entry.path == "/v1/ping"]) == 6


@pytest.mark.parametrize("to", ["https://elsewhere.example/v1/calls", "https://api.aircall.io/v1/company", "/v1/calls"])
def test_a_redirect_is_never_followed(start: Start, client: Client, to: str) -> None:
    fake = start()
    fake.fault(PING, redirect(to))
    with pytest.raises(ConnectionFailedError, match=r"api\.aircall\.io sends us on to .*stands in for it"):
        client().company()
    assert fake.hosts == {"api.aircall.io:443"}
    assert len(fake.requests) == 1


def test_a_host_that_is_not_trusted_is_told_at_once(
    start: Start, client: Client, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    start()
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with pytest.raises(ConnectionFailedError, match=r"certificate of api\.aircall\.io is not trusted"):
        client().company()
    assert not time.waits


def test_a_proxy_that_is_not_there_is_told_at_once(
    start: Start, client: Client, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    start()
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with pytest.raises(ConnectionFailedError, match=r"The proxy 127\.0\.0\.1:9 does not lead to api\.aircall\.io"):
        client().company()
    assert not time.waits


def test_an_authority_that_cannot_be_read_is_a_wrong_setting(
    start: Start, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    start()
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere.pem")
    with pytest.raises(UsageError, match=r"REQUESTS_CA_BUNDLE names /nowhere\.pem"):
        client()


def test_the_limit_of_the_company_is_never_met_at_the_default_rate(start: Start, client: Client) -> None:
    fake = start(requests_per_minute=50)
    aircall = client()
    for _ in range(60):
        aircall.company()
    assert fake.state.n_limited == 0
    assert fake.state.most_in_a_minute == 50


def test_a_limit_that_is_lower_than_the_rate_is_waited_for(start: Start, client: Client) -> None:
    fake = start(requests_per_minute=10)
    aircall = client(120)
    for _ in range(10):
        aircall.company()
    assert fake.state.n_limited
    assert len(fake.requests) == 30 + fake.state.n_limited
