"""A second, slow computation of the simulation, row by row in plain Python, that the real one is compared with.

It is written from the specification alone and shares nothing with the stages but the table of country spellings and
the settings; ``oracle_reading`` reads one text. Rows are dictionaries as a CSV file holds them.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from audit.config.audit import AuditConfig
from audit.config.profile import Profile
from audit.sources.records.countries import spellings
from tests.oracle_dates import moments
from tests.oracle_reading import (
    PLACEHOLDER_WORDS,
    READABLE,
    SUPPORTED_REGIONS,
    OracleReading,
    cleaned,
    digits_of,
    read_text,
)

Row = Mapping[str, str]


@dataclass(frozen=True)
class Export:
    """What a CSV file of one object holds."""

    header: Sequence[str]
    rows: Sequence[Row]
    malformed: int = 0
    """Rows with too many or too few fields, which are not among ``rows``."""


Org = Mapping[str, Export]
"""By Contact, Lead and Account; an absent one was not exported."""


CONTACT_FIELDS = {
    "Phone": "phone",
    "MobilePhone": "mobile",
    "HomePhone": "home",
    "AssistantPhone": "assistant",
    "OtherPhone": "other",
}
PERSON_FIELDS = {
    "Phone": "phone",
    "PersonMobilePhone": "mobile",
    "PersonHomePhone": "home",
    "PersonAssistantPhone": "assistant",
    "PersonOtherPhone": "other",
}
PHONE_FIELDS = {
    "Contact": CONTACT_FIELDS,
    "Lead": {"Phone": "phone", "MobilePhone": "mobile"},
    "Account": {"Phone": "phone"},
    "PersonAccount": PERSON_FIELDS,
}
ACCOUNT_COUNTRIES = ["BillingCountryCode", "BillingCountry", "ShippingCountryCode", "ShippingCountry"]
COUNTRIES = {
    "Contact": ["MailingCountryCode", "MailingCountry", "OtherCountryCode", "OtherCountry"],
    "Lead": ["CountryCode", "Country"],
    "Account": ACCOUNT_COUNTRIES,
    "PersonAccount": ["PersonMailingCountryCode", "PersonMailingCountry", *ACCOUNT_COUNTRIES],
}
SLOT_ORDER = ["phone", "mobile", "home", "assistant", "other"]
SYNC_ORDER = [
    "syncs",
    "phone_not_e164",
    "not_e164",
    "phone_empty",
    "phone_unknown",
    "match_only",
    "object_not_synced",
]
LOST = {"scientific", "multiple", "needs_region", "invalid"}
PREFIXES = {"Contact": "003", "Lead": "00Q", "Account": "001"}
PERSON_COLUMNS = ["PersonContactId", "PersonEmail", *(name for name in PERSON_FIELDS if name != "Phone")]
TRUE = {
    *("true", "1", "1.0", "t", "y", "yes", "x", "wahr", "ja", "vrai", "oui", "vero", "sì", "si", "sí", "verdadero"),
    *("verdadeiro", "sim", "waar", "sant", "sann", "sand", "tosi", "prawda", "tak", "pravda", "igaz", "да", "истина"),
    *("真", "はい", "是"),
}


@dataclass
class Record:
    """One audited row and what becomes of it."""

    sobject: str
    row: Row
    """Keys in upper case."""
    id: str
    account_id: str | None
    modified: datetime | None
    created: datetime | None
    region: str | None = None
    region_source: str = "none"
    phone_format: str | None = None
    """Format of Phone; None when the field was not exported."""

    @property
    def order(self) -> tuple[bool, datetime]:
        """Its place in time; a missing date is oldest."""
        return self.modified is not None, self.modified or datetime.min.replace(tzinfo=UTC)


@dataclass
class Value:
    """One filled phone field."""

    record: Record
    field: str
    slot: str
    raw: str
    reading: OracleReading
    region: str | None
    region_source: str
    sync: str = ""

    @property
    def readable(self) -> bool:
        """Whether it holds a number."""
        return self.reading.format in READABLE

    def found_under(self, policy: str) -> bool:
        """Whether a search under ``policy`` finds this spelling (docs/simulation.md, Policies)."""
        if policy == "digits":
            same_digits = re.sub("[^0-9]", "", self.raw) == (self.reading.e164 or "")[1:]
            return self.reading.format == "e164" or (self.readable and same_digits)
        return self.reading.format in ({"e164"} if policy == "exact" else READABLE)


@dataclass(frozen=True)
class Expected:
    """What the audit should give: rows by the names of docs/contract.md, Tables, and results.json."""

    values: list[dict[str, Any]]
    numbers: list[dict[str, Any]]
    records: list[dict[str, Any]]
    scope: dict[str, dict[str, Any]]
    figures: dict[str, Any]


def audit(org: Org, config: AuditConfig) -> Expected:
    """Compute everything that an audit of ``org`` should give."""
    org = {name: _in_upper_case(org.get(name, Export([], []))) for name in ("Contact", "Lead", "Account")}
    fields = {sobject: _fields(sobject, org, config) for sobject in PHONE_FIELDS}
    records, scope = _in_scope(org, config)
    for sobject, present in fields.items():
        scope[sobject]["fields"] = {
            "present": [name for name, _ in present],
            "hidden": [name for name in PHONE_FIELDS[sobject] if name not in dict(present)],
        }
    _find_regions(records, config)
    values = [value for record in records for value in _values(record, fields[record.sobject], config)]
    for value in values:
        value.sync = _sync_of_value(value, config.profile)
    numbers = _numbers(values, config.profile)
    rows = [_record_row(record, values, numbers, config.profile) for record in records]
    return Expected(
        values=[_value_row(value) for value in values],
        numbers=numbers,
        records=rows,
        scope=scope,
        figures=_figures(values, numbers, rows, config.profile),
    )


# ---------------------------------------------------------------- section 1: records


def _in_upper_case(export: Export) -> Export:
    """Header names are matched without regard to case: ask for them in upper case."""
    return replace(export, rows=[{name.upper(): text for name, text in row.items()} for row in export.rows])


def _has(export: Export, field: str) -> bool:
    return field.upper() in [name.upper() for name in export.header]


def _in_scope(org: Org, config: AuditConfig) -> tuple[list[Record], dict[str, dict[str, Any]]]:
    scope: dict[str, dict[str, Any]] = {
        sobject: {"read": 0, "audited": 0, "out_of_scope": {}} for sobject in PHONE_FIELDS
    }
    kept: list[Record] = []
    for name, export in org.items():
        _leave_out(scope[name], "malformed_row", export.malformed)
        staying: dict[str, Record] = {}
        dates = moments([row.get(config.profile.date_field.upper(), "") for row in export.rows])
        created = moments([row.get("CREATEDDATE", "") for row in export.rows])
        for row, *of_row in zip(export.rows, dates, created, strict=True):
            sobject = "PersonAccount" if name == "Account" and _is_person(row, export) else name
            reason = _reason(name, row, org, config)
            if reason:
                _leave_out(scope[sobject], reason)
                continue
            record = _record(sobject, row, *of_row)
            earlier = staying.get(record.id)
            if earlier is None:
                staying[record.id] = record
            elif record.order > earlier.order:
                staying[record.id] = record
                _leave_out(scope[earlier.sobject], "duplicate_id")
            else:
                _leave_out(scope[sobject], "duplicate_id")
        kept += staying.values()
    for record in kept:
        scope[record.sobject]["read"] += 1
        scope[record.sobject]["audited"] += 1
    return kept, scope


def _leave_out(scope: dict[str, Any], reason: str, count: int = 1) -> None:
    if count:
        scope["read"] += count
        scope["out_of_scope"][reason] = scope["out_of_scope"].get(reason, 0) + count


def _reason(name: str, row: Row, org: Org, config: AuditConfig) -> str | None:
    record_id = _trimmed(row["ID"])
    if not re.fullmatch("[A-Za-z0-9]{15}|[A-Za-z0-9]{18}", record_id):
        return "invalid_id"
    if record_id[:3] != PREFIXES[name]:
        return "other_object"
    if _true(row, "IsDeleted"):
        return "deleted"
    if name == "Contact" and _mirrors_person_account(row, org):
        return "person_account_contact"
    if name == "Lead" and _true(row, "IsConverted") and not config.include_converted_leads:
        return "converted_lead"
    return None


def _is_person(row: Row, accounts: Export) -> bool:
    if _has(accounts, "IsPersonAccount"):
        return _true(row, "IsPersonAccount")
    return any(cleaned(row.get(field.upper(), "")) for field in PERSON_COLUMNS)


def _mirrors_person_account(row: Row, org: Org) -> bool:
    if _has(org["Contact"], "IsPersonAccount"):
        return _true(row, "IsPersonAccount")
    contact, account = id18(row["ID"]), id18(row.get("ACCOUNTID", ""))
    return any(
        id18(other.get("PERSONCONTACTID", "")) == contact
        or (account != "" and id18(other["ID"]) == account and _is_person(other, org["Account"]))
        for other in org["Account"].rows
    )


def _true(row: Row, field: str) -> bool:
    return _trimmed(row.get(field.upper(), "")).casefold() in TRUE


def _trimmed(text: str) -> str:
    """Return ``text`` without white space, apostrophes and what nobody sees at both ends."""
    while text and _is_padding(text[0]):
        text = text[1:]
    while text and _is_padding(text[-1]):
        text = text[:-1]
    return text


def _is_padding(character: str) -> bool:
    category = unicodedata.category(character)
    return character in "'\u2019" or character.isspace() or category[0] == "Z" or category in {"Cc", "Cf"}


def id18(text: str) -> str:
    """Widen an id of 15 characters: each five give one character that says which of them are capitals."""
    text = _trimmed(text)
    if not re.fullmatch("[A-Za-z0-9]{15}", text):
        return text
    suffix = ""
    for start in (0, 5, 10):
        bits = sum(1 << place for place, letter in enumerate(text[start : start + 5]) if "A" <= letter <= "Z")
        suffix += "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[bits]
    return text + suffix


def _record(sobject: str, row: Row, modified: datetime | None, created: datetime | None) -> Record:
    record_id = id18(row["ID"])
    if sobject == "Contact":
        account_id = id18(row.get("ACCOUNTID", "")) or None
    else:
        account_id = None if sobject == "Lead" else record_id
    return Record(sobject, row, record_id, account_id, modified, created)


# ---------------------------------------------------------------- section 3: regions


def _find_regions(records: list[Record], config: AuditConfig) -> None:
    accounts = {record.id: record for record in records if record.sobject in {"Account", "PersonAccount"}}
    for record in records:
        own = _written_region(record, config)
        account = accounts.get(record.account_id or "") if record.sobject == "Contact" else None
        from_account = _written_region(account, config) if account else None
        if own is not None:
            record.region, record.region_source = own or None, "record" if own else "none"
        elif from_account is not None:
            record.region, record.region_source = from_account or None, "account" if from_account else "none"
        elif config.region:
            record.region, record.region_source = config.region, "default"


def _written_region(record: Record, config: AuditConfig) -> str | None:
    """Return the region that the record's fields give: '' when all that are filled are unknown, None when none is."""
    filled = False
    for field in COUNTRIES[record.sobject]:
        text = record.row.get(field.upper(), "").strip().casefold()
        if not text or (text != "na" and text in _placeholder_words(config)):
            continue
        filled = True
        region = _known_countries(config).get(text)
        if region in SUPPORTED_REGIONS:
            return region
    return "" if filled else None


def _placeholder_words(config: AuditConfig) -> frozenset[str]:
    return PLACEHOLDER_WORDS | {word.strip().casefold() for word in config.placeholders}


def _known_countries(config: AuditConfig) -> dict[str, str]:
    return {**spellings(), **{text.strip().casefold(): region for text, region in config.countries.items()}}


# ---------------------------------------------------------------- sections 1 and 2: values


def _values(record: Record, fields: Sequence[tuple[str, str]], config: AuditConfig) -> Iterator[Value]:
    for field, slot in fields:
        raw = record.row.get(field.upper(), "")
        by_default = record.region_source == "default"
        reading = _read(raw, record.region, by_default, _placeholder_words(config))
        if slot == "phone":
            record.phone_format = reading.format
        if reading.format == "empty":
            continue
        by_number = reading.has_plus and reading.format != "idd"
        region, source = (None, "number") if by_number else (record.region, record.region_source)
        yield Value(record, field, slot, raw, reading, region, source)


@cache
def _read(raw: str, region: str | None, by_default: bool, words: frozenset[str]) -> OracleReading:  # noqa: FBT001
    return read_text(raw, region, by_default=by_default, words=words)


def _fields(sobject: str, org: Org, config: AuditConfig) -> list[tuple[str, str]]:
    """Return the phone fields of an object that were exported, each with its slot: standard ones, custom by name."""
    export = org["Account" if sobject == "PersonAccount" else sobject]
    standard = [(field, slot) for field, slot in PHONE_FIELDS[sobject].items() if _has(export, field)]
    included = _configured(config.custom_fields.include, sobject)
    excluded = _configured(config.custom_fields.exclude, sobject)
    custom = [
        included.get(name.upper(), name)
        for name in sorted(export.header, key=str.upper)
        if name.upper() not in excluded and (name.upper() in included or _looks_custom(sobject, name, export.rows))
    ]
    return [*standard, *((name, "custom") for name in custom)]


def _looks_custom(sobject: str, name: str, rows: Sequence[Row]) -> bool:
    name = name.upper()
    return (
        name.endswith(("__C", "__PC") if sobject == "PersonAccount" else "__C")
        and ("PHONE" in name or "MOBILE" in name)
        and "FAX" not in name
        and any(len(digits_of(row.get(name, ""))) >= 7 for row in rows)
    )


def _configured(fields: Iterable[str], sobject: str) -> dict[str, str]:
    """Return the fields of an object that the configuration names, by their name in upper case."""
    return {name.upper(): name for owner, name in (field.split(".") for field in fields) if owner == sobject}


# ---------------------------------------------------------------- section 5: one value


def _sync_of_value(value: Value, profile: Profile) -> str:  # noqa: PLR0911 - the table, first match wins
    record = value.record
    if record.sobject not in profile.sync_objects:
        return "object_not_synced"
    if value.slot not in profile.match_slots:
        return "invisible"
    if value.slot not in profile.sync_slots:
        return "match_only"
    if value.slot == "mobile":
        if record.phone_format is None:
            return "phone_unknown"
        if record.phone_format == "empty":
            return "phone_empty"
    if value.reading.format != "e164":
        return "not_e164"
    if value.slot == "mobile" and profile.mobile_needs_e164_phone and record.phone_format != "e164":
        return "phone_not_e164"
    return "syncs"


# ---------------------------------------------------------------- sections 4, 5 and 8: one number


def _numbers(values: list[Value], profile: Profile) -> list[dict[str, Any]]:
    matched = [value for value in values if value.slot in profile.match_slots and value.readable]
    return [
        _number(e164, [value for value in matched if value.reading.e164 == e164], profile)
        for e164 in sorted({value.reading.e164 for value in matched if value.reading.e164})
    ]


def _number(e164: str, holding: list[Value], profile: Profile) -> dict[str, Any]:
    holders = _distinct(value.record for value in holding)
    by_policy = {
        policy: _winner(_distinct(value.record for value in holding if value.found_under(policy)), profile)
        for policy in ("exact", "digits", "any")
    }
    found = {policy: winner for policy, (winner, _) in by_policy.items() if winner is not None}
    winner, decided_by = by_policy[profile.policy]
    won = [value for value in holding if winner is not None and value.record is winner]
    slots = {value.slot for value in won}
    return {
        "e164": e164,
        "region": holding[0].reading.region,
        "number_type": holding[0].reading.number_type,
        "n_values": len(holding),
        "n_records": len(holders),
        "winner_record_id": winner and winner.id,
        "winner_sobject": winner and winner.sobject,
        "winner_slots": "+".join(slot for slot in SLOT_ORDER if slot in slots) or None,
        "decided_by": decided_by,
        "winner_exact": found["exact"].id if "exact" in found else None,
        "winner_digits": found["digits"].id if "digits" in found else None,
        "found_under": next(policy for policy in ("exact", "digits", "any") if policy in found),
        "format_sensitive": len({id(winner) for winner in found.values()}) > 1,
        "sync_outcome": min((value.sync for value in won), key=SYNC_ORDER.index, default="not_found"),
        "relation": _relation(holders) if len(holders) > 1 else None,
    }


def _distinct(records: Iterable[Record]) -> list[Record]:
    return list({id(record): record for record in records}.values())


def _winner(candidates: list[Record], profile: Profile) -> tuple[Record | None, str]:
    if not candidates:
        return None, "not_found"
    if len(candidates) == 1:
        return candidates[0], "only_record"
    first = min((record.sobject for record in candidates), key=profile.object_order.index)
    of_first = [record for record in candidates if record.sobject == first]
    if len(of_first) == 1:
        return of_first[0], "object_priority"
    latest = max(record.order for record in of_first)
    newest = [record for record in of_first if record.order == latest]
    if len(newest) == 1:
        return newest[0], "most_recent"
    return min(newest, key=lambda record: record.id), "tie"


def _relation(holders: list[Record]) -> str:
    persons = [record for record in holders if record.sobject != "Account"]
    names = {_name_key(record) for record in persons}
    mails = {_email(record).strip().casefold() for record in persons}
    if len(persons) > 1 and any(len(keys) == 1 and "" not in keys for keys in (names, mails)):
        return "same_person"
    accounts = {record.account_id for record in holders}
    return "same_account" if len(accounts) == 1 and None not in accounts else "unrelated"


def _name(record: Record) -> str | None:
    """Return Name if filled, else FirstName and LastName."""
    name = record.row.get("NAME", "")
    both = f"{record.row.get('FIRSTNAME', '')} {record.row.get('LASTNAME', '')}".strip()
    return name if name.strip() else both or None


def _name_key(record: Record) -> str:
    text = unicodedata.normalize("NFKD", _name(record) or "")
    unmarked = "".join(character for character in text if unicodedata.category(character)[0] != "M")
    spaced = "".join(" " if unicodedata.category(letter)[0] in "PS" else letter for letter in unmarked)
    return " ".join(spaced.split()).casefold()


def _email(record: Record) -> str:
    return record.row.get("PERSONEMAIL" if record.sobject == "PersonAccount" else "EMAIL", "")


# ---------------------------------------------------------------- rows and figures


def _value_row(value: Value) -> dict[str, Any]:
    reading = value.reading
    proposed = reading.e164 if value.readable and reading.format != "e164" else None
    return {
        "record_id": value.record.id,
        "sobject": value.record.sobject,
        "field": value.field,
        "slot": value.slot,
        "raw": value.raw,
        "format": reading.format,
        "reason": reading.reason,
        "e164": reading.e164,
        "region": reading.region,
        "parse_region": value.region,
        "region_source": value.region_source,
        "number_type": reading.number_type,
        "sync_outcome": value.sync,
        "proposed": proposed,
        "confidence": reading.confidence if proposed else None,
    }


def _record_row(record: Record, values: list[Value], numbers: list[dict[str, Any]], profile: Profile) -> dict[str, Any]:
    held = [value for value in values if value.record is record and value.slot in profile.match_slots]
    winner = record.id, record.sobject
    n_won = sum((number["winner_record_id"], number["winner_sobject"]) == winner for number in numbers)
    owner = record.row.get("OWNER.NAME", "")
    if n_won:
        reach = "wins"
    elif any(value.readable for value in held):
        reach = "shadowed"
    else:
        reach = "unreadable" if held else "no_number"
    return {
        "record_id": record.id,
        "sobject": record.sobject,
        "name": _name(record),
        "owner": (owner if owner.strip() else id18(record.row.get("OWNERID", ""))) or None,
        "account_id": record.account_id,
        "region": record.region,
        "last_modified": record.modified,
        "created": record.created,
        "created_by": id18(record.row.get("CREATEDBYID", "")) or None,
        "reach": reach,
        "n_numbers": len({value.reading.e164 for value in held if value.readable}),
        "n_won": n_won,
    }


def _figures(
    values: list[Value], numbers: list[dict[str, Any]], records: list[dict[str, Any]], profile: Profile
) -> dict[str, Any]:
    matched = [value for value in values if value.slot in profile.match_slots]
    return {
        **_group(records, values, numbers, profile),
        "by_sobject": {
            sobject: _group(
                [record for record in records if record["sobject"] == sobject],
                [value for value in values if value.record.sobject == sobject],
                [number for number in numbers if number["winner_sobject"] == sobject],
                profile,
            )
            for sobject in PHONE_FIELDS
        },
        "formats": _count(value.reading.format for value in matched),
        "decided_by": _count(number["decided_by"] for number in numbers),
        "reach": _count(record["reach"] for record in records),
        "relations": _count(number["relation"] for number in numbers if number["relation"]),
    }


def _group(
    records: list[dict[str, Any]], values: list[Value], numbers: list[dict[str, Any]], profile: Profile
) -> dict[str, Any]:
    """Return the totals, the scores of docs/simulation.md, Scores and what syncs, for some rows."""
    matched = [value for value in values if value.slot in profile.match_slots]
    formats = [value.reading.format for value in matched]
    n_callable = len(numbers) + sum(format_ in LOST for format_ in formats)
    clear = [
        number["decided_by"] in {"only_record", "object_priority"} and not number["format_sensitive"]
        for number in numbers
    ]
    ready = [number["sync_outcome"] == "syncs" for number in numbers]
    return {
        "totals": {
            "records": len(records),
            "values": len(values),
            "match_values": len(matched),
            "numbers": len(numbers),
            "callable": n_callable,
        },
        "scores": {
            "readiness": _share(sum(c and r for c, r in zip(clear, ready, strict=True)), n_callable),
            "e164_share": _share(
                formats.count("e164"), sum(format_ not in {"placeholder", "text"} for format_ in formats)
            ),
            "found_exact_share": _share(sum(n["winner_exact"] is not None for n in numbers), n_callable),
            "found_digits_share": _share(sum(n["winner_digits"] is not None for n in numbers), n_callable),
            "match_clear_share": _share(sum(clear), n_callable),
            "sync_ready_share": _share(sum(ready), n_callable),
        },
        "sync": _count(value.sync for value in values),
        "sync_numbers": _count(number["sync_outcome"] for number in numbers),
    }


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _count(names: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return counts
