"""A record that holds one number in two fields."""

import numpy as np
import pandas as pd

from audit.findings.labels import label_of
from audit.findings.rule import Rule, RuleContext, on_values, worded


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per match-slot value that repeats the number of an earlier slot of its record.

    Slots are in the order of the slots table. A copy in a custom field is no finding: it is how numbers come out of
    custom fields. Nothing is proposed.
    """
    values, n_numbers = context.codes, context.records["n_numbers"].to_numpy()
    record, holds_one = values["record"].to_numpy(), values["number"].ge(0).to_numpy()
    has_repeats = np.bincount(record[holds_one], minlength=len(n_numbers)) > n_numbers
    own = values.loc[holds_one & has_repeats[record]].sort_values(["record", "number", "slot"])
    first = own.groupby(["record", "number"])[["slot", "field"]].transform("first")
    repeats = own.duplicated(["record", "number"])
    parts = own[["slot", "field"]].assign(first_slot=first["slot"], first_field=first["field"])
    return on_values(own.loc[repeats], worded(parts.loc[repeats], _sentence), proposes=None)


def _sentence(*, slot: str, field: str, first_slot: str, first_field: str) -> str:
    return f"{label_of(slot, field)} repeats the number in {label_of(first_slot, first_field)}."


RULE = Rule(
    id="same-number-twice",
    severity="notice",
    sheet="Duplicates",
    looks_at="record",
    side="record",
    depends_on=("countries",),
    manual_task=None,
    title="Two fields of the record hold the same number",
    why=(
        "The integration searches all five phone fields [documented], so the second copy finds nothing more. It does "
        "no harm to matching, but it takes the place of another number, and whoever corrects one copy forgets the "
        "other. The exception is a Mobile copied to an empty Phone so that it syncs: that is as the vendor requires "
        "it [documented]."
    ),
    how_to_fix=(
        "Leave it if Phone was filled from Mobile for the sync. Otherwise clear the second field, or enter the "
        "person's other number there."
    ),
    find=find,
)
