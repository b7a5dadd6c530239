"""A number whose calls reach different records depending on how the search compares spellings."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.findings.holders import holders_of, on_holders
from audit.findings.rule import Rule, RuleContext, worded


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per ``format_sensitive`` number (docs/simulation.md, Policies), on the record that wins it.

    The related record is the one that another policy finds, as far as the numbers table names it. Where the
    profile's policy finds nobody, the finding is on the winner under the policy ``digits``.
    """
    holders = holders_of(context, context.numbers["format_sensitive"])
    verdict = _verdicts(context, holders["number"].to_numpy()).set_axis(holders.index)
    on_winner = holders["record"].eq(verdict["winner"])
    message = worded(verdict.loc[on_winner, ["found", "rival_policy"]], _sentence)
    return on_holders(holders.loc[on_winner], message, verdict.loc[on_winner, "rival"])


def _verdicts(context: RuleContext, at: npt.NDArray[np.int64]) -> pd.DataFrame:
    """Return for the numbers ``at`` ``winner``, ``found`` (under the profile), ``rival`` and its ``rival_policy``.

    Records are row positions, -1 for none.
    """
    numbers = context.numbers[["winner", "winner_exact", "winner_digits"]].take(at)
    own, exact, digits = (numbers[name] for name in numbers)
    winner = own.where(own >= 0, digits)
    exact_differs = (exact >= 0) & exact.ne(winner)
    digits_differ = (digits >= 0) & digits.ne(winner)
    policy = np.select([exact_differs, digits_differ], ["exact", "digits"], "any")
    rival = exact.where(exact_differs, digits.where(digits_differ, -1))
    return pd.DataFrame({"winner": winner, "found": own >= 0, "rival": rival, "rival_policy": policy})


_SEARCHES = {
    "exact": "a search that takes E.164 only",
    "digits": "a search that compares the digits as they are stored",
    "any": "a search that understands every spelling",
}


def _sentence(*, found: bool, rival_policy: str) -> str:
    rival = _SEARCHES[rival_policy]
    if not found:
        return (
            f"The number is spelled differently on several records: {_SEARCHES['digits']} reaches this one, "
            f"{rival} another, and the profile's own finds none."
        )
    return f"The number is spelled differently on several records: calls reach this one, but {rival} reaches another."


RULE = Rule(
    id="format-sensitive-match",
    severity="warning",
    sheet="Duplicates",
    looks_at="number",
    side="number",
    depends_on=("countries",),
    manual_task=None,
    title="Who gets the calls depends on how the number is spelled",
    why=(
        "How a stored number must be spelled for the search to find it is not documented [assumed: every spelling "
        "that can be read is found]. Several records hold this number in different spellings, and a stricter search "
        "finds another record than a lenient one, so nobody can say beforehand where a call is logged."
    ),
    how_to_fix=(
        "Store the number in E.164 on every record that holds it (load the proposals of the finding not-e164): then "
        "all readings agree. Then settle which record should hold it, as for any other shared number."
    ),
    find=find,
)
