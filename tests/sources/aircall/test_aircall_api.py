from collections.abc import Callable

import pytest

from audit.errors import AuditError, ConnectionFailedError, IncompleteExportError, LoginRefusedError
from audit.sources.aircall.aircall_api import Aircall, OutOfBoundsError
from tests.fake_aircall import FakeAircall
from tests.fake_aircall.history import DAY, NOW, generated
from tests.fake_aircall.mishaps import MISHAPS
from tests.fake_org import fault_actions as act

Start = Callable[..., FakeAircall]
Client = Callable[..., Aircall]


def test_a_key_is_tested_and_tells_the_company_and_its_lines(start: Start, client: Client) -> None:
    fake = start(company="Larkspur & Finch")
    company = client().company()
    assert company.name == "Larkspur & Finch"
    assert [(line.name, line.open) for line in company.lines][2:] == [("Sales New York", True), ("Switchboard", False)]
    assert [entry.path for entry in fake.requests] == ["/v1/ping", "/v1/company", "/v1/numbers"]
    assert {entry.authorization for entry in fake.requests} == {"Basic"}


def test_all_pages_of_lines_are_read(start: Start, client: Client) -> None:
    history = generated(10)
    object.__setattr__(history, "lines", tuple((f"Line {n}", f"+331990{n:05d}", "FR") for n in range(120)))
    start(history)
    assert len(client().company().lines) == 120


@pytest.mark.parametrize(
    ("name", "error", "says"),
    [
        ("401", ConnectionFailedError, "did not reach Aircall"),
        ("403", LoginRefusedError, "AIRCALL_API_ID and AIRCALL_API_TOKEN"),
        ("404", IncompleteExportError, "HTTP 404"),
        ("400-limit", IncompleteExportError, "HTTP 400"),
        ("other-form", ConnectionFailedError, "not of the form"),
    ],
)
def test_a_refusal_is_told_by_what_it_means(
    start: Start, client: Client, name: str, error: type[AuditError], says: str
) -> None:
    fake = start()
    fake.fault("GET /v1/company", MISHAPS[name].act)
    with pytest.raises(error, match=says) as told:
        client().company()
    assert "3n0f" not in str(told.value)


def test_a_wrong_key_is_a_refused_login(start: Start, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    start()
    monkeypatch.setenv("AIRCALL_API_TOKEN", "revoked-t0k3n")
    with pytest.raises(LoginRefusedError, match="wrong, or was revoked"):
        client().company()


def test_what_answers_a_ping_otherwise_is_not_aircall(start: Start, client: Client) -> None:
    fake = start()
    fake.fault("GET /v1/ping", act.say_json(200, {"ping": "who are you?"}))
    with pytest.raises(ConnectionFailedError, match="on ping is not of the form"):
        client().company()


def test_a_page_of_calls_has_fifty_and_no_name_or_recording(start: Start, client: Client) -> None:
    fake = start()
    page = client().calls(NOW - 100 * DAY, NOW, 2)
    assert len(page.calls) == 50
    assert "recordings.example" not in page.model_dump_json()
    assert "Marguerite" not in page.model_dump_json()
    assert fake.requests[0].query == {
        "from": str(NOW - 100 * DAY),
        "to": str(NOW),
        "order": "asc",
        "page": "2",
        "per_page": "50",
    }


def test_a_page_beyond_the_limit_is_out_of_bounds(start: Start, client: Client) -> None:
    start(most_items=100)
    with pytest.raises(OutOfBoundsError):
        client().calls(NOW - 180 * DAY, NOW, 3)


def test_a_call_that_lacks_what_is_not_needed_is_read(start: Start, client: Client) -> None:
    fake = start()
    odd = {"id": "7", "raw_digits": 33199009061, "number": {}, "user": {"id": 1}, "started_at": 1775042683.0}
    fake.fault("GET /v1/calls", act.say_json(200, {"meta": {}, "calls": [odd]}))
    (call,) = client().calls(0, NOW, 1).calls
    assert (call.id, call.raw_digits, call.started_at) == (7, "33199009061", 1_775_042_683)
    assert (call.number and call.number.digits, call.user and call.user.email) == (None, None)
