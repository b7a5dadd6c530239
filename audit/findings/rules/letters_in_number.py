"""A number that is partly written in letters."""

from audit.findings.of_format import of_format
from audit.findings.rule import Rule

RULE = Rule(
    id="letters-in-number",
    severity="warning",
    sheet="Format",
    looks_at="value",
    side="record",
    depends_on=("countries",),
    manual_task="check",
    title="The number is partly written in letters",
    why=(
        "Letters are either a vanity number (1-800-FLOWERS), a note beside the number, or a slip such as the letter "
        "O for a zero. The value is not in the E.164 format that the sync requires [documented], and whether the "
        "search reads letters is not known [assumed: no promise]."
    ),
    how_to_fix=(
        "Read the text, decide which number was meant and store it in E.164; the proposal is one reading of it and "
        "must be looked at. Move notes such as 'direct' or a name to a text field."
    ),
    find=of_format(
        "letters",
        "has letters among its digits. They were read as telephone keys or left out: compare the proposal with what "
        "was meant.",
    ),
)
