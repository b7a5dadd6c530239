"""What a user of an org cannot read of what the Aircall integration needs: Task.Type, objects, phone fields."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from audit.domain import EXPORTED_SOBJECTS, SLOT_FIELDS
from audit.sources.salesforce.api_errors import ApiError
from audit.sources.salesforce.describe import ObjectDescribe, OrgDescribe
from audit.sources.salesforce.json_answers import mappings
from audit.sources.salesforce.org import Org

TASK_TYPE: Final = "Task.Type"
_ON_TASK: Final = (TASK_TYPE, "Task.CallDisposition", "Task.Description")
"""The further ones tell an org that lists the rights to fields of Task from one that does not."""
_ID: Final = re.compile(r"[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?")
_OF_PERSONS: Final = "__pc"
"""Rights to fields of Person Accounts are those of Contact."""


def login_views_all_data(org: Org) -> bool | None:
    """Return whether the user of this login may view all data; None where the org does not tell.

    UserPermissionAccess has one row: the permissions of the user who asks.
    """
    try:
        rows = org.query("SELECT PermissionsViewAllData FROM UserPermissionAccess")["records"]
    except ApiError:
        return None
    granted = rows[0].get("PermissionsViewAllData") if rows else None
    return granted if isinstance(granted, bool) else None


def hidden_from_login(look: OrgDescribe, task: ObjectDescribe | None) -> list[str]:
    """Return what the user of this login does not see: objects, and fields as ``Object.Field``."""
    is_typed = task is not None and "Type" in task.fields
    return [
        *([] if is_typed else [TASK_TYPE]),
        *(name for name in EXPORTED_SOBJECTS if name not in look.seen),
        *(f"{name}.{field}" for name, seen in look.seen.items() for field in seen.slot_fields(name)[1]),
    ]


def unreadable_by(org: Org, user_id: str, look: OrgDescribe) -> list[str] | None:
    """Return what the profile and permission sets of a user do not let it read; None where the org does not tell.

    Asked for are Task.Type, and objects and fields that this login sees, since others may not be there.
    """
    if not _ID.fullmatch(user_id):
        return None
    fields = list(_phone_fields(look))
    try:
        parents, sees_all = _permission_sets(org, user_id)
        if not parents:
            return None
        objects = {*look.seen} if sees_all else _granted(org, "ObjectPermissions", "SobjectType", look.seen, parents)
        granted = _granted(org, "FieldPermissions", "Field", (*fields, *_ON_TASK), parents)
    except ApiError:
        return None
    if granted.isdisjoint(_ON_TASK):
        return None
    return [name for name in (TASK_TYPE, *look.seen, *fields) if name not in granted | objects]


def _phone_fields(look: OrgDescribe) -> Iterator[str]:
    """Yield the phone fields that can be hidden from a user."""
    for name, seen in look.seen.items():
        for field in (*SLOT_FIELDS[name].values(), *seen.custom_phone_fields()):
            if seen.fields.get(field, {}).get("permissionable") and not field.endswith(_OF_PERSONS):
                yield f"{name}.{field}"


def _permission_sets(org: Org, user_id: str) -> tuple[list[str], bool]:
    """Return the ids of the permission sets of a user, its profile's among them, and whether it may view all data."""
    soql = (
        "SELECT PermissionSetId, PermissionSet.PermissionsViewAllData FROM PermissionSetAssignment "  # noqa: S608 - an id
        f"WHERE AssigneeId = '{user_id}'"
    )
    rows = mappings(org.query(soql)["records"], "the permission sets of a user")
    ids = [str(row.get("PermissionSetId")) for row in rows]
    sees_all = any((row.get("PermissionSet") or {}).get("PermissionsViewAllData") for row in rows)
    return [each for each in ids if _ID.fullmatch(each)], sees_all


def _granted(org: Org, sobject: str, field: str, names: Iterable[str], parents: Sequence[str]) -> set[str]:
    """Return which of ``names`` rows of ``sobject`` let the owners of the permission sets ``parents`` read."""
    wanted, of_sets = (", ".join(f"'{each}'" for each in texts) for texts in (names, parents))
    soql = (
        f"SELECT {field} FROM {sobject} WHERE PermissionsRead = true AND {field} IN ({wanted}) "  # noqa: S608 - names, ids
        f"AND ParentId IN ({of_sets})"
    )
    return {str(row.get(field)) for row in mappings(org.query(soql)["records"], "the rights of a user")}
