"""A number with an extension behind it."""

from audit.findings.of_format import of_format
from audit.findings.rule import Rule

RULE = Rule(
    id="extension-in-number",
    severity="warning",
    sheet="Format",
    looks_at="value",
    side="record",
    depends_on=("countries",),
    manual_task="check",
    title="The number has an extension",
    why=(
        "E.164, which the sync requires [documented], has no place for an extension, so a value with one is not "
        "synced. A caller shows the main number, not the extension; it then matches every record of the company that "
        "holds that main number."
    ),
    how_to_fix=(
        "Write the extension into a field of its own (create a text field in Setup if there is none), then store the "
        "proposed number. If the person has a direct line, enter that instead: the main number belongs on the "
        "Account."
    ),
    find=of_format("extension", "has an extension, which the proposal leaves out: note it elsewhere first."),
)
