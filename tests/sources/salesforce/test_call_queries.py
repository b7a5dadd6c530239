from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from audit.errors import LoginRefusedError
from audit.sources.salesforce import Org
from audit.sources.salesforce.call_queries import call_queries, log_object
from tests.fake_org import FakeOrg

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


@pytest.mark.parametrize(
    ("objects", "chosen"),
    [
        ({}, None),
        ({"aircall__Setting__c": "Aircall Setting"}, None),
        ({"aircall__Setting__c": "Aircall Setting", "aircall3__New__c": "Aircall log"}, "aircall3__New__c"),
        (
            {"aircall2gp__Aircall_Voice__c": "Aircall Log", "aircall__Aircall_AI__c": "Aircall Log"},
            "aircall__Aircall_AI__c",
        ),
    ],
)
def test_the_object_of_logs_is_known_by_name_else_by_label(objects: dict[str, str], chosen: str | None) -> None:
    assert log_object(objects) == chosen
