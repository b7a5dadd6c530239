"""What an org holds: objects as this user sees them, and their rows."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow.compute as pc

from tests.fake_org import schema
from tests.fake_org.call_history import history_in
from tests.fake_org.call_log import call_log
from tests.fake_org.csv_rows import Columns, as_rows, read_columns
from tests.fake_org.ids import full_id, numbered_id
from tests.fake_org.permissions import permission_objects, permission_rows
from tests.fake_org.rows import HeldRows, Rows
from tests.fake_org.schema import Field, SObject
from tests.fake_org.settings import Settings

AUDITED: Final = ("Contact", "Lead", "Account")
ADMIN_ID: Final = numbered_id("005", 1)
ADMIN_NAME: Final = "Ada Muster"
ORG_ID: Final = numbered_id("00D", 1)
_DIGITS_OF_A_NUMBER: Final = 7
_SETUP_DATE: Final = "2020-01-01T00:00:00.000Z"


@dataclass(frozen=True)
class Contents:
    """Objects by name, as visible to the user, and their rows; a change makes a new one."""

    sobjects: Mapping[str, SObject]
    rows: Mapping[str, Rows]

    def sobject(self, name: str) -> SObject | None:
        """Return the object of that name, in any case."""
        return next((s for s in self.sobjects.values() if s.name.lower() == name.lower()), None)

    def hiding(self, sobject: str, fields: Iterable[str]) -> "Contents":
        """Return the contents with fields hidden by field-level security."""
        return replace(self, sobjects={**self.sobjects, sobject: self.sobjects[sobject].without(fields)})

    def with_rows(self, sobject: str, rows: Rows) -> "Contents":
        """Return the contents with other rows of one object."""
        return replace(self, rows={**self.rows, sobject: rows})


def from_folder(folder: Path | None, settings: Settings) -> Contents:
    """Return an org that holds the rows of a folder of CSV files (None: no rows) and shows the user their fields."""
    read = {name: read_columns(folder, name) if folder else None for name in AUDITED}
    columns = {name: found for name, found in read.items() if found}
    person_accounts, country_codes = settings.person_accounts, settings.country_codes
    if person_accounts is None:
        person_accounts = _have(columns, "ispersonaccount")
    if country_codes is None:
        country_codes = _have(columns, "countrycode")
    objects = standard_objects(person_accounts=person_accounts, country_codes=country_codes, settings=settings)
    owners = _Owners()
    rows: dict[str, Rows] = {}
    for name in AUDITED:
        held = columns.get(name)
        if held is None:
            objects[name] = objects[name] if settings.all_fields else objects[name].only(())
            rows[name] = as_rows({"Id": []}, objects[name])
            continue
        objects[name] = _as_seen(objects[name], held, settings)
        rows[name] = _completed(as_rows(_with_owner_ids(held, owners), objects[name]))
    if person_accounts:
        rows["Contact"] = _marked_person_contacts(rows["Contact"], rows["Account"])
    history = history_in(folder, lambda name: owners.id_of("", name))
    is_admin = settings.integration_user == ADMIN_NAME
    integration_user = ADMIN_ID if is_admin else owners.id_of("", settings.integration_user)
    rows |= call_log(history, settings, integration_user) | permission_rows(settings, objects, integration_user)
    return seen_by_user(Contents(objects, {**rows, **fixed_rows(settings, owners.names)}), settings)


def seen_by_user(contents: Contents, settings: Settings) -> Contents:
    """Return the contents without what the settings hide from the user who logs in."""
    for name, fields in settings.hidden.items():
        contents = contents.hiding(name, fields)
    seen = {name: one for name, one in contents.sobjects.items() if name not in settings.hidden_objects}
    return replace(contents, sobjects=seen)


def standard_objects(*, person_accounts: bool, country_codes: bool, settings: Settings) -> dict[str, SObject]:
    """Return every object of the org with its standard fields."""
    objects = [
        schema.account(person_accounts=person_accounts, country_codes=country_codes),
        schema.contact(person_accounts=person_accounts, country_codes=country_codes),
        schema.lead(country_codes=country_codes),
        schema.user(),
        schema.queue(),
        schema.organization(),
        schema.task(settings.package),
        schema.vendor_log(settings.package),
        *(permission_objects() if settings.may_view_setup else ()),
    ]
    return {sobject.name: sobject for sobject in objects if sobject is not None}


def fixed_rows(settings: Settings, owner_names: Mapping[str, str]) -> dict[str, Rows]:
    """Return the rows of the objects of the setup: the organization, its users and queues."""
    users = {ADMIN_ID: ADMIN_NAME, **{i: n for i, n in owner_names.items() if i.startswith("005")}}
    queues = {i: n for i, n in owner_names.items() if i.startswith("00G")}
    organization = {
        "Id": ORG_ID,
        "Name": settings.org_name,
        "IsSandbox": str(settings.is_sandbox).lower(),
        "OrganizationType": settings.edition,
        "InstanceName": "CS420" if settings.is_sandbox else "EU42",
        "LanguageLocaleKey": settings.locale,
        "DefaultLocaleSidKey": settings.locale,
        "TimeZoneSidKey": "Europe/Paris",
        "Country": settings.country,
        "CreatedDate": _SETUP_DATE,
        "LastModifiedDate": _SETUP_DATE,
        "SystemModstamp": _SETUP_DATE,
    }
    addresses = [_address(name) for name in users.values()]
    return {
        "User": _named(users, IsActive=["true"] * len(users), Username=addresses, Email=addresses),
        "Group": _named(queues, Type=["Queue"] * len(queues)),
        "Organization": HeldRows.of({name: [value] for name, value in organization.items()}),
    }


def _address(name: str) -> str:
    return f"{'.'.join(re.findall(r'[a-z]+', name.lower()))}@fernsprech.example"


def _named(names: Mapping[str, str], **more: list[str]) -> HeldRows:
    columns = {"Id": list(names), "Name": list(names.values())}
    dates = {name: [_SETUP_DATE] * len(names) for name in ("CreatedDate", "LastModifiedDate", "SystemModstamp")}
    return HeldRows.of({**columns, **more, **dates})


class _Owners:
    """Names of owners by id, collected from ``OwnerId`` and ``Owner.Name``.

    A name without an id gets one, an id without a name is its own name, and nobody owns what has neither: so an audit
    of the same files sees the same owners.
    """

    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def id_of(self, owner_id: str, name: str) -> str:
        widened = full_id(owner_id.strip())
        if widened:
            self.names[widened] = name or self.names.get(widened) or widened
            return widened
        if not name:
            return ""
        known = next((i for i, n in self.names.items() if n == name), None)
        made = known or numbered_id("005", 1000 + len(self.names))
        self.names[made] = name
        return made


def _have(columns: Mapping[str, Columns], ending: str) -> bool:
    """Return whether any column of the files has a name with this ending."""
    return any(name.lower().endswith(ending) for held in columns.values() for name in held)


def _as_seen(sobject: SObject, columns: Columns, settings: Settings) -> SObject:
    custom = [
        _custom_field(sobject.name, name, values, settings)
        for name, values in columns.items()
        if name.lower().endswith(("__c", "__pc"))
    ]
    whole = sobject.plus(custom)
    return whole if settings.all_fields else whole.only(columns)


def _custom_field(sobject: str, name: str, values: list[str], settings: Settings) -> Field:
    """Return a custom field; without a setting it is a phone field where an audit of the files takes it for one."""
    lowered = name.lower()
    named = ("phone" in lowered or "mobile" in lowered) and "fax" not in lowered
    filled = named and any(sum(character.isdigit() for character in value) >= _DIGITS_OF_A_NUMBER for value in values)
    field_type = settings.field_types.get(f"{sobject}.{name}", "phone" if filled else "string")
    label = name.rsplit("__", 1)[0].replace("_", " ")
    return Field(name, field_type, label, 40 if field_type == "phone" else 255)


def _with_owner_ids(columns: Columns, owners: _Owners) -> Columns:
    by_lower = {name.lower(): values for name, values in columns.items()}
    n_rows = len(next(iter(columns.values()), []))
    ids = by_lower.get("ownerid", [""] * n_rows)
    names = by_lower.get("owner.name", [""] * n_rows)
    made = [owners.id_of(owner_id, name) for owner_id, name in zip(ids, names, strict=True)]
    return {**{name: v for name, v in columns.items() if name.lower() != "ownerid"}, "OwnerId": made}


def _completed(rows: HeldRows) -> HeldRows:
    """Return the rows with Name composed where the files give only its parts, and SystemModstamp where they do not."""
    everyone = np.arange(rows.count, dtype=np.int64)
    name, first, last, modified, stamp = (
        rows.take(everyone, field) for field in ("Name", "FirstName", "LastName", "LastModifiedDate", "SystemModstamp")
    )
    both = pc.if_else(pc.is_valid(first), pc.binary_join_element_wise(first, last, " "), last)
    composed = pc.coalesce(both, first)
    return rows.with_column("Name", pc.coalesce(name, composed)).with_column(
        "SystemModstamp", pc.coalesce(stamp, modified)
    )


def _marked_person_contacts(contacts: Rows, accounts: Rows) -> Rows:
    """Return the Contact rows with IsPersonAccount true for the mirrors of person accounts."""
    if not isinstance(contacts, HeldRows):
        return contacts
    everyone = np.arange(accounts.count, dtype=np.int64)
    person = pc.equal(accounts.take(everyone, "IsPersonAccount"), "true")
    mirrors = pc.filter(accounts.take(everyone, "PersonContactId"), person)
    person_ids = pc.filter(accounts.take(everyone, "Id"), person)
    table = contacts.table
    is_mirror = pc.is_in(table["Id"], value_set=pc.drop_null(mirrors))
    if "AccountId" in table.column_names:
        is_mirror = pc.or_(is_mirror, pc.is_in(table["AccountId"], value_set=person_ids))
    marked = pc.or_(pc.equal(table["IsPersonAccount"], "true"), is_mirror)
    return contacts.with_column("IsPersonAccount", pc.if_else(marked, "true", "false"))
