"""The tables of a replay: calls as they were read, and what the simulation says of each number."""

from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

from audit.domain import DECISIONS, NOT_FOUND, POLICIES, SOBJECTS, SYNC_OUTCOMES, TIE
from audit.tables.schema import Column, Table

DIRECTIONS: Final = ("inbound", "outbound")

CALLS: Final = Table(
    "calls",
    "One row per call of a call history, as it is written there.",
    (
        Column("raw", "str", "the number of the other party; NaN for none"),
        Column("direction", "category", "inbound, outbound, or missing", DIRECTIONS),
        Column("logged_on", "str", "id, 18 characters, of the Contact, Lead or Account that it was logged on"),
        Column("logged_account", "str", "id, 18 characters, of the Account that the log entry belongs to"),
        Column("logged_name", "str", "name of the contact that the call was shown with, where no ids are known"),
    ),
)

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
REACHES_A_RECORD: Final = CALL_OUTCOMES[:4]
HAS_NO_E164: Final = ("unreadable", "anonymous")
LOG_STATUSES: Final = ("agrees", "differs", "missing", "gone", "unlogged")
"""Of log entries; missing and unlogged are logged nowhere: though a record is found, and because none is."""

CALLED: Final = Table(
    "called",
    "One row per distinct number of the calls, those with most calls first; calls without a number are in the last.",
    (
        Column("e164", "str", "the number; NaN in the rows of calls whose number is unreadable or hidden"),
        Column("calls", "int64", "calls with it"),
        Column("inbound", "int64", "of these, inbound"),
        Column("outbound", "int64", "of these, outbound"),
        Column("outcome", "category", "where a call on it lands", CALL_OUTCOMES),
        Column("is_ready", "bool", "it lands on the record that the data itself determines, and syncs"),
        Column("winner_record_id", "str", "the record that the simulation names; NaN for none"),
        Column("winner_sobject", "category", "object of the winner", SOBJECTS),
        Column("decided_by", "category", "docs/simulation.md, Winner; NaN when no record holds it", DECISIONS),
        Column("sync_outcome", "category", "of the winner; NaN when no record holds it", (*SYNC_OUTCOMES, NOT_FOUND)),
        Column("found_under", "category", "the strictest policy under which a record is found", POLICIES),
        *(Column(f"winner_{policy}", "str", f"winner under the policy {policy}; NaN for none") for policy in POLICIES),
        Column("rules", "str", "rule ids of the report's findings on it, gravest first, joined with a space"),
        Column("logged_on", "str", "the record on which most of its calls were logged; NaN for none"),
        *(Column(status, "int64", f"calls with it whose log entry {status}") for status in LOG_STATUSES),
    ),
)


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
