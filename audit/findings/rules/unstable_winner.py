"""A number whose winner was edited only shortly before or after its runner-up."""

import pandas as pd

from audit.findings.holders import among_winning_object, candidates_of, on_holders, runners_up
from audit.findings.labels import OBJECT_LABELS
from audit.findings.rule import Rule, RuleContext, worded

WITHIN = pd.Timedelta(days=7)


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per number decided by ``most_recent`` whose runner-up was edited at most 7 days earlier.

    It is on the winner; the related record is the runner-up, of the same object. A tie is ``undetermined-winner``,
    and a runner-up without a date does not count.
    """
    decided = context.numbers["decided_by"].eq("most_recent")
    rivals = among_winning_object(context, candidates_of(context, decided))
    second = runners_up(rivals)
    close = rivals["wins"] & (rivals["last_modified"] - second["last_modified"]).le(WITHIN)
    winners = rivals.loc[close]
    return on_holders(winners, worded(winners[["sobject"]], _sentence), second.loc[close, "record"])


def _sentence(*, sobject: str) -> str:
    label = OBJECT_LABELS[sobject]
    return (
        f"This {label} gets the calls, but another {label} with the same number was edited at most 7 days earlier. "
        "The next edit can change that."
    )


RULE = Rule(
    id="unstable-winner",
    severity="warning",
    sheet="Duplicates",
    looks_at="number",
    side="number",
    depends_on=("countries",),
    manual_task=None,
    title="The record that gets the calls may change",
    why=(
        "Aircall matches the record updated last [documented]. Here the two latest were edited within 7 days of each "
        "other, so both are in use, and calls with one person are probably already on both. Editing either, or an "
        "automation that does, moves the calls."
    ),
    how_to_fix=(
        "Start with these duplicates: merge the two records if they are the same person or company, otherwise clear "
        "the number on the one that should not have it."
    ),
    find=find,
)
