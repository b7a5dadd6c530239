"""Which fields of Tasks and Aircall Logs to ask an org for: what describe lists of what tells a call."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from audit.errors import LoginRefusedError
from audit.sources.calls.call_columns import of_package
from audit.sources.salesforce.api_errors import ApiError
from audit.sources.salesforce.describe import ObjectDescribe, Query, described_object
from audit.sources.salesforce.json_answers import mapping, mappings
from audit.sources.salesforce.org import Org
from audit.sources.salesforce.user_rights import login_views_all_data

TASK: Final = "Task"
LOG_OBJECTS: Final = ("aircall__Aircall_AI__c", "aircall2gp__Aircall_Voice__c")
"""Of the packages of today and before; any other one is known by its label."""
LOG_LABEL: Final = "Aircall Log"
_OF_TASK: Final = (
    *("Id", "WhoId", "WhatId", "AccountId", "OwnerId", "CreatedById", "CreatedDate", "Type", "TaskSubtype"),
    *("CallType", "CallDisposition", "CallDurationInSeconds", "CallObject", "Description"),
)
_OF_LOG: Final = ("Id", "Name", "OwnerId", "CreatedById", "CreatedDate")
_SOQL_TIME: Final = "%Y-%m-%dT%H:%M:%SZ"
_UNASKED: Final = ("address", "location", "base64")
"""Types that a query job refuses."""
_ITS_OBJECTS: Final = "the list of its objects"
OF_AIRCALL: Final = "CallDisposition LIKE '%aircall%'"
_NO_TASKS: Final = (
    "This user sees neither Tasks nor Aircall Logs. Give the user access to activities, and read access to the object "
    "Aircall Log if calls are logged there."
)


@dataclass(frozen=True)
class CallQueries:
    """What to ask an org for."""

    task: Query | None
    """None where this user does not see Tasks"""
    log: Query | None
    """None where there is no object of Aircall Logs, or this user does not see it"""
    lookup: str | None
    """The field of Task that leads to its Aircall Log"""
    warnings: tuple[str, ...]

    @property
    def all(self) -> dict[str, Query]:
        """The queries by object."""
        return {query.sobject: query for query in (self.task, self.log) if query is not None}


def call_queries(org: Org, since: datetime, until: datetime | None = None) -> CallQueries:
    """Return the queries for the calls logged since ``since`` and, if that is given, before ``until``.

    Raise LoginRefusedError where this user sees none of them.
    """
    objects = package_objects(org)
    names = log_objects(objects)
    task, log = described_object(org, TASK), described_object(org, names[0]) if names else None
    if task is None and log is None:
        raise LoginRefusedError(_NO_TASKS)
    moment = f"CreatedDate >= {since:{_SOQL_TIME}}" + (f" AND CreatedDate < {until:{_SOQL_TIME}}" if until else "")
    return CallQueries(
        None if task is None else _task_query(task, moment),
        None if log is None else Query(log.sobject, _columns(log, _OF_LOG), moment),
        None if task is None or log is None else log_lookup(task, log.sobject),
        (*_unseen(task, log, objects), *_unshared(org), *_unread(org, names[1:], moment)),
    )


def package_objects(org: Org) -> dict[str, str]:
    """Return the label of each object that the integration's package added, as far as this user sees them."""
    listed = mappings(mapping(org.get("sobjects"), _ITS_OBJECTS).get("sobjects"), _ITS_OBJECTS, "name")
    return {str(one["name"]): str(one.get("label") or "") for one in listed if _is_object(str(one["name"]))}


def _is_object(name: str) -> bool:
    return bool(of_package([name])) and name.casefold().endswith("__c")


def log_objects(objects: Mapping[str, str]) -> list[str]:
    """Return which of ``objects`` (label by name) have Aircall Logs, that of today's package first."""
    known = [name for name in LOG_OBJECTS if name in objects]
    labelled = [name for name, label in objects.items() if label.casefold() == LOG_LABEL.casefold()]
    return list(dict.fromkeys([*known, *labelled]))


def _task_query(task: ObjectDescribe, moment: str) -> Query:
    columns = _columns(task, _OF_TASK)
    conditions = [
        *(["TaskSubtype = 'Call'"] if "TaskSubtype" in columns else []),
        *([OF_AIRCALL] if "CallDisposition" in columns else []),
        moment,
    ]
    return Query(TASK, columns, " AND ".join(conditions))


def _columns(seen: ObjectDescribe, wanted: Iterable[str]) -> tuple[str, ...]:
    """Return those of ``wanted`` that describe lists, and every field of the package."""
    asked = [name for name, field in seen.fields.items() if field.get("type") not in _UNASKED]
    return tuple(dict.fromkeys([*(name for name in wanted if name in asked), *of_package(asked)]))


def log_lookup(task: ObjectDescribe, log: str) -> str | None:
    """Return the field of Task that leads to an object of Aircall Logs; None where there is none."""
    return next((name for name, field in task.fields.items() if _refers_to(field.get("referenceTo"), log)), None)


def _refers_to(targets: Any, sobject: str) -> bool:
    return isinstance(targets, Sequence) and list(targets) == [sobject]


def unseen_log(task: ObjectDescribe, objects: Mapping[str, str]) -> str | None:
    """Return the object of the package to which a field of Task leads and that this user does not see; else None."""
    targets = (target for field in task.fields.values() for target in field.get("referenceTo") or ())
    return next((str(target) for target in targets if _is_object(str(target)) and target not in objects), None)


def _unseen(task: ObjectDescribe | None, log: ObjectDescribe | None, objects: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence on what this user does not see."""
    if task is None:
        yield "Tasks are not visible to this user: calls that are logged as Tasks alone are missing."
        return
    if "CallDisposition" not in task.fields:
        yield (
            "Task.CallDisposition (Call Result) is not visible to this user: calls of other phone systems count too, "
            "and the company's line is not known."
        )
    if log is None and (name := next(iter(log_objects(objects)), unseen_log(task, objects))):
        yield (
            f"{name} ({LOG_LABEL}) is not visible to this user: calls that are logged there alone, and numbers that "
            "only it has, are missing."
        )


def _unshared(org: Org) -> Iterator[str]:
    if login_views_all_data(org) is False:
        yield 'This user does not have "View All Data": calls whose Tasks are not shared with it are missing.'


def _unread(org: Org, names: Sequence[str], moment: str) -> Iterator[str]:
    """Yield a sentence on each further object of Aircall Logs that has any."""
    for name in names:
        try:
            n_logs = org.count(name, moment)
        except ApiError:
            continue
        if n_logs:
            yield f"{n_logs:,} {LOG_LABEL}s in {name}, of an older package, are not read."
