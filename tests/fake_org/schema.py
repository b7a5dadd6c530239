"""The objects and fields that an org has before anyone customizes it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

BOOLEAN: Final = "boolean"
DATETIME: Final = "datetime"
INTEGER: Final = "int"
ADDRESS: Final = "address"
PHONE: Final = "phone"
REFERENCE: Final = "reference"
Package = Literal["none", "old", "current"]
"""What the integration has installed."""


@dataclass(frozen=True)
class Field:
    """One field as describe knows it."""

    name: str
    type: str = "string"
    label: str = ""
    length: int = 255
    nillable: bool = True
    updateable: bool = True
    compound: str | None = None
    """Name of the compound field that this one is a part of."""
    reference_to: tuple[str, ...] = ()
    relationship: str | None = None
    picklist: tuple[str, ...] = ()

    @property
    def custom(self) -> bool:
        """Return whether an administrator made it."""
        return self.name.lower().endswith(("__c", "__pc"))


@dataclass(frozen=True)
class SObject:
    """One object: its key prefix, labels and fields, in describe's order."""

    name: str
    prefix: str
    label: str
    label_plural: str
    fields: tuple[Field, ...]
    bulk: bool = True
    """Whether the Bulk API knows it."""

    def field(self, name: str) -> Field | None:
        """Return the field of that name, in any case."""
        return next((f for f in self.fields if f.name.lower() == name.lower()), None)

    def reference(self, relationship: str) -> Field | None:
        """Return the lookup whose relationship has that name, in any case."""
        named = (f for f in self.fields if f.relationship and f.relationship.lower() == relationship.lower())
        return next(named, None)

    def only(self, names: Iterable[str]) -> "SObject":
        """Return this object with only the fields named (any case) and those that no one can hide."""
        kept = {name.lower() for name in names} | {name.lower() for name in _UNHIDEABLE}
        parts = [f for f in self.fields if f.name.lower() in kept]
        compounds = {f.compound for f in parts}
        return replace(self, fields=tuple(f for f in self.fields if f in parts or f.name in compounds))

    def without(self, names: Iterable[str]) -> "SObject":
        """Return this object without the fields named, in any case."""
        gone = {name.lower() for name in names}
        return replace(self, fields=tuple(f for f in self.fields if f.name.lower() not in gone))

    def plus(self, fields: Iterable[Field]) -> "SObject":
        """Return this object with further fields; one that it has already stays as it is."""
        return replace(self, fields=(*self.fields, *(f for f in fields if not self.field(f.name))))


_UNHIDEABLE: Final = (
    "Id",
    "IsDeleted",
    "Name",
    "LastName",
    "OwnerId",
    "CreatedDate",
    "CreatedById",
    "LastModifiedDate",
    "SystemModstamp",
    "IsPersonAccount",
    "IsConverted",
)
"""System and required fields, which field-level security leaves alone."""


def phone(name: str, label: str) -> Field:
    """Return a phone field: 40 characters of free text."""
    return Field(name, PHONE, label, length=40)


def text(name: str, label: str, length: int = 80, *, part_of: str | None = None) -> Field:
    """Return a text field."""
    return Field(name, "string", label, length, compound=part_of)


def flag(name: str, label: str) -> Field:
    """Return a checkbox."""
    return Field(name, BOOLEAN, label, 0, nillable=False, updateable=False)


def lookup(name: str, label: str, *targets: str) -> Field:
    """Return a lookup; its relationship is its name without Id, or with __r for __c."""
    relationship = name.removesuffix("Id").replace("__c", "__r")
    return Field(name, REFERENCE, label, 18, reference_to=targets, relationship=relationship)


def address(kind: str, *, codes: bool) -> tuple[Field, ...]:
    """Return the parts of an address and the compound field; codes only where state and country picklists are on."""
    whole = f"{kind}Address"
    parts = [
        "Street",
        "City",
        "State",
        "PostalCode",
        "Country",
        *(["StateCode", "CountryCode"] if codes else []),
    ]
    label = f"{kind.replace('Person', '')} ".lstrip()
    fields = [text(f"{kind}{part}", f"{label}{part}", part_of=whole) for part in parts]
    compound = Field(whole, ADDRESS, f"{label}Address", 0, updateable=False)
    return (*fields, compound)


def _system(*owners: str) -> tuple[Field, ...]:
    dates = ("CreatedDate", "LastModifiedDate", "SystemModstamp")
    return (
        *((lookup("OwnerId", "Owner ID", *owners), lookup("CreatedById", "Created By ID", "User")) if owners else ()),
        *(Field(name, DATETIME, name, 0, nillable=False, updateable=False) for name in dates),
    )


def _identity(name_label: str, length: int) -> tuple[Field, ...]:
    return (
        Field("Id", "id", "Record ID", 18, nillable=False, updateable=False),
        flag("IsDeleted", "Deleted"),
        Field("Name", "string", name_label, length, nillable=False),
    )


def _person_name() -> tuple[Field, ...]:
    return (
        replace(text("LastName", "Last Name", part_of="Name"), nillable=False),
        text("FirstName", "First Name", 40, part_of="Name"),
        replace(
            text("Salutation", "Salutation", 40, part_of="Name"),
            type="picklist",
            picklist=("Mr.", "Ms.", "Dr."),
        ),
    )


def contact(*, person_accounts: bool, country_codes: bool) -> SObject:
    """Return Contact."""
    fields = (
        *_identity("Full Name", 121),
        *_person_name(),
        lookup("AccountId", "Account ID", "Account"),
        *address("Other", codes=country_codes),
        *address("Mailing", codes=country_codes),
        phone("Phone", "Business Phone"),
        phone("Fax", "Business Fax"),
        phone("MobilePhone", "Mobile Phone"),
        phone("HomePhone", "Home Phone"),
        phone("OtherPhone", "Other Phone"),
        phone("AssistantPhone", "Asst. Phone"),
        Field("Email", "email", "Email", 80),
        text("Title", "Title", 128),
        Field("LastActivityDate", "date", "Last Activity", 0, updateable=False),
        *_system("User"),
        *((flag("IsPersonAccount", "Is Person Account"),) if person_accounts else ()),
    )
    return SObject("Contact", "003", "Contact", "Contacts", fields)


def lead(*, country_codes: bool) -> SObject:
    """Return Lead, whose owner may be a queue."""
    fields = (
        *_identity("Full Name", 121),
        *_person_name(),
        text("Title", "Title", 128),
        replace(text("Company", "Company", 255), nillable=False),
        *address("", codes=country_codes),
        phone("Phone", "Phone"),
        phone("MobilePhone", "Mobile Phone"),
        phone("Fax", "Fax"),
        Field("Email", "email", "Email", 80),
        Field("Status", "picklist", "Status", 255, nillable=False, picklist=("Open", "Closed")),
        flag("IsConverted", "Converted"),
        lookup("ConvertedAccountId", "Converted Account ID", "Account"),
        lookup("ConvertedContactId", "Converted Contact ID", "Contact"),
        Field("LastActivityDate", "date", "Last Activity", 0, updateable=False),
        *_system("Group", "User"),
    )
    return SObject("Lead", "00Q", "Lead", "Leads", fields)


def account(*, person_accounts: bool, country_codes: bool) -> SObject:
    """Return Account; with Person Accounts on it carries the fields of a person too."""
    person = (
        *_person_name(),
        lookup("PersonContactId", "Contact ID", "Contact"),
        flag("IsPersonAccount", "Is Person Account"),
        *address("PersonMailing", codes=country_codes),
        *address("PersonOther", codes=country_codes),
        phone("PersonMobilePhone", "Mobile"),
        phone("PersonHomePhone", "Home Phone"),
        phone("PersonOtherPhone", "Other Phone"),
        phone("PersonAssistantPhone", "Asst. Phone"),
        Field("PersonEmail", "email", "Email", 80),
        text("PersonTitle", "Title", 80),
    )
    fields = (
        *_identity("Account Name", 255),
        *address("Billing", codes=country_codes),
        *address("Shipping", codes=country_codes),
        phone("Phone", "Account Phone"),
        phone("Fax", "Account Fax"),
        Field("Website", "url", "Website", 255),
        Field("Industry", "picklist", "Industry", 255, picklist=("Banking", "Energy")),
        lookup("ParentId", "Parent Account ID", "Account"),
        Field("LastActivityDate", "date", "Last Activity", 0, updateable=False),
        *_system("User"),
        *(tuple(replace(f, nillable=True) if f.name == "LastName" else f for f in person) if person_accounts else ()),
    )
    return SObject("Account", "001", "Account", "Accounts", fields)


def user() -> SObject:
    """Return User."""
    fields = (
        *(f for f in _identity("Full Name", 121) if f.name != "IsDeleted"),
        text("Username", "Username"),
        Field("Email", "email", "Email", 128),
        Field("IsActive", BOOLEAN, "Active", 0, nillable=False),
        text("ProfileId", "Profile ID", 18),
        *_system(),
    )
    return SObject("User", "005", "User", "Users", fields)


def queue() -> SObject:
    """Return Group, of which a queue is one kind."""
    fields = (
        *(f for f in _identity("Name", 40) if f.name != "IsDeleted"),
        text("DeveloperName", "Developer Name"),
        text("Type", "Type", 40),
        *_system(),
    )
    return SObject("Group", "00G", "Group", "Group", fields)


def organization() -> SObject:
    """Return Organization, which has one row."""
    fields = (
        *(f for f in _identity("Name", 80) if f.name != "IsDeleted"),
        flag("IsSandbox", "Is Sandbox"),
        *(
            text(name, name)
            for name in (
                "OrganizationType",
                "InstanceName",
                "NamespacePrefix",
                "LanguageLocaleKey",
                "DefaultLocaleSidKey",
                "TimeZoneSidKey",
                "Country",
            )
        ),
        Field("TrialExpirationDate", DATETIME, "Trial Expiration Date"),
        *_system(),
    )
    return SObject("Organization", "00D", "Organization", "Organizations", fields, bulk=False)


def task(package: Package) -> SObject:
    """Return Task with what a telephony integration fills, and what its package adds."""
    fields = (
        *(f for f in _identity("", 0) if f.name != "Name"),
        lookup("WhoId", "Name ID", "Contact", "Lead"),
        lookup("WhatId", "Related To ID", "Account"),
        lookup("AccountId", "Account ID", "Account"),
        Field("Subject", "combobox", "Subject", 255),
        Field("Description", "textarea", "Comments", 32_000),
        Field("Type", "picklist", "Type", 40, picklist=("Call", "Email", "Other")),
        Field("TaskSubtype", "picklist", "Task Subtype", 40, picklist=("Task", "Call")),
        Field("CallType", "picklist", "Call Type", 40, picklist=("Internal", "Inbound", "Outbound")),
        text("CallDisposition", "Call Result", 255),
        Field("CallDurationInSeconds", INTEGER, "Call Duration", 0),
        text("CallObject", "Call Object Identifier", 255),
        *_system("Group", "User"),
        *_PACKAGE_ON_TASK[package],
    )
    return SObject("Task", "00T", "Task", "Tasks", fields)


LOG_OF: Final = {"old": "aircall2gp__Aircall_Voice__c", "current": "aircall__Aircall_AI__c"}
"""The object of Aircall Logs by package."""
_PACKAGE_ON_TASK: Final[Mapping[str, tuple[Field, ...]]] = {
    "none": (),
    "old": (
        text("aircall__Phone_number__c", "Phone number", 255),
        Field("aircall__Call_Recording__c", "url", "Call Recording", 255),
        flag("aircall__Is_Missed_call__c", "Is Missed call"),
    ),
    "current": (
        text("aircall__Number_Name__c", "Number Name", 255),
        text("aircall__SMS_Direction__c", "SMS Direction", 255),
        lookup("aircall__Aircall_Log__c", "Aircall Log", LOG_OF["current"]),
    ),
}


def vendor_log(package: Package) -> SObject | None:
    """Return the object of Aircall Logs of a package; None where there is none.

    The names of its lookups and of the fields with numbers are invented: nobody documents them.
    """
    if package not in LOG_OF:
        return None
    prefix = "aircall__" if package == "current" else "aircall2gp__"
    texts = ("Call_Type__c", "Type__c", "Subtype__c", "Status__c", "Number_name__c")
    fields = (
        *_identity("Name", 80),
        *(text(f"{prefix}{name}", name) for name in texts),
        Field(f"{prefix}Call_Start_Date_Time__c", DATETIME, "Call Start Date Time"),
        Field(f"{prefix}Description__c", "textarea", "Description", 32_000),
        phone(f"{prefix}Customer_Phone__c", "Customer Phone"),
        phone(f"{prefix}Line_Phone__c", "Line Phone"),
        *(lookup(f"{prefix}{name}__c", name, name) for name in ("Contact", "Lead", "Account", "Opportunity")),
        *_system("Group", "User"),
    )
    return SObject(LOG_OF[package], "a01", "Aircall Log", "Aircall Logs", fields)
