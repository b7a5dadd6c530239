"""The tables of a replay: calls as they were read, and what the simulation says of each number."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.lookup import positions_of_digits
from audit.columns.types import TIMESTAMP
from audit.domain import DECISIONS, NOT_FOUND, POLICIES, SOBJECTS, SYNC_OUTCOMES, TIE
from audit.tables.schema import Column, Table

DIRECTIONS: Final = ("inbound", "outbound")

JOINS: Final = ("own", "call_id", "circumstances", "ambiguous", "none")
"""How the log entry of a call was found: in its own row, by the id of the call, by line and time; not for certain."""

HAS_CONTACT: Final = ("true", "false")

CALLS: Final = Table(
    "calls",
    "One row per call of a call history, or per entry of a call log (Tasks, Aircall Log).",
    (
        Column("call_id", "str", "id of the call in Aircall; NaN when the file has none"),
        Column("raw", "str", "the number of the other party, as it is written; NaN for none"),
        Column("direction", "category", "inbound, outbound, or missing", DIRECTIONS),
        Column("started_at", TIMESTAMP, "when it began to ring; NaT when unknown"),
        Column("answered_at", TIMESTAMP, "when it was answered; NaT when it was not, or unknown"),
        Column("ended_at", TIMESTAMP, "when it ended; NaT when unknown"),
        Column("seconds", "int64", "its duration: by Aircall ringing included, else as the log says; -1 when unknown"),
        Column("line", "str", "the company's line, digits alone"),
        Column("user", "str", "who took or made it: e-mail address, else name, in small letters"),
        Column("entry_id", "str", "id of the log entry (Task, Aircall Log); NaN for none"),
        Column("entry_at", TIMESTAMP, "CreatedDate of the log entry"),
        Column("entry_by", "str", "CreatedById of the log entry, 18 characters: mostly that of the integration's user"),
        Column("logged_on", "str", "id, 18 characters, of the Contact, Lead or Account that it was logged on"),
        Column("logged_account", "str", "id, 18 characters, of the Account that the log entry belongs to"),
        Column("logged_name", "str", "name of the contact that the call was shown with, where no ids are known"),
        Column(
            "has_contact",
            "category",
            "whether Aircall has a contact for the number; NaN where it was not asked",
            HAS_CONTACT,
            since_first=False,
        ),
        Column("joined", "category", "how its log entry was found; NaN where no log was read", JOINS),
    ),
)
"""Also the columns of a calls file (docs/contract.md, Call history)."""

SET_ASIDE: Final = (
    *("not_a_call", "sms", "not_aircall", "colleagues"),
    *("unfinished", "duplicate", "no_direction", "own_line"),
)
"""Why a row of a call history is not compared, in the order in which this is asked."""

CALL_OUTCOMES: Final = (
    "clear",
    "most_recent",
    "format_sensitive",
    TIE,
    NOT_FOUND,
    "no_record",
    "unreadable",
    "anonymous",
)
"""Best first; the first four reach a record."""
COMPARED: Final = ("agrees", "differs", "missing", "unlogged")
"""Of log entries; missing and unlogged are logged nowhere: though a record is found, and because none is."""
LOG_STATUSES: Final = (*COMPARED, "gone", "created_by_call", "no_entry", "ambiguous")
"""The others are no evidence: the record is not in the audit, or was created by the call; the log has no entry of the
call, or several may be it."""

CALLED: Final = Table(
    "called",
    "tables/called.parquet, and --out of replay: one row per called number, those with most calls first; calls without "
    "a number are in the last rows.",
    (
        Column("e164", "str", "the number; NaN in the rows of calls whose number is unreadable or hidden"),
        Column("calls", "int64", "calls with it"),
        Column("inbound", "int64", "of these, inbound"),
        Column("outbound", "int64", "of these, outbound"),
        Column("outcome", "category", "which record a call on it reaches, by kind", CALL_OUTCOMES),
        Column("is_ready", "bool", "it reaches the record that the data itself determines, and syncs"),
        Column("winner_record_id", "str", "the record that the simulation names; NaN for none"),
        Column("winner_sobject", "category", "object of the winner", SOBJECTS),
        Column("decided_by", "category", "docs/simulation.md, Winner; NaN when no record has it", DECISIONS),
        Column("sync_outcome", "category", "of the winner; NaN when no record has it", (*SYNC_OUTCOMES, NOT_FOUND)),
        Column("found_under", "category", "the strictest policy under which a record is found", POLICIES),
        *(Column(f"winner_{policy}", "str", f"winner under the policy {policy}; NaN for none") for policy in POLICIES),
        Column("rules", "str", "rule ids of the report's findings on it, gravest first, joined with a space"),
        Column("logged_on", "str", "the record on which most of its calls were logged; NaN for none"),
        *(Column(status, "int64", f"calls with it whose log entry {status}") for status in LOG_STATUSES),
    ),
)


@dataclass(frozen=True)
class SilentCalls:
    """A line, or a kind of calls, of which no call has a log entry."""

    what: Literal["line", "kind"]
    value: str
    calls: int


@dataclass(frozen=True)
class LogJoin:
    """How calls and the entries of a log were brought together."""

    entries: int
    by_call_id: int
    by_circumstances: int
    ambiguous: int
    """calls that may belong to one of several entries, or share one with others"""
    no_entry: int
    """calls"""
    entries_without_call: int
    offset_seconds: int | None
    """from the answer or end of a call to its entry; None where calls joined by id do not show it"""
    duration: Literal["seconds", "talk"] | None
    """which duration the entries have: with ringing, or talk alone; None where that is not shown"""
    silent: tuple[SilentCalls, ...]


@dataclass(frozen=True)
class CallLog:
    """A call history as it was read."""

    rows: pd.DataFrame
    """CALLS"""
    has_country_code: bool
    """Its numbers have their country code even where the plus sign is missing, as Aircall's do."""
    logged_by: Literal["id", "name"] | None = None
    """How it says what each call was logged on; None when it does not."""
    warnings: tuple[str, ...] = ()
    set_aside: Mapping[str, int] = field(default_factory=dict)
    """By reason (SET_ASIDE), rows of the file that are not in ``rows``."""
    join: LogJoin | None = None
    """How its log entries were found, where they come from another file."""
    files: tuple[str, ...] = ()
    """The names by which ``warnings`` call what was read."""


@dataclass(frozen=True)
class CallsByNumber:
    """How often each number was called."""

    digits: npt.NDArray[np.int64]
    """The numbers without their plus sign, ascending."""
    calls: npt.NDArray[np.int64]
    months: float | None
    """Of the history; None where it is not known, or too short."""

    def of(self, digits: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the calls of each of ``digits``, 0 for a number without any."""
        return np.append(self.calls, 0)[positions_of_digits(digits, self.digits)]

    def per_month(self, calls: int) -> float | None:
        """Return how many a month ``calls`` of this history are; None where its months are not known."""
        return calls / self.months if self.months else None
