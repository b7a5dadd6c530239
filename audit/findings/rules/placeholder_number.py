"""A stand-in for a number that nobody knew."""

from typing import Final

import pandas as pd

from audit.columns.ascii_text import matches, texts_of
from audit.findings.labels import label_of
from audit.findings.of_format import values_of_format
from audit.findings.rule import Rule, RuleContext, on_values, worded

_SHAPED: Final = r"\p{Nd}(?:\P{Nd}*\p{Nd}){4}"
"""Five digits or more (RE2): one digit repeated, or digits that count, and some real number looks like that."""


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per match-slot value of format ``placeholder``."""
    chosen = values_of_format(context, "placeholder")
    stored = texts_of(context.values["raw"].loc[chosen.index])
    parts = chosen[["slot", "field"]].assign(shaped=matches(stored, _SHAPED))
    return on_values(chosen, worded(parts, _sentence))


def _sentence(*, slot: str, field: str, shaped: bool) -> str:
    real = " If it is a real number, add its country code." if shaped else ""
    return f"{label_of(slot, field)} has a placeholder, not a number.{real}"


RULE = Rule(
    id="placeholder-number",
    severity="warning",
    sheet="Other problems",
    looks_at="value",
    side="record",
    depends_on=("placeholders",),
    manual_task="collect",
    title="The phone field has a placeholder",
    why=(
        "Zeros, counting digits or n/a make a field look filled. No call matches them, and they are not in "
        "E.164, which the sync requires [documented]; in Phone they also block a correct Mobile. People usually type "
        "them to get past a required field."
    ),
    how_to_fix=(
        "Enter the real number or clear the field (in Data Loader, turn on the option to insert null values). If a "
        "page layout or a validation rule makes the field required, make it optional in Setup, or people will keep "
        "inventing numbers. You can add your own placeholders to the configuration (placeholders)."
    ),
    find=find,
)
