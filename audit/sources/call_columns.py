"""Which columns of a call history hold what, by the names that Aircall, its API and Salesforce give them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

NUMBER_NAMES: Final = ("customer number", "raw_digits", "aircall__External_Number__c", "external number", "e164")
"""Whatever Aircall wrote there has its country code."""
PLAIN_NUMBER_NAMES: Final = ("caller number", "caller", "phone number", "phone", "number")
"""Somebody's own list; a number may be written as within its country."""
END_NAMES: Final = ("from", "to")
DIRECTION_NAMES: Final = ("direction", "call direction", "call direction - type", "CallType")

_PERSON_NAMES: Final = (
    *("WhoId", "who id", "contact id", "lead id", "logged on", "record id", "salesforce id"),
    *("salesforce record id", "related record id"),
)
_RELATED_NAMES: Final = ("WhatId", "what id", "related to id")
_ACCOUNT_NAMES: Final = ("AccountId", "account id")
_CONTACT_NAMES: Final = ("contact name", "who name", "WhoName")
_NAME_PARTS: Final = ("contact first name", "contact last name")
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

    def found(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(_present(spelled, names))

    direction, ends = found(DIRECTION_NAMES), found(END_NAMES)
    number = found(NUMBER_NAMES)
    ends = ends if direction and len(ends) == len(END_NAMES) else ()
    plain = found(PLAIN_NUMBER_NAMES)[:1] if not number and not ends else ()
    return CallColumns(
        number=number or plain,
        ends=ends,
        direction=direction[0] if direction else None,
        person=found(_PERSON_NAMES),
        related=found(_RELATED_NAMES),
        account=found(_ACCOUNT_NAMES),
        name=found(_CONTACT_NAMES)[:1] or found(_NAME_PARTS),
        has_country_code=not plain,
    )


def _folded(name: str) -> str:
    return _BETWEEN_WORDS.sub(" ", name.casefold()).strip()


def _present(spelled: dict[str, str], names: Sequence[str]) -> Iterator[str]:
    yield from dict.fromkeys(spelled[_folded(name)] for name in names if _folded(name) in spelled)
