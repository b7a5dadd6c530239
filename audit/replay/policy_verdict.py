"""Which policy the log entries speak for, and whether they decide it.

A number counts once, however often it calls: calls on one number meet the same records, so that they are one piece of
evidence. The test is written in docs/simulation.md, Replay.
"""

from itertools import combinations
from math import ceil, sqrt
from typing import Final, Literal

import pandas as pd

from audit.domain import POLICIES
from audit.result.replay import Contrast, PolicyFit, Verdict

_Z_OF_SHARES: Final = 1.96
"""95 %, of the shares that are shown."""
_Z_OF_VERDICT: Final = 2.576
"""99 %, of the differences that a verdict rests on."""
_NOISE_TO_EXPECT: Final = 0.2
"""Of log entries that people moved, where nothing is known yet: it says how many more numbers are needed."""


def wilson(successes: int, trials: int, z: float = _Z_OF_SHARES) -> tuple[float, float]:
    """Return the interval of Wilson's score for a share (E. B. Wilson, JASA 22, 1927); all of it without trials.

    >>> [round(bound, 3) for bound in wilson(8, 10)]
    [0.49, 0.943]
    >>> wilson(0, 0)
    (0.0, 1.0)
    """
    if not trials:
        return 0.0, 1.0
    share, per = successes / trials, z * z / trials
    center = share + per / 2
    margin = z * sqrt(share * (1 - share) / trials + per / (4 * trials))
    low, high = (center - margin) / (1 + per), (center + margin) / (1 + per)
    return (low if successes else 0.0), (high if successes < trials else 1.0)


def votes_of_numbers(entries: pd.DataFrame) -> pd.DataFrame:
    """Return one row per number: its calls that tell something, and how many of them each policy explains.

    ``entries`` has row, calls and explained_… of each policy.
    """
    counted = {policy: entries["calls"].where(entries[f"explained_{policy}"], 0) for policy in POLICIES}
    return pd.DataFrame({"calls": entries["calls"], **counted}).groupby(entries["row"]).sum()


def fit_of(policy: str, votes: pd.DataFrame, explained: int, explained_decisive: int) -> PolicyFit:
    """Return what ``policy`` explains of all calls, and of the numbers of ``votes``: most of their calls."""
    numbers = int((2 * votes[policy] > votes["calls"]).sum())
    low, high = wilson(numbers, len(votes))
    return PolicyFit(
        explained=explained,
        explained_decisive=explained_decisive,
        explained_clean=int(votes[policy].sum()),
        numbers=numbers,
        share=numbers / len(votes) if len(votes) else None,
        low=low,
        high=high,
    )


def contrasts_of(votes: pd.DataFrame) -> list[Contrast]:
    """Return for each two policies on how many numbers each explains more calls, and the interval of the difference."""
    return [contrast_of(one, other, votes[one], votes[other]) for one, other in combinations(POLICIES, 2)]


def contrast_of(one: str, other: str, by_one: pd.Series, by_other: pd.Series) -> Contrast:
    """Return the contrast of two candidates; ``by_one`` and ``by_other`` are the calls explained of each number."""
    for_one, for_other = int((by_one > by_other).sum()), int((by_one < by_other).sum())
    low, high = (2 * bound - 1 for bound in wilson(for_one, for_one + for_other, _Z_OF_VERDICT))
    better = one if low > 0 else other if high < 0 else None
    return Contrast(one=one, other=other, for_one=for_one, for_other=for_other, low=low, high=high, better=better)


def verdict_of(fits: dict[str, PolicyFit], contrasts: list[Contrast], *, edited: int, undated: int) -> Verdict:
    """Return the candidate that is better than all others, or why none can be named.

    A candidate is a policy, or a format in which the search is asked.

    ``edited`` and ``undated`` are calls on which the policies differ, but which are not clean.
    """
    worse = {each.one if each.better == each.other else each.other for each in contrasts if each.better}
    left = [name for name in fits if name not in worse]
    wins = {name: sum(each.better == name for each in contrasts) for name in fits}
    best = max(fits.values(), key=lambda fit: fit.numbers, default=None)
    named = [name for name in left if wins[name] == len(fits) - 1 and (fits[name].share or 0) > 1 / 2]
    if named:
        return Verdict(policy=named[0], left=named, why=None, numbers_needed=None)
    if best is None or best.share is None:
        return Verdict(policy=None, left=[], why=_why_nothing(edited, undated), numbers_needed=None)
    if best.high < 1 / 2:
        return Verdict(policy=None, left=[], why="none_fits", numbers_needed=None)
    needed = max((_needed(each) for each in contrasts if {each.one, each.other} <= {*left}), default=None)
    return Verdict(policy=None, left=left, why="too_few", numbers_needed=needed)


def _why_nothing(edited: int, undated: int) -> Literal["all_agree", "all_edited", "undated"]:
    if not edited and not undated:
        return "all_agree"
    return "undated" if undated >= edited else "all_edited"


def _needed(contrast: Contrast) -> int:
    """Return how many more numbers like these would decide, at the share seen so far."""
    n = contrast.for_one + contrast.for_other
    share = max(contrast.for_one, contrast.for_other) / n if n else 1 - _NOISE_TO_EXPECT
    lead = max(2 * share - 1, 0.1)
    return max(1, ceil(_Z_OF_VERDICT**2 / lead**2) - n)
