"""A record that holds one number in two fields."""

import numpy as np
import pandas as pd

from audit.findings.labels import label_of
from audit.findings.rule import Rule, RuleContext, on_values, worded


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per match-slot value that repeats the number of an earlier slot of its record.

    Slots are in the order of the slots table. A Mobile that repeats Phone is no finding, as Contact Sync needs Phone
    filled; nor is a copy in a custom field, which is how numbers come out of custom fields. Nothing is proposed.
    """
    values, n_numbers = context.codes, context.records["n_numbers"].to_numpy()
    record, holds_one = values["record"].to_numpy(), values["number"].ge(0).to_numpy()
    has_repeats = np.bincount(record[holds_one], minlength=len(n_numbers)) > n_numbers
    own = values.loc[holds_one & has_repeats[record]].sort_values(["record", "number", "slot"])
    first = own.groupby(["record", "number"])[["slot", "field"]].transform("first")
    for_the_sync = own["slot"].eq("mobile") & first["slot"].eq("phone")
    repeats = own.duplicated(["record", "number"]) & ~for_the_sync
    parts = own[["slot", "field"]].assign(first_slot=first["slot"], first_field=first["field"])
    return on_values(own.loc[repeats], worded(parts.loc[repeats], _sentence), proposes=None)


def _sentence(*, slot: str, field: str, first_slot: str, first_field: str) -> str:
    return f"{label_of(slot, field)} has the same number as {label_of(first_slot, first_field)}."


RULE = Rule(
    id="same-number-twice",
    severity="notice",
    sheet="Other problems",
    looks_at="record",
    side="record",
    depends_on=("countries",),
    manual_task=None,
    title="Two fields of the record have the same number",
    why=(
        "Aircall searches all five phone fields [documented], so the second copy finds nothing more. It does no harm "
        "to matching, but it fills a field that could have another number, and it is easily forgotten when the first "
        "copy is corrected. Mobile with the same number as Phone is not reported: a Mobile syncs only if Phone is "
        "filled [documented]."
    ),
    how_to_fix=(
        "Clear the second field, or enter the person's other number there. There is no hurry: calls and the sync work "
        "as they are."
    ),
    find=find,
)
