"""Which columns of a call history hold what, by the names that Aircall, its API and Salesforce give them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

NUMBER_NAMES: Final = ("customer number", "raw_digits", "aircall__External_Number__c", "external number", "e164")
"""Whatever Aircall wrote there has its country code."""
PLAIN_NUMBER_NAMES: Final = (
    *("contact number", "caller number", "caller id", "caller", "phone number", "phone", "telephone", "number"),
)
"""Somebody's own list; a number may be written as within its country."""
END_NAMES: Final = (("from", "to"), ("from number", "to number"), ("caller", "callee"))
"""Who called and who was called: Aircall's names, and other usual pairs."""
DIRECTION_NAMES: Final = (
    *("direction", "call direction", "call direction - type", "CallType", "Call Type"),
    *("aircall__Direction__c", "aircall__Call_Type__c"),
)

_PERSON_NAMES: Final = (
    *("WhoId", "who id", "contact id", "lead id", "logged on", "record id", "salesforce id"),
    *("salesforce record id", "related record id", "aircall__Contact__c", "aircall__Lead__c"),
)
_RELATED_NAMES: Final = ("WhatId", "what id", "related to id")
_ACCOUNT_NAMES: Final = ("AccountId", "account id", "aircall__Account__c")
_CONTACT_NAMES: Final = ("contact name", "who name", "WhoName")
_NAME_PARTS: Final = ("contact first name", "contact last name")
_API_NAMES: Final = ("raw_digits",)
"""A list of calls from Aircall's API: a contact in it is Aircall's own, and no log entry of Salesforce."""
_BETWEEN_WORDS: Final = re.compile(r"[\s_.\-]+")


@dataclass(frozen=True)
class CallColumns:
    """Columns by what they hold, as they are spelled in the header; empty where there is none."""

    number: tuple[str, ...]
    """The first that is filled counts."""
    ends: tuple[str, ...]
    """Who called and who was called; needs the direction to tell which of the two is the other party."""
    direction: str | None
    person: tuple[str, ...]
    related: tuple[str, ...]
    account: tuple[str, ...]
    name: tuple[str, ...]
    """The whole name, or its parts in order."""
    has_country_code: bool

    @property
    def has_numbers(self) -> bool:
        """Whether there is a column that tells the other party's number."""
        return bool(self.number or self.ends)

    @property
    def of_accounts(self) -> tuple[str, ...]:
        """Columns that may say to which Account the log entry of a call belongs."""
        return (*self.related, *self.account, *self.person)

    @property
    def all(self) -> tuple[str, ...]:
        """Each column once."""
        direction = (self.direction,) if self.direction else ()
        groups = (self.number, self.ends, direction, self.person, self.related, self.account, self.name)
        return tuple(dict.fromkeys(column for group in groups for column in group))


def call_columns(header: Sequence[str]) -> CallColumns:
    """Return what the columns of ``header`` hold, without regard to case, underscores and dots.

    An id column counts whatever it says: a value that is no record id of Salesforce is nothing. Aircall's API has a
    ``contact.id`` of its own, for example.
    """
    spelled = {_folded(name): name for name in reversed(header)}

    direction = _present(spelled, DIRECTION_NAMES)
    number = _present(spelled, NUMBER_NAMES)
    ends = _ends(spelled) if direction else ()
    plain = _present(spelled, PLAIN_NUMBER_NAMES)[:1] if not number and not ends else ()
    return CallColumns(
        number=number or plain,
        ends=ends,
        direction=direction[0] if direction else None,
        person=_present(spelled, _PERSON_NAMES),
        related=_present(spelled, _RELATED_NAMES),
        account=_present(spelled, _ACCOUNT_NAMES),
        name=() if _present(spelled, _API_NAMES) else _contact_name(spelled),
        has_country_code=bool(number or (ends and ends == _present(spelled, END_NAMES[0]))),
    )


def _folded(name: str) -> str:
    return _BETWEEN_WORDS.sub(" ", name.casefold()).strip()


def _present(spelled: Mapping[str, str], names: Sequence[str]) -> tuple[str, ...]:
    """Return those of ``names`` that there are, as ``spelled`` (folded name → name in the header) has them."""
    return tuple(dict.fromkeys(spelled[_folded(name)] for name in names if _folded(name) in spelled))


def _contact_name(spelled: Mapping[str, str]) -> tuple[str, ...]:
    return _present(spelled, _CONTACT_NAMES)[:1] or _present(spelled, _NAME_PARTS)


def _ends(spelled: Mapping[str, str]) -> tuple[str, ...]:
    pairs = (_present(spelled, pair) for pair in END_NAMES)
    return next((pair for pair in pairs if len(pair) == 2), ())
