"""The tables that travel between the stages: for each, its columns, types and meaning, in one place.

Text columns are Arrow-backed (pandas ``str``), a missing text is NaN. Columns whose values come from a short list
are ``category``; every category of such a list is declared here, so that chunks can be concatenated.
``record`` and ``number`` are row positions (into the records and the numbers table): joins between the tables are
array look-ups, and no stage depends on the uniqueness of ids.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.lookups import ids_at

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
"""SIMULATION section 1: the API name of each standard slot, by object."""

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
"""SIMULATION section 3: the country fields in the order in which they are asked."""

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
"""SIMULATION section 1, in the order in which they are tested."""

READABLE_FORMATS: Final = ("e164", "extension", "words", "letters", "international", "idd", "no_plus", "national")
LOST_FORMATS: Final = ("scientific", "multiple", "needs_region", "invalid")
"""Formats that stand for a number that cannot be reached; they count as callable (SIMULATION section 7)."""
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
"""SIMULATION section 2, in the order of the table; ``empty`` values never become rows."""

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
"""Best first (SIMULATION section 5); ``invisible`` values hold no number of the numbers table."""
NOT_FOUND: Final = "not_found"

POLICIES: Final = ("exact", "digits", "any")
"""Strictest first (SIMULATION section 4)."""
DECISIONS: Final = ("only_record", "object_priority", "most_recent", "tie", NOT_FOUND)
RELATIONS: Final = ("same_person", "same_account", "unrelated")
REACHES: Final = ("wins", "shadowed", "unreadable", "no_number")
Severity = Literal["error", "warning", "notice"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "notice")

TIMESTAMP: Final = "datetime64[ms, UTC]"


@dataclass(frozen=True)
class Column:
    """One column of a table: ``dtype`` is ``str``, ``bool``, ``int64``, ``uint64``, ``TIMESTAMP`` or ``category``."""

    name: str
    dtype: str
    meaning: str
    categories: tuple[str, ...] | None = None
    """The whole list of values, where the specification gives one."""


@dataclass(frozen=True)
class Table:
    """A table by its columns, in order."""

    name: str
    meaning: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """Column names, in order."""
        return [column.name for column in self.columns]

    def typed(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return exactly the columns of this table, in order, each in its type; absent ones are missing throughout."""
        return pd.DataFrame({c.name: _typed(frame, c) for c in self.columns}, index=frame.index, copy=False)

    def empty(self) -> pd.DataFrame:
        """Return this table with no rows."""
        return self.typed(pd.DataFrame(index=pd.RangeIndex(0)))


def _typed(frame: pd.DataFrame, column: Column) -> pd.Series:
    values = (
        frame[column.name]
        if column.name in frame
        else pd.Series(index=frame.index, dtype=TIMESTAMP if column.dtype == TIMESTAMP else "str")
    )
    if column.dtype != "category":
        return values if values.dtype == column.dtype else values.astype(column.dtype)  # type: ignore[call-overload]
    if column.categories is None:
        return values if isinstance(values.dtype, pd.CategoricalDtype) else values.astype("category")
    return values.astype(pd.CategoricalDtype(list(column.categories)))


def category_of(values: object, categories: tuple[str, ...]) -> pd.Categorical:
    """Return ``values`` (an array of texts, NaN for missing) as a categorical over the whole list ``categories``."""
    return pd.Categorical(values, categories=list(categories))  # type: ignore[call-overload, no-any-return]


def category_from_codes(codes: npt.NDArray[np.integer[Any]], categories: Sequence[str]) -> pd.Categorical:
    """Return the categorical whose elements are ``categories[code]``; -1 is missing."""
    return pd.Categorical.from_codes(codes, categories=list(categories))  # type: ignore[call-overload,no-any-return]


_ID = "record id, 18 characters"
_SOBJECT = Column("sobject", "category", "Contact, Lead, Account or PersonAccount", SOBJECTS)

EXTRACTED_RECORDS: Final = Table(
    "extracted_records",
    "Stage 1: one row per record in scope.",
    (
        Column("record_id", "str", _ID),
        Column("id_rank", "int64", "place of its id among all of the table, ascending, from 1"),
        _SOBJECT,
        Column("name", "str", "Name, else FirstName and LastName; NaN when neither is filled"),
        Column("email", "str", "Email (PersonEmail of a PersonAccount), as stored"),
        Column("owner", "category", "Owner.Name, else OwnerId"),
        Column(
            "account_id", "str", "AccountId of a Contact; of an Account or PersonAccount its own id; NaN for a Lead"
        ),
        Column("last_modified", TIMESTAMP, "the profile's date field; NaT when missing or unreadable"),
        Column("created", TIMESTAMP, "CreatedDate; NaT when missing or unreadable"),
        Column("is_converted", "bool", "a converted Lead"),
        *(
            Column(name, "category", f"text of the object's country field number {name[-1]}, as stored")
            for name in COUNTRY_COLUMNS
        ),
    ),
)

EXTRACTED_PHONES: Final = Table(
    "extracted_phones",
    "Stage 1: one row per phone field that is not the empty text.",
    (
        Column("record", "int64", "row position in the records table"),
        Column("field", "category", "API name of the field"),
        Column("slot", "category", "phone, mobile, home, assistant, other or custom", SLOTS),
        Column("raw", "str", "the stored text, untouched but for NUL characters, which the reader removes"),
    ),
)

READ_VALUES: Final = Table(
    "read_values",
    "Stage 2: one row per filled phone field (formats other than empty), read.",
    (
        *EXTRACTED_PHONES.columns,
        Column("sobject", "category", "of the record", SOBJECTS),
        Column("format", "category", "SIMULATION section 2", FORMATS),
        Column("reason", "category", "why it is invalid; NaN for every other format", REASONS),
        Column("e164", "str", "the number in E.164; NaN when not readable"),
        Column("region", "category", "ISO 3166 alpha-2 region of the number, 001 for none; NaN when not readable"),
        Column("number_type", "category", "libphonenumber's type in lower case; NaN when not readable"),
        Column("parse_region", "category", "the region that the value was read with; NaN for none"),
        Column("region_source", "category", "where that region comes from (section 3)", REGION_SOURCES),
        Column("confidence", "category", "how sure it is that e164 should be stored instead; NaN if not", CONFIDENCES),
        Column("digits", "int64", "the number without its plus sign, as a whole number; 0 when not readable"),
        Column("found_under", "category", "the strictest policy that finds it as it is spelled; NaN if none", POLICIES),
    ),
)

SIMULATED_VALUES: Final = Table(
    "simulated_values",
    "Stage 3: the values with what the integration would do with each.",
    (
        *READ_VALUES.columns,
        Column("sync_outcome", "category", "SIMULATION section 5", SYNC_OUTCOMES),
        Column("number", "int64", "row position in the numbers table; -1 for unreadable values and custom fields"),
    ),
)

SIMULATED_RECORDS: Final = Table(
    "simulated_records",
    "Stage 3: the records with their region and how calls reach them.",
    (
        *EXTRACTED_RECORDS.columns,
        Column("region", "category", "SIMULATION section 3, default included; NaN for none"),
        Column("region_source", "category", "record, account, default or none", REGION_SOURCES),
        Column("reach", "category", "SIMULATION section 6", REACHES),
        Column("n_numbers", "int64", "distinct readable numbers in match slots"),
        Column("n_won", "int64", "numbers whose calls reach this record"),
    ),
)

SIMULATED_NUMBERS: Final = Table(
    "simulated_numbers",
    "Stage 3: one row per distinct number in match slots, ordered by e164.",
    (
        Column("e164", "str", "the number"),
        Column("digits", "int64", "the number without its plus sign, as a whole number"),
        Column("region", "category", "ISO 3166 alpha-2 region of the number, 001 for none"),
        Column("number_type", "category", "libphonenumber's type in lower case"),
        Column("n_values", "int64", "values in match slots that hold it"),
        Column("n_records", "int64", "records that hold it in a match slot"),
        Column("winner", "int64", "row position of the winner in the records table; -1 for none"),
        Column("winner_sobject", "category", "object of the winner", SOBJECTS),
        Column("winner_slots", "category", "match slots in which the winner holds it, joined with +"),
        Column("decided_by", "category", "SIMULATION section 4", DECISIONS),
        Column("winner_exact", "int64", "winner under the policy exact: row position, -1 when none is found"),
        Column("winner_digits", "int64", "winner under the policy digits: row position, -1 when none is found"),
        Column("found_under", "category", "the strictest policy under which a record is found", POLICIES),
        Column("format_sensitive", "bool", "two policies that find a record find different ones"),
        Column("sync_outcome", "category", "best outcome of the winner's values", (*SYNC_OUTCOMES, NOT_FOUND)),
        Column("relation", "category", "SIMULATION section 8; NaN when one record holds it", RELATIONS),
    ),
)

VALUES: Final = Table(
    "values",
    "tables/values.parquet: one row per filled phone field.",
    (
        Column("record_id", "str", _ID),
        _SOBJECT,
        *(
            column
            for name in (
                "field",
                "slot",
                "raw",
                "format",
                "reason",
                "e164",
                "region",
                "parse_region",
                "region_source",
                "number_type",
                "sync_outcome",
            )
            for column in SIMULATED_VALUES.columns
            if column.name == name
        ),
        Column("proposed", "str", "what should be stored instead; NaN when there is nothing to propose"),
        Column("confidence", "category", "how sure the proposal is", CONFIDENCES),
    ),
)


def values_with_ids(values: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Return SIMULATED_VALUES as VALUES: with the ids of their records, and what should be stored instead."""
    proposed = values["e164"].where(values["confidence"].notna())
    return VALUES.typed(values.assign(record_id=ids_at(records, values["record"]), proposed=proposed))


WINNER_IDS: Final = {
    "winner": Column("winner_record_id", "str", _ID),
    "winner_exact": Column("winner_exact", "str", "winner under the policy exact; NaN when none is found"),
    "winner_digits": Column("winner_digits", "str", "winner under the policy digits; NaN when none is found"),
}
"""Row positions of SIMULATED_NUMBERS, and the ids that a report tells in their place."""

NUMBERS: Final = Table(
    "numbers",
    "tables/numbers.parquet: one row per distinct number in match slots.",
    tuple(WINNER_IDS.get(column.name, column) for column in SIMULATED_NUMBERS.columns if column.name != "digits"),
)


def numbers_with_ids(numbers: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Return SIMULATED_NUMBERS as NUMBERS: with the ids of the records that win in place of their positions."""
    return NUMBERS.typed(numbers.assign(**{to.name: ids_at(records, numbers[at]) for at, to in WINNER_IDS.items()}))


RECORDS: Final = Table(
    "records",
    "tables/records.parquet: one row per audited record.",
    tuple(
        column
        for name in (
            "record_id",
            "sobject",
            "name",
            "owner",
            "account_id",
            "region",
            "last_modified",
            "reach",
            "n_numbers",
            "n_won",
        )
        for column in SIMULATED_RECORDS.columns
        if column.name == name
    ),
)

FINDING_IDS: Final = 2
"""Which way ``finding_id`` is made. Reports of way 1 were made by another hash: raise this with any change of it."""

FINDINGS: Final = Table(
    "findings",
    "tables/findings.parquet: one row per finding.",
    (
        Column("finding_id", "str", "stable between audits: a hash of rule, record, field and number"),
        Column("rule_id", "category", "the rule that found it"),
        Column("severity", "category", "error, warning or notice", SEVERITIES),
        _SOBJECT,
        Column("record_id", "str", _ID),
        Column("field", "category", "API name of the field; NaN for a finding on the whole record"),
        Column("raw", "str", "the stored text; NaN for a finding on the whole record"),
        Column("e164", "str", "the number; NaN where none is readable"),
        Column("related_record_id", "str", "the other record of the finding (the winner, the twin…)"),
        Column("message", "category", "a sentence for an administrator; holds no number and no name"),
        Column("current", "str", "what is stored now"),
        Column("proposed", "str", "what should be stored instead; NaN when there is nothing to propose"),
        Column("confidence", "category", "how sure the proposal is", CONFIDENCES),
        Column("suppressed", "bool", "accepted by a suppression in the configuration"),
    ),
)

FINDING_CHANGES: Final = ("new", "reappeared", "fixed")
WINNER_CHANGES: Final = ("merged", "record_gone", "number_moved", "record_added", "number_added", "edited", "other")
RECORD_CHANGES: Final = ("added", "gone")
SINCE: Final = ("new", "reappeared", "open", "not_compared")
"""What a finding is when it is compared with a baseline."""

TREND: Final = Table(
    "trend",
    "tables/trend.parquet, with a baseline only: one row per difference from it.",
    (
        Column("what", "category", "finding, winner or record", ("finding", "winner", "record")),
        Column("change", "category", "what became of it", (*FINDING_CHANGES, *WINNER_CHANGES, *RECORD_CHANGES)),
        Column("finding_id", "str", "of a finding"),
        Column("rule_id", "category", "of a finding: the rule"),
        Column("severity", "category", "of a finding: error, warning or notice", SEVERITIES),
        _SOBJECT,
        Column("record_id", "str", "the record; of a winner the one that gets the calls now"),
        Column("field", "category", "API name of the field of a finding"),
        Column("e164", "str", "the number; NaN where none is readable"),
        Column("current", "str", "the text that a finding is about, then or now"),
        Column("before_record_id", "str", "of a winner: the record that got the calls then"),
    ),
)

CLOSED: Final = Table(
    "closed",
    "tables/closed.parquet, with a baseline only: findings that an earlier audit had and this one has not.",
    (
        Column("finding_id", "str", "its id: it has reappeared when a later audit finds it again"),
        Column("closed_at", TIMESTAMP, "the first audit that did not find it any more"),
    ),
)

REPORT_TABLES: Final = (VALUES, NUMBERS, RECORDS, FINDINGS)


@dataclass(frozen=True)
class ObjectCoverage:
    """What of one object was read and what was not: read = audited + out of scope."""

    read: int = 0
    audited: int = 0
    out_of_scope: Mapping[str, int] = field(default_factory=dict)
    present: tuple[str, ...] = ()
    """Phone fields that the source has: of the slots table in its order, then custom ones by name."""
    hidden: tuple[str, ...] = ()
    """Phone fields of the slots table that the source does not have or the user may not see."""
    in_some_parts: tuple[str, ...] = ()
    """Of those ``present`` the fields that another file of the object lacks: its records may have them filled."""

    @property
    def in_every_part(self) -> tuple[str, ...]:
        """The fields that are known to be empty where the tables hold nothing."""
        return tuple(name for name in self.present if name not in self.in_some_parts)


@dataclass(frozen=True)
class Source:
    """Where the rows come from."""

    kind: Literal["csv", "org", "snapshot", "demo"]
    location: str
    """Folder, zip or instance URL, for people."""
    objects: Mapping[str, ObjectCoverage]
    org_id: str | None = None
    org_name: str | None = None
    instance_url: str | None = None
    exported_at: datetime | None = None
    warnings: tuple[str, ...] = ()
    """Sentences about what could not be read; no personal data."""


@dataclass(frozen=True)
class Population:
    """Records and their phone fields, in the types of EXTRACTED_RECORDS and EXTRACTED_PHONES."""

    records: pd.DataFrame
    phones: pd.DataFrame


@dataclass(frozen=True)
class Extract:
    """What stage 1 hands on."""

    audited: Population
    converted_leads: Population
    """Out of scope (empty when they are included), kept for the finding on numbers that only they hold."""
    source: Source


@dataclass(frozen=True)
class Simulation:
    """What stage 3 hands on."""

    records: pd.DataFrame
    """SIMULATED_RECORDS"""
    values: pd.DataFrame
    """SIMULATED_VALUES"""
    numbers: pd.DataFrame
    """SIMULATED_NUMBERS"""
