"""A number whose winner was edited only shortly before or after its runner-up."""

import pandas as pd

from audit.findings.holders import among_winning_object, candidates_of, on_holders, runners_up
from audit.findings.labels import several
from audit.findings.rule import Rule, RuleContext, worded

WITHIN = pd.Timedelta(days=7)


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per number decided by ``most_recent`` whose runner-up was edited at most 7 days earlier.

    It is on the winner; the related record is the runner-up, of the same object. A tie is ``undetermined-winner``,
    and a runner-up without a date is no near thing.
    """
    decided = context.numbers["decided_by"].eq("most_recent")
    rivals = among_winning_object(context, candidates_of(context, decided))
    second = runners_up(rivals)
    close = rivals["wins"] & (rivals["last_modified"] - second["last_modified"]).le(WITHIN)
    winners = rivals.loc[close]
    return on_holders(winners, worded(winners[["sobject"]], _sentence), second.loc[close, "record"])


def _sentence(*, sobject: str) -> str:
    return (
        f"Of the {several(sobject)} that hold this number this one gets the calls, but another was edited within the "
        f"7 days before it: which one wins changes easily."
    )


RULE = Rule(
    id="unstable-winner",
    severity="warning",
    sheet="Duplicates",
    looks_at="number",
    side="number",
    depends_on=("countries",),
    manual_task=None,
    title="The record that gets the calls may change any day",
    why=(
        "The record updated last is matched [documented]. Here the winner and the next one were edited within 7 days "
        "of each other, so both are in use, and calls with one person are probably already spread over both. The "
        "edit of either, or an automation that touches one, moves the calls."
    ),
    how_to_fix=(
        "Deal with these duplicates first: merge the two records if they are the same person or company, else clear "
        "the number on the one that does not own it."
    ),
    find=find,
)
