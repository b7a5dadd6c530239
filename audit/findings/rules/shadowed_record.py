"""A record with numbers on which no call ever reaches it."""

import pandas as pd

from audit.columns.masks import mask_at
from audit.domain import TIE
from audit.findings.holders import tied_rivals
from audit.findings.labels import OBJECT_LABELS, one, several
from audit.findings.rule import Rule, RuleContext, on_records, worded
from audit.simulate.searched import is_found


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per record whose ``reach`` is ``shadowed``, on the record as a whole.

    The related record is the winner of its first number, in the order of the slots. A record that ties with the
    winner of one of its numbers may get the calls: it is left to ``undetermined-winner``.
    """
    tied = tied_rivals(context)
    may_win = mask_at(len(context.records), tied.loc[~tied["older"], "record"].to_numpy())
    shadowed = context.records["reach"].eq("shadowed").to_numpy() & ~may_win
    values = context.codes
    held = values.loc[values["number"].ge(0) & shadowed[values["record"].to_numpy()]]
    held = held.assign(found=is_found(held, context.profile))
    held["found"] = held.groupby(["record", "number"])["found"].transform("any")
    first = held.sort_values(["record", "slot"]).drop_duplicates("record")
    at = first["number"].to_numpy()
    first["winner_sobject"] = context.numbers["winner_sobject"].array.take(at)
    first["tie"] = context.numbers["decided_by"].eq(TIE).to_numpy()[at]
    first["alone"] = context.records["n_numbers"].eq(1).to_numpy()[first["record"].to_numpy()]
    first = first.set_index("record", drop=False)
    found = on_records(first, worded(first[["sobject", "winner_sobject", "found", "tie", "alone"]], _sentence))
    found["related"] = context.numbers["winner"].to_numpy()[at]
    return found


def _sentence(*, sobject: str, winner_sobject: str, found: bool, tie: bool, alone: bool) -> str:
    label = OBJECT_LABELS[sobject]
    number = "its number" if alone else "its first number"
    others = "" if alone else " Calls on its other numbers do not reach it either."
    if not found:
        cause = f"the search does not find {number} in the format that it has here"
    elif winner_sobject != sobject:
        cause = f"{one(winner_sobject)} has {number} and comes first in Aircall's order"
    elif tie:
        cause = f"several other {several(sobject)} have {number} and were edited more recently"
    else:
        cause = f"another {label} has {number} and was edited more recently"
    return f"No calls reach this {label}: {cause}.{others}"


RULE = Rule(
    id="shadowed-record",
    severity="warning",
    sheet="Duplicates",
    looks_at="number",
    side="record",
    depends_on=("countries",),
    manual_task=None,
    title="The record never gets a call",
    why=(
        "Other records have every number of this record, and Aircall prefers them: they are of an object earlier in "
        "its order, or were updated later [documented]. Or the search does not find its numbers as they are stored "
        "here. Calls with this person or company are logged elsewhere or nowhere, and this record shows none."
    ),
    how_to_fix=(
        "If the search does not find the number, load the proposed one of not-e164. Otherwise open the related "
        "record, which gets the calls on the first number. If both are the same person or company, "
        "merge them or convert the Lead. If not, find out whose number it is and clear it on the other, or enter a "
        "direct line on this record."
    ),
    find=find,
)
