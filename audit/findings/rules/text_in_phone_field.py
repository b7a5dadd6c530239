"""Words where a number belongs."""

from audit.findings.of_format import of_format
from audit.findings.rule import Rule

RULE = Rule(
    id="text-in-phone-field",
    severity="warning",
    sheet="Format",
    looks_at="value",
    side="record",
    depends_on=("placeholders",),
    manual_task="collect",
    title="The phone field holds text, not a number",
    why=(
        "A number must be saved in the E.164 format to be synced [documented]; text is neither found by a call nor "
        "synced. In Phone it also makes the field look filled while it blocks a correct Mobile, because the sync "
        "requires a number there [documented]."
    ),
    how_to_fix=(
        "Move the text to Description or another text field and clear the phone field, or enter the number that was "
        "meant. In a data load an empty cell does not clear a field unless the option to insert null values is on."
    ),
    find=of_format("text", "has text with fewer than seven digits: there is no number in it."),
)
