"""A number whose digits a spreadsheet has destroyed."""

import pandas as pd

from audit.findings.rule import Evidence, Rule, on_values, worded
from audit.findings.wording import label_of


def find(evidence: Evidence) -> pd.DataFrame:
    """Return one finding per match-slot value of format ``scientific``; nothing is ever proposed for it."""
    values = evidence.codes
    chosen = values.loc[evidence.in_match_slots & values["format"].eq("scientific")]
    return on_values(chosen, worded(chosen[["slot", "field"]], _sentence))


def _sentence(*, slot: str, field: str) -> str:
    return f"{label_of(slot, field)} was turned into scientific notation; the digits are lost and cannot be restored."


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
    find=find,
)
