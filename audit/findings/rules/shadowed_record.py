"""A record with numbers on which no call ever reaches it."""

import pandas as pd

from audit.findings.labels import OBJECT_LABELS
from audit.findings.rule import Rule, RuleContext, on_records, worded


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per record whose ``reach`` is ``shadowed``, on the record as a whole.

    The related record is the winner of its first number, in the order of the slots.
    """
    shadowed = context.records["reach"].eq("shadowed")
    values = context.codes
    held = values.loc[values["number"].ge(0) & shadowed.to_numpy()[values["record"].to_numpy()]]
    first = held.sort_values(["record", "slot"]).drop_duplicates("record")
    at = first["number"].to_numpy()
    first["winner_sobject"] = context.numbers["winner_sobject"].array.take(at)
    first["tie"] = context.numbers["decided_by"].eq("tie").to_numpy()[at]
    first["alone"] = context.records["n_numbers"].eq(1).to_numpy()[first["record"].to_numpy()]
    first = first.set_index("record", drop=False)
    found = on_records(first, worded(first[["sobject", "winner_sobject", "tie", "alone"]], _sentence))
    found["related"] = context.numbers["winner"].to_numpy()[at]
    return found


def _sentence(*, sobject: str, winner_sobject: str | None, tie: bool, alone: bool) -> str:
    label = OBJECT_LABELS[sobject]
    if winner_sobject is None:
        return f"No call reaches this {label}: none of its numbers is spelled so that the search finds it."
    if winner_sobject != sobject:
        cause = f"a record of an object that comes first ({OBJECT_LABELS[winner_sobject]})"
    elif tie:
        cause = f"another {label}, of several that were edited last at the same moment"
    else:
        cause = f"another {label} that was edited later"
    if alone:
        return f"No call reaches this {label}: its number goes to {cause}."
    return f"No call reaches this {label}: its first number goes to {cause}, and its other numbers to others as well."


RULE = Rule(
    id="shadowed-record",
    severity="warning",
    sheet="Duplicates",
    looks_at="number",
    side="record",
    depends_on=("countries",),
    manual_task=None,
    title="No call ever reaches the record",
    why=(
        "Every number of the record also stands on a record that the integration prefers: one of an object earlier "
        "in its order, or one of the same object that was updated later [documented]. All calls with this person or "
        "company are logged elsewhere, and the record's own history stays empty."
    ),
    how_to_fix=(
        "Open the related record, the one that gets the calls on the first number. If both are the same person or "
        "company, merge them or convert the Lead. If not, find out whose number it is and clear it on the other, or "
        "give this record a direct line of its own."
    ),
    find=find,
)
