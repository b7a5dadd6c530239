"""The words of everything else: Salesforce objects, phone fields, slots, and the codes of tables."""

from collections.abc import Mapping
from typing import Final, Literal

CONTACT: Final = "Contact"
LEAD: Final = "Lead"
ACCOUNT: Final = "Account"
PERSON_ACCOUNT: Final = "PersonAccount"
SOBJECTS: Final = (CONTACT, LEAD, ACCOUNT, PERSON_ACCOUNT)
EXPORTED_SOBJECTS: Final = (CONTACT, LEAD, ACCOUNT)
"""The objects of the org that hold them: a Person Account is a row of Account."""

STANDARD_SLOTS: Final = ("phone", "mobile", "home", "assistant", "other")
CUSTOM_SLOT: Final = "custom"
SLOTS: Final = (*STANDARD_SLOTS, CUSTOM_SLOT)

WORKBOOK_CREATOR: Final = "phone-audit"
"""Its workbooks name it, by which they are told from those of others."""

TableFormat = Literal["parquet", "csv"]
"""How the tables of a report are stored."""

SLOT_FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    CONTACT: {
        "phone": "Phone",
        "mobile": "MobilePhone",
        "home": "HomePhone",
        "assistant": "AssistantPhone",
        "other": "OtherPhone",
    },
    LEAD: {"phone": "Phone", "mobile": "MobilePhone"},
    ACCOUNT: {"phone": "Phone"},
    PERSON_ACCOUNT: {
        "phone": "Phone",
        "mobile": "PersonMobilePhone",
        "home": "PersonHomePhone",
        "assistant": "PersonAssistantPhone",
        "other": "PersonOtherPhone",
    },
}
"""docs/simulation.md, Records: the API name of each standard slot, by object."""

EMAIL_FIELDS: Final[Mapping[str, str]] = {CONTACT: "Email", LEAD: "Email", PERSON_ACCOUNT: "PersonEmail"}

COUNTRY_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    CONTACT: ("MailingCountryCode", "MailingCountry", "OtherCountryCode", "OtherCountry"),
    LEAD: ("CountryCode", "Country"),
    ACCOUNT: ("BillingCountryCode", "BillingCountry", "ShippingCountryCode", "ShippingCountry"),
    PERSON_ACCOUNT: (
        "PersonMailingCountryCode",
        "PersonMailingCountry",
        "BillingCountryCode",
        "BillingCountry",
        "ShippingCountryCode",
        "ShippingCountry",
    ),
}
"""docs/simulation.md, Region: the country fields in the order in which they are asked."""

RELATED_COUNTRY_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    CONTACT: (
        *("Account.BillingCountryCode", "Account.BillingCountry"),
        *("Account.ShippingCountryCode", "Account.ShippingCountry"),
    )
}
"""The country of a Contact's Account, which an export of Contacts may have beside the Contact's own."""

COUNTRY_COLUMNS: Final = tuple(f"country_{position}" for position in range(1, 9))

OUT_OF_SCOPE_REASONS: Final = (
    "malformed_row",
    "invalid_id",
    "other_object",
    "deleted",
    "person_account_contact",
    "converted_lead",
    "duplicate_id",
)
"""docs/simulation.md, Out of scope, in the order in which they are tested."""

READABLE_FORMATS: Final = ("e164", "extension", "words", "letters", "international", "idd", "no_plus", "national")
LOST_FORMATS: Final = ("scientific", "multiple", "needs_region", "invalid")
"""Formats that stand for a number that cannot be reached; they count as callable (docs/simulation.md, Scores)."""
NO_NUMBER_FORMATS: Final = ("placeholder", "text")
FORMATS: Final = (
    "e164",
    "scientific",
    "multiple",
    "extension",
    "words",
    "letters",
    "international",
    "idd",
    "no_plus",
    "national",
    "placeholder",
    "needs_region",
    "text",
    "invalid",
)
"""docs/simulation.md, Formats; ``empty`` values never become rows."""

REASONS: Final = (
    "country_code",
    "too_short",
    "too_long",
    "wrong_length",
    "area_code_missing",
    "not_assigned",
    "words",
)
REGION_SOURCES: Final = ("record", "account", "default", "number", "none")
CONFIDENCES: Final = ("certain", "region", "review")

SYNC_OUTCOMES: Final = (
    "syncs",
    "phone_not_e164",
    "not_e164",
    "phone_empty",
    "phone_unknown",
    "match_only",
    "object_not_synced",
    "invisible",
)
"""Best first (docs/simulation.md, Sync outcomes); ``invisible`` values hold no number of the numbers table."""
NOT_FOUND: Final = "not_found"
TIE: Final = "tie"
"""Several records were last modified at the same moment: the winner that tables name (the least id) is a stand-in."""

POLICIES: Final = ("exact", "digits", "any")
"""Strictest first (docs/simulation.md, Policies)."""
MEASURED: Final = "measured"
"""In place of one of POLICIES: what a probe of the org's search measured."""
STORED: Final = (
    "e164",
    *(f"international, {punctuation}" for punctuation in ("spaces", "hyphens", "dots", "(0)", "brackets", "mixed")),
    *("extension", "words", "letters", "idd", "no_plus", "national"),
)
"""The readable formats as a probe tells them apart: international ones by their punctuation."""
ONLY_RECORD: Final = "only_record"
DECISIONS: Final = (ONLY_RECORD, "object_priority", "most_recent", TIE, NOT_FOUND)
RELATIONS: Final = ("same_person", "same_account", "unrelated")
REACHES: Final = ("wins", "shadowed", "unreadable", "no_number")
Severity = Literal["error", "warning", "notice"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "notice")

FINDING_CHANGES: Final = ("new", "reappeared", "fixed")
WINNER_CHANGES: Final = ("merged", "record_gone", "number_moved", "record_added", "number_added", "edited", "other")
RECORD_CHANGES: Final = ("added", "gone")
SINCE: Final = ("new", "reappeared", "open", "not_compared")
"""What a finding is when it is compared with a baseline."""
