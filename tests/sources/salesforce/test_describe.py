from typing import Any

from audit.config.audit import AuditConfig, CustomFields
from audit.sources.salesforce.describe import ObjectDescribe, query_of


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
