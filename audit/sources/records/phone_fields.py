"""Which columns of the source are phone fields, of which object and in which slot (docs/simulation.md, Records)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from audit.config.audit import AuditConfig
from audit.domain import ACCOUNT, CUSTOM_SLOT, PERSON_ACCOUNT, SLOT_FIELDS, SLOTS, SOBJECTS
from audit.sources.interface import ObjectSource

_SEVEN_DIGITS = r"(\p{Nd}\P{Nd}*){7}"


@dataclass(frozen=True)
class PhoneField:
    """A phone field that at least one part has."""

    sobject: str
    """Contact, Lead, Account or PersonAccount"""
    name: str
    slot: str
    certain: bool
    """False where only a value with seven digits tells that it is one."""


def org_object(sobject: str) -> str:
    """Return the object of the org that holds the rows of ``sobject``: Account for a PersonAccount."""
    return ACCOUNT if sobject == PERSON_ACCOUNT else sobject


def phone_fields(parts: Sequence[ObjectSource], config: AuditConfig) -> tuple[PhoneField, ...]:
    """Return the phone fields of every object that ``parts`` have: by object, slot, then custom ones by name."""
    found = {
        (field.sobject, field.name.casefold()): field
        for part in reversed(parts)
        for sobject in SOBJECTS
        if org_object(sobject) == part.sobject
        for field in (*_standard(part, sobject), *_custom(part, sobject, config))
    }
    return tuple(
        sorted(found.values(), key=lambda f: (SOBJECTS.index(f.sobject), SLOTS.index(f.slot), _rank(f), f.name))
    )


def hidden_fields(sobject: str, fields: Sequence[PhoneField]) -> tuple[str, ...]:
    """Return the phone fields of the slots table that ``sobject`` has in no part."""
    present = {field.name for field in fields if field.sobject == sobject}
    return tuple(name for name in SLOT_FIELDS[sobject].values() if name not in present)


def fields_in_some_parts(sobject: str, parts: Sequence[ObjectSource]) -> tuple[str, ...]:
    """Return the phone fields of the slots table that a part of ``sobject`` has and another one lacks."""
    own = [part for part in parts if part.sobject == org_object(sobject)]
    having = [{field.name for field in _standard(part, sobject)} for part in own]
    return tuple(
        name for name in SLOT_FIELDS[sobject].values() if 0 < sum(name in fields for fields in having) < len(own)
    )


def included_but_absent(fields: Sequence[PhoneField], config: AuditConfig) -> tuple[str, ...]:
    """Return the custom fields that the configuration names and no part has."""
    present = {_qualified(field.sobject, field.name) for field in fields}
    return tuple(name for name in config.custom_fields.include if name.casefold() not in present)


def holds_phones(texts: pa.Array) -> bool:
    """Return whether at least one of ``texts`` (large_string) has seven digits or more."""
    long_enough = texts.filter(pc.greater_equal(pc.binary_length(texts), 7))
    return bool(pc.any(pc.match_substring_regex(pc.unique(long_enough), _SEVEN_DIGITS)).as_py())


def _rank(field: PhoneField) -> str:
    return field.name.casefold() if field.slot == CUSTOM_SLOT else ""


def _standard(part: ObjectSource, sobject: str) -> Iterator[PhoneField]:
    header = {name.casefold() for name in part.header}
    for slot, name in SLOT_FIELDS[sobject].items():
        if name.casefold() in header:
            yield PhoneField(sobject, name, slot, certain=True)


def _custom(part: ObjectSource, sobject: str, config: AuditConfig) -> Iterator[PhoneField]:
    included = {name.casefold(): name.partition(".")[2] for name in config.custom_fields.include}
    excluded = {name.casefold() for name in config.custom_fields.exclude}
    standard = {name.casefold() for name in SLOT_FIELDS[sobject].values()}
    for name in part.header:
        qualified = _qualified(sobject, name)
        if qualified in excluded or name.casefold() in standard:
            continue
        if qualified in included:
            yield PhoneField(sobject, included[qualified], CUSTOM_SLOT, certain=True)
        elif _may_belong_to(sobject, name) and _is_phone_column(part, name):
            yield PhoneField(sobject, name, CUSTOM_SLOT, certain=part.custom_fields is not None)


def _is_phone_column(part: ObjectSource, name: str) -> bool:
    if part.custom_fields is not None:
        return name in part.custom_fields
    lowered = name.casefold()
    return ("phone" in lowered or "mobile" in lowered) and "fax" not in lowered


def _may_belong_to(sobject: str, name: str) -> bool:
    suffixes = ("__c", "__pc") if sobject == PERSON_ACCOUNT else ("__c",)
    return name.casefold().endswith(suffixes)


def _qualified(sobject: str, name: str) -> str:
    return f"{sobject}.{name}".casefold()
