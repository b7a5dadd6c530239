"""The figures of a forecast: records that the integration will create for numbers that its search does not find."""

from datetime import datetime
from typing import Literal

from audit.result.model import ResultModel


class Expected(ResultModel):
    """A count to expect, and what bounds it with 95 %."""

    low: int
    middle: int
    high: int


class IntegrationUser(ResultModel):
    """The user who creates records for the integration, and how that is known."""

    user_id: str
    told_by: Literal["log", "records"]
    """Most log entries are this user's; or most records that were created after calls, and these are named alike."""
    of_these: int
    of_all: int


class StoredNumber(ResultModel):
    """So many of the created records have the number in this field and format."""

    field: str
    format: str
    records: int


class CreatedRecords(ResultModel):
    """The records that the integration's user created within five minutes of a call."""

    records: int
    nobody: int
    """for numbers that no record had"""
    other_format: int
    """although another record had the number, but not in E.164"""
    has_e164: int
    """although another record has the number in E.164 now"""
    twins: int
    """although another record with the number had been created less than 15 minutes before"""
    called_again: int
    called_again_soon: int
    """Followed by another call on the number within 15 minutes of the creation, and within 5."""
    objects: dict[str, int]
    names: dict[str, int]
    """By pattern, those that several records share; numbers are NUMBER, other digits #."""
    stored: list[StoredNumber]
    owners: int
    owner: str | None
    """The owner of most of them."""
    of_owner: int


class UnheldNumbers(ResultModel):
    """Distinct numbers with a call when no record had them, and what became of them."""

    numbers: int
    created: int
    """The integration's user created a record for it."""
    by_others: int
    """Somebody else did, within five minutes of a call."""
    low: float
    high: float
    """Bounds with 95 % of the share ``created``."""
    share_changed: bool
    """The share differs between the two halves of the period, with 99 %."""


class BackTest(ResultModel):
    """What the first half of the period foretells of the second, and what came."""

    weeks_learned: int
    weeks: int
    expected: Expected
    created: int


Unforeseeable = Literal[
    "no_created_date",
    "no_created_time",
    "no_created_by",
    "no_times",
    "too_short",
    "no_user",
    "nothing_created",
    "begun",
    "stopped",
    "too_few",
]


class Forecast(ResultModel):
    """How many records a month the integration will create, or why that cannot be told."""

    why: Unforeseeable | None
    since: datetime | None = None
    until: datetime | None = None
    weeks: int = 0
    """Whole weeks with calls, of which the last 13 are learned from."""
    too_new: int = 0
    """Calls after the records were exported: nothing is known of them."""
    without_time: int = 0
    user: IntegrationUser | None = None
    creators: int = 0
    """Users who created records after calls on numbers that no record had, where the integration's is not told."""
    idle_before: int = 0
    idle_after: int = 0
    """Weeks without a created record at the beginning and at the end, where that is no chance."""
    unheld: UnheldNumbers | None = None
    created: CreatedRecords | None = None
    month: Expected | None = None
    avoidable: Expected | None = None
    """Of a month: numbers that a record has, but not in E.164."""
    twins: Expected | None = None
    back_test: BackTest | None = None
