"""Bulk API 2.0 query as the fake org speaks it."""

from pathlib import Path

import pytest
from simple_salesforce import Salesforce

from tests.fake_org_tests.asking import SOQL, StartOrg, base, complete, create, get, refused, rows


def test_a_job_walks_to_completion_by_polls(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, polls=2)
    job = create(org).json()
    states = [get(org, f"/jobs/query/{job['id']}").json()["state"] for _ in range(4)]
    assert [job["state"], *states] == ["UploadComplete", "InProgress", "InProgress", "JobComplete", "JobComplete"]


def test_results_are_quoted_in_select_order_without_deleted_rows(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, shuffle=None)
    response = get(org, f"{complete(org)}/results")
    assert response.headers["Sforce-Locator"] == "null"
    assert response.headers["Sforce-NumberOfRecords"] == "3"
    assert response.text.splitlines()[0] == '"Id","Phone","MobilePhone","Account.Name","Owner.Name","LastModifiedDate"'
    assert '"0035e00000000ACAAY","","NA","","Ola","2026-01-03T09:30:00.000Z"\n' in response.text
    assert rows(response.text)[1:] == [
        ["0035e00000000AAAAY", "+12125550101", "(212) 555-0102", "Ample Inc", "Ola", "2026-01-01T08:00:00.000Z"],
        ["0035e00000000ABAAY", '0044 20, ext. "5"', "", "Brisk Inc", "Per", "2026-01-02T00:00:00.000Z"],
        ["0035e00000000ACAAY", "", "NA", "", "Ola", "2026-01-03T09:30:00.000Z"],
    ]


def test_rows_come_in_no_order(start_org: StartOrg, tmp_path: Path) -> None:
    ids = [f"0035e0000000{i:03d}" for i in range(50)]
    (tmp_path / "Contact.csv").write_text("\n".join(["Id", *ids]), encoding="utf-8")
    org = start_org(tmp_path)
    served = [row[0][:15] for row in rows(get(org, f"{complete(org, 'SELECT Id FROM Contact')}/results").text)[1:]]  # noqa: S608 (SOQL of the fake org)
    assert served != ids
    assert sorted(served) == ids


def test_query_all_has_the_deleted_rows_too(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    assert get(org, f"{complete(org, operation='queryAll')}/results").headers["Sforce-NumberOfRecords"] == "4"


def test_pages_follow_their_locators_and_can_be_read_again(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, bulk_page_size=2)
    path = f"{complete(org)}/results"
    first = get(org, path, maxRecords="50")
    locator = first.headers["Sforce-Locator"]
    second, again = (get(org, path, locator=locator) for _ in range(2))
    assert len(rows(first.text)) == 3
    assert second.headers["Sforce-Locator"] == "null"
    assert second.text == again.text
    assert rows(second.text)[0] == rows(first.text)[0]
    assert len({row[0] for row in rows(first.text)[1:] + rows(second.text)[1:]}) == 3


def test_max_records_makes_pages_smaller(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    assert get(org, f"{complete(org)}/results", maxRecords="1").headers["Sforce-NumberOfRecords"] == "1"


def test_a_locator_that_was_never_given_out_is_refused(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    assert refused(get(org, f"{complete(org)}/results", locator="MQ")) == (400, "INVALID_LOCATOR")


def test_an_empty_result_is_a_header(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    response = get(org, f"{complete(org, 'SELECT Id FROM Contact WHERE Id = null')}/results")  # noqa: S608 (SOQL of the fake org)
    assert response.text == '"Id"\n'
    assert response.headers["Sforce-NumberOfRecords"] == "0"
    assert response.headers["Sforce-Locator"] == "null"


def test_delimiter_and_line_ending_are_those_of_the_job(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, shuffle=None)
    path = complete(org, "SELECT Id, Phone FROM Contact", columnDelimiter="PIPE", lineEnding="CRLF")
    assert get(org, f"{path}/results").text.startswith('"Id"|"Phone"\r\n"0035e00000000AAAAY"|"+12125550101"\r\n')


def test_columns_are_alphabetical_before_version_50(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    with org.session() as session:
        soql = "SELECT Phone, Id FROM Contact"
        job = session.post(f"{base(org, '49.0')}/jobs/query", json={"operation": "query", "query": soql}).json()["id"]
        url = f"{base(org, '49.0')}/jobs/query/{job}"
        while session.get(url).json()["state"] != "JobComplete":
            pass
        assert session.get(f"{url}/results").text.startswith('"Id","Phone"\n')


@pytest.mark.parametrize(("wanted", "coding"), [("gzip", "gzip"), ("identity", None)])
def test_results_are_compressed_for_those_who_ask(
    start_org: StartOrg, folder: Path, wanted: str, coding: str | None
) -> None:
    org = start_org(folder)
    path = complete(org)
    with org.session() as session:
        response = session.get(f"{base(org)}{path}/results", headers={"Accept-Encoding": wanted})
    assert response.headers.get("Content-Encoding") == coding
    assert response.headers["Transfer-Encoding"] == "chunked"
    assert "0035e00000000AAAAY" in response.text


def test_result_pages_name_five_pages_at_a_time(start_org: StartOrg, tmp_path: Path) -> None:
    ids = [f"0035e0000000{i:03d}" for i in range(7)]
    (tmp_path / "Contact.csv").write_text("\n".join(["Id", *ids]), encoding="utf-8")
    org = start_org(tmp_path, bulk_page_size=1)
    with org.session() as session:
        path = complete(org, "SELECT Id FROM Contact")
        first = session.get(f"{base(org)}{path}/resultPages").json()
        second = session.get(org.url + first["nextRecordsUrl"]).json()
        pages = [session.get(org.url + page["resultUrl"]).text for page in first["resultPages"] + second["resultPages"]]
    assert [len(first["resultPages"]), first["done"]] == [5, False]
    assert [len(second["resultPages"]), second["done"], "nextRecordsUrl" in second] == [2, True, False]
    assert sorted(rows(page)[1][0][:15] for page in pages) == ids


def test_result_pages_can_be_absolute(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, result_pages="absolute")
    shown = get(org, f"{complete(org)}/resultPages").json()
    assert shown["resultPages"][0]["resultUrl"].startswith(org.url)


def test_result_pages_can_be_missing(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, result_pages="off")
    assert refused(get(org, f"{complete(org)}/resultPages")) == (404, "NOT_FOUND")


@pytest.mark.parametrize("pages", ["results", "resultPages"])
def test_results_want_the_version_that_created_the_job(start_org: StartOrg, folder: Path, pages: str) -> None:
    org = start_org(folder)
    path = complete(org)
    with org.session() as session:
        assert session.get(f"{base(org, '63.0')}{path}/{pages}").status_code == 409


def test_results_of_an_unfinished_job_are_refused(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    assert refused(get(org, f"/jobs/query/{create(org).json()['id']}/results")) == (412, "JOB_NOT_COMPLETE")


def test_a_running_job_can_be_aborted_and_only_then_deleted(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    url = f"{base(org)}/jobs/query/{create(org).json()['id']}"
    with org.session() as session:
        assert refused(session.delete(url)) == (400, "API_ERROR")
        assert session.patch(url, json={"state": "Aborted"}).json()["state"] == "Aborted"
        assert session.get(url).json()["state"] == "Aborted"
        assert refused(session.patch(url, json={"state": "Aborted"})) == (400, "INVALIDJOBSTATE")
        deleted = session.delete(url)
        assert (deleted.status_code, deleted.content) == (204, b"")
        assert refused(session.get(url)) == (404, "NOT_FOUND")
    assert org.writes == []


def test_the_list_shows_only_own_jobs(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    other = org.job_of_another_user()
    own = create(org).json()["id"]
    assert [job["id"] for job in get(org, "/jobs/query", jobType="V2Query").json()["records"]] == [own]
    assert refused(get(org, f"/jobs/query/{other.id}")) == (404, "NOT_FOUND")


def test_jobs_expire_on_cue(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    path = complete(org)
    org.expire_jobs()
    assert refused(get(org, f"{path}/results")) == (404, "NOT_FOUND")


def test_a_day_has_only_so_many_jobs_and_results(start_org: StartOrg, folder: Path) -> None:
    one_job = start_org(folder, daily_query_jobs=1)
    assert create(one_job).status_code == 200
    assert refused(create(one_job)) == (400, "LIMIT_EXCEEDED")
    no_room = start_org(folder, daily_result_kilobytes=0)
    assert "query result size stored" in create(no_room).json()[0]["message"]


def test_order_by_and_limit_switch_chunking_off(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    complete(org)
    complete(org, f"{SOQL} ORDER BY Id LIMIT 2")
    assert [job.pk_chunking for job in org.jobs] == [True, False]


def test_a_job_keeps_what_it_found(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    path = complete(org)
    org.state.contents = org.state.contents.hiding("Contact", ["MobilePhone"])
    assert "MobilePhone" in get(org, f"{path}/results").text


def test_simple_salesforce_exports_through_it(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, bulk_page_size=2)
    with org.session() as session:
        salesforce = Salesforce(instance_url=org.url, session_id=org.token(), session=session, version="62.0")
        pages = list(salesforce.bulk2.Contact.query("SELECT Id, Phone FROM Contact", wait=0))
        assert [len(rows(page)) - 1 for page in pages] == [2, 1]
        assert salesforce.query_all("SELECT Id FROM Lead")["totalSize"] == 1
