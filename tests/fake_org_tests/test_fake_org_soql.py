"""What the fake org finds, and what it refuses as Salesforce does."""

from pathlib import Path

import pytest

from tests.fake_org_tests.asking import StartOrg, create, get, query, refused


@pytest.mark.parametrize(
    ("where", "ids"),
    [
        ("Phone != null", "AA AB"),
        ("phone = NULL", "AC"),
        ("LastName = 'ample'", "AA"),
        ("LastName != 'ample'", "AB AC"),
        ("MobilePhone != 'NA'", "AA AB"),
        ("LastName IN ('Ample', 'Crisp')", "AA AC"),
        ("LastName NOT IN ('Ample', 'Crisp')", "AB"),
        ("NOT LastName = 'Ample'", "AB AC"),
        ("LastName LIKE '%is%'", "AB AC"),
        ("Phone LIKE '%\"5\"'", "AB"),
        ("Account.Name = 'Brisk Inc'", "AB"),
        ("Account.BillingCountry = null", "AC"),
        ("AccountId = '0015e00000000AA'", "AA"),
        ("LastModifiedDate > 2026-01-02T00:00:00Z", "AC"),
        ("LastModifiedDate >= 2026-01-02T01:00:00+01:00", "AB AC"),
        ("IsDeleted = false AND (LastName = 'Ample' OR LastName = 'Brisk')", "AA AB"),
        ("Contact.LastName = 'Crisp'", "AC"),
        ("LastName > 'b'", "AB AC"),
    ],
)
def test_where_finds(start_org: StartOrg, folder: Path, where: str, ids: str) -> None:
    found = query(start_org(folder), f"SELECT Id FROM Contact WHERE {where}")  # noqa: S608 (SOQL of the fake org)
    assert [record["Id"][13:15] for record in found] == ids.split()


def test_an_apostrophe_is_escaped_with_a_backslash(start_org: StartOrg, tmp_path: Path) -> None:
    (tmp_path / "Contact.csv").write_text("Id,LastName\n0035e00000000AA,O'Hara\n", encoding="utf-8")
    assert len(query(start_org(tmp_path), r"SELECT Id FROM Contact WHERE LastName = 'O\'Hara'")) == 1


def test_order_limit_and_offset_work_on_rest(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    names = [r["LastName"] for r in query(org, "SELECT LastName FROM Contact ORDER BY LastName DESC LIMIT 2")]
    assert names == ["Crisp", "Brisk"]
    first = query(org, "SELECT Phone FROM Contact ORDER BY Phone NULLS LAST LIMIT 1 OFFSET 2")
    assert first[0]["Phone"] is None


def test_count_counts_visible_rows(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    assert get(org, "/query", q="SELECT COUNT() FROM Contact").json() == {"totalSize": 3, "done": True, "records": []}
    assert query(org, "SELECT COUNT(Phone) n FROM Contact")[0]["n"] == 2


@pytest.mark.parametrize(
    ("soql", "code"),
    [
        ("SELECT Id, Nope__c FROM Contact", "INVALID_FIELD"),
        ("SELECT Id FROM Contact WHERE HomePhone = null", "INVALID_FIELD"),
        ("SELECT Id FROM Contact ORDER BY Nope", "INVALID_FIELD"),
        ("SELECT Manager.Name FROM Contact", "INVALID_FIELD"),
        ("SELECT Id FROM Contact WHERE IsDeleted = 'false'", "INVALID_FIELD"),
        ("SELECT Id FROM Contacts", "INVALID_TYPE"),
        ("SELECT Id FROM Contact WHERE Phone = 'a' AND Phone = 'b' OR Phone = 'c'", "MALFORMED_QUERY"),
        ("SELECT Id, FROM Contact", "MALFORMED_QUERY"),
        ("SELECT Id FROM Contact WHERE", "MALFORMED_QUERY"),
        ('SELECT Id FROM Contact WHERE Phone = "a"', "MALFORMED_QUERY"),
        ("SELECT Id FROM Contact LIMIT many", "MALFORMED_QUERY"),
        ("DELETE FROM Contact", "MALFORMED_QUERY"),
        ("", "MALFORMED_QUERY"),
    ],
)
def test_rest_and_bulk_refuse(start_org: StartOrg, folder: Path, soql: str, code: str) -> None:
    org = start_org(folder)
    assert refused(get(org, "/query", q=soql)) == (400, code)
    assert refused(create(org, soql)) == (400, code)


@pytest.mark.parametrize(
    "soql",
    [
        "SELECT COUNT() FROM Contact",
        "SELECT LastName, COUNT(Id) FROM Contact GROUP BY LastName",
        "SELECT Id FROM Contact LIMIT 5 OFFSET 1",
        "SELECT FIELDS(ALL) FROM Contact LIMIT 200",
        "SELECT Id, (SELECT Id FROM Contacts) FROM Account",
        "SELECT TYPEOF Owner WHEN User THEN Name END FROM Lead",
    ],
)
def test_bulk_refuses_what_only_rest_knows(start_org: StartOrg, folder: Path, soql: str) -> None:
    assert refused(create(start_org(folder), soql)) == (400, "MALFORMED_QUERY")


def test_bulk_refuses_compound_fields_but_not_name(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder, all_fields=True)
    response = create(org, "SELECT Id, MailingAddress FROM Contact")
    assert response.json()[0]["message"] == "Selecting compound data not supported in Bulk Query"
    assert create(org, "SELECT Id, Name FROM Contact").status_code == 200


def test_bulk_does_not_know_organization(start_org: StartOrg, folder: Path) -> None:
    assert refused(create(start_org(folder), "SELECT Id FROM Organization")) == (400, "INVALIDENTITY")


def test_a_refused_field_is_pointed_at(start_org: StartOrg, folder: Path) -> None:
    message = get(start_org(folder), "/query", q="SELECT Id, Nope__c FROM Contact").json()[0]["message"]
    assert message.startswith(
        "\nSELECT Id, Nope__c FROM Contact\n           ^\nERROR at Row:1:Column:12\nNo such column"
    )


def test_what_the_fake_does_not_know_is_not_called_malformed(start_org: StartOrg, folder: Path) -> None:
    response = get(start_org(folder), "/query", q="SELECT LastName, COUNT(Id) FROM Contact GROUP BY LastName")
    assert refused(response) == (501, "FAKE_ORG")
