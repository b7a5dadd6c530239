"""A number that is matched but in a field that is never synced."""

import pandas as pd

from audit.domain import TIE
from audit.findings.holders import candidates_of, on_holders
from audit.findings.labels import label_of
from audit.findings.rule import Rule, RuleContext, worded


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per number whose ``sync_outcome`` is ``match_only``, on its winner.

    That is: the winner has it only in slots that are matched and never synced (docs/simulation.md, Sync outcomes).
    """
    match_only = context.numbers["sync_outcome"].eq("match_only")
    candidates = candidates_of(context, match_only)
    winners = candidates.loc[candidates["wins"]]
    parts = winners[["slot", "field"]].copy()
    parts["tie"] = context.numbers["decided_by"].eq(TIE).to_numpy()[winners["number"].to_numpy()]
    return on_holders(winners, worded(parts, _sentence))


def _sentence(*, slot: str, field: str, tie: bool) -> str:
    calls = "calls may be logged here (or on another record, see the duplicates)" if tie else "calls are logged here"
    return f"The number is only in {label_of(slot, field)}: {calls}, but it never syncs to Aircall."


RULE = Rule(
    id="match-only-number",
    severity="notice",
    sheet="Other problems",
    looks_at="record",
    side="number",
    depends_on=("countries",),
    manual_task=None,
    title="The number is only in a field that never syncs",
    why=(
        "Aircall also matches calls on Home, Asst. and Other Phone, but syncs contacts only from Phone and Mobile "
        "[documented]. Calls on this number are logged, but the caller shows up in Aircall without a name."
    ),
    how_to_fix=(
        "If people really call this number, copy it to Mobile, or to Phone if Phone is empty, in E.164. If not, leave "
        "it: only the caller's name is missing."
    ),
    find=find,
)
