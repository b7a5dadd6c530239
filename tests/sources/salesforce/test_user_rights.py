from collections.abc import Callable

import pytest

from audit.package_files import shipped
from audit.sources.salesforce import Org
from audit.sources.salesforce.describe import described_object, look_at
from audit.sources.salesforce.user_rights import hidden_from_login, unreadable_by
from tests.fake_org import FakeOrg
from tests.fake_org import fault_actions as act

Start = Callable[..., FakeOrg]
INTEGRATION = "0055Y0000000000QAA"


@pytest.fixture
def rights(start_org: Start, log_in: Callable[..., Org]) -> Callable[..., list[str] | None]:
    """Return what the user of the integration cannot read in the sample org."""

    def unreadable(
        user_id: str = INTEGRATION, faults: tuple[tuple[str, object], ...] = (), **settings: object
    ) -> object:
        fake = start_org(shipped("sample_data"), **settings)
        for address, action in faults:
            fake.fault(address, action)
        org = log_in(fake)
        return unreadable_by(org, user_id, look_at(org))

    return unreadable


@pytest.mark.parametrize(
    "lacks", [[], ["Task.Type"], ["Lead", "Contact.Phone"], ["Contact.Direct_Phone__c"], ["Task.Type", "Account"]]
)
def test_rights_are_those_of_profile_and_permission_sets(rights: Callable, lacks: list[str]) -> None:
    assert rights(integration_lacks=lacks) == lacks


def test_fields_of_person_accounts_and_what_is_no_phone_field_are_not_asked_for(rights: Callable) -> None:
    assert rights(integration_lacks=["Account.Holiday_Phone__pc", "Account.PersonMobilePhone", "Contact.Email"]) == []


def test_who_may_view_all_data_may_read_every_object(rights: Callable) -> None:
    assigned = {"PermissionSetId": "0PSFk0000000001MAA", "PermissionSet": {"PermissionsViewAllData": True}}
    answer = act.say_json(200, {"totalSize": 1, "done": True, "records": [assigned]})
    assert rights(faults=(("GET /query/?*PermissionSetAssignment*", answer),), integration_lacks=["Lead"]) == []


@pytest.mark.parametrize("address", ["PermissionSetAssignment", "ObjectPermissions", "FieldPermissions"])
def test_rights_that_the_org_refuses_to_tell_are_unknown(rights: Callable, address: str) -> None:
    refusal = act.say(403, "INSUFFICIENT_ACCESS", "no")
    assert rights(faults=((f"GET /query/?*FROM+{address}*", refusal),)) is None


def test_rights_of_a_user_without_any_and_of_what_is_no_user_are_unknown(rights: Callable) -> None:
    assert rights("0055Y000000999QAAA") is None
    assert rights("' OR Id != '") is None


def test_an_org_that_lists_no_rights_to_fields_of_task_tells_nothing(rights: Callable) -> None:
    assert rights(integration_lacks=["Task.Type", "Task.CallDisposition", "Task.Description"]) is None


def test_what_describe_does_not_list_is_hidden_from_the_login(start_org: Start, log_in: Callable[..., Org]) -> None:
    hidden = {"Task": ["Type"], "Contact": ["MobilePhone"]}
    org = log_in(start_org(shipped("sample_data"), hidden=hidden, hidden_objects=["Lead"]))
    assert hidden_from_login(look_at(org), described_object(org, "Task")) == [
        "Task.Type",
        "Lead",
        "Contact.MobilePhone",
    ]
