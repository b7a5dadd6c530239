"""Two or more numbers in one field."""

from audit.findings.of_format import of_format
from audit.findings.rule import Rule

RULE = Rule(
    id="several-numbers-in-field",
    severity="warning",
    sheet="Format",
    looks_at="value",
    side="record",
    depends_on=("countries", "placeholders"),
    manual_task="split",
    title="One field holds several numbers",
    why=(
        "The integration takes the content of a field as one number, which must be in the E.164 format to be synced "
        "[documented]. With several in one field none of them syncs, and a call on either is not expected to find "
        "the record [assumed]."
    ),
    how_to_fix=(
        "Keep the main number in this field and move the others to the record's free phone fields (Mobile, Home, "
        "Asst. or Other Phone), each in E.164. Mind that only Phone and Mobile are synced."
    ),
    find=of_format("multiple", "has several numbers; a field can have one. Move the others to free phone fields."),
)
