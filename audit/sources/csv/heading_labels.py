"""Read the labels of report exports and spreadsheets, such as "Mobile", as API names."""

from collections.abc import Mapping, Sequence
from typing import Final

from audit.domain import ACCOUNT, CONTACT, LEAD
from audit.sources.interface import USER

_OF_ALL: Final = {
    **dict.fromkeys(("18-digit id", "18 digit id", "case safe id", "casesafeid"), "Id"),
    "record id": "Id",
    "phone": "Phone",
    "business phone": "Phone",
    "first name": "FirstName",
    "last name": "LastName",
    "full name": "Name",
    "email": "Email",
    "e-mail": "Email",
    "email address": "Email",
    "owner": "Owner.Name",
    "owner name": "Owner.Name",
    "owner full name": "Owner.Name",
    "owner: full name": "Owner.Name",
    "owner id": "OwnerId",
    "last modified date": "LastModifiedDate",
    "last modified": "LastModifiedDate",
    "last modified date/time": "LastModifiedDate",
    "created date": "CreatedDate",
    "create date": "CreatedDate",
    "created date/time": "CreatedDate",
    "created by id": "CreatedById",
    "created by: user id": "CreatedById",
    "last activity": "LastActivityDate",
    "last activity date": "LastActivityDate",
    "deleted": "IsDeleted",
    "is deleted": "IsDeleted",
}
_MOBILE: Final = ("mobile", "mobile phone", "cell", "cell phone")

LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    CONTACT: {
        **_OF_ALL,
        "contact id": "Id",
        "contact name": "Name",
        **dict.fromkeys(("account id", "account: id", "account: account id"), "AccountId"),
        **dict.fromkeys(_MOBILE, "MobilePhone"),
        "home phone": "HomePhone",
        "asst. phone": "AssistantPhone",
        "asst phone": "AssistantPhone",
        "assistant phone": "AssistantPhone",
        "other phone": "OtherPhone",
        **dict.fromkeys(("contact owner", "contact owner: full name"), "Owner.Name"),
        "contact owner id": "OwnerId",
        "country": "MailingCountry",
        "mailing country": "MailingCountry",
        "mailing country/territory": "MailingCountry",
        "mailing country (text only)": "MailingCountry",
        "mailing country code": "MailingCountryCode",
        "mailing country/territory code": "MailingCountryCode",
        "other country": "OtherCountry",
        "other country/territory": "OtherCountry",
        "other country (text only)": "OtherCountry",
        "other country code": "OtherCountryCode",
        "other country/territory code": "OtherCountryCode",
        "is person account": "IsPersonAccount",
        "billing country": "Account.BillingCountry",
        "account: billing country": "Account.BillingCountry",
        "billing country code": "Account.BillingCountryCode",
        "account: billing country code": "Account.BillingCountryCode",
        "shipping country": "Account.ShippingCountry",
        "account: shipping country": "Account.ShippingCountry",
        "shipping country code": "Account.ShippingCountryCode",
        "account: shipping country code": "Account.ShippingCountryCode",
    },
    LEAD: {
        **_OF_ALL,
        "lead id": "Id",
        "lead name": "Name",
        **dict.fromkeys(_MOBILE, "MobilePhone"),
        **dict.fromkeys(("lead owner", "lead owner: full name"), "Owner.Name"),
        "lead owner id": "OwnerId",
        "country": "Country",
        "country/territory": "Country",
        "country (text only)": "Country",
        "country code": "CountryCode",
        "country/territory code": "CountryCode",
        "converted": "IsConverted",
        "is converted": "IsConverted",
    },
    ACCOUNT: {
        **_OF_ALL,
        "account id": "Id",
        "account name": "Name",
        "account phone": "Phone",
        **dict.fromkeys(("email", "e-mail", "email address"), "PersonEmail"),
        **dict.fromkeys(_MOBILE, "PersonMobilePhone"),
        "home phone": "PersonHomePhone",
        "asst. phone": "PersonAssistantPhone",
        "asst phone": "PersonAssistantPhone",
        "assistant phone": "PersonAssistantPhone",
        "other phone": "PersonOtherPhone",
        **dict.fromkeys(("account owner", "account owner: full name"), "Owner.Name"),
        "account owner id": "OwnerId",
        "contact id": "PersonContactId",
        "is person account": "IsPersonAccount",
        "country": "BillingCountry",
        "billing country": "BillingCountry",
        "billing country/territory": "BillingCountry",
        "billing country (text only)": "BillingCountry",
        "billing country code": "BillingCountryCode",
        "billing country/territory code": "BillingCountryCode",
        "shipping country": "ShippingCountry",
        "shipping country/territory": "ShippingCountry",
        "shipping country (text only)": "ShippingCountry",
        "shipping country code": "ShippingCountryCode",
        "shipping country/territory code": "ShippingCountryCode",
        "mailing country": "PersonMailingCountry",
        "mailing country/territory": "PersonMailingCountry",
        "mailing country code": "PersonMailingCountryCode",
        "mailing country/territory code": "PersonMailingCountryCode",
    },
    USER: {"user id": "Id", "record id": "Id", "full name": "Name", "first name": "FirstName", "last name": "LastName"},
}
"""API name by label, for each object that is read; labels are in lower case with single spaces (see ``_folded``)."""

_PREFIXES: Final[Mapping[str, tuple[str, ...]]] = {
    CONTACT: ("contact: ", "contact."),
    LEAD: ("lead: ", "lead."),
    ACCOUNT: ("account: ", "account.", "person account: ", "person account."),
    USER: ("user: ", "user."),
}
"""What a label of a report may have before it."""
_NAMED: Final = 12


def has_id(headings: Sequence[str], sobject: str) -> bool:
    """Return whether one of ``headings`` is the Id of ``sobject``, by its API name or a label."""
    return any(heading.strip().casefold() == "id" or _by_label(heading, sobject) == "Id" for heading in headings)


def api_names(headings: Sequence[str], label: str, sobject: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the columns of a file of ``sobject`` by their API names, and what is to be said about that.

    A heading that is neither an API name nor a label known here stays as it is. Where two columns mean one field the
    one with the API name is read, else the first. ``label`` is the name of the file in messages.
    """
    written = {heading.casefold() for heading in headings}
    names: list[str] = []
    taken: dict[str, str] = {}
    by_label, doubled = [], []
    for heading in headings:
        name = _by_label(heading, sobject) if heading.casefold() not in _API_NAMES[sobject] else None
        if name is None:
            names.append(heading)
        elif name.casefold() in written or name in taken:
            doubled.append(f"“{heading}” beside “{taken.get(name, name)}”")
            names.append(f"{heading} (not read)")
        else:
            taken[name] = heading
            by_label.append(f"“{heading}” as {name}")
            names.append(name)
    notes = []
    if by_label:
        notes.append(f"{label} has labels for headings, which were read by their meaning: {_listed(by_label)}.")
    if doubled:
        notes.append(
            f"{label} has two columns for the same field; of each pair, the second is read: {_listed(doubled)}."
        )
    return tuple(names), tuple(notes)


def _by_label(heading: str, sobject: str) -> str | None:
    labels, folded = LABELS[sobject], _folded(heading)
    if folded in labels:
        return labels[folded]
    for prefix in _PREFIXES[sobject]:
        if folded.startswith(prefix):
            bare = folded.removeprefix(prefix)
            return "Id" if bare == "id" else labels.get(bare)
    return None


def _folded(heading: str) -> str:
    return " ".join(heading.casefold().split())


def _listed(texts: Sequence[str]) -> str:
    further = f" and {len(texts) - _NAMED} more" if len(texts) > _NAMED else ""
    return ", ".join(texts[:_NAMED]) + further


_API_NAMES: Final = {
    sobject: frozenset({"id", *(name.casefold() for name in labels.values())}) for sobject, labels in LABELS.items()
}
"""Headings that are API names already, though a label may be spelled so as well (Phone, Country)."""
