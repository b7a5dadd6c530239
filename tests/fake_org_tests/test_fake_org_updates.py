"""Changes to records, where they are switched on: what loading a fix file would do."""

from pathlib import Path
from typing import Any

import pytest
from simple_salesforce import Salesforce

from tests.fake_org import FakeOrg
from tests.fake_org_tests.asking import StartOrg, base, query, refused
from tests.fake_org_tests.test_fake_org_describe import person_account_folder

AL, BO, DI = "0035e00000000AAAAY", "0035e00000000ABAAY", "0035e00000000ADAAY"


def load(org: FakeOrg, text: str, sobject: str = "Contact", line_ending: str = "LF") -> dict[str, Any]:
    """Load a CSV text and return the finished job."""
    with org.session() as session:
        url = f"{base(org)}/jobs/ingest"
        wanted = {"operation": "update", "object": sobject, "lineEnding": line_ending}
        job = session.post(url, json=wanted).json()["id"]
        assert session.put(f"{url}/{job}/batches", data=text.encode()).status_code == 201
        session.patch(f"{url}/{job}", json={"state": "UploadComplete"})
        shown: dict[str, Any] = session.get(f"{url}/{job}").json()
        shown["failed"] = session.get(f"{url}/{job}/failedResults").text
        shown["successful"] = session.get(f"{url}/{job}/successfulResults").text
        return shown


def contacts(org: FakeOrg) -> dict[str, dict[str, Any]]:
    found = query(org, "SELECT Id, Phone, MobilePhone, LastModifiedDate FROM Contact")
    return {record["Id"]: record for record in found}


@pytest.fixture
def org(start_org: StartOrg, folder: Path) -> FakeOrg:
    return start_org(folder, allow_updates=True, clock="2026-06-01T12:00:00Z")


def test_a_loaded_cell_changes_its_field_and_its_records_date(org: FakeOrg) -> None:
    job = load(org, f'"Id","Phone","MobilePhone"\n"{AL}","+12125550150",""\n')
    after = contacts(org)
    assert (job["state"], job["numberRecordsProcessed"], job["numberRecordsFailed"]) == ("JobComplete", 1, 0)
    assert (after[AL]["Phone"], after[AL]["MobilePhone"]) == ("+12125550150", "(212) 555-0102")
    assert after[AL]["LastModifiedDate"] == "2026-06-01T12:00:00.000+0000"
    assert after[BO]["LastModifiedDate"] == "2026-01-02T00:00:00.000+0000"
    assert f'"{AL}","false"' in job["successful"]


def test_hash_n_a_clears_a_field(org: FakeOrg) -> None:
    load(org, f'"Id","MobilePhone"\n"{AL}","#N/A"\n')
    assert contacts(org)[AL]["MobilePhone"] is None


def test_a_batch_has_one_moment_and_the_next_a_later_one(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, allow_updates=True, clock="2026-06-01T12:00:00Z", batch_size=1)
    load(org, f'"Id","Phone"\n"{BO}","+12125550151"\n"{AL}","+12125550152"\n')
    after = contacts(org)
    assert after[BO]["LastModifiedDate"] < after[AL]["LastModifiedDate"]
    load(org, f'"Id","Phone"\n"{BO}","+12125550151"\n')
    assert contacts(org)[BO]["LastModifiedDate"] > after[AL]["LastModifiedDate"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("0035e00000000ZZAAY,+12125550150", "INVALID_CROSS_REFERENCE_KEY"),
        (f"{DI},+12125550150", "ENTITY_IS_DELETED"),
        (f"{AL},{'1' * 41}", "STRING_TOO_LONG"),
    ],
)
def test_a_row_that_cannot_be_saved_is_named(org: FakeOrg, row: str, code: str) -> None:
    before = contacts(org)
    job = load(org, f"Id,Phone\n{row}\n")
    assert (job["numberRecordsFailed"], code in job["failed"]) == (1, True)
    assert contacts(org) == before


def test_an_id_twice_in_a_batch_is_refused_once(org: FakeOrg) -> None:
    assert "DUPLICATE_VALUE" in load(org, f"Id,Phone\n{AL},+12125550150\n{AL},+12125550151\n")["failed"]


def test_a_formula_like_field_cannot_be_written(org: FakeOrg) -> None:
    assert "INVALID_FIELD_FOR_INSERT_UPDATE" in load(org, f"Id,LastModifiedDate\n{AL},2026-01-01\n")["failed"]


def test_an_unknown_column_fails_the_job(org: FakeOrg) -> None:
    job = load(org, f"Id,Nope__c\n{AL},x\n")
    assert (job["state"], job["errorMessage"]) == ("Failed", "InvalidBatch : Field name not found : Nope__c")


def test_the_line_ending_must_be_as_declared(org: FakeOrg) -> None:
    assert load(org, f"Id,Phone\n{AL},+12125550150\n", line_ending="CRLF")["state"] == "Failed"
    assert load(org, f"Id,Phone\r\n{AL},+12125550150\r\n", line_ending="CRLF")["state"] == "JobComplete"


def test_the_contact_of_a_person_account_follows(start_org: StartOrg, tmp_path: Path) -> None:
    org = start_org(person_account_folder(tmp_path), allow_updates=True)
    load(org, '"Id","Phone"\n"0015e00000000PAAAY","+12125550160"\n', "Account")
    (mirror,) = query(org, "SELECT Phone FROM Contact WHERE IsPersonAccount = true")
    assert mirror["Phone"] == "+12125550160"


def test_one_record_can_be_patched(org: FakeOrg) -> None:
    with org.session() as session:
        response = session.patch(f"{base(org)}/sobjects/Contact/{AL}", json={"Phone": "+12125550150"})
        assert (response.status_code, response.content) == (204, b"")
        missing = session.patch(f"{base(org)}/sobjects/Contact/0035e00000000ZZAAY", json={"Phone": "x"})
    assert contacts(org)[AL]["Phone"] == "+12125550150"
    assert refused(missing) == (404, "INVALID_CROSS_REFERENCE_KEY")


def test_changes_count_as_writes_even_where_they_are_allowed(org: FakeOrg) -> None:
    load(org, f"Id,Phone\n{AL},+12125550150\n")
    assert [entry.method for entry in org.writes] == ["POST", "PUT", "PATCH"]


def test_simple_salesforce_loads_a_file(org: FakeOrg, tmp_path: Path) -> None:
    path = tmp_path / "fix.csv"
    path.write_text(f'"Id","Phone"\n"{AL}","+12125550150"\n', encoding="utf-8")
    with org.session() as session:
        salesforce = Salesforce(instance_url=org.url, session_id=org.token(), session=session, version="62.0")
        (done,) = salesforce.bulk2.Contact.update(str(path), wait=0)
    assert (done["numberRecordsProcessed"], done["numberRecordsFailed"]) == (1, 0)
    assert contacts(org)[AL]["Phone"] == "+12125550150"


def test_the_rows_can_be_written_as_csv_again(org: FakeOrg, start_org: StartOrg, tmp_path: Path) -> None:
    load(org, f"Id,Phone\n{AL},+12125550150\n")
    again = tmp_path / "again"
    again.mkdir()
    org.write_csv(again)
    assert contacts(start_org(again)) == contacts(org)
