"""A number that is partly written in letters."""

from audit.findings.of_format import of_format
from audit.findings.rule import Rule

RULE = Rule(
    id="letters-in-number",
    severity="warning",
    sheet="Not E.164",
    looks_at="value",
    side="record",
    depends_on=("countries",),
    manual_task="check",
    title="The number is partly written in letters",
    why=(
        "Letters are a vanity number (1-800-FLOWERS), a note next to the number, or a typo such as the letter O for a "
        "zero. The number is not in E.164, which the sync requires [documented], and it is not known whether the "
        "search reads letters [assumed: it may not]."
    ),
    how_to_fix=(
        "Decide which number was meant and enter it in E.164. The proposed number is only one way to read the text, "
        "so check it. Move notes such as 'direct' or a name to a text field."
    ),
    find=of_format(
        "letters",
        "has letters among its digits. They were read as phone keys or left out: check the proposed number.",
    ),
)
