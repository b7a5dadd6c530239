"""Changes to records, with what a save does besides: dates, and the mirror of a person account."""

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import pyarrow as pa

from tests.fake_org.contents import Contents
from tests.fake_org.ids import full_id
from tests.fake_org.messages import Refusal, Response
from tests.fake_org.rows import HeldRows
from tests.fake_org.schema import Field, SObject
from tests.fake_org.state import Call

NULL: Final = "#N/A"
"""What a cell of a load file says to clear a field; an empty cell leaves it as it is."""
MIRRORED: Final = {
    "Phone": "Phone",
    "PersonMobilePhone": "MobilePhone",
    "PersonHomePhone": "HomePhone",
    "PersonOtherPhone": "OtherPhone",
    "PersonAssistantPhone": "AssistantPhone",
    "PersonEmail": "Email",
}
"""Fields of a person account, and where its contact shows them."""
Change = Mapping[str, str | None]


def changed(contents: Contents, sobject: SObject, changes: list[Change], now: str) -> tuple[Contents, list[str | None]]:
    """Return the contents with one batch of changes, all at the moment ``now``, and each row's refusal or None."""
    rows = contents.rows[sobject.name]
    if not isinstance(rows, HeldRows):
        raise Refusal(501, "FAKE_ORG", "Generated rows cannot be changed")
    ids = [full_id(change.get("Id") or "") for change in changes]
    at = rows.positions_of(pa.array(ids, pa.string()))
    deleted = rows.take(at, "IsDeleted").to_pylist()
    columns = {name: rows.table[name].to_pylist() for name in rows.table.column_names}
    outcomes: list[str | None] = []
    touched: list[int] = []
    seen: set[str | None] = set()
    for number, change in enumerate(changes):
        refused = _refused(sobject, change, int(at[number]), deleted[number], repeated=ids[number] in seen)
        seen.add(ids[number])
        outcomes.append(refused)
        if refused is None:
            touched.append(int(at[number]))
            _apply(columns, sobject, change, int(at[number]), now)
    after = contents.with_rows(sobject.name, HeldRows.of(columns))
    return (_mirrored(after, touched, now) if sobject.name == "Account" else after), outcomes


def _apply(columns: dict[str, list[str | None]], sobject: SObject, change: Change, at: int, now: str) -> None:
    n_rows = len(columns["Id"])
    for name, value in change.items():
        known = _field(sobject, name)
        if known.name != "Id":
            columns.setdefault(known.name, [None] * n_rows)[at] = value
    for name in ("LastModifiedDate", "SystemModstamp"):
        columns.setdefault(name, [None] * n_rows)[at] = now


def _refused(sobject: SObject, change: Change, at: int, deleted: str | None, *, repeated: bool) -> str | None:
    """Return why a change is refused, as ``CODE:message``; None when it is not."""
    if at < 0:
        return "INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--"
    if deleted == "true":
        return "ENTITY_IS_DELETED:entity is deleted:--"
    if repeated:
        return "DUPLICATE_VALUE:duplicate id specified:Id--"
    for name, value in change.items():
        known = _field(sobject, name)
        if known.name != "Id" and not known.updateable:
            return f"INVALID_FIELD_FOR_INSERT_UPDATE:Unable to create/update fields: {known.name}:{known.name}--"
        if value is not None and known.length and len(value) > known.length:
            return f"STRING_TOO_LONG:{known.label}: data value too large (max length={known.length}):{known.name}--"
    return None


def _field(sobject: SObject, name: str) -> Field:
    known = sobject.field(name)
    if known is None:
        reason = f"No such column '{name}' on sobject of type {sobject.name}"
        raise Refusal(400, "INVALID_FIELD", reason)
    return known


def _mirrored(contents: Contents, accounts: Iterable[int], now: str) -> Contents:
    """Return the contents with the contacts of changed person accounts changed alike."""
    held, contacts = contents.rows["Account"], contents.rows["Contact"]
    if not isinstance(contacts, HeldRows) or not contents.sobjects["Account"].field("PersonContactId"):
        return contents
    at = np.array(list(accounts), dtype=np.int64)
    mirrors = contacts.positions_of(held.take(at, "PersonContactId"))
    columns = {name: contacts.table[name].to_pylist() for name in contacts.table.column_names}
    sobject = contents.sobjects["Contact"]
    for source, target in MIRRORED.items():
        if contents.sobjects["Account"].field(source) and sobject.field(target):
            for there, value in zip(mirrors, held.take(at, source).to_pylist(), strict=True):
                if there >= 0:
                    _apply(columns, sobject, {target: value}, int(there), now)
    return contents.with_rows("Contact", HeldRows.of(columns))


def patch_record(call: Call) -> Response:
    """Answer PATCH /sobjects/{X}/{Id}: 204 and no body."""
    sobject = named_sobject(call, call.params["sobject"])
    change = {"Id": call.params["id"], **call.request.json()}
    with call.state.lock:
        after, (refused,) = changed(call.state.contents, sobject, [change], call.state.clock.tick())
        call.state.contents = after
    if refused:
        code, _, message = refused.partition(":")
        raise Refusal(404 if code.startswith("INVALID_CROSS") else 400, code, message)
    return Response(status=204)


def named_sobject(call: Call, name: str) -> SObject:
    """Return the object of that name; raise Refusal INVALIDENTITY."""
    sobject = call.state.contents.sobject(name)
    if sobject is None:
        raise Refusal(400, "INVALIDENTITY", f"Unable to find object: {name}")
    return sobject
