"""What there is in every org: records that are right, and records that are wrong in common ways."""

from typing import Final

from .cases_of_sharing import NIGHTLY_LOAD
from .names import PLACES
from .org import Org, Record, last_edited, region_of
from .values import Value, stored

SHAPES: Final = {
    "Contact": {"phone": 38, "phone mobile": 36, "mobile": 11, "phone home": 3, "phone mobile direct": 4, "": 4},
    "Lead": {"phone": 62, "mobile": 14, "phone mobile": 14, "": 8},
    "Account": {"phone": 86, "phone support": 6, "": 8},
    "PersonAccount": {"phone": 25, "phone mobile": 35, "mobile": 18, "phone home": 12, "": 4},
}
"""Which fields are filled, and how common that is."""
_SAME_HABIT: Final = 0.8
"""How often both numbers of a record are spelled alike."""
_TOUCHED: Final = 0.12
"""How many records the nightly load touched."""


def home_accounts(org: Org, per_place: int) -> None:
    """Add accounts in every place, to which people can belong."""
    for place in dict.fromkeys(place for places in PLACES.values() for place in places):
        for _ in range(per_place):
            org.home_accounts.append(_account(org, place))


def accounts(org: Org, total: int) -> None:
    """Add accounts until there are ``total``."""
    for _ in range(total - _in_scope(org, "Account")):
        org.home_accounts.append(_account(org, org.rng.choice(PLACES[org.any_region()])))


def contacts(org: Org, total: int) -> None:
    """Add contacts until there are ``total``."""
    for _ in range(total - _in_scope(org, "Contact")):
        place = org.rng.choice(PLACES[org.any_region()])
        _maybe_touched(org, org.contact(_values(org, "Contact", place), org.home(place)))


def leads(org: Org, total: int) -> None:
    """Add leads until there are ``total``."""
    for _ in range(total - _in_scope(org, "Lead")):
        region = org.any_region()
        place = org.rng.choice(PLACES[region])
        _maybe_touched(org, org.lead(_values(org, "Lead", place), region, place=place))


def person_accounts(org: Org, total: int) -> None:
    """Add private customers until there are ``total``."""
    for _ in range(total - _in_scope(org, "PersonAccount")):
        region = org.any_region()
        place = org.rng.choice(PLACES[region])
        org.person_account(_values(org, "PersonAccount", place), region, place=place)


def deleted(org: Org, n: int) -> None:
    """Add rows from the recycle bin: duplicates that somebody merged, with the numbers of those that stayed."""
    stayed = [record for record in org.records if record.in_scope and record.sobject in {"Contact", "Lead", "Account"}]
    for record in org.rng.sample(stayed, n):
        fields = {**record.fields, "IsDeleted": "true"}
        created = org.day()
        modified = org.day(first=created)
        org.records.append(
            Record(record.sobject, fields, record.values, created, modified, record.place, record.region)
        )


def hostile_texts(org: Org) -> None:
    """Add what web forms are sent, and names that a spreadsheet takes for a formula."""
    org.account({"phone": stored(org.line("Austin"))}, place="Austin", Name="=SUM Consulting Inc.")
    link = '=HYPERLINK("http://prize.example","Claim your prize")'
    org.lead({}, Company="prize.example", LeadSource="Web", FirstName="", LastName=link)
    markup = "<script>alert('hi')</script>"
    org.lead({"phone": stored(org.line("Denver"))}, place="Denver", FirstName=markup, Company="<b>Bold & Sons</b>")
    org.contact({"phone": stored(org.line("Seattle"))}, org.home("Seattle"), FirstName="@Fern \N{HERB}")


def mirrored_contacts(org: Org) -> None:
    """Add the Contact that Salesforce keeps behind each private customer, with the same numbers."""
    for customer in [record for record in org.records if record.sobject == "PersonAccount"]:
        fields: dict[str, str | Record] = {
            "AccountId": customer,
            "IsPersonAccount": "true",
            "Email": customer.fields["PersonEmail"],
            "MailingCity": customer.fields["PersonMailingCity"],
            "MailingCountry": customer.fields["PersonMailingCountry"],
        }
        fields |= {field: customer.fields[field] for field in ("FirstName", "LastName", "Owner.Name")}
        values = {slot: value for slot, value in customer.values.items() if slot != "holiday"}
        mirror = Record(
            *("Contact", fields, values, customer.created, customer.modified, customer.place, customer.region)
        )
        customer.fields["PersonContactId"] = mirror
        org.records.append(mirror)


def _account(org: Org, place: str) -> Record:
    return org.account(_values(org, "Account", place), region_of(place), place=place)


def _values(org: Org, sobject: str, place: str) -> dict[str, Value]:
    shapes = SHAPES[sobject]
    slots = org.rng.choices(list(shapes), list(shapes.values()))[0].split()
    habit = org.habit(region_of(place))
    values = {}
    for slot in slots:
        line = org.mobile(place) if slot == "mobile" else org.line(place)
        spelling = habit if org.rng.random() < _SAME_HABIT else "e164"
        values[slot] = stored(line, _fitting(spelling, line.groups[0]))
    return values


def _fitting(spelling: str, area: str) -> str:
    """Return ``spelling``, or what people write instead for a mobile."""
    return "national" if spelling == "slash" and area.startswith("17") else spelling


def _maybe_touched(org: Org, record: Record) -> None:
    if org.rng.random() < _TOUCHED and record.created < NIGHTLY_LOAD:
        last_edited(record, NIGHTLY_LOAD, created=record.created)


def _in_scope(org: Org, sobject: str) -> int:
    return sum(record.sobject == sobject and record.in_scope for record in org.records)
