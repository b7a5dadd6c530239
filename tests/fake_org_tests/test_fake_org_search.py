"""The search of the fake org: its grammar, its models of an index, its limits."""

from pathlib import Path
from typing import Any

import pytest

from tests.fake_org_tests.asking import StartOrg, get, refused

RETURNING = "IN PHONE FIELDS RETURNING Contact(Id, Phone, MobilePhone LIMIT 600), Account(Id LIMIT 600), Lead(Id)"
AL, BO, CY = "0035e00000000AAAAQ", "0035e00000000ABAAQ", "0035e00000000ACAAQ"


def hits(org: Any, looked_for: str, returning: str = RETURNING) -> set[str]:
    response = get(org, "/search", q=f"FIND {{{looked_for}}} {returning}")
    assert response.status_code == 200, response.text
    return {record["Id"][:15] for record in response.json()["searchRecords"]}


@pytest.mark.parametrize(
    ("model", "looked_for", "is_found"),
    [
        ("parts", r"\+12125550101", True),
        ("parts", "12125550101", True),
        ("parts", "2125550101", False),
        ("parts", "2125550102", True),
        ("parts", "12125550102", False),
        ("parts", r'"\(212\) 555\-0102"', True),
        ("parts", "21255501*", True),
        ("value", r"\+12125550101", True),
        ("value", "12125550101", False),
        ("value", r'"\(212\) 555\-0102"', True),
        ("value", "2125550102", False),
        ("e164", r"\+12125550101", True),
        ("e164", "12125550101", True),
        ("e164", r'"\(212\) 555\-0102"', False),
        ("pieces", "2125550102", False),
        ("pieces", r'"\(212\) 555\-0102"', True),
        ("pieces", "12125550101", True),
    ],
)
def test_each_model_of_the_index_finds_what_it_says(
    start_org: StartOrg, folder: Path, model: str, looked_for: str, *, is_found: bool
) -> None:
    org = start_org(folder, search_model=model)
    assert (AL[:15] in hits(org, looked_for)) is is_found


def test_terms_are_joined_and_excluded(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    assert hits(org, "12125550101 OR 12125550199") == {AL[:15], "0015e00000000AA"}
    assert hits(org, "12125550101 12125550199") == set()
    assert hits(org, "12125550101 AND 2125550102") == {AL[:15]}
    assert hits(org, "12125550101 AND NOT 2125550102") == set()
    assert hits(org, "(12125550101 OR 33199001234) AND 33199001234") == {"00Q5e00000000AA"}


@pytest.mark.parametrize("looked_for", ["+12125550101", "212-555", "a", "", "(12", "12 OR", '"12', "1212?5"])
def test_what_is_no_search_is_refused(start_org: StartOrg, folder: Path, looked_for: str) -> None:
    org = start_org(folder)
    assert refused(get(org, "/search", q=f"FIND {{{looked_for}}} {RETURNING}")) == (400, "MALFORMED_SEARCH")


def test_a_field_that_is_not_there_is_refused_and_a_hidden_one_is_not_searched(
    start_org: StartOrg, folder: Path
) -> None:
    org = start_org(folder, hidden={"Contact": ["MobilePhone"]})
    assert refused(get(org, "/search", q=f"FIND {{2125550102}} {RETURNING}")) == (400, "INVALID_FIELD")
    assert hits(org, "2125550102", "IN PHONE FIELDS RETURNING Contact(Id)") == set()


def test_rows_can_be_filtered_and_limited(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    both = "33199001234 OR 12125550101"
    assert hits(org, both, "IN PHONE FIELDS RETURNING Lead(Id WHERE IsConverted = true)") == set()
    assert hits(org, both, "IN PHONE FIELDS RETURNING Contact(Id LIMIT 5), Lead(Id LIMIT 5) LIMIT 1") == {AL[:15]}
    assert hits(org, both, "IN PHONE FIELDS RETURNING Contact(Id LIMIT 1), Lead(Id LIMIT 0)") == {AL[:15]}


def test_a_long_search_loses_its_operators_and_a_longer_one_everything(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    padded = "12125550101 OR " + " OR ".join(["99"] * 60)
    assert hits(org, padded) == {AL[:15]}
    assert hits(org, "12125550101 OR " + " OR ".join(["99"] * 700)) == set()
    assert hits(org, "12125550101" + " " * 10_000) == set()


def test_a_changed_record_is_found_when_the_index_has_it(start_org: StartOrg, folder: Path) -> None:
    late = start_org(folder, clock="2026-01-01T08:10:00Z", index_delay_minutes=15)
    assert hits(late, "12125550101") == set()
    later = start_org(folder, clock="2026-01-01T08:20:00Z", index_delay_minutes=15)
    assert hits(later, "12125550101") == {AL[:15]}


def test_deleted_records_are_not_found_and_a_user_without_the_right_is_refused(
    start_org: StartOrg, folder: Path
) -> None:
    assert hits(start_org(folder), "12125550104") == set()
    org = start_org(folder, may_search=False)
    assert refused(get(org, "/search", q=f"FIND {{12125550101}} {RETURNING}")) == (403, "INSUFFICIENT_ACCESS")


def test_old_versions_answer_with_a_bare_array(start_org: StartOrg, folder: Path) -> None:
    org = start_org(folder)
    with org.session() as session:
        answer = session.get(
            f"{org.url}/services/data/v36.0/search",
            params={"q": "FIND {12125550101} IN PHONE FIELDS RETURNING Contact"},
        ).json()
    assert [row["Id"][:15] for row in answer] == [AL[:15]]
