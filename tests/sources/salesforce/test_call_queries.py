from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from audit.errors import LoginRefusedError
from audit.sources.salesforce import Org
from audit.sources.salesforce.call_queries import call_queries, log_objects
from tests.fake_org import FakeOrg
from tests.fake_org import fault_actions as act

SINCE = datetime(2026, 4, 1, tzinfo=UTC)
Start = Callable[..., FakeOrg]


def test_tasks_are_asked_for_with_all_that_tells_a_call_and_every_field_of_the_package(
    start: Start, log_in: Callable[..., Org]
) -> None:
    asked = call_queries(log_in(start(package="old")), SINCE)
    assert asked.task is not None
    assert asked.task.soql == (
        "SELECT Id, WhoId, WhatId, AccountId, OwnerId, CreatedById, CreatedDate, Type, TaskSubtype, CallType, "
        "CallDisposition, CallDurationInSeconds, CallObject, Description, aircall__Phone_number__c, "
        "aircall__Call_Recording__c, aircall__Is_Missed_call__c FROM Task WHERE TaskSubtype = 'Call' AND "
        "CallDisposition LIKE '%aircall%' AND CreatedDate >= 2026-04-01T00:00:00Z"
    )
    assert asked.log is not None
    assert (asked.log.sobject, asked.lookup, asked.warnings) == ("aircall2gp__Aircall_Voice__c", None, ())


def test_the_lookup_from_a_task_to_its_aircall_log_is_told_by_describe(
    start: Start, log_in: Callable[..., Org]
) -> None:
    asked = call_queries(log_in(start(package="current")), SINCE)
    assert asked.log is not None
    assert asked.log.soql.endswith("FROM aircall__Aircall_AI__c WHERE CreatedDate >= 2026-04-01T00:00:00Z")
    assert {"aircall__Contact__c", "aircall__Customer_Phone__c"} < {*asked.log.columns}
    assert asked.lookup == "aircall__Aircall_Log__c"


def test_only_what_is_visible_is_asked_for_and_the_rest_is_said(start: Start, log_in: Callable[..., Org]) -> None:
    hidden = {"Task": ["TaskSubtype", "CallDisposition", "AccountId"]}
    asked = call_queries(log_in(start(hidden=hidden)), SINCE)
    assert asked.task is not None
    assert asked.task.where == "CreatedDate >= 2026-04-01T00:00:00Z"
    assert {*hidden["Task"]}.isdisjoint(asked.task.columns)
    assert asked.log is None
    assert "Task.CallDisposition (Call Result) is not visible" in asked.warnings[0]


def test_tasks_that_are_not_visible_are_said(start: Start, log_in: Callable[..., Org]) -> None:
    asked = call_queries(log_in(start(package="current", hidden_objects=["Task"])), SINCE)
    assert [*asked.all] == ["aircall__Aircall_AI__c"]
    assert "Tasks are not visible" in asked.warnings[0]


def test_without_tasks_and_logs_the_right_that_is_missing_is_named(start: Start, log_in: Callable[..., Org]) -> None:
    with pytest.raises(LoginRefusedError, match="access to activities"):
        call_queries(log_in(start(hidden_objects=["Task"])), SINCE)


def test_logs_that_tasks_lead_to_and_that_are_not_visible_are_said(start: Start, log_in: Callable[..., Org]) -> None:
    asked = call_queries(log_in(start(package="current", hidden_objects=["aircall__Aircall_AI__c"])), SINCE)
    assert asked.log is None
    assert asked.warnings == (
        (
            "aircall__Aircall_AI__c (Aircall Log) is not visible to this user: calls that are logged there alone, and "
            "numbers that only it has, are missing."
        ),
    )


@pytest.mark.parametrize("n_warnings", [0, 1])
def test_a_user_who_sees_only_what_is_shared_is_told_that_calls_are_missing(
    start: Start, log_in: Callable[..., Org], n_warnings: int
) -> None:
    fake = start()
    permission = {"totalSize": 1, "done": True, "records": [{"PermissionsViewAllData": not n_warnings}]}
    fake.fault("GET /query/?*UserPermissionAccess*", act.say_json(200, permission))
    warnings = call_queries(log_in(fake), SINCE).warnings
    assert len([each for each in warnings if "not shared with it are missing" in each]) == n_warnings


def test_logs_of_an_older_package_beside_todays_are_counted(start: Start, log_in: Callable[..., Org]) -> None:
    fake = start(package="current")
    names = ("aircall2gp__Aircall_Voice__c", "aircall__Aircall_AI__c")
    fake.fault("GET /sobjects", act.say_json(200, {"sobjects": [{"name": name, "label": "x"} for name in names]}))
    count = {"totalSize": 12, "done": True, "records": []}
    fake.fault("GET /query/?*COUNT*aircall2gp__*", act.say_json(200, count))
    asked = call_queries(log_in(fake), SINCE)
    assert asked.log is not None
    assert (asked.log.sobject, asked.warnings) == (
        names[1],
        ("12 Aircall Logs in aircall2gp__Aircall_Voice__c, of an older package, are not read.",),
    )


@pytest.mark.parametrize(
    ("objects", "found"),
    [
        ({}, []),
        ({"aircall__Setting__c": "Aircall Setting"}, []),
        ({"aircall__Setting__c": "Aircall Setting", "aircall3__New__c": "Aircall log"}, ["aircall3__New__c"]),
        (
            {"aircall2gp__Aircall_Voice__c": "Aircall Log", "aircall__Aircall_AI__c": "Aircall Log"},
            ["aircall__Aircall_AI__c", "aircall2gp__Aircall_Voice__c"],
        ),
    ],
)
def test_objects_of_logs_are_known_by_name_else_by_label(objects: dict[str, str], found: list[str]) -> None:
    assert log_objects(objects) == found
