"""A number that is matched but in a field that is never synced."""

import pandas as pd

from audit.findings.holders import candidates_of, on_holders
from audit.findings.labels import label_of
from audit.findings.rule import Rule, RuleContext, worded


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per number whose ``sync_outcome`` is ``match_only``, on its winner.

    That is: the winner holds it only in slots that are matched and never synced (docs/simulation.md, Sync outcomes).
    """
    match_only = context.numbers["sync_outcome"].eq("match_only")
    candidates = candidates_of(context, match_only)
    winners = candidates.loc[candidates["wins"]]
    return on_holders(winners, worded(winners[["slot", "field"]], _sentence))


def _sentence(*, slot: str, field: str) -> str:
    return f"The number is only in {label_of(slot, field)}: calls are logged here, but it is never synced to Aircall."


RULE = Rule(
    id="match-only-number",
    severity="notice",
    sheet="Sync gaps",
    looks_at="record",
    side="number",
    depends_on=("countries",),
    manual_task=None,
    title="The number is only in a field that is never synced",
    why=(
        "Calls are matched on Home, Asst. and Other Phone as well, but only Phone and Mobile are used to sync "
        "contacts [documented]. Calls on this number are logged on this record, yet the caller shows up in Aircall "
        "without a name."
    ),
    how_to_fix=(
        "If the person is really called on this number, copy it to Mobile, or to Phone if that is empty, in E.164. "
        "If not, leave it: nothing is lost but the name on the phone."
    ),
    find=find,
)
