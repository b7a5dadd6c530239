"""The stand-in Aircall: what is known of the real one, asked over HTTPS as a program asks."""

import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.fake_aircall import FakeAircall, generated
from tests.fake_aircall.__main__ import main
from tests.fake_aircall.history import DAY, NOW, sample_numbers, spaced

ROOT = Path(__file__).resolve().parents[2]
URL = "https://api.aircall.io/v1"

Ask = Callable[..., requests.Response]


@pytest.fixture
def start() -> Iterator[Callable[..., tuple[FakeAircall, Ask]]]:
    with ExitStack() as stack:

        def started(n_calls: int = 300, **settings: Any) -> tuple[FakeAircall, Ask]:
            settings = {"clock": lambda: float(NOW), **settings}
            fake = stack.enter_context(FakeAircall(generated(n_calls), **settings))
            session = stack.enter_context(requests.Session())
            session.trust_env = False
            env = fake.env()
            session.proxies = {"https": env["HTTPS_PROXY"]}
            session.verify = env["REQUESTS_CA_BUNDLE"]
            session.auth = (env["AIRCALL_API_ID"], env["AIRCALL_API_TOKEN"])

            def ask(path: str, **parameters: Any) -> requests.Response:
                return session.get(f"{URL}/{path}", params=parameters)

            return fake, ask

        yield started


def test_ping_company_and_lines(start: Callable[..., Any]) -> None:
    _, ask = start()
    assert ask("ping").json() == {"ping": "pong"}
    assert ask("company").json() == {"company": {"name": "Wren & Dove", "users_count": 3, "numbers_count": 4}}
    first = ask("numbers", per_page=3).json()
    assert [line["name"] for line in first["numbers"]] == ["Sales Paris", "Support London", "Sales New York"]
    assert first["meta"]["next_page_link"] == f"{URL}/numbers?per_page=3&page=2"
    assert ask("contacts").json()["contacts"] == []


def test_a_page_has_twenty_calls_unless_asked_for_up_to_fifty(start: Callable[..., Any]) -> None:
    _, ask = start()
    assert len(ask("calls").json()["calls"]) == 20
    assert len(ask("calls", per_page=50).json()["calls"]) == 50
    assert ask("calls", per_page=51).status_code == 400
    assert ask("calls", per_page=0).status_code == 400


def test_calls_come_oldest_first_of_six_months_and_of_a_period(start: Callable[..., Any]) -> None:
    _, ask = start()
    times = [call["started_at"] for call in ask("calls", per_page=50).json()["calls"]]
    assert times[0] >= NOW - 183 * DAY
    assert times[0] < NOW - 180 * DAY
    assert max(abs(later - earlier) for earlier, later in zip(times, sorted(times), strict=True)) <= 2
    newest = ask("calls", order="desc").json()["calls"][0]
    assert newest["started_at"] > NOW - 6 * DAY
    some = ask("calls", **{"from": NOW - 20 * DAY, "to": NOW - 10 * DAY, "per_page": 50}).json()["calls"]
    assert all(NOW - 20 * DAY <= call["started_at"] <= NOW - 10 * DAY + 2 for call in some)


@pytest.mark.parametrize(("bounds", "n_calls"), [("[]", 3), ("()", 1), ("[)", 2), ("(]", 2)])
def test_whether_the_ends_of_a_period_are_in_it_is_a_setting(
    start: Callable[..., Any], bounds: str, n_calls: int
) -> None:
    fake, ask = start(bounds=bounds)
    created = fake.state.history.created
    place = next(place for place in range(150, 250) if len(set(created[place - 1 : place + 4].tolist())) == 5)
    begin, end = int(created[place]), int(created[place + 2])
    assert ask("calls", **{"from": begin, "to": end}).json()["meta"]["count"] == n_calls


def test_calls_can_be_searched(start: Callable[..., Any]) -> None:
    _, ask = start()
    inbound = ask("calls/search", direction="inbound", per_page=50).json()["calls"]
    assert {call["direction"] for call in inbound} == {"inbound"}


def test_a_query_ends_at_ten_thousand_items(start: Callable[..., Any]) -> None:
    _, ask = start(11_000)
    last = ask("calls", page=200, per_page=50).json()
    assert last["meta"]["next_page_link"] == f"{URL}/calls?page=201&per_page=50"
    refused = ask("calls", page=201, per_page=50)
    assert refused.status_code == 400
    assert refused.json()["errors"].startswith("Your query is limited to 10k results")
    assert ask("calls", page=501).status_code == 400


def test_a_total_may_be_capped(start: Callable[..., Any]) -> None:
    _, ask = start(total_cap=100)
    assert ask("calls").json()["meta"]["total"] == 100


def test_calls_come_and_are_done_as_the_clock_goes_on(start: Callable[..., Any]) -> None:
    moment = [float(NOW)]
    fake, ask = start(clock=lambda: moment[0])
    history = fake.state.history
    place = next(
        place
        for place in range(len(history.created))
        if history.created[place] > NOW and 0 < history.answered[place] < history.ended[place]
    )
    moment[0] = float(history.created[place])
    assert ask("calls", order="desc").json()["calls"][0]["status"] == "initial"
    moment[0] = float(history.answered[place])
    assert ask("calls", order="desc").json()["calls"][0]["status"] == "answered"
    moment[0] = float(history.ended[place])
    done = ask("calls", order="desc").json()["calls"][0]
    assert (done["status"], done["duration"]) == ("done", history.ended[place] - history.started[place])


def test_some_calls_hide_their_number_and_some_have_no_line_or_user(start: Callable[..., Any]) -> None:
    fake, _ = start(5_000)
    calls = [fake.state.history.call(place, NOW, with_contact=False) for place in range(5_000)]
    assert sum(call["raw_digits"] == "anonymous" for call in calls) > 50
    assert sum(call["number"] is None for call in calls) > 5
    assert sum(call["user"] is None for call in calls) > 500
    assert sum(call["raw_digits"] in fake.state.history.own_digits for call in calls) > 10
    assert all(call["contact"] is None for call in calls)


def test_a_missing_key_a_wrong_key_and_an_unknown_path_are_refused(start: Callable[..., Any]) -> None:
    fake, ask = start()
    assert (ask("users").status_code, ask("users").json()) == (404, {"message": "Not Found"})
    assert fake.forbidden == ["GET /v1/users to api.aircall.io"] * 2
    fake.state.api_token = "another"  # noqa: S105 - of nobody
    assert (ask("ping").status_code, ask("ping").json()) == (403, {"message": "Forbidden"})
    fake.state.forbidden.clear()


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ("none", {}),
        ("seconds", {"X-AircallApi-Limit": "2", "X-AircallApi-Remaining": "0", "X-AircallApi-Reset": str(NOW + 60)}),
        ("milliseconds", {"X-AircallApi-Reset": f"{NOW + 60}000"}),
        ("retry_after", {"Retry-After": "60"}),
    ],
)
def test_one_request_too_many_in_a_minute_is_refused(
    start: Callable[..., Any], headers: str, expected: dict[str, str]
) -> None:
    _, ask = start(requests_per_minute=2, rate_headers=headers)
    assert [ask("ping").status_code for _ in range(2)] == [200, 200]
    refused = ask("ping")
    assert refused.status_code == 429
    named = {
        name: value for name, value in refused.headers.items() if name.startswith("X-Air") or name == "Retry-After"
    }
    assert expected.items() <= named.items()
    assert bool(named) == bool(expected)


def post_a_call(fake: FakeAircall) -> None:
    with fake, requests.Session() as session:
        env = fake.env()
        session.trust_env = False
        session.proxies = {"https": env["HTTPS_PROXY"]}
        session.post(f"{URL}/calls", json={}, verify=env["REQUESTS_CA_BUNDLE"])


def test_a_request_that_a_reader_must_not_send_ends_the_test() -> None:
    with pytest.raises(RuntimeError, match="POST /v1/calls to api"):
        post_a_call(FakeAircall(generated(10)))


def test_a_number_is_written_with_spaces() -> None:
    assert spaced("+33199009061") == "+33 199 009 061"
    assert len(sample_numbers()) > 100


def test_the_printed_lines_open_the_stand_in() -> None:
    command = [sys.executable, "-m", "tests.fake_aircall", "--calls", "100", "--mishap", "503"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        env = {}
        for line in process.stdout:
            name, _, value = line.removeprefix("export ").partition("=")
            env[name] = shlex.split(value)[0] if line.startswith("export ") else ""
            if name == "NO_PROXY":
                break
        with requests.Session() as session:
            session.trust_env = False
            session.proxies = {"https": env["HTTPS_PROXY"]}
            session.auth = (env["AIRCALL_API_ID"], env["AIRCALL_API_TOKEN"])
            said = [session.get(f"{URL}/ping", verify=env["REQUESTS_CA_BUNDLE"]).status_code for _ in range(4)]
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
        assert process.stderr is not None
        assert process.stderr.read() == "4 requests, 0 of them not to be sent.\n"
    assert said == [200, 200, 503, 200]


def test_mishaps_are_listed_and_an_unknown_one_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list-mishaps"]) == 0
    assert "429-milliseconds" in capsys.readouterr().out
    assert main(["--mishap", "flood"]) == 2
    assert "see --list-mishaps" in capsys.readouterr().err
