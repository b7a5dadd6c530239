"""Words where a number belongs."""

from audit.findings.of_format import of_format
from audit.findings.rule import Rule

RULE = Rule(
    id="text-in-phone-field",
    severity="warning",
    sheet="Other problems",
    looks_at="value",
    side="record",
    depends_on=("placeholders",),
    manual_task="collect",
    title="The phone field has text, not a number",
    why=(
        "Only a number in E.164 syncs [documented]; text neither syncs nor matches a call. In Phone it also blocks a "
        "correct Mobile, because the sync needs a number there [documented]."
    ),
    how_to_fix=(
        "Move the text to Description or another text field and clear the phone field, or enter the number that was "
        "meant. In a data load an empty cell clears a field only if the option to insert null values is on."
    ),
    find=of_format("text", "has text, not a number (fewer than seven digits)."),
)
