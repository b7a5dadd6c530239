"""Which columns of a call history hold what, by the names that Aircall, its API and Salesforce give them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

NUMBER_NAMES: Final = ("customer number", "raw_digits", "aircall__External_Number__c", "external number", "e164")
"""Whatever Aircall wrote there has its country code."""
PLAIN_NUMBER_NAMES: Final = (
    *("contact number", "caller number", "caller id", "caller", "phone number", "phone", "telephone", "number"),
)
"""Somebody's own list; a number may be written as within its country."""
END_NAMES: Final = (("from", "to"), ("from number", "to number"), ("caller", "callee"))
"""Who called and who was called: Aircall's names, and other usual pairs."""
_NAMES: Final[Mapping[str, Sequence[str]]] = {
    "direction": (
        *("direction", "call direction", "call direction - type", "CallType", "Call Type"),
        *("aircall__Direction__c", "aircall__Call_Type__c", "aircall__Type__c", "aircall__Subtype__c"),
    ),
    "person": (
        *("WhoId", "who id", "contact id", "lead id", "logged on", "record id", "salesforce id"),
        *("salesforce record id", "related record id", "aircall__Contact__c", "aircall__Lead__c"),
    ),
    "related": ("WhatId", "what id", "related to id"),
    "account": ("AccountId", "account id", "aircall__Account__c"),
    "call_id": ("call id (internal)", "aircall call id", "aircall__Call_ID__c", "call id"),
    "started_utc": ("datetime (utc)", "started at", "aircall__Call_Start_Date_Time__c", "call start date time"),
    "started_local": ("datetime (tz offset incl.)", "datetime", "date time", "date/time", "start time", "call start"),
    "zone": ("number timezone", "timezone", "time zone"),
    "answered": ("answered at",),
    "ended": ("ended at",),
    "seconds": ("duration (total)", "duration", "CallDurationInSeconds", "call duration", "duration (seconds)"),
    "talk_seconds": ("duration (in call)", "in-call duration"),
    "line": ("number.digits", "aircall number", "via"),
    "disposition": ("CallDisposition", "call result"),
    "user": ("user.email", "owner.email", "user email", "user", "owner.name", "user.name", "agent"),
    "kind": ("TaskSubtype", "task subtype", "aircall__Type__c", "aircall__Subtype__c", "type", "call type"),
    "sms": ("aircall__SMS_Direction__c",),
}
"""What is looked for, under which names; the first that is filled counts."""
_DATE_AND_TIME: Final = ("date", "time (tz offset incl.)")
"""In Aircall's exports of 18 columns."""
_CONTACT_NAMES: Final = ("contact name", "who name", "WhoName")
_NAME_PARTS: Final = ("contact first name", "contact last name")
_OF_API: Final = "raw_digits"
"""A list of calls from Aircall's API: a contact in it is Aircall's own, and no log entry of Salesforce."""
_OF_TASKS: Final = ("CallDisposition", "WhoId", "WhatId", "TaskSubtype", "CallDurationInSeconds")
_OF_PACKAGE: Final = re.compile("aircall[0-9a-z]*__", re.IGNORECASE)
"""Fields that the integration's package adds."""
_BETWEEN_WORDS: Final = re.compile(r"[\s_.\-]+")


@dataclass(frozen=True)
class CallColumns:
    """Columns by what they hold, as they are spelled in the header; empty where there is none."""

    number: tuple[str, ...] = ()
    """The first that is filled counts."""
    ends: tuple[str, ...] = ()
    """Who called and who was called; needs the direction to tell which of the two is the other party."""
    direction: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    account: tuple[str, ...] = ()
    name: tuple[str, ...] = ()
    """The whole name, or its parts in order."""
    call_id: tuple[str, ...] = ()
    started_utc: tuple[str, ...] = ()
    """Read as UTC where no offset is written."""
    started_local: tuple[str, ...] = ()
    date_and_time: tuple[str, ...] = ()
    zone: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    seconds: tuple[str, ...] = ()
    talk_seconds: tuple[str, ...] = ()
    line: tuple[str, ...] = ()
    disposition: tuple[str, ...] = ()
    """Of a Task: direction and line among other words."""
    user: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    """Says whether a Task is a call, and what is an SMS."""
    sms: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    """Of the API: done, or not yet."""
    has_contact: tuple[str, ...] = ()
    """Of the API, where it was asked for contacts."""
    entry_id: tuple[str, ...] = ()
    log_id: tuple[str, ...] = ()
    """Of a Task: the field that leads to its Aircall Log."""
    entry_at: tuple[str, ...] = ()
    entry_by: tuple[str, ...] = ()
    has_country_code: bool = False

    @property
    def has_numbers(self) -> bool:
        """Whether there is a column that tells the other party's number."""
        return bool(self.number or self.ends)

    @property
    def of_accounts(self) -> tuple[str, ...]:
        """Columns that may say to which Account the log entry of a call belongs."""
        return (*self.related, *self.account, *self.person)

    @property
    def needed(self) -> tuple[str, ...]:
        """Columns of which there must not be two."""
        return (*self.number, *self.ends, *self.direction, *self.of_accounts, *self.name)

    @property
    def all(self) -> tuple[str, ...]:
        """Each column once."""
        groups = (getattr(self, each.name) for each in fields(self) if each.name != "has_country_code")
        return tuple(dict.fromkeys(column for group in groups for column in group))


def call_columns(header: Sequence[str]) -> CallColumns:
    """Return what the columns of ``header`` hold, without regard to case, underscores and dots.

    An id column counts whatever it says: a value that is no record id of Salesforce is nothing. Aircall's API has a
    ``contact.id`` of its own, for example.
    """
    spelled = {_folded(name): name for name in reversed(header)}
    named = {kind: _present(spelled, names) for kind, names in _NAMES.items()}

    number = _present(spelled, NUMBER_NAMES)
    ends = _ends(spelled) if named["direction"] else ()
    plain = _present(spelled, PLAIN_NUMBER_NAMES)[:1] if not number and not ends else ()
    is_of_api = bool(_present(spelled, (_OF_API,)))
    date_and_time = _present(spelled, _DATE_AND_TIME)
    named["call_id"] += _present(spelled, ("id",)) if is_of_api else ()
    return CallColumns(
        number=number or plain,
        ends=ends,
        date_and_time=date_and_time if len(date_and_time) == len(_DATE_AND_TIME) else (),
        name=() if is_of_api else _contact_name(spelled),
        status=_present(spelled, ("status",)) if is_of_api else (),
        has_contact=_present(spelled, ("has_contact",)) if is_of_api else (),
        entry_id=() if is_of_api else _present(spelled, ("id", "task id", "activity id")),
        entry_at=() if is_of_api else _present(spelled, ("CreatedDate", "created date")),
        entry_by=() if is_of_api else _present(spelled, ("CreatedById", "created by id")),
        has_country_code=bool(number or (ends and ends == _present(spelled, END_NAMES[0]))),
        **named,
    )


def may_be_log(header: Sequence[str]) -> bool:
    """Return whether ``header`` is that of Tasks or of Aircall Log records, with or without the number."""
    return bool(of_package(header) or may_be_tasks(header))


def may_be_tasks(header: Sequence[str]) -> bool:
    """Return whether ``header`` is that of Tasks: an Aircall Log has none of these fields."""
    return bool(_present({_folded(name): name for name in header}, _OF_TASKS))


def of_package(header: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of ``header`` that the integration's package adds to Salesforce."""
    return tuple(name for name in header if _OF_PACKAGE.match(name))


def _folded(name: str) -> str:
    """Return ``name`` without case and punctuation; packages of all ages are one: aircall2gp__Type__c is aircall__."""
    return _BETWEEN_WORDS.sub(" ", _OF_PACKAGE.sub("aircall__", name).casefold()).strip()


def _present(spelled: Mapping[str, str], names: Sequence[str]) -> tuple[str, ...]:
    """Return those of ``names`` that there are, as ``spelled`` (folded name → name in the header) has them."""
    return tuple(dict.fromkeys(spelled[_folded(name)] for name in names if _folded(name) in spelled))


def _contact_name(spelled: Mapping[str, str]) -> tuple[str, ...]:
    return _present(spelled, _CONTACT_NAMES)[:1] or _present(spelled, _NAME_PARTS)


def _ends(spelled: Mapping[str, str]) -> tuple[str, ...]:
    pairs = (_present(spelled, pair) for pair in END_NAMES)
    return next((pair for pair in pairs if len(pair) == 2), ())
