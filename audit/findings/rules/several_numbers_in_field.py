"""Two or more numbers in one field."""

from audit.findings.of_format import of_format
from audit.findings.rule import Rule

RULE = Rule(
    id="several-numbers-in-field",
    severity="warning",
    sheet="Not E.164",
    looks_at="value",
    side="record",
    depends_on=("countries", "placeholders"),
    manual_task="split",
    title="One field has several numbers",
    why=(
        "Aircall reads a field as one number, which must be in E.164 to sync [documented]. With several in one field "
        "none of them syncs, and a call on either is not expected to find the record [assumed]."
    ),
    how_to_fix=(
        "Keep the main number in this field and move the others to empty phone fields of the record (Mobile, Home, "
        "Asst. or Other Phone), each in E.164. Only Phone and Mobile sync."
    ),
    find=of_format(
        "multiple", "has several numbers, but a field can have only one. Move the others to empty phone fields."
    ),
)
