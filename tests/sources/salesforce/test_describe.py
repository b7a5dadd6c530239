from typing import Any

import pytest

from audit.config.audit import AuditConfig, CustomFields
from audit.sources.salesforce.api_errors import ApiError
from audit.sources.salesforce.describe import (
    ObjectDescribe,
    Query,
    names_a_column,
    query_of,
    refused_columns,
    what_is_missing,
)


def described(sobject: str, *names: str, **more: dict[str, Any]) -> ObjectDescribe:
    return ObjectDescribe(sobject, {name: {"name": name, "type": "string"} for name in names} | more)


PHONE = {"custom": True, "type": "phone"}


def test_a_query_asks_only_for_what_is_visible_and_has_neither_order_nor_limit() -> None:
    query = query_of(described("Lead", "Id", "Phone", "Color__c"), AuditConfig(), owner_names=True)
    assert query.soql == "SELECT Id, Phone FROM Lead"


def test_owners_names_stand_behind_their_ids() -> None:
    query = query_of(described("Lead", "Id", "OwnerId", "Phone"), AuditConfig(), owner_names=True)
    assert query.soql == "SELECT Id, OwnerId, Owner.Name, Phone FROM Lead"


def test_contacts_that_mirror_person_accounts_are_left_to_the_accounts() -> None:
    query = query_of(described("Contact", "Id", "IsPersonAccount"), AuditConfig(), owner_names=False)
    assert query.where == "IsPersonAccount = false"
    assert query.without("ispersonaccount").soql == "SELECT Id FROM Contact"


def test_custom_phone_fields_are_asked_for_but_not_fax_and_not_what_is_excluded() -> None:
    seen = described("Lead", "Id", Desk__c=PHONE, Old__c=PHONE, Fax_Two__c=PHONE)
    config = AuditConfig(custom_fields=CustomFields(exclude=("Lead.Old__c",)))
    assert query_of(seen, config, owner_names=False).custom_fields == ("Desk__c",)


def test_a_field_of_accounts_is_left_out_only_when_no_kind_of_account_wants_it() -> None:
    seen = described("Account", "Id", Desk__c=PHONE)
    one = AuditConfig(custom_fields=CustomFields(exclude=("Account.Desk__c",)))
    both = AuditConfig(custom_fields=CustomFields(exclude=("Account.Desk__c", "PersonAccount.Desk__c")))
    assert query_of(seen, one, owner_names=False).custom_fields == ("Desk__c",)
    assert query_of(seen, both, owner_names=False).custom_fields == ()


QUERY = Query("Contact", ("Id", "Phone", "OwnerId", "Owner.Name", "Desk__c"), "IsPersonAccount = false", ("Desk__c",))


@pytest.mark.parametrize(
    ("said", "columns"),
    [
        ("No such column 'Desk__c' on entity 'Contact'. If you …", ["Desk__c"]),
        ("No such column 'desk__c' on entity 'contact'.", ["Desk__c"]),
        ("No such column 'Name' on entity 'Name'.", ["Owner.Name"]),
        ("No such column 'Fax' on entity 'Contact'.", []),
        ("Didn't understand relationship 'Owner' in field path.", ["Owner.Name"]),
        ("No such relation 'Owner' on entity 'Contact'.", ["Owner.Name"]),
        ("field 'IsPersonAccount' can not be filtered in a query call", ["IsPersonAccount"]),
        ("something else", []),
    ],
)
def test_a_refusal_names_its_columns(said: str, columns: list[str]) -> None:
    assert refused_columns(ApiError(400, "INVALID_FIELD", said), QUERY) == columns


def test_only_a_failure_that_names_a_column_is_one_of_a_column() -> None:
    assert names_a_column("InvalidBatch : Field name not found : No such column 'Desk__c' on entity 'Contact'")
    assert not names_a_column("Query timed out")


def test_the_note_tells_refused_fields_from_those_that_vanished() -> None:
    assert "the org lists Desk__c and refuses it" in what_is_missing(QUERY, QUERY.without("Desk__c"), ["Desk__c"])
    assert "Desk__c stopped being visible" in what_is_missing(QUERY, QUERY.without("Desk__c"), [])
    assert "refuses the names of owners" in what_is_missing(QUERY, QUERY.without("Owner.Name"), ["Owner.Name"])
