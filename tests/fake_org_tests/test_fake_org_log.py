"""What the fake org keeps of its visitors, and what it keeps to itself."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.fake_org_tests.asking import StartOrg, base, create, get, refused

RECORD = "/sobjects/Contact/0035e00000000AAAAY"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/sobjects/Contact", 403),
        ("PATCH", RECORD, 403),
        ("DELETE", RECORD, 403),
        ("PATCH", "/composite/sobjects", 403),
        ("POST", "/jobs/ingest", 403),
        ("PUT", "/jobs/ingest/7505e00000000AA/batches", 403),
        ("DELETE", "/query", 405),
        ("PATCH", "/limits", 405),
    ],
)
def test_a_write_is_refused_and_recorded(
    start_org: StartOrg, folder: Path, method: str, path: str, status: int
) -> None:
    org = start_org(folder)
    with org.session() as session:
        assert session.request(method, f"{base(org)}{path}", json={}).status_code == status
    assert [(entry.method, entry.status) for entry in org.writes] == [(method, status)]


def test_a_write_beside_the_data_api_is_recorded_too(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    with org.session() as session:
        session.post(f"{org.url}/services/async/62.0/job", data="<jobInfo/>")
    assert len(org.writes) == 1


def test_reading_and_own_query_jobs_are_no_writes(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    url = f"{base(org)}/jobs/query/{create(org).json()['id']}"
    with org.session() as session:
        session.patch(url, json={"state": "Aborted"})
        session.delete(url)
    get(org, "/limits")
    assert org.writes == []


def test_the_log_holds_no_token(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    token = org.token()
    with org.session() as session:
        session.get(f"{base(org)}/limits", headers={"Authorization": f"Bearer {token}"})
    (entry,) = org.requests
    assert (entry.method, entry.path, entry.status) == ("GET", "/services/data/v62.0/limits", 200)
    assert entry.authorization == "Bearer"
    assert token not in repr(entry)


def test_the_log_knows_how_many_were_served_at_once(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: get(org, "/limits"), range(8)))
    assert 1 <= org.most_at_once <= 4
    assert len(org.requests) == 8


def test_a_connection_serves_many_requests(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    with org.session() as session:
        replies = [session.get(f"{base(org)}/limits", stream=True) for _ in range(3)]
        assert [reply.status_code for reply in replies] == [200, 200, 200]
        for reply in replies:
            reply.close()


def test_an_unknown_path_is_not_found(start_org: StartOrg, folder: Path) -> None:
    assert refused(get(start_org(folder), "/nope")) == (404, "NOT_FOUND")


def test_a_bug_of_the_fake_is_raised_when_it_closes(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)

    def broken(_: object) -> None:
        raise ZeroDivisionError

    org.fault("GET /limits", broken)
    assert refused(get(org, "/limits")) == (500, "FAKE_ORG")
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        org.close()
