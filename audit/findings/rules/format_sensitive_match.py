"""A number whose calls reach different records depending on how the search compares spellings."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.domain import MEASURED, TIE
from audit.findings.holders import holders_of, on_holders
from audit.findings.rule import Rule, RuleContext, worded
from audit.simulate.matching import winning_order
from audit.simulate.searched import UNSURE, searched


def find(context: RuleContext) -> pd.DataFrame:
    """Return one finding per ``format_sensitive`` number (docs/simulation.md, Policies), on the record that wins it.

    The related record is the one that another policy finds, as far as the numbers table names it. Where the
    profile's policy finds nobody, the finding is on the winner under the policy ``digits``. Where the search was
    measured, it is the one that is found if formats are that it found in part.
    """
    holders = holders_of(context, context.numbers["format_sensitive"])
    verdicts = _verdicts if context.profile.measured is None else _measured_verdicts
    verdict = verdicts(context, holders["number"].to_numpy()).set_axis(holders.index)
    on_winner = holders["record"].eq(verdict["winner"])
    message = worded(verdict.loc[on_winner, ["found", "tie", "rival_policy"]], _sentence)
    return on_holders(holders.loc[on_winner], message, verdict.loc[on_winner, "rival"])


def _verdicts(context: RuleContext, at: npt.NDArray[np.int64]) -> pd.DataFrame:
    """Return for the numbers ``at`` ``winner``, ``found`` (under the profile), ``tie``, ``rival``, ``rival_policy``.

    Records are row positions, -1 for none.
    """
    numbers = context.numbers[["winner", "winner_exact", "winner_digits"]].take(at)
    own, exact, digits = (numbers[name] for name in numbers)
    winner = own.where(own >= 0, digits)
    exact_differs = (exact >= 0) & exact.ne(winner)
    digits_differ = (digits >= 0) & digits.ne(winner)
    policy = np.select([exact_differs, digits_differ], ["exact", "digits"], "any")
    rival = exact.where(exact_differs, digits.where(digits_differ, -1))
    tie = context.numbers["decided_by"].eq(TIE).to_numpy()[at]
    return pd.DataFrame({"winner": winner, "found": own >= 0, "tie": tie, "rival": rival, "rival_policy": policy})


def _measured_verdicts(context: RuleContext, at: npt.NDArray[np.int64]) -> pd.DataFrame:
    """Return the same as ``_verdicts``: a rival is in a format that the search finds in part, and comes first."""
    codes = context.holding(context.numbers["format_sensitive"])
    possible = codes.loc[searched(codes, context.profile) <= UNSURE]
    by_winner = winning_order(context.records, possible["record"].to_numpy(), context.profile.object_order)
    ranked = possible.take(np.lexsort((*by_winner, possible["number"].to_numpy())))
    rival = ranked.drop_duplicates("number").set_index("number")["record"].reindex(at).to_numpy()
    winner = context.numbers["winner"].take(at)
    tie = context.numbers["decided_by"].eq(TIE).to_numpy()[at]
    return pd.DataFrame({"winner": winner, "found": True, "tie": tie, "rival": rival, "rival_policy": MEASURED})


_SEARCHES = {
    "exact": "a search for exact E.164",
    "digits": "a search for the digits as stored",
    "any": "a search that finds every format",
}


def _sentence(*, found: bool, tie: bool, rival_policy: str) -> str:
    told, rival = "Several records have this number in different formats", _SEARCHES.get(rival_policy)
    if not found:
        return f"{told}: {_SEARCHES['digits']} finds this one, {rival} another, and the one set in the profile none."
    reached = (
        "one of several that were last modified at the same moment gets the calls" if tie else "calls reach this one"
    )
    if rival_policy == MEASURED:
        return f"{told}: {reached}, but the format on another, which comes first, is found only sometimes."
    return f"{told}: {reached}, but {rival} would find another."


RULE = Rule(
    id="format-sensitive-match",
    severity="warning",
    sheet="Duplicates",
    looks_at="number",
    side="number",
    depends_on=("countries",),
    manual_task=None,
    title="Who gets the calls depends on the number's format",
    why=(
        "Aircall does not say in which formats its search finds a number [assumed: in every format that can be read, "
        "unless a probe measured it]. Several records have this number in different formats, and a stricter search "
        "finds another one, so it is not certain where calls are logged."
    ),
    how_to_fix=(
        "Put the number in E.164 on every record that has it (load the proposed numbers of not-e164): the format then "
        "no longer matters. After that, decide which record should have the number, as with any other duplicate."
    ),
    find=find,
)
