"""Bulk API 2.0 query as the fake org speaks it."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from simple_salesforce import Salesforce

from tests.fake_org import FakeOrg

StartOrg = Callable[..., FakeOrg]
SOQL = "SELECT Id, Phone, MobilePhone, Account.Name, Owner.Name, LastModifiedDate FROM Contact"


def base(org: FakeOrg, version: str = "62.0") -> str:
    return f"{org.url}/services/data/v{version}"


def created(org: FakeOrg, session: requests.Session, soql: str = SOQL, **more: str) -> str:
    response = session.post(f"{base(org)}/jobs/query", json={"operation": "query", "query": soql, **more})
    assert response.status_code == 200, response.text
    return str(response.json()["id"])


def completed(org: FakeOrg, session: requests.Session, soql: str = SOQL, **more: str) -> str:
    job = created(org, session, soql, **more)
    while session.get(f"{base(org)}/jobs/query/{job}").json()["state"] != "JobComplete":
        pass
    return f"{base(org)}/jobs/query/{job}"


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_a_job_walks_to_completion_by_polls(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, polls=2)
    session = org.session()
    job = created(org, session)
    states = [session.get(f"{base(org)}/jobs/query/{job}").json()["state"] for _ in range(4)]
    assert states == ["InProgress", "InProgress", "JobComplete", "JobComplete"]


def test_results_are_quoted_in_select_order_without_deleted_rows(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, shuffle=None)
    session = org.session()
    response = session.get(f"{completed(org, session)}/results")
    assert response.headers["Sforce-Locator"] == "null"
    assert response.headers["Sforce-NumberOfRecords"] == "3"
    assert response.text.splitlines()[0] == (
        '"Id","Phone","MobilePhone","Account.Name","Owner.Name","LastModifiedDate"'
    )
    assert rows(response.text)[1:] == [
        ["0035e00000000AAAAY", "+12125550101", "(212) 555-0102", "Ample Inc", "Ola", "2026-01-01T08:00:00.000Z"],
        ["0035e00000000ABAAY", '0044 20, ext. "5"', "", "Brisk Inc", "Per", "2026-01-02T00:00:00.000Z"],
        ["0035e00000000ACAAY", "", "NA", "", "Ola", "2026-01-03T09:30:00.000Z"],
    ]


def test_query_all_has_the_deleted_rows_too(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    session = org.session()
    response = session.get(f"{completed(org, session, operation='queryAll')}/results")
    assert response.headers["Sforce-NumberOfRecords"] == "4"


def test_pages_follow_their_locators_and_can_be_read_again(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, bulk_page_size=2)
    session = org.session()
    url = f"{completed(org, session)}/results"
    first = session.get(url, params={"maxRecords": "50"})
    locator = first.headers["Sforce-Locator"]
    second, again = (session.get(url, params={"locator": locator}) for _ in range(2))
    assert len(rows(first.text)) == 3
    assert second.headers["Sforce-Locator"] == "null"
    assert second.text == again.text
    assert rows(second.text)[0] == rows(first.text)[0]
    assert len({row[0] for row in rows(first.text)[1:] + rows(second.text)[1:]}) == 3


def test_an_empty_result_is_a_header(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    session = org.session()
    nobody = "SELECT Id FROM Contact WHERE Phone = null AND Id = null"
    response = session.get(completed(org, session, nobody) + "/results")
    assert response.text == '"Id"\n'
    assert response.headers["Sforce-NumberOfRecords"] == "0"


def test_result_pages_name_five_pages_at_a_time(start_org: StartOrg, tmp_path: Path) -> None:
    lines = [f"0035e0000000{i:03d},+1212555{i:04d},," for i in range(7)]
    (tmp_path / "Contact.csv").write_text("Id,Phone,MobilePhone,AccountId\n" + "\n".join(lines), encoding="utf-8")
    org = start_org(tmp_path, bulk_page_size=1)
    session = org.session()
    first = session.get(f"{completed(org, session)}/resultPages").json()
    second = session.get(org.url + first["nextRecordsUrl"]).json()
    assert [len(first["resultPages"]), first["done"]] == [5, False]
    assert [len(second["resultPages"]), second["done"], "nextRecordsUrl" in second] == [2, True, False]
    urls = [page["resultUrl"] for page in first["resultPages"] + second["resultPages"]]
    assert len({rows(session.get(org.url + url).text)[1][0] for url in urls}) == 7


@pytest.mark.parametrize("pages", ["results", "resultPages"])
def test_results_want_the_version_that_created_the_job(start_org: StartOrg, folder: Path, pages: str) -> None:
    org = start_org(folder)
    session = org.session()
    url = completed(org, session).replace("v62.0", "v63.0")
    assert session.get(f"{url}/{pages}").status_code == 409


def test_results_of_an_unfinished_job_are_refused(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    session = org.session()
    response = session.get(f"{base(org)}/jobs/query/{created(org, session)}/results")
    assert (response.status_code, response.json()[0]["errorCode"]) == (412, "JOB_NOT_COMPLETE")


def test_simple_salesforce_exports_through_it(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, bulk_page_size=2)
    session = org.session()
    salesforce = Salesforce(instance_url=org.url, session_id=org.token(), session=session, version="62.0")
    pages = list(salesforce.bulk2.Contact.query("SELECT Id, Phone FROM Contact", wait=0.01))
    assert [len(rows(page)) - 1 for page in pages] == [2, 1]
    assert salesforce.query_all("SELECT Id FROM Lead")["totalSize"] == 1
    names = [field["name"] for field in salesforce.Account.describe()["fields"]]
    assert {"Phone", "Direct_Phone__c"} <= set(names)
    assert "Fax" not in names
