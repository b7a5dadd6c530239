"""What stands in one phone field, and which findings that alone is made to cause."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .numbering import NANP, SPELLINGS, Line


@dataclass(frozen=True)
class Value:
    """The stored text; ``line`` is the number that it can be read as, ``rules`` what is wrong with the text."""

    text: str
    line: Line | None = None
    rules: tuple[str, ...] = ()


def stored(line: Line, spelling: str = "e164") -> Value:
    """Return ``line`` as it is stored in a field of a record of its own country."""
    if spelling == "e164":
        return Value(line.e164, line)
    mangled = spelling == "user interface" and line.region not in NANP
    return Value(SPELLINGS[spelling](line), line, ("not-e164", "us-locale-formatting") if mangled else ("not-e164",))


def noted(line: Line, text: str, rule: str) -> Value:
    """Return a readable number with something beside its digits; ``{}`` in ``text`` is where they stand."""
    return Value(text.format(SPELLINGS["international"](line)), line, ("not-e164", rule))


def lost(text: str, rule: str) -> Value:
    """Return a text in which no single number can be read."""
    return Value(text, None, (rule,))


SLOT_FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "Contact": {
        "phone": "Phone",
        "mobile": "MobilePhone",
        "home": "HomePhone",
        "assistant": "AssistantPhone",
        "other": "OtherPhone",
        "direct": "Direct_Phone__c",
        "whatsapp": "WhatsApp_Mobile__c",
    },
    "Lead": {"phone": "Phone", "mobile": "MobilePhone", "whatsapp": "WhatsApp_Mobile__c"},
    "Account": {"phone": "Phone", "support": "Support_Phone__c"},
    "PersonAccount": {
        "phone": "Phone",
        "mobile": "PersonMobilePhone",
        "home": "PersonHomePhone",
        "assistant": "PersonAssistantPhone",
        "other": "PersonOtherPhone",
        "holiday": "Holiday_Phone__pc",
    },
}
CUSTOM: Final = frozenset({"direct", "whatsapp", "support", "holiday"})
"""Slots that the integration neither searches nor syncs."""
MATCH_ONLY: Final = frozenset({"home", "assistant", "other"})


def own_findings(values: Mapping[str, Value], region: str | None) -> set[tuple[str, str]]:
    """Return (rule, slot) of what is wrong with the phone fields of one record of ``region`` (None: not known).

    That is as far as the record alone decides it: who else holds a number is the business of ``sharing``.
    """
    matched = {slot: value for slot, value in values.items() if slot not in CUSTOM}
    readable = {slot: value.line for slot, value in matched.items() if value.line}
    found = {(rule, slot) for slot, value in matched.items() for rule in value.rules}
    found |= {("unusual-number-type", slot) for slot, line in readable.items() if line.unusual}
    found |= {("number-region-differs", slot) for slot, line in readable.items() if region not in {None, line.region}}
    found |= {("same-number-twice", slot) for slot in _repeats(readable)}
    synced = {line for slot, line in readable.items() if slot not in MATCH_ONLY}
    found |= {("match-only-number", slot) for slot, line in readable.items() if line not in synced}
    if not readable:
        found |= {("custom-field-only", slot) for slot, value in values.items() if slot in CUSTOM and value.line}
    return found | _about_mobile(matched)


def _repeats(lines: Mapping[str, Line]) -> set[str]:
    held = list(lines.items())
    return {slot for n, (slot, line) in enumerate(held) if line in [earlier for _, earlier in held[:n]]}


def _about_mobile(matched: Mapping[str, Value]) -> set[tuple[str, str]]:
    mobile, phone = matched.get("mobile"), matched.get("phone")
    if mobile is None:
        return set()
    if phone is None:
        return {("mobile-without-phone", "mobile")}
    blocked = not mobile.rules and not _in_e164(phone) and _in_e164(mobile)
    return {("mobile-blocked-by-phone", "mobile")} if blocked else set()


def _in_e164(value: Value) -> bool:
    return value.line is not None and value.text == value.line.e164
