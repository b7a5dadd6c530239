"""Rows that nobody holds."""

from typing import Any

import numpy as np
import phonenumbers
import pytest

from tests.fake_org.contents import Contents
from tests.fake_org.generated_rows import generate
from tests.fake_org.settings import Settings
from tests.fake_org_tests.asking import StartOrg, complete, get, query, rows


@pytest.fixture(scope="module")
def contents() -> Contents:
    return generate(20_000, Settings(), leads=500, accounts=1_000, persons=300)


def column(contents: Contents, field: str, at: range, sobject: str = "Contact") -> list[Any]:
    cells: list[Any] = contents.rows[sobject].take(np.arange(at.start, at.stop), field).to_pylist()
    return cells


def test_a_row_is_the_same_wherever_it_is_asked_for(contents: Contents) -> None:
    for field in ("Id", "Name", "Phone", "MobilePhone", "AccountId", "LastModifiedDate"):
        whole = column(contents, field, range(20_000))
        assert column(contents, field, range(12_345, 12_350)) == whole[12_345:12_350]


def test_ids_lead_back_to_their_rows(contents: Contents) -> None:
    contacts = contents.rows["Contact"]
    ids = contacts.take(np.array([7, 19_999, -1]), "Id")
    assert contacts.positions_of(ids).tolist() == [7, 19_999, -1]
    assert contents.rows["Account"].positions_of(ids).tolist() == [-1, -1, -1]


def test_every_e164_value_is_a_valid_number_of_a_fictional_range(contents: Contents) -> None:
    phones = [phone for phone in column(contents, "Phone", range(5_000)) if phone]
    plain = {phone for phone in phones if phone.startswith("+") and phone[1:].isdigit()}
    assert len(plain) > 1_000
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(phone)) for phone in plain)


def test_values_are_as_wild_as_people_make_them(contents: Contents) -> None:
    phones = [phone for phone in column(contents, "Phone", range(20_000)) if phone]
    assert max(map(len, phones)) <= 40
    assert {"NA", "None", "#N/A", "0000000000"} <= set(phones)
    for odd in ("\n", '"', ",", "\x00", "\u202a", "\u00a0", "\U0001f4de", " ext. ", "(", ".0"):
        assert any(odd in phone for phone in phones), repr(odd)


def test_person_accounts_are_mirrored_behind_the_contacts(contents: Contents) -> None:
    mirrors, persons = range(20_000, 20_300), range(1_000, 1_300)
    assert column(contents, "Id", mirrors) == column(contents, "PersonContactId", persons, "Account")
    assert column(contents, "AccountId", mirrors) == column(contents, "Id", persons, "Account")
    assert column(contents, "MobilePhone", mirrors) == column(contents, "PersonMobilePhone", persons, "Account")
    assert set(column(contents, "IsPersonAccount", mirrors)) == {"true"}
    assert set(column(contents, "PersonContactId", range(1_000), "Account")) == {None}


def test_generated_rows_go_through_bulk_and_rest(start_org: StartOrg, contents: Contents) -> None:
    org = start_org(contents=contents, bulk_page_size=8_000)
    path = complete(org, "SELECT Id, Account.Name, Owner.Name FROM Contact WHERE IsPersonAccount = false")
    page = get(org, f"{path}/results")
    assert page.headers["Sforce-NumberOfRecords"] == "8000"
    assert len({row[0] for row in rows(page.text)[1:]}) == 8_000
    assert get(org, path).json()["numberRecordsProcessed"] == 20_000
    owners = {lead["Owner"]["attributes"]["type"] for lead in query(org, "SELECT Owner.Name FROM Lead LIMIT 50")}
    assert owners == {"User", "Group"}
