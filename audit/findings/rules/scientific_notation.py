"""A number whose digits a spreadsheet has destroyed."""

from audit.findings.of_format import of_format
from audit.findings.rule import Rule

RULE = Rule(
    id="scientific-notation",
    severity="error",
    sheet="Not E.164",
    looks_at="value",
    side="record",
    depends_on=(),
    manual_task="collect",
    title="A spreadsheet destroyed the number",
    why=(
        "A spreadsheet that opens a CSV file reads a long number as a quantity and saves it rounded, as 4.4E+11. "
        "Loaded back, that is all that is left: it matches no call and does not sync, because the sync requires E.164 "
        "[documented]. Writing the digits out gives a different number, perhaps a stranger's."
    ),
    how_to_fix=(
        "Find the number again: in an older export, in the field history, or by asking the person. Do not write the "
        "notation out. Find the load that did it (many of these records share one last-modified date). From now on "
        "open CSV files in Excel only through Data > From Text/CSV, with the phone columns set to Text."
    ),
    find=of_format(
        "scientific",
        "was turned into scientific notation by a spreadsheet. Its digits are lost: find the number again.",
    ),
)
