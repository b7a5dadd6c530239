"""A number whose digits a spreadsheet has destroyed."""

from audit.findings.of_format import of_format
from audit.findings.rule import Rule

RULE = Rule(
    id="scientific-notation",
    severity="error",
    sheet="Format",
    looks_at="value",
    side="record",
    depends_on=(),
    manual_task="collect",
    title="A spreadsheet has destroyed the number",
    why=(
        "A spreadsheet that opens a CSV file reads a long number as a quantity and saves it rounded, as 4.4E+11. "
        "Loaded back, that text is all that is left: it matches no call and cannot be synced, since the sync "
        "requires E.164 [documented]. Writing the digits out gives a different number, perhaps that of a stranger."
    ),
    how_to_fix=(
        "Collect the number again: from an older export, from the field history, or from the person. Do not expand "
        "the notation. Find the load that did it (many such records share one date of last edit), and from now on "
        "open CSV files in Excel only through Data > From Text/CSV, with the phone columns set to Text."
    ),
    find=of_format("scientific", "was turned into scientific notation; the digits are lost and cannot be restored."),
)
