"""A duplicate with tied last-modified dates: the data does not decide who gets the calls."""

import pandas as pd

from audit.findings.holders import on_holders, tied_rivals
from audit.findings.labels import several
from audit.findings.rule import Rule, RuleContext, worded
from audit.findings.rules.duplicate_same_object import ADVICE, related_rivals


def find(context: RuleContext) -> pd.DataFrame:
    """Return, for each number decided by ``tie``, one finding per record of the winning object that can be found.

    The related record is the one with the least id, which tables show as the winner; for that one, the runner-up.
    """
    rivals = tied_rivals(context)
    parts = rivals[["sobject", "dated", "older"]].copy()
    parts["relation"] = context.numbers["relation"].array.take(rivals["number"].to_numpy())
    return on_holders(rivals, worded(parts, _sentence), related_rivals(rivals))


def _sentence(*, sobject: str, relation: str | None, dated: bool, older: bool) -> str:
    advice = ADVICE.get(relation or "", "")
    if not dated:
        cause = f"Several {several(sobject)} have this number and none has a readable last-modified date"
    elif older:
        cause = f"Several other {several(sobject)} have this number and were last modified at the same later moment"
    else:
        cause = f"Several {several(sobject)} have this number and were last modified at the same moment"
    return f"{cause}, so it is not certain which of them gets the calls.{advice}"


RULE = Rule(
    id="undetermined-winner",
    severity="error",
    sheet="Duplicates",
    looks_at="number",
    side="number",
    depends_on=("countries",),
    manual_task="merge_or_assign",
    title="Duplicate with tied last-modified dates",
    why=(
        "Of several records of one object, Aircall matches the one updated last [documented]; it does not say what "
        "happens when several were updated at the same moment. A data load or a batch job gives many records the same "
        "time, so this is common after an import. Tables show the record with the lowest id in place of a winner "
        "[assumed]."
    ),
    how_to_fix=(
        "Merge the records if they are the same person or company, or clear the number on those that should not have "
        "it. For a quick fix, open the record that should get the calls and save it: it is then the one updated last."
    ),
    find=find,
)
