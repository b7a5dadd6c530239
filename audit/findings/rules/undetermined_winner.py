"""A number whose winner the data does not determine."""

import pandas as pd

from audit.findings.holders import among_winning_object, candidates_of, on_holders
from audit.findings.labels import several
from audit.findings.rule import Rule, RuleContext, worded
from audit.findings.rules.duplicate_same_object import ADVICE, related_rivals


def find(context: RuleContext) -> pd.DataFrame:
    """Return, for each number decided by ``tie``, one finding per record of the winning object that can be found.

    The related record is the one that stands in as the winner (the least id); for that one itself, the runner-up.
    """
    tied = context.numbers["decided_by"].eq("tie")
    rivals = among_winning_object(context, candidates_of(context, tied))
    parts = rivals[["sobject"]].copy()
    parts["relation"] = context.numbers["relation"].array.take(rivals["number"].to_numpy())
    greatest = rivals.groupby("number")["last_modified"].transform("max")
    parts["dated"] = greatest.notna()
    parts["older"] = greatest.notna() & ~rivals["last_modified"].eq(greatest)
    return on_holders(rivals, worded(parts, _sentence), related_rivals(rivals))


def _sentence(*, sobject: str, relation: str | None, dated: bool, older: bool) -> str:
    advice = ADVICE.get(relation or "", "")
    if not dated:
        cause = f"Several {several(sobject)} hold this number and none of them has a readable date of its last edit"
    elif older:
        cause = f"Several other {several(sobject)} hold this number too and were edited last at the same moment"
    else:
        cause = f"Several {several(sobject)} hold this number and were edited at the same moment"
    return f"{cause}: which of them a call reaches cannot be told.{advice}"


RULE = Rule(
    id="undetermined-winner",
    severity="error",
    sheet="Duplicates",
    looks_at="number",
    side="number",
    depends_on=("countries",),
    manual_task="merge_or_assign",
    title="Several records hold the number and tie for the last edit",
    why=(
        "Among several records of the same object the one updated last is matched [documented]; what happens when "
        "several were updated at the same moment is not documented. A data load or a batch job gives many records "
        "the same time, so this is common after an import. The report names the least record id in place of a winner "
        "[assumed]."
    ),
    how_to_fix=(
        "Merge the records if they are the same person or company, or clear the number on those that do not own it. "
        "To settle it at once, open the record that should get the calls and save it: it is then the one edited "
        "last."
    ),
    find=find,
)
