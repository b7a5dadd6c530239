"""A duplicate within one object, where the last edit decides who gets the calls."""

import pandas as pd

from audit.findings.holders import among_winning_object, candidates_of, on_holders, runners_up
from audit.findings.labels import OBJECT_LABELS, several
from audit.findings.rule import Rule, RuleContext, worded

ADVICE = {
    "same_person": " They look like the same person: merge them.",
    "same_account": " All belong to one Account: if it is a switchboard, keep the number on the Account only.",
    "unrelated": " Find out whose number it is.",
}
"""What to do about a shared number, by ``relation`` (docs/simulation.md, Relations)."""


def find(context: RuleContext) -> pd.DataFrame:
    """Return, for each number decided by ``most_recent``, one finding per record among which the last edit decided.

    Those are the records of the winning object that the profile's policy finds. The related record is the winner;
    for the winner itself, the one that would win without it.
    """
    decided = context.numbers["decided_by"].eq("most_recent")
    rivals = among_winning_object(context, candidates_of(context, decided))
    parts = rivals[["sobject", "wins"]].copy()
    parts["relation"] = context.numbers["relation"].array.take(rivals["number"].to_numpy())
    return on_holders(rivals, worded(parts, _sentence), related_rivals(rivals))


def related_rivals(rivals: pd.DataFrame) -> pd.Series:
    """Return for each of ``rivals`` the winner, and for the winner the runner-up (row positions of records)."""
    return rivals["winner"].where(~rivals["wins"], runners_up(rivals)["record"])


def _sentence(*, sobject: str, wins: bool, relation: str | None) -> str:
    advice = ADVICE.get(relation or "", "")
    if wins:
        return (
            f"Several {several(sobject)} have this number. This one gets the calls because it was edited last; "
            f"editing another one moves them.{advice}"
        )
    return (
        f"Another {OBJECT_LABELS[sobject]} has the same number and was edited more recently, so it gets the calls."
        f"{advice}"
    )


RULE = Rule(
    id="duplicate-same-object",
    severity="error",
    sheet="Duplicates",
    looks_at="number",
    side="number",
    depends_on=("countries",),
    manual_task="merge_or_assign",
    title="Duplicate: same number on several Contacts (or Leads)",
    why=(
        "If several records of one object have a number, Aircall matches the one updated last [documented]. Any edit, "
        "including one by an automation or a data load, can move all further calls to another record, so one caller's "
        "history ends up on several. When calls are logged on an unexpected record, Aircall's own advice is to look "
        "for duplicates and check which was updated last [documented]."
    ),
    how_to_fix=(
        "If they are the same person or company, merge them: View Duplicates on the record, or a merge tool. If it is "
        "a switchboard number, keep it on the Account and give people their direct lines. Otherwise find out whose "
        "number it is and clear it on the others."
    ),
    find=find,
)
