"""The calls of a history as the integration logs them."""

from pathlib import Path

import pytest

from audit.package_files import shipped
from tests.fake_org import FakeOrg
from tests.fake_org.generated_rows import generate
from tests.fake_org.settings import Settings
from tests.fake_org_tests.asking import StartOrg, get, query, refused

OF_AIRCALL = "TaskSubtype = 'Call' AND CallDisposition LIKE '%aircall%'"
LOG = "aircall__Aircall_AI__c"


@pytest.fixture
def sample(start_org: StartOrg) -> StartOrg:
    return lambda **settings: start_org(shipped("sample_data"), **settings)


def soql(what: str, sobject: str, where: str = "Id != null") -> str:
    return f"SELECT {what} FROM {sobject} WHERE {where}"  # noqa: S608 - of a stand-in


def count(org: FakeOrg, sobject: str, where: str = "Id != null") -> int:
    total: int = get(org, "/query", q=soql("COUNT()", sobject, where)).json()["totalSize"]
    return total


def test_a_task_says_what_the_integration_documents_and_not_the_number(sample: StartOrg) -> None:
    columns = "Subject, Type, TaskSubtype, CallType, CallDisposition, CallDurationInSeconds, CreatedDate"
    [task] = query(sample(), soql(columns, "Task", f"{OF_AIRCALL} ORDER BY CreatedDate LIMIT 1"))
    del task["attributes"]
    assert task == {
        "Subject": "Outbound answered call via Vertrieb Frankfurt",
        "Type": "Call",
        "TaskSubtype": "Call",
        "CallType": "Outbound",
        "CallDisposition": "aircall, complaint, outbound, answered_call, 496990009900",
        "CallDurationInSeconds": 628,
        "CreatedDate": "2026-04-01T08:11:49.000+0000",
    }


def test_to_dos_of_people_and_messages_are_tasks_too(sample: StartOrg) -> None:
    org = sample(package="current")
    assert (count(org, "Task"), count(org, "Task", OF_AIRCALL)) == (428, 408)
    assert count(org, "Task", "aircall__SMS_Direction__c != null") == 8
    creators = {row["CreatedBy"]["Name"] for row in query(org, soql("CreatedBy.Name", "Task", OF_AIRCALL))}
    assert creators == {"Aircall Integration"}


@pytest.mark.parametrize(
    ("logging", "n_tasks", "n_logs", "n_both"),
    [("Task", 408, 0, 0), ("Task and Log", 408, 400, 400), ("Log only", 0, 400, 0)],
)
def test_calls_are_logged_as_task_as_log_or_as_both(
    sample: StartOrg, logging: str, n_tasks: int, n_logs: int, n_both: int
) -> None:
    org = sample(package="current", logging=logging)
    assert (count(org, "Task", OF_AIRCALL), count(org, LOG)) == (n_tasks, n_logs)
    found = query(
        org, "SELECT aircall__Aircall_Log__r.aircall__Customer_Phone__c FROM Task WHERE aircall__Aircall_Log__c != null"
    )
    assert len(found) == n_both
    assert all(row["aircall__Aircall_Log__r"] for row in found)


def test_the_older_package_has_the_number_and_links_to_recordings(sample: StartOrg) -> None:
    columns = "aircall__Phone_number__c, aircall__Call_Recording__c"
    [task] = query(sample(package="old"), soql(columns, "Task", f"{OF_AIRCALL} ORDER BY CreatedDate LIMIT 1"))
    assert task["aircall__Phone_number__c"] == "+33199009111"
    assert task["aircall__Call_Recording__c"] == "https://assets.aircall.io/calls/2418000000/recording"


def test_objects_can_be_hidden(sample: StartOrg) -> None:
    org = sample(hidden_objects=["Task", "User"])
    assert refused(get(org, "/query", q="SELECT Id FROM Task")) == (400, "INVALID_TYPE")
    assert get(org, "/sobjects/User/describe").status_code == 404


def test_rights_of_the_integrations_user_are_told_to_who_may_view_the_setup(sample: StartOrg) -> None:
    org = sample(integration_lacks=["Task.Type", "Lead"])
    sets = query(org, "SELECT PermissionSetId, PermissionSet.PermissionsViewAllData FROM PermissionSetAssignment")
    assert [row["PermissionSet"]["PermissionsViewAllData"] for row in sets] == [False, False]
    objects = {row["SobjectType"] for row in query(org, "SELECT SobjectType FROM ObjectPermissions")}
    fields = {row["Field"] for row in query(org, "SELECT Field FROM FieldPermissions WHERE PermissionsRead = true")}
    assert (objects, "Task.Type" in fields, "Task.Description" in fields) == ({"Contact", "Account"}, False, True)
    blind = sample(may_view_setup=False)
    assert refused(get(blind, "/query", q="SELECT Id FROM FieldPermissions")) == (400, "INVALID_TYPE")


def test_a_generated_org_has_calls_with_its_contacts(start_org: StartOrg) -> None:
    settings = {"package": "current", "logging": "Task and Log"}
    org = start_org(contents=generate(40, Settings(**settings), calls=200), **settings)  # type: ignore[arg-type]
    assert (count(org, "Task", OF_AIRCALL), count(org, LOG)) == (204, 200)
    people = query(org, soql("Who.Name", "Task", f"{OF_AIRCALL} AND WhoId != null"))
    assert len(people) > 100
    assert all(row["Who"]["Name"] for row in people)


def test_an_org_without_a_history_has_no_calls(start_org: StartOrg, folder: Path) -> None:
    assert count(start_org(folder, package="current", logging="Task and Log"), "Task") == 0
