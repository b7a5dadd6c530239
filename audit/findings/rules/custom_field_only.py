"""A record whose only readable number is where the integration does not look."""

import pandas as pd

from audit.domain import CUSTOM_SLOT, READABLE_FORMATS
from audit.findings.labels import OBJECT_LABELS
from audit.findings.rule import Rule, RuleContext, on_values, worded


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per readable custom-field value of a record without a readable number in a match slot.

    ``proposed`` is the number to copy to Phone or Mobile, in E.164.
    """
    values = context.codes
    in_custom = values.loc[values["slot"].eq(CUSTOM_SLOT) & values["format"].isin(READABLE_FORMATS)]
    numbers_of = context.records["n_numbers"].to_numpy()[in_custom["record"].to_numpy()]
    chosen = in_custom.loc[numbers_of == 0]
    found = on_values(chosen, worded(chosen[["sobject", "field"]], _sentence), proposes="number")
    found["confidence"] = chosen["confidence"].mask(chosen["format"].eq("e164"), "certain")
    return found


def _sentence(*, sobject: str, field: str) -> str:
    return (
        f"{field} has a number, but no standard phone field of this {OBJECT_LABELS[sobject]} has one that can be read."
    )


RULE = Rule(
    id="custom-field-only",
    severity="warning",
    sheet="Other problems",
    looks_at="record",
    side="record",
    depends_on=("countries",),
    manual_task=None,
    title="The only number is in a custom field",
    why=(
        "Aircall searches Phone, Mobile, Home, Asst. and Other Phone to log a call, and uses Phone and Mobile to sync "
        "a contact [documented]. It does not use custom phone fields [documented], so calls with this person are "
        "logged on another record, or on a new one that Aircall creates."
    ),
    how_to_fix=(
        "Load the proposed number into Phone (into Mobile if Phone is filled). If people should keep using the custom "
        "field, copy it to the standard field with a record-triggered flow."
    ),
    find=find,
)
