"""The same calls as Salesforce has them: Tasks, each logged on whom the integration found at the time."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from .calls import ANONYMOUS, Call
from .files import record_id, record_ids, write_csv
from .names import INTEGRATION
from .numbering import Line
from .org import Org, Record
from .values import CUSTOM

HEADER: Final = (
    *("Id", "Subject", "TaskSubtype", "CallType", "aircall__External_Number__c"),
    *("WhoId", "WhatId", "AccountId", "CreatedDate"),
)
_ORDER: Final = ("Contact", "Lead", "Account", "PersonAccount")
_AT_ONCE: Final = timedelta(minutes=5)
"""Within this time a call of a stranger makes the integration create a record."""

Holders = Mapping[Line, Sequence[Record]]


def write_tasks(org: Org, calls: Sequence[Call], path: Path) -> None:
    """Write a Task for each of ``calls``; those of strangers and of hidden numbers belong to nobody."""
    ids, holders = record_ids(org), _holders(org)
    rows = [
        {
            "Id": record_id("Task", 5003 + 7 * position),
            "Subject": f"{call.direction.capitalize()} call",
            "TaskSubtype": "Call",
            "CallType": call.direction.capitalize(),
            "aircall__External_Number__c": call.customer.e164 if call.customer else ANONYMOUS,
            "CreatedDate": f"{call.start:%Y-%m-%dT%H:%M:%S}.000Z",
            **_logged_on(call, holders, ids),
        }
        for position, call in enumerate(calls)
    ]
    write_csv(path, HEADER, [[row.get(column, "") for column in HEADER] for row in rows])


def _holders(org: Org) -> Holders:
    """Return who holds each number in a spelling whose digits are those of the number: only these are found.

    The vendor does not say how its search reads spellings. In this story that is how, so that there is something to
    find out. Records that are deleted by now were found, too.
    """
    holders: dict[Line, list[Record]] = defaultdict(list)
    for record in org.records:
        is_mirror = record.sobject == "Contact" and record.fields.get("IsPersonAccount") == "true"
        if not is_mirror and record.fields.get("IsConverted") != "true":
            for line in _findable(record):
                holders[line].append(record)
    return holders


def _findable(record: Record) -> Iterator[Line]:
    for slot, value in record.values.items():
        if value.line and slot not in CUSTOM and re.sub("[^0-9]", "", value.text) == value.line.e164.removeprefix("+"):
            yield value.line


def _logged_on(call: Call, holders: Holders, ids: Mapping[Record, str]) -> dict[str, str]:
    found = _found(call, holders.get(call.customer, ()) if call.customer else ())
    if found is None:
        return {}
    if found.sobject == "Account":
        return {"WhatId": ids[found], "AccountId": ids[found]}
    if found.sobject == "PersonAccount":
        mirror = found.fields["PersonContactId"]
        return {"WhoId": ids[mirror] if isinstance(mirror, Record) else "", "AccountId": ids[found]}
    account = found.fields.get("AccountId")
    return {"WhoId": ids[found], "AccountId": ids[account] if isinstance(account, Record) else ""}


def _found(call: Call, holders: Sequence[Record]) -> Record | None:
    """Return the record that got ``call``: as things stood then, not as they stand now."""
    known = [record for record in holders if record.created <= call.start] or [
        record
        for record in holders
        if record.fields["Owner.Name"] == INTEGRATION and record.created <= call.start + _AT_ONCE
    ]
    return min(known, key=lambda record: (_ORDER.index(record.sobject), -_edited(record, call.start)), default=None)


def _edited(record: Record, moment: datetime) -> float:
    """Return when ``record`` was edited last as far as ``moment`` could know; of earlier edits nothing is left."""
    is_known = isinstance(record.modified, datetime) and record.modified <= moment
    return (record.modified if is_known else record.created).timestamp()  # type: ignore[union-attr]
