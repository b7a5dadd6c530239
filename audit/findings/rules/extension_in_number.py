"""A number with an extension behind it."""

from audit.findings.of_format import of_format
from audit.findings.rule import Rule

RULE = Rule(
    id="extension-in-number",
    severity="warning",
    sheet="Not E.164",
    looks_at="value",
    side="record",
    depends_on=("countries",),
    manual_task="check",
    title="The number has an extension",
    why=(
        "E.164, which the sync requires [documented], has no room for an extension, so a number with one does not "
        "sync. Incoming calls show the main number without the extension, so they match every record of the company "
        "that has the main number."
    ),
    how_to_fix=(
        "Write the extension in a field of its own (create a text field in Setup if there is none), then enter the "
        "proposed number. If the person has a direct line, enter that instead: the main number belongs on the "
        "Account."
    ),
    find=of_format("extension", "has an extension. The proposed number leaves it out: note it elsewhere first."),
)
