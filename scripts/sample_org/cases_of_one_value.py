"""Cases that the text of one field makes, one function for each rule that is to find them.

The findings themselves are noted by ``own_findings`` when a record is added; those on countries, here.
"""

from datetime import UTC, datetime
from typing import Final

from .numbering import SPELLINGS, Line
from .org import Org, Record, last_edited, region_of
from .values import Value, lost, noted, stored

SPREADSHEET_LOAD: Final = datetime(2026, 3, 11, 15, 40, 22, tzinfo=UTC)
"""The data load whose file had been opened in a spreadsheet."""


def not_e164(org: Org) -> None:
    """Add spellings that hardly anybody uses on purpose: pasted, exported, dialed; the common ones are everyday."""
    places = {
        "pasted": ("Bristol", "London", "Paris"),
        "float": ("Chicago", "London"),
        "00": ("Hamburg", "Stockholm"),
        "tel link": ("Boston",),
        "apostrophe": ("Berlin",),
        "full width": ("London",),
        "no-break spaces": ("Paris",),
        "no plus": ("Sydney",),
    }
    for spelling, of_spelling in places.items():
        for place in of_spelling:
            _at(org, place, phone=stored(org.line(place), spelling))
    for place in ("London", "Berlin", "New York"):
        _at(org, place, phone=stored(org.line(place)), home=stored(org.line(place), "international"))


def mobile_without_phone(org: Org) -> None:
    """Add a Mobile where Phone is empty: ready but for that, spelled wrongly, or lost as well."""
    for place in ("New York", "Berlin", "Stockholm"):
        _at(org, place, mobile=stored(org.mobile(place)))
    _at(org, "Hamburg", mobile=stored(org.mobile("Hamburg"), "slash"))
    _at(org, "Denver", mobile=lost("n/a", "placeholder-number"))


def mobile_blocked_by_phone(org: Org) -> None:
    """Add a Mobile that is right beside a Phone that is not."""
    for place, spelling in (("London", "national"), ("Austin", "user interface"), ("Hamburg", "trunk in brackets")):
        _at(org, place, phone=stored(org.line(place), spelling), mobile=stored(org.mobile(place)))
    _at(org, "Seattle", phone=lost("see notes", "text-in-phone-field"), mobile=stored(org.mobile("Seattle")))


def invalid_number(org: Org) -> None:
    """Leave out, double, mask or make up digits; the mobiles that Ofcom and ARCEP reserve are not valid either."""
    texts = {
        "New York": ("555-0142", "+1 212 555 014"),
        "Chicago": ("312-555-01XX",),
        "Boston": ("+1617555",),
        "Toronto": ("(016) 555-0142",),
        "London": ("07700 900123", "+44 20 7946 01234"),
        "Bristol": ("0117 496",),
        "Paris": ("06 39 98 12 34",),
        "Rennes": ("02 61 91 12",),
        "Berlin": ("+999 30 23125123",),
        "Hamburg": ("040 1",),
    }
    for place, of_place in texts.items():
        for text in of_place:
            _at(org, place, phone=lost(text, "invalid-number"))
    org.lead({"phone": lost("+447700900456", "invalid-number")}, "GB")
    org.account({"phone": lost("+1 206 555 01", "invalid-number")}, "US", place="Seattle")


def text_in_phone_field(org: Org) -> None:
    """Write words where a number belongs."""
    for place, text in (("Austin", "ask reception"), ("London", "call via Teams"), ("Berlin", "siehe Notizen")):
        _at(org, place, phone=lost(text, "text-in-phone-field"))
    _at(org, "Paris", phone=stored(org.line("Paris")), mobile=lost("pas de portable", "text-in-phone-field"))
    org.lead({"phone": lost("do not call", "text-in-phone-field")}, "US")
    org.person_account({"phone": lost("e-mail only", "text-in-phone-field")}, "GB")


def placeholder_number(org: Org) -> None:
    """Add what is typed to get past a required field."""
    for place, text in (("New York", "0000000000"), ("Denver", "1234567890"), ("London", "n/a"), ("Manchester", "-")):
        _at(org, place, phone=lost(text, "placeholder-number"))
    _at(org, "Boston", phone=lost("unknown", "placeholder-number"), mobile=stored(org.mobile("Boston")))
    for text in ("999999999", "TBD", "none", "(000) 000-0000"):
        org.lead({"phone": lost(text, "placeholder-number")}, "US")
    org.account({"phone": lost("0123456789", "placeholder-number")}, "DE")
    org.person_account({"phone": lost("xxx", "placeholder-number")}, "GB")


def scientific_notation(org: Org) -> None:
    """Open one file in a spreadsheet and load it back."""
    for place in ("New York", "Chicago", "London", "Berlin", "Hamburg", "Paris"):
        values = {"phone": lost(SPELLINGS["scientific"](org.line(place)), "scientific-notation")}
        if place == "Chicago":
            values["mobile"] = stored(org.mobile(place))
        last_edited(_at(org, place, **values), SPREADSHEET_LOAD)
    values = {"phone": lost(SPELLINGS["scientific"](org.line("Bristol")), "scientific-notation")}
    last_edited(org.lead(values, "GB"), SPREADSHEET_LOAD)


def several_numbers_in_field(org: Org) -> None:
    """Add two numbers in a field, with whatever a person puts between them."""
    separators = {
        "London": " / ",
        "New York": " or ",
        "Berlin": "; ",
        "Hamburg": " oder ",
        "Paris": " ou ",
        "Chicago": " & ",
        "Edinburgh": "\n",
    }
    for place, between in separators.items():
        both = between.join(SPELLINGS["national"](org.line(place)) for _ in range(2))
        _at(org, place, phone=lost(both, "several-numbers-in-field"))


def needs_region(org: Org) -> None:
    """Add national numbers where no country is written down, or none that anybody knows."""
    place = "Edinburgh"
    nowhere = org.account({"phone": _unplaced(org.line(place))}, "GB", place=place, placed=False, BillingCountry="")
    country = "Scottland"
    misspelt = org.account({}, "GB", place=place, placed=False, BillingCountry=country, Name="Moorhen & Daughters Ltd")
    org.expect("unknown-country-spelling", misspelt, "BillingCountry")
    for account in (nowhere, nowhere, nowhere, misspelt, misspelt):
        org.contact({"phone": _unplaced(org.line(place))}, account)
    for region, place in (("US", "Denver"), ("US", "Denver"), ("US", "Austin"), ("DE", "Hamburg")):
        country = org.rng.choice(("", "n/a"))
        org.lead({"phone": _unplaced(org.line(place))}, region, place=place, placed=False, Country=country)


def unknown_country_spelling(org: Org) -> None:
    """Name countries that are none; the next field, if filled with one that is known, is asked instead."""
    countries = {"Chicago": "Untied States", "München": "Bavaria", "London": "EMEA", "Paris": "Frnace"}
    for place, country in countries.items():
        value = stored(org.line(place))
        lead = org.lead({"phone": value}, region_of(place), place=place, placed=False, Country=country)
        org.expect("unknown-country-spelling", lead, "Country")
    value = _unplaced(org.line("Bristol"))
    lead = org.lead({"phone": value}, "GB", place="Bristol", placed=False, Country="Great Britian")
    org.expect("unknown-country-spelling", lead, "Country")
    value = stored(org.line("Berlin"), "national")
    contact = org.contact(
        {"phone": value}, org.home("Berlin"), MailingCountry="Germany (West)", OtherCountry="Deutschland"
    )
    org.expect("unknown-country-spelling", contact, "MailingCountry")
    value = stored(org.line("Sydney"), "national")
    account = org.account(
        {"phone": value}, "AU", place="Sydney", BillingCountry="Down Under", ShippingCountry="Australia"
    )
    org.expect("unknown-country-spelling", account, "BillingCountry")


def extension_in_number(org: Org) -> None:
    """Add extensions, in the ways in which people write them."""
    texts = {
        "New York": "{} ext. 207",
        "Chicago": "{} x12",
        "Toronto": "{} ext 3",
        "London": "{} ext 4",
        "Berlin": "{};ext=12",
        "Boston": "{} extension 88",
    }
    for place, text in texts.items():
        _at(org, place, phone=noted(org.line(place), text, "extension-in-number"))


def words_beside_number(org: Org) -> None:
    """Add notes beside the digits."""
    for place, text in (("New York", "Cell: {}"), ("London", "{} (mornings)"), ("Denver", "Home office {}")):
        _at(org, place, phone=noted(org.line(place), text, "words-beside-number"))


def letters_in_number(org: Org) -> None:
    """Add numbers that are meant to be read as words."""
    spelled = ("not-e164", "letters-in-number")
    tea = Value("0808 1KP 0TEA", Line("GB", "44", "0", ("808", "157", "0832")), spelled)
    org.account({"phone": tea}, "GB", Name="Sparrowgate Tea Rooms Ltd")
    exchange = Value("1-919-JKL-01CE", Line("US", "1", "", ("919", "555", "0123")), spelled)
    org.lead({"phone": exchange}, "US")


def us_locale_formatting(org: Org) -> None:
    """Add ten digits from elsewhere, saved by a colleague whose locale is American."""
    for place in ("Paris", "Paris", "Rennes", "Sydney", "Melbourne", "Göteborg", "Stockholm"):
        _at(org, place, phone=stored(org.line(place), "user interface"))
    _at(org, "London", phone=stored(org.line("London"), "user interface"), mobile=stored(org.mobile("London")))
    values = {"phone": stored(org.line("Paris")), "mobile": stored(org.line("Paris"), "user interface")}
    org.person_account(values, "FR", place="Paris")


def number_region_differs(org: Org) -> None:
    """Add mobiles from abroad, and a number that was dialed from New York before it was stored."""
    mobiles = {
        "Paris": "mobile DE",
        "London": "New York",
        "Berlin": "mobile SE",
        "Sydney": "Bristol",
        "Toronto": "Boston",
        "New York": "Kingston",
        "München": "Strasbourg",
    }
    for place, abroad in mobiles.items():
        _at(org, place, phone=stored(org.line(place)), mobile=stored(org.line(abroad)))
    _at(org, "New York", phone=stored(org.line("London"), "011"))
    org.lead({"phone": stored(org.line("mobile DE"))}, "FR")
    org.person_account({"phone": stored(org.line("San Francisco"))}, "GB")


def unusual_number_type(org: Org) -> None:
    """Add service lines, copied from web pages."""
    _at(org, "London", phone=stored(org.line("premium GB")))
    _at(org, "Manchester", phone=stored(org.line("company-wide GB"), "national"))
    org.account({"phone": stored(org.line("company-wide GB"))}, "GB")
    org.account({"phone": stored(org.line("shared cost AU"), "national")}, "AU")
    org.lead({"phone": stored(org.line("premium GB"))}, "GB")


def _at(org: Org, place: str, **values: Value) -> Record:
    return org.contact(values, org.home(place))


def _unplaced(line: Line) -> Value:
    return lost(SPELLINGS["national"](line), "needs-region")
