"""A stand-in for a number that nobody knew."""

import pandas as pd

from audit.findings.rule import Evidence, Rule, on_values, worded
from audit.findings.wording import label_of


def find(evidence: Evidence) -> pd.DataFrame:
    """Return one finding per match-slot value of format ``placeholder``."""
    values = evidence.codes
    chosen = values.loc[evidence.in_match_slots & values["format"].eq("placeholder")]
    return on_values(chosen, worded(chosen[["slot", "field"]], _sentence))


def _sentence(*, slot: str, field: str) -> str:
    return f"{label_of(slot, field)} holds a placeholder, not a number."


RULE = Rule(
    id="placeholder-number",
    severity="warning",
    title="The phone field holds a placeholder",
    why=(
        "Zeros, counting digits, n/a and the like make a field look filled. No call matches them and they are not in "
        "the E.164 format that the sync requires [documented]; in Phone they block a correct Mobile as well. They "
        "are usually typed to get past a required field."
    ),
    how_to_fix=(
        "Enter the real number or clear the field (in Data Loader with the option to insert null values). If a page "
        "layout or a validation rule makes the field required, make it optional in Setup, or people will go on "
        "inventing numbers. Further placeholders of your own can be named in the configuration (placeholders)."
    ),
    find=find,
)
