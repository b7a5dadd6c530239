"""Cases that one record makes by the way it is filled, one function for each rule that is to find them."""

from datetime import datetime, timedelta

from .names import INTEGRATION
from .numbering import SPELLINGS, Line
from .org import Org, Record, identity, last_edited, region_of
from .values import lost, stored


def custom_field_only(org: Org) -> None:
    """Add numbers where the integration does not look."""
    for place in ("New York", "Boston", "Denver", "London"):
        org.contact({"direct": stored(org.line(place))}, org.home(place))
    for place in ("Berlin", "Paris"):
        org.contact({"direct": stored(org.line(place), "national")}, org.home(place))
    org.contact({"whatsapp": stored(org.mobile("Sydney"))}, org.home("Sydney"))
    words = lost("use direct line", "text-in-phone-field")
    org.contact({"phone": words, "direct": stored(org.line("Seattle"))}, org.home("Seattle"))
    org.account({"support": stored(org.line("Hamburg"))}, "DE", place="Hamburg")
    org.person_account({"holiday": stored(org.line("Rennes"), "national")}, "FR", place="Rennes")
    org.lead({"whatsapp": stored(org.mobile("Göteborg"))}, "SE", place="Göteborg")


def match_only_number(org: Org) -> None:
    """Add numbers in Home, Asst. and Other Phone."""
    for place in ("New York", "Boston", "London", "Berlin", "Paris", "Toronto"):
        values = {"phone": stored(org.line(place)), "home": stored(org.line(place))}
        org.contact(values, org.home(place))
    for place in ("Chicago", "Manchester", "München"):
        values = {"phone": stored(org.line(place)), "assistant": stored(org.line(place))}
        org.contact(values, org.home(place))
    org.contact({"other": stored(org.line("Denver"))}, org.home("Denver"))
    for slot in ("home", "home", "other", "assistant"):
        org.person_account({"phone": stored(org.line("London")), slot: stored(org.line("London"))}, "GB")


def same_number_twice(org: Org) -> None:
    """Fill Phone from Mobile, as Contact Sync wants it, and copy numbers for no reason."""
    for place in ("New York", "Seattle", "Berlin", "Stockholm"):
        value = stored(org.mobile(place))
        org.contact({"phone": value, "mobile": value}, org.home(place))
    for place in ("London", "Paris"):
        value = stored(org.line(place))
        org.contact({"phone": value, "other": value}, org.home(place))
    line = org.line("Bristol")
    org.contact({"phone": stored(line), "mobile": stored(line, "national")}, org.home("Bristol"))
    value = stored(org.line("Toronto"))
    org.person_account({"phone": value, "home": value}, "CA", place="Toronto")


def placeholder_contact(org: Org) -> None:
    """Add records that the integration created for callers whom it could not match."""
    for place in ("New York", "New York", "Chicago", "London", "London", "Berlin", "Paris", "Sydney"):
        created_by_integration(org, org.line(place), org.working_hour(region_of(place)))
    for place in ("Boston", "Manchester"):
        line = org.line(place)
        named = {
            "FirstName": "",
            "LastName": SPELLINGS["international"](line),
            "Email": "",
            "Company": "[not provided]",
        }
        lead = org.lead({"phone": stored(line)}, place=place, placed=False, Country="", LeadSource="Phone", **named)
        org.expect("placeholder-contact", lead)
    line = org.line("Austin")
    org.expect("placeholder-contact", org.account({"phone": stored(line)}, place="Austin", Name=line.e164))


def created_by_integration(org: Org, line: Line, created: datetime) -> Record:
    """Add what becomes of a caller who matches no record: a Contact named after the number."""
    blank = dict.fromkeys(("Title", "Email", "MailingCity", "MailingCountry"), "")
    contact = org.contact(
        {"phone": stored(line)},
        org.home(),
        placed=False,
        **blank,
        FirstName=line.e164,
        LastName="Aircall new contact",
        **{"Owner.Name": INTEGRATION},
    )
    contact.fields["AccountId"] = ""
    contact.region = None
    org.expect("placeholder-contact", contact)
    return last_edited(contact, created + timedelta(seconds=2), created=created)


def missing_last_modified(org: Org) -> None:
    """Add rows that somebody edited in the export by hand, with dates as a spreadsheet writes them, or none."""
    for date in ("12/03/2026 9:41", "12/03/2026 9:41", ""):
        lead = org.lead({"phone": stored(org.line("Chicago"))}, place="Chicago")
        lead.modified = date
        org.expect("missing-last-modified", lead)


def converted_lead_only_holder(org: Org) -> None:
    """Convert Leads into Contacts that did not take over the number; and into some that did."""
    for place in ("New York", "San Francisco", "London", "Berlin", "Vancouver"):
        contact = org.contact({"phone": stored(org.line(place))}, org.home(place))
        lead = _converted(org, org.line(place), contact)
        org.expect("converted-lead-only-holder", lead, "Phone")
    for _ in range(14):
        place = org.home().place
        line = org.line(place)
        _converted(org, line, org.contact({"phone": stored(line)}, org.home(place)))
    lead = _converted(org, org.line("Denver"), org.contact({}, org.home("Denver")))
    org.expect("converted-lead-only-holder", lead, "Phone")


def _converted(org: Org, line: Line, contact: Record) -> Record:
    converted = {**identity(contact), "IsConverted": "true", "Status": "Qualified"}
    lead = org.lead({"phone": stored(line)}, region_of(contact.place), place=contact.place, **converted)
    lead.fields["ConvertedContactId"] = contact
    contact.created = max(contact.created, lead.created)
    contact.modified = org.day(first=contact.created)
    return last_edited(lead, contact.created, created=lead.created)
