"""What people wrote into the workbook of a report about its findings."""

from typing import Final

from audit.columns.types import TIMESTAMP
from audit.tables.schema import ID, Column, Table

STATUSES: Final = ("To do", "Doing", "Done", "Ignore")
TO_DO, DOING, DONE, IGNORE = STATUSES
ACCEPTED: Final = "Suppressed in the configuration"
"""The comment that the program itself writes beside IGNORE."""

FIXED, RECORD_GONE = "fixed", "record_gone"
"""What became of something closed."""

MARKS: Final = ("status", "assignee", "comment")
"""What people write, in a row that says TO_DO and nothing else until then."""

WORK: Final = Table(
    "work",
    "tables/work.parquet: one row per finding that somebody gave a status, an assignee or a comment in the workbook.",
    (
        Column("finding_id", "str", "of the finding, of a number on a record, or of an action"),
        Column("status", "str", "To do, Doing, Done, Ignore, or what else was typed"),
        Column("assignee", "str", "who works on it"),
        Column("comment", "str", "as it was typed"),
        Column("problem", "str", "what was wrong, as the workbook said"),
        Column("record", "str", "its name in the workbook"),
        Column("sobject", "str", "as the workbook calls it: Person Account"),
        Column("field", "str", "API name; empty for a whole record"),
        Column("number", "str", "the number, or what was stored in its place"),
        Column("record_id", "str", ID),
        Column("last_open", TIMESTAMP, "the last audit that had the finding"),
        Column("is_finding", "bool", "the audit has a finding with this id"),
        Column("closed", "bool", "the audit has nothing with this id any more"),
        Column("closed_at", TIMESTAMP, "of a closed one: the first audit without it"),
        Column("outcome", "str", "of a closed one: fixed, or record_gone when its record was not in that audit either"),
    ),
)

CONTEXT: Final = ("problem", "record", "sobject", "field", "number", "record_id")
"""What the finding was about, as it stood: all that is known of it once it is gone."""
