"""How many to expect in the weeks that follow, from how many there were in each week (docs/simulation.md, Forecast)."""

from math import ceil
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from audit.result.forecast import Expected

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

MONTH: Final = 365.25 / 12 / 7
"""Weeks."""
USUAL_GROWTH: Final = 0.03
"""Standard deviation of the growth of a week that is taken for usual, before the counts speak: 14 % in a month."""
_FEWEST_FOR_TREND: Final = 5
_FEWEST_IDLE: Final = 3
_FEWEST_MISSED: Final = 12
_DRAWS: Final = 10_000
_MOST_STEPS: Final = 50
_MOST: Final = 16.0
"""Of a logarithm, so that a wild draw stays a number."""


class IdleWeeks(NamedTuple):
    """Weeks at both ends in which nothing happened, though chance would have it otherwise."""

    before: int
    after: int


def idle_weeks(weekly: Ints) -> IdleWeeks:
    """Return how many weeks it was not yet, or no longer, done: three or more in which a dozen were to be expected.

    >>> idle_weeks(np.array([0, 0, 0, 0, 9, 7, 8, 0]))
    IdleWeeks(before=4, after=0)
    """
    busy = np.flatnonzero(weekly)
    pace = weekly.sum() / (busy[-1] - busy[0] + 1)
    runs = int(busy[0]), int(len(weekly) - 1 - busy[-1])
    return IdleWeeks(*(n if n >= _FEWEST_IDLE and n * pace >= _FEWEST_MISSED else 0 for n in runs))


def same_chances() -> np.random.Generator:
    """Return a source of chance that is the same each time: the same counts always give the same figures."""
    return np.random.default_rng(0)


def totals_to_expect(
    weekly: Ints, weeks_ahead: float, random: np.random.Generator, usual_growth: float = USUAL_GROWTH
) -> Ints:
    """Return draws of the total of the next ``weeks_ahead`` weeks, each as likely as any other.

    A log-linear trend is fitted to ``weekly``, the counts of past weeks, with quasi-Poisson variance and growth near 0
    unless the counts show otherwise; the draws vary level and growth by their covariance, the dispersion by its
    chi-squared distribution, and the counts by the negative binomial that results. Fewer than five have no trend.
    """
    if weekly.sum() < _FEWEST_FOR_TREND:
        return random.poisson(random.gamma(weekly.sum() + 0.5, weeks_ahead / len(weekly), _DRAWS))
    trend, covariance, dispersion = _fitted(weekly.astype(np.float64), usual_growth)
    freedom = max(len(weekly) - 2, 1)
    dispersions = np.maximum(1.0, dispersion * freedom / random.chisquare(freedom, _DRAWS))
    strayed = random.standard_normal((_DRAWS, 2)) @ np.linalg.cholesky(covariance).T
    level, growth = (trend + strayed * np.sqrt(dispersions / dispersion)[:, np.newaxis]).T
    week = (len(weekly) + 1) / 2 + np.arange(ceil(weeks_ahead))
    part = np.minimum(1.0, weeks_ahead - np.arange(len(week)))
    logarithms = level[:, np.newaxis] + np.outer(growth, week)
    mean = np.exp(np.minimum(logarithms, _MOST)) @ part
    above = np.maximum(dispersions - 1.0, 1e-9)
    return random.poisson(random.gamma(mean / above, above))


def _fitted(counts: Floats, usual_growth: float) -> tuple[Floats, Floats, float]:
    """Return level and growth of the logarithm of ``counts``, their covariance, and the dispersion (at least 1).

    The level is that of the middle of the weeks. Newton's steps on the penalized quasi-likelihood.
    """
    week = np.arange(len(counts)) - (len(counts) - 1) / 2
    design = np.column_stack([np.ones_like(week), week])
    penalty = np.diag([0.0, usual_growth**-2])
    trend = np.array([np.log(counts.mean()), 0.0])
    for _ in range(_MOST_STEPS):
        mean = np.exp(design @ trend)
        dispersion = max(1.0, float(np.sum((counts - mean) ** 2 / mean)) / max(len(counts) - 2, 1))
        information = design.T @ (design * mean[:, np.newaxis]) / dispersion + penalty
        step = np.linalg.solve(information, design.T @ (counts - mean) / dispersion - penalty @ trend)
        trend = trend + np.clip(step, -1.0, 1.0)
        if np.abs(step).max() < 1e-9:
            break
    return trend, np.linalg.inv(information), dispersion


def part_of(totals: Ints, some: int, of_all: int, random: np.random.Generator) -> Ints:
    """Return draws of how many of ``totals`` are of a kind that ``some`` of ``of_all`` were (Jeffreys' prior)."""
    return random.binomial(totals, random.beta(some + 0.5, of_all - some + 0.5, len(totals)))


def expected(draws: Ints) -> Expected:
    """Return the middle of ``draws``, and what bounds 95 % of them."""
    low, middle, high = np.quantile(draws, [0.025, 0.5, 0.975])
    return Expected(low=int(low), middle=round(float(middle)), high=ceil(high))
