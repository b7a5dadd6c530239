"""What the integration writes of a call history into an org: Tasks and Aircall Logs, by its package and setting."""

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from tests.fake_org.generated_numbers import joined
from tests.fake_org.ids import numbered_id
from tests.fake_org.rows import HeldRows
from tests.fake_org.schema import LOG_OF
from tests.fake_org.settings import Settings

_A_TO_DO_AMONG: Final = 20
"""For so many calls somebody wrote one to-do."""
_A_MESSAGE_AMONG: Final = 50
_OF_CALLS: Final = ("aircall__Call_Recording__c", "aircall__Is_Missed_call__c", "aircall__Aircall_Log__c")
"""What a message has not."""
_SUBJECTS: Final = ("Inbound answered call", "Outbound answered call", "Missed call", "Outbound unanswered call")


def call_log(history: pa.Table, settings: Settings, integration_user: str) -> dict[str, HeldRows]:
    """Return the rows of Task, and of the object of Aircall Logs where the package has one.

    ``integration_user`` is the id of the user who creates them, and owns those that nobody took.
    """
    rows = {"Task": _tasks(history, settings, integration_user)}
    log = LOG_OF.get(settings.package)
    if log is not None:
        rows[log] = _logs(history if settings.logging != "Task" else history.slice(0, 0), settings, integration_user)
    return rows


def _tasks(history: pa.Table, settings: Settings, integration_user: str) -> HeldRows:
    n_others, n_messages = len(history) // _A_TO_DO_AMONG, len(history) // _A_MESSAGE_AMONG
    logged = history.slice(0, 0) if settings.logging == "Log only" else history
    messages = logged.slice(0, n_messages)
    parts = [
        _calls_as_tasks(logged, settings).append_column("Id", logged["task_id"]),
        _to_dos(history.slice(0, n_others)).append_column("Id", _ids("00T", 500_000_000, n_others)),
        _messages(messages, settings).append_column("Id", _ids("00T", 600_000_000, len(messages))),
    ]
    return _with_system(pa.concat_tables(parts, promote_options="default"), integration_user)


def _to_dos(history: pa.Table) -> pa.Table:
    return pa.table(
        {
            "CreatedDate": history["entered"],
            "Subject": _same("Send the quote", len(history)),
            "TaskSubtype": _same("Task", len(history)),
            "Type": _same("Other", len(history)),
            "CreatedById": history["agent"],
            "OwnerId": history["agent"],
        }
    )


def _messages(history: pa.Table, settings: Settings) -> pa.Table:
    """Return text messages, which are Tasks of the same kind as calls."""
    calls = _calls_as_tasks(history, settings)
    kept = [name for name in calls.column_names if name not in {"Subject", "CallDurationInSeconds", *_OF_CALLS}]
    subject = _same("SMS", len(history))
    messages = calls.select(kept).append_column("Subject", subject)
    if settings.package == "current":
        messages = messages.append_column("aircall__SMS_Direction__c", pc.utf8_capitalize(history["direction"]))
    return messages


def _calls_as_tasks(history: pa.Table, settings: Settings) -> pa.Table:
    answered, inbound = history["is_answered"], pc.equal(history["direction"], "inbound")
    kind = pc.case_when(pc.make_struct(pc.and_(inbound, answered), answered, inbound), *_SUBJECTS[:3], _SUBJECTS[3])
    preposition = pc.if_else(inbound, " on ", " via ")
    columns = {
        "CreatedDate": history["entered"],
        "OwnerId": history["agent"],
        "WhoId": history["who"],
        "WhatId": history["what"],
        "AccountId": history["account"],
        "Subject": joined(kind, preposition, history["line_name"]),
        "Type": _same("Call", len(history)),
        "TaskSubtype": _same("Call", len(history)),
        "CallType": pc.utf8_capitalize(history["direction"]),
        "CallDisposition": _disposition(history),
        "CallDurationInSeconds": history["talk"].cast(pa.string()),
    }
    return pa.table({**columns, **_package_fields(history, settings)})


def _disposition(history: pa.Table) -> pa.ChunkedArray:
    answered = pc.if_else(history["is_answered"], "answered_call", "unanswered_call")
    parts = (history["tags"], history["direction"], answered, history["line"], history["missed_reason"])
    return pc.binary_join_element_wise(_same("aircall", len(history)), *parts, ", ", null_handling="skip")


def _package_fields(history: pa.Table, settings: Settings) -> dict[str, pa.ChunkedArray]:
    """Return what the package adds to Task; whether it has the number of the other party is its affair."""
    if settings.package == "old":
        return {
            "aircall__Phone_number__c": history["number"],
            "aircall__Call_Recording__c": _recordings(history),
            "aircall__Is_Missed_call__c": pc.if_else(history["is_answered"], "false", "true"),
        }
    if settings.package == "none":
        return {}
    logs = _log_ids(history) if settings.logging == "Task and Log" else _same(None, len(history))
    return {"aircall__Number_Name__c": history["line_name"], "aircall__Aircall_Log__c": logs}


def _recordings(history: pa.Table) -> pa.ChunkedArray:
    links = joined("https://assets.aircall.io/calls/", history["call_id"], "/recording")
    return pc.if_else(history["is_answered"], links, pa.scalar(None, pa.string()))


def _logs(history: pa.Table, settings: Settings, integration_user: str) -> HeldRows:
    n_calls = len(history)
    contact, lead = (_starting(history["who"], prefix) for prefix in ("003", "00Q"))
    prefix = "aircall__" if settings.package == "current" else "aircall2gp__"
    own = {
        "Call_Start_Date_Time__c": history["started"],
        "Call_Type__c": pc.utf8_capitalize(history["direction"]),
        "Type__c": _same("Call", n_calls),
        "Subtype__c": pc.if_else(history["is_answered"], "Answered", "Missed"),
        "Status__c": _same("Completed", n_calls),
        "Number_name__c": history["line_name"],
        "Customer_Phone__c": history["number"],
        "Line_Phone__c": joined("+", history["line"]),
        "Description__c": _recordings(history),
        "Contact__c": contact,
        "Lead__c": lead,
        "Account__c": pc.coalesce(history["what"], history["account"]),
    }
    names = {"Name": joined("AI-", history["call_id"]), "CreatedDate": history["entered"], "OwnerId": history["agent"]}
    columns = {**names, **{f"{prefix}{name}": cells for name, cells in own.items()}}
    return _with_system(pa.table({"Id": _log_ids(history), **columns}), integration_user)


def _log_ids(history: pa.Table) -> pa.Array:
    """Return the ids of Aircall Logs, told by the number in the id of the call."""
    numbers = pc.utf8_lpad(history["call_id"], 10, "0")
    return joined("a01Fk", numbers, numbered_id("a01", 0)[15:])


def _with_system(rows: pa.Table, integration_user: str) -> HeldRows:
    """Return ``rows`` with the fields that every record has; who made and has them where ``rows`` do not say it."""
    columns = dict(zip(rows.column_names, rows.columns, strict=True))
    for name in ("OwnerId", "CreatedById"):
        columns[name] = pc.fill_null(columns.get(name, _same(None, len(rows))), integration_user)
    dates = dict.fromkeys(("LastModifiedDate", "SystemModstamp"), columns["CreatedDate"])
    return HeldRows(pa.table({**columns, **dates, "IsDeleted": _same("false", len(rows))}))


def _starting(ids: pa.ChunkedArray, prefix: str) -> pa.ChunkedArray:
    return pc.if_else(pc.starts_with(ids, prefix), ids, pa.scalar(None, pa.string()))


def _ids(prefix: str, first: int, count: int) -> pa.Array:
    return pa.array([numbered_id(prefix, first + n) for n in range(count)], pa.string())


def _same(text: str | None, count: int) -> pa.Array:
    return pa.array([text] * count, pa.string())
