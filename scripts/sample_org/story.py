"""The whole org: the cases of every rule, and everyday records around them."""

from collections.abc import Callable, Mapping
from typing import Final

from . import cases_of_one_record as record
from . import cases_of_one_value as value
from . import cases_of_sharing as sharing
from . import everyday
from .org import Org, founded

CASES: Final[Mapping[str, Callable[[Org], None]]] = {
    "not-e164": value.not_e164,
    "mobile-without-phone": value.mobile_without_phone,
    "mobile-blocked-by-phone": value.mobile_blocked_by_phone,
    "duplicate-same-object": sharing.duplicate_same_object,
    "undetermined-winner": sharing.undetermined_winner,
    "duplicate-across-objects": sharing.duplicate_across_objects,
    "shadowed-record": sharing.shadowed_record,
    "format-sensitive-match": sharing.format_sensitive_match,
    "invalid-number": value.invalid_number,
    "text-in-phone-field": value.text_in_phone_field,
    "placeholder-number": value.placeholder_number,
    "scientific-notation": value.scientific_notation,
    "several-numbers-in-field": value.several_numbers_in_field,
    "needs-region": value.needs_region,
    "extension-in-number": value.extension_in_number,
    "words-beside-number": value.words_beside_number,
    "letters-in-number": value.letters_in_number,
    "unstable-winner": sharing.unstable_winner,
    "custom-field-only": record.custom_field_only,
    "us-locale-formatting": value.us_locale_formatting,
    "match-only-number": record.match_only_number,
    "same-number-twice": record.same_number_twice,
    "shared-line": sharing.shared_line,
    "converted-lead-only-holder": record.converted_lead_only_holder,
    "placeholder-contact": record.placeholder_contact,
    "twin-records": sharing.twin_records,
    "number-region-differs": value.number_region_differs,
    "unusual-number-type": value.unusual_number_type,
    "missing-last-modified": record.missing_last_modified,
    "unknown-country-spelling": value.unknown_country_spelling,
}
"""By rule, what is planted for it; a case for one rule may be found by others too."""

NEEDS_A_LARGER_ORG: Final = frozenset({"search-crowding"})
"""A number on more than 2,000 records, which an org of 1,000 does not have."""

CONTACTS, LEADS, ACCOUNTS, PERSON_ACCOUNTS, DELETED = 590, 185, 120, 60, 11


def tell() -> Org:
    """Make up the org, the same every time."""
    org = founded()
    everyday.home_accounts(org, per_place=2)
    for plant in CASES.values():
        plant(org)
    everyday.hostile_texts(org)
    everyday.accounts(org, ACCOUNTS)
    everyday.contacts(org, CONTACTS)
    everyday.leads(org, LEADS)
    everyday.person_accounts(org, PERSON_ACCOUNTS)
    everyday.mirrored_contacts(org)
    everyday.deleted(org, DELETED)
    return org
