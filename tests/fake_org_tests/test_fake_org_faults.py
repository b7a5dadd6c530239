"""Scripted faults: what a client meets, and what it can and cannot notice."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import requests

from tests.fake_org import FakeOrg, Fault
from tests.fake_org import fault_actions as acts
from tests.fake_org.fault_catalog import scenarios
from tests.fake_org.faults import Action
from tests.fake_org_tests.asking import SOQL, StartOrg, base, complete, create, get, query, refused, rows

RESULTS = "GET /jobs/query/*/results"


def results_under(org: FakeOrg, act: Action, *, timeout: float = 10) -> requests.Response:
    path = complete(org)
    org.fault(RESULTS, act)
    with org.session() as session:
        return session.get(f"{base(org)}{path}/results", timeout=timeout)


def test_a_fault_meets_the_nth_request_and_as_many_as_it_says(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, faults=[Fault("GET /limits", acts.say(503, "SERVER_UNAVAILABLE", "busy"), nth=2, times=2)])
    assert [get(org, "/limits").status_code for _ in range(4)] == [200, 503, 503, 200]
    assert [entry.fault for entry in org.requests] == ["", "GET /limits", "GET /limits", ""]


def test_a_fault_may_last_for_ever(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, faults=[Fault("* /limits**", acts.say(503, "X", ""), times=None)])
    assert {get(org, path).status_code for path in ("/limits", "/limits/recordCount", "/limits")} == {503}


def test_chance_is_the_same_on_every_run(start_org: StartOrg, folder: Path) -> None:
    def statuses() -> list[int]:
        fault = Fault("GET /limits", acts.say(503, "X", ""), times=None, probability=0.5, seed=7)
        org = start_org(folder, faults=[fault])
        return [get(org, "/limits").status_code for _ in range(12)]

    first = statuses()
    assert set(first) == {200, 503}
    assert statuses() == first


def test_a_star_stops_at_a_slash(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, faults=[Fault("GET /jobs/query/*", acts.say(503, "X", ""), nth=3)])
    path = complete(org)
    assert get(org, f"{path}/results").status_code == 200
    assert get(org, path).status_code == 503


def test_a_pattern_with_a_question_mark_looks_at_the_parameters(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, bulk_page_size=2)
    path = f"{complete(org)}/results"
    org.fault(f"{RESULTS}?**locator=*", acts.say(503, "X", ""))
    first = get(org, path)
    assert first.status_code == 200
    assert get(org, path, locator=first.headers["Sforce-Locator"]).status_code == 503


def test_what_no_request_has_met_is_known(start_org: StartOrg, folder: Path) -> None:
    org = start_org(
        folder, faults=[Fault("GET /limits", acts.say(503, "X", ""), "met"), Fault("GET /nope", acts.drop_unread())]
    )
    get(org, "/limits")
    assert org.unmet_faults == ["GET /nope"]


def test_retry_after_goes_with_429(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, faults=[Fault("GET /limits", acts.say_html(429, Retry_After="3"))])
    response = get(org, "/limits")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "3")
    assert response.headers["Content-Type"].startswith("text/html")


def test_a_reset_before_anything_is_done_does_nothing(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, faults=[Fault("POST /jobs/query", acts.drop_unread())])
    with pytest.raises(requests.exceptions.ConnectionError):
        create(org)
    assert org.jobs == []


def test_a_lost_reply_leaves_a_job_behind(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, faults=[Fault("POST /jobs/query", acts.lose_reply())])
    with pytest.raises(requests.exceptions.ConnectionError):
        create(org)
    assert [job["object"] for job in get(org, "/jobs/query").json()["records"]] == ["Contact"]


@pytest.mark.parametrize(
    "act",
    [acts.reset_after_headers(), acts.cut_body("length"), acts.cut_body("chunked")],
    ids=["reset_after_headers", "length", "chunked"],
)
def test_a_cut_that_the_framing_shows_is_an_error(start_org: StartOrg, folder: Path, act: Action) -> None:
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.exceptions.ConnectionError)):
        results_under(start_org(folder), act)


@pytest.mark.parametrize("act", [acts.cut_body("close"), acts.cut_gzip()], ids=["plain", "gzip"])
def test_a_cut_that_ends_with_the_connection_is_silent(start_org: StartOrg, folder: Path, act: Action) -> None:
    org = start_org(folder, gzip=False)
    whole = get(org, f"{complete(org)}/results")
    short = results_under(org, act)
    assert short.status_code == 200
    assert short.headers["Sforce-NumberOfRecords"] == "3"
    assert len(short.content) < len(whole.content)


@pytest.mark.parametrize("after", ["before_headers", "after_headers", "mid_body"])
def test_a_stall_outlasts_the_clients_patience(start_org: StartOrg, folder: Path, after: str) -> None:
    with pytest.raises((requests.exceptions.ReadTimeout, requests.exceptions.ConnectionError)):
        results_under(start_org(folder), acts.stall(after=after), timeout=0.2)


def test_a_page_can_lie_about_its_rows(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    assert results_under(org, acts.change_count(1)).headers["Sforce-NumberOfRecords"] == "4"
    short = results_under(org, acts.drop_rows(1))
    assert (short.headers["Sforce-NumberOfRecords"], len(rows(short.text))) == ("3", 3)
    assert "Sforce-Locator" not in results_under(org, acts.without_headers("Sforce-Locator")).headers


@pytest.mark.parametrize(
    ("act", "state", "message"),
    [
        (acts.fail_job("InternalServerError : Retried"), "Failed", "InternalServerError : Retried"),
        (acts.fail_job(), "Failed", None),
        (acts.abort_job(), "Aborted", None),
        (acts.stick_job(), "InProgress", None),
    ],
    ids=["failed", "failed silently", "aborted", "stuck"],
)
def test_a_job_can_end_badly(start_org: StartOrg, folder: Path, act: Action, state: str, message: str | None) -> None:
    org = start_org(folder, faults=[Fault("POST /jobs/query", act)])
    job = create(org).json()["id"]
    shown = [get(org, f"/jobs/query/{job}").json() for _ in range(5)][-1]
    assert (shown["state"], shown.get("errorMessage")) == (state, message)


def test_a_field_can_vanish_between_describe_and_query(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, faults=[Fault("GET /query", acts.hide_field("Contact", "MobilePhone"))])
    assert "MobilePhone" in get(org, "/sobjects/Contact/describe").text
    assert refused(get(org, "/query", q="SELECT MobilePhone FROM Contact")) == (400, "INVALID_FIELD")
    assert "MobilePhone" not in get(org, "/sobjects/Contact/describe").text


def test_a_session_can_end_in_the_middle(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    assert refused(results_under(org, acts.expire_sessions())) == (401, "INVALID_SESSION_ID")


def test_the_days_calls_can_end_at_a_page(start_org: StartOrg, folder: Path) -> None:
    limit = acts.say(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
    org = start_org(folder, bulk_page_size=1, faults=[Fault(RESULTS, limit, nth=2, times=None)])
    path = f"{complete(org)}/results"
    locator = get(org, path).headers["Sforce-Locator"]
    assert [refused(get(org, path, locator=locator))[1] for _ in range(2)] == ["REQUEST_LIMIT_EXCEEDED"] * 2


def provoke(org: FakeOrg, patience: float) -> None:
    """Ask for everything that a scenario may sit on, whatever comes back."""
    (job,) = org.jobs
    token = f"{org.url}/services/oauth2/token"
    jobs = f"{base(org)}/jobs/query"
    reads = (
        f"{base(org)}/sobjects/Contact/describe",
        f"{base(org)}/query?q=SELECT+Id+FROM+Contact",
        f"{base(org)}/query/01gFk0000000001IAA-1",
        *(f"{jobs}/{job.id}{tail}" for tail in ("", "/results", "/resultPages")),
    )
    with org.session() as session:
        attempts: list[Callable[[], object]] = [
            lambda: session.post(token, data={"grant_type": "x"}, timeout=(30, patience)),
            lambda: session.post(jobs, json={"operation": "query", "query": SOQL}, timeout=(30, patience)),
            *(partial(session.get, url, timeout=(30, patience)) for url in reads),
        ]
        for attempt in attempts:
            try:
                attempt()
            except requests.exceptions.RequestException:
                continue


@pytest.mark.parametrize("name", [n for n in scenarios() if "stall" not in n or n == "results-stall"])
def test_every_scenario_of_the_catalog_is_met(start_org: StartOrg, folder: Path, name: str) -> None:
    org = start_org(folder)
    complete(org)
    for fault in scenarios()[name].faults:
        org.fault(fault.on, fault.act, name=fault.name, times=fault.times)
    provoke(org, patience=0.2 if "stall" in name else 30)
    assert org.unmet_faults == []
    assert name in {entry.fault for entry in org.requests}


def test_when_the_faults_are_cleared_all_is_well(start_org: StartOrg, folder: Path) -> None:
    org = start_org(
        folder, faults=[Fault("**", acts.drop_unread(), times=None), Fault("* **", acts.drop_unread(), times=None)]
    )
    org.clear_faults()
    assert len(query(org, "SELECT Id FROM Contact")) == 3
