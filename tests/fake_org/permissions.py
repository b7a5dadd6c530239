"""Who may read what, as an org tells a user who may view the setup: profile and permission sets of one user."""

from collections.abc import Mapping
from typing import Final

from tests.fake_org.ids import numbered_id
from tests.fake_org.rows import HeldRows, Rows
from tests.fake_org.schema import BOOLEAN, REFERENCE, Field, SObject, flag, lookup, text
from tests.fake_org.settings import Settings

_OBJECTS: Final = ("Contact", "Lead", "Account")
_PROFILE, _SET = (numbered_id("0PS", number) for number in (1, 2))
_PARENT: Final = lookup("ParentId", "Parent ID", "PermissionSet")
_ID: Final = Field("Id", "id", "ID", 18, nillable=False, updateable=False)


def permission_objects() -> tuple[SObject, ...]:
    """Return the objects that say who may read what."""
    sobject_type, may_read = text("SobjectType", "Object"), flag("PermissionsRead", "Read")
    fields = {
        "PermissionSet": ("0PS", (text("Name", "Name"), flag("PermissionsViewAllData", "View All Data"))),
        "PermissionSetAssignment": (
            "0Pa",
            (lookup("AssigneeId", "Assignee ID", "User"), lookup("PermissionSetId", "Permission Set", "PermissionSet")),
        ),
        "ObjectPermissions": ("110", (_PARENT, sobject_type, may_read)),
        "FieldPermissions": ("01k", (_PARENT, sobject_type, text("Field", "Field"), may_read)),
    }
    return tuple(SObject(name, prefix, name, name, (_ID, *own), bulk=False) for name, (prefix, own) in fields.items())


def permission_rows(settings: Settings, sobjects: Mapping[str, SObject], user_id: str) -> dict[str, Rows]:
    """Return the rights of the integration's user: all to the audited objects and Task, but what the settings say."""
    lacks = {*settings.integration_lacks}
    fields = [
        (name, f"{name}.{field.name}")
        for name in (*_OBJECTS, "Task")
        for field in sobjects[name].fields
        if field.nillable and field.type not in (BOOLEAN, REFERENCE) and f"{name}.{field.name}" not in lacks
    ]
    objects = [name for name in _OBJECTS if name not in lacks]
    return {
        "PermissionSet": _rows("0PS", Name=["Profile", "Aircall"], PermissionsViewAllData=["false", "false"]),
        "PermissionSetAssignment": _rows("0Pa", AssigneeId=[user_id] * 2, PermissionSetId=[_PROFILE, _SET]),
        "ObjectPermissions": _rows(
            "110", ParentId=[_SET] * len(objects), SobjectType=objects, PermissionsRead=["true"] * len(objects)
        ),
        "FieldPermissions": _rows(
            "01k",
            ParentId=[_PROFILE] * len(fields),
            SobjectType=[sobject for sobject, _ in fields],
            Field=[field for _, field in fields],
            PermissionsRead=["true"] * len(fields),
        ),
    }


def _rows(prefix: str, **columns: list[str]) -> HeldRows:
    n_rows = len(next(iter(columns.values())))
    return HeldRows.of({"Id": [numbered_id(prefix, number + 1) for number in range(n_rows)], **columns})
