"""The tables of the fix plan: what is to be loaded, what comes of it, and what is left for people."""

from typing import Final

from audit.columns.types import TIMESTAMP
from audit.domain import SEVERITIES, SLOTS, SOBJECTS
from audit.tables.schema import Column, Table

_ID: Final = "record id, 18 characters"
_SOBJECT: Final = Column("sobject", "category", "Contact, Lead, Account or PersonAccount", SOBJECTS)

CHANGES: Final = ("to_e164", "mobile_to_phone", "mobile_cleared", "custom_to_slot", "touch")

PLANNED_CELLS: Final = Table(
    "planned_cells",
    "One row per field that a load file would write.",
    (
        Column("record", "int64", "row position in the records table"),
        Column("value", "int64", "row position in the values table of the value that it rewrites or copies"),
        Column("field", "category", "API name"),
        Column("slot", "category", "its slot", SLOTS),
        Column("change", "category", "why it is written", CHANGES),
        Column("old", "str", "the stored text; NaN for an empty field"),
        Column("new", "str", "what the file writes; NaN clears the field"),
        Column("step", "int64", "the step in which its record is loaded, from 1"),
    ),
)

STORED_PLAN: Final = Table(
    "plan",
    "fixes/plan.parquet: the planned cells, for a comparison with the org after the load.",
    (
        Column("record_id", "str", _ID),
        _SOBJECT,
        *(column for column in PLANNED_CELLS.columns if column.name in ("field", "change", "old", "new", "step")),
        Column("last_modified", TIMESTAMP, "of the record, before the load; NaT when missing or unreadable"),
    ),
)

EXPECTED_WINNERS: Final = Table(
    "winners",
    "fixes/winners.parquet: one row per number of a loaded record whose winner is determined after the load.",
    (
        Column("e164", "str", "the number"),
        Column("winner_record_id", "str", _ID),
        Column("winner_sobject", "category", "object of the winner", SOBJECTS),
        Column("intended", "bool", "another record won it before the load: this one was asked for"),
    ),
)

WINNER: Final = "winner"
VERIFIED_STATUSES: Final = ("done", "not_done", "overwritten", "gone", "not_exported")

VERIFIED: Final = Table(
    "verified",
    "What phone-audit verify finds: one row per planned cell, then one per number whose winner was foretold.",
    (
        Column("record_id", "str", "of the cell's record, or of the winner that was predicted"),
        _SOBJECT,
        Column("field", "category", "API name; NaN for a winner"),
        Column("e164", "str", "the number whose winner it is; NaN for a cell"),
        Column("change", "category", "why the cell is written, or winner", (*CHANGES, WINNER)),
        Column("step", "int64", "of the cell; 0 for a winner"),
        Column("before", "str", "what the field held; NaN for nothing"),
        Column("planned", "str", "what it should have (NaN for nothing), or the id of the winner that was predicted"),
        Column("now", "str", "what it has (NaN for nothing), or the id of the record that wins"),
        Column("status", "category", "what has become of it", VERIFIED_STATUSES),
        Column("saved_since", "bool", "whether the cell's record was saved after the audit; false for a winner"),
    ),
)

INTENDED_WINNERS: Final = Table(
    "wishes",
    "Who should win which number: the list of intended winners, read.",
    (
        Column("line", "int64", "in the file, from 1"),
        Column("e164", "str", "the number"),
        Column("record_id", "str", _ID),
    ),
)

TASKS: Final = ("collect", "split", "fill_country", "check", "later", "merge", "assign")

FOR_PEOPLE: Final = Table(
    "for_people",
    "What no load file can fix: a row per record and field or number, by owner, those with most errors first.",
    (
        Column("finding_id", "str", "of the most severe finding behind it"),
        Column("owner", "category", "of the record"),
        Column("task", "category", "what is to be done", TASKS),
        Column("severity", "category", "of that finding", SEVERITIES),
        _SOBJECT,
        Column("record_id", "str", _ID),
        Column("field", "category", "API name"),
        Column("raw", "str", "the stored text"),
        Column("e164", "str", "the number; NaN where none is readable"),
        Column("related_record_id", "str", "the other record (the winner, the twin…)"),
        Column("message", "category", "of that finding, for an administrator"),
    ),
)
