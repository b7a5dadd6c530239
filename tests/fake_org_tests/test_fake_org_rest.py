"""REST queries, limits and counts as the fake org serves them."""

from pathlib import Path

import pytest

from tests.fake_org.login import ADMIN
from tests.fake_org_tests.asking import StartOrg, base, get, query, refused


def test_a_record_has_attributes_nulls_and_nested_parents(start_org: StartOrg, folder: Path) -> None:
    soql = "SELECT Id, MobilePhone, IsDeleted, LastModifiedDate, Account.Name, Owner.Name FROM Contact ORDER BY Id"
    first, second, third = query(start_org(folder), soql)
    assert first["attributes"] == {
        "type": "Contact",
        "url": "/services/data/v62.0/sobjects/Contact/0035e00000000AAAAY",
    }
    assert second["MobilePhone"] is None
    assert first["IsDeleted"] is False
    assert first["LastModifiedDate"] == "2026-01-01T08:00:00.000+0000"
    assert first["Account"]["Name"] == "Ample Inc"
    assert third["Account"] is None
    assert third["Owner"]["attributes"]["type"] == "User"


def test_a_queue_owns_a_lead_by_name(start_org: StartOrg, folder: Path) -> None:
    (lead,) = query(start_org(folder), "SELECT Owner.Name FROM Lead")
    assert lead["Owner"]["Name"] == "Inbound queue"
    assert lead["Owner"]["attributes"]["type"] == "Group"


def test_pages_are_followed_by_next_records_url(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, rest_page_size=2)
    with org.session() as session:
        first = session.get(f"{base(org)}/query", params={"q": "SELECT Id FROM Contact"}).json()
        second = session.get(org.url + first["nextRecordsUrl"]).json()
    assert (first["totalSize"], first["done"], len(first["records"])) == (3, False, 2)
    assert (second["totalSize"], second["done"], len(second["records"])) == (3, True, 1)
    assert "nextRecordsUrl" not in second


def test_query_all_sees_deleted_rows(start_org: StartOrg, folder: Path) -> None:
    assert get(start_org(folder), "/queryAll", q="SELECT Id FROM Contact").json()["totalSize"] == 4


def test_an_unknown_cursor_is_refused(start_org: StartOrg, folder: Path) -> None:
    assert refused(get(start_org(folder), "/query/01gFk0000000009IAA-2000")) == (400, "INVALID_QUERY_LOCATOR")


def test_record_count_is_nearly_right_and_leaves_unknown_objects_out(start_org: StartOrg, tmp_path: Path) -> None:
    ids = [f"0035e0000000{i:03d}" for i in range(100)]
    (tmp_path / "Contact.csv").write_text("\n".join(["Id", *ids]), encoding="utf-8")
    counts = get(start_org(tmp_path), "/limits/recordCount", sObjects="Contact,Nope").json()
    assert counts == {"sObjects": [{"count": 98, "name": "Contact"}]}


def test_record_count_needs_a_right(start_org: StartOrg, folder: Path) -> None:
    assert get(start_org(folder, may_view_setup=False), "/limits/recordCount").status_code == 403


def test_limits_count_calls_and_jobs(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, daily_requests=50)
    response = get(org, "/limits")
    assert response.json()["DailyApiRequests"] == {"Max": 50, "Remaining": 49}
    assert response.headers["Sforce-Limit-Info"] == "api-usage=1/50"


def test_when_the_days_calls_are_used_up_every_call_is_refused(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, daily_requests=1)
    assert get(org, "/limits").status_code == 200
    assert refused(get(org, "/limits")) == (403, "REQUEST_LIMIT_EXCEEDED")


def test_versions_are_listed_without_a_login(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    with org.session() as session:
        del session.headers["Authorization"]
        versions = session.get(f"{org.url}/services/data/").json()
    assert versions[-1] == {"label": "Winter '27", "url": "/services/data/v68.0", "version": "68.0"}
    assert {v["version"]: v["label"] for v in versions}["62.0"] == "Winter '25"


@pytest.mark.parametrize(("version", "status"), [("30.0", 410), ("69.0", 404)])
def test_versions_outside_the_list_are_gone_or_not_there(
    start_org: StartOrg, folder: Path, version: str, status: int
) -> None:
    org = start_org(folder)
    with org.session() as session:
        assert session.get(f"{base(org, version)}/limits").status_code == status


def test_the_organization_can_be_queried(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, is_sandbox=True, country="FR")
    (row,) = query(org, "SELECT Name, IsSandbox, OrganizationType, InstanceName, Country FROM Organization")
    assert (row["IsSandbox"], row["OrganizationType"], row["Country"]) == (True, "Enterprise Edition", "FR")


def test_an_org_without_api_refuses_everything(start_org: StartOrg, folder: Path) -> None:
    assert refused(get(start_org(folder, api_enabled=False), "/limits")) == (403, "API_DISABLED_FOR_ORG")


def test_userinfo_says_who_is_logged_in(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    with org.session() as session:
        shown = session.get(f"{org.url}/services/oauth2/userinfo").json()
    assert shown["preferred_username"] == "ada.muster@fernsprech.example"
    (row,) = query(org, f"SELECT Name FROM User WHERE Id = '{shown['user_id']}'")  # noqa: S608 (SOQL of the fake org)
    assert row["Name"] == shown["name"]


def test_the_record_of_who_is_logged_in_can_be_read(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    user = get(org, f"/sobjects/User/{ADMIN.id}").json()
    assert (user["Username"], user["attributes"]["type"]) == (ADMIN.username, "User")
    assert refused(get(org, "/sobjects/User/005000000000999AAA")) == (404, "NOT_FOUND")
