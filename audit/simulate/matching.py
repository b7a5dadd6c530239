"""Which record a call on a number reaches (docs/simulation.md, Winner)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.types import category_from_codes
from audit.config.profile import Profile
from audit.domain import DECISIONS, POLICIES, SOBJECTS, TIE
from audit.simulate.held_numbers import ANY, DIGITS, EXACT, Bools, Holders, Ints, first_of_each
from audit.simulate.searched import FOUND, UNSURE


@dataclass(frozen=True)
class Matching:
    """The outcome for each number, in the order of the numbers table; records by row position, -1 for none."""

    winner: Ints
    """under the profile's policy, or by what was measured"""
    winner_exact: Ints
    winner_digits: Ints
    decided_by: pd.Categorical
    found_under: pd.Categorical
    format_sensitive: Bools
    n_records: Ints


def match(holders: Holders, records: pd.DataFrame, profile: Profile) -> Matching:
    """Decide each number: the object earliest in the profile's order, in it the last update, then the least id."""
    first = first_of_each(holders.number)
    n_records = np.diff(first, append=len(holders.number))
    ranked = _ranked(holders, n_records, records, profile)
    only = np.where(n_records == 1, holders.record[first], -1)
    strictest = _least(holders.strictest, ranked.strictest, first, ranked.number)
    winners = {
        policy: _first_found(ranked, ranked.strictest <= policy, np.where(strictest <= policy, only, -1))
        for policy in (EXACT, DIGITS, ANY)
    }
    search = _least(holders.search, ranked.search, first, ranked.number)
    if profile.measured is None:
        winner, rivals = winners[POLICIES.index(profile.policy)], tuple(winners.values())
    else:
        rivals = tuple(
            _first_found(ranked, ranked.search <= most, np.where(search <= most, only, -1)) for most in (FOUND, UNSURE)
        )
        winner = rivals[0]
    return Matching(
        winner=winner,
        winner_exact=winners[EXACT],
        winner_digits=winners[DIGITS],
        decided_by=_decided_by(ranked, records, search),
        found_under=category_from_codes(strictest, POLICIES),
        format_sensitive=np.logical_or.reduce([_differ(*pair) for pair in combinations(rivals, 2)]),
        n_records=n_records,
    )


def _least(
    of_holders: npt.NDArray[np.int8], of_ranked: npt.NDArray[np.int8], first: Ints, number: Ints
) -> npt.NDArray[np.int8]:
    """Return for each number the least of its holders' codes; ``number`` is of each of the ``ranked`` holders."""
    least = of_holders[first]
    least[number] = np.iinfo(np.int8).max
    np.minimum.at(least, number, of_ranked)
    return least


def _ranked(holders: Holders, n_records: Ints, records: pd.DataFrame, profile: Profile) -> Holders:
    """Return the holders of the numbers that several records hold, by number, its likeliest winner first."""
    shared = np.flatnonzero(np.repeat(n_records > 1, n_records))
    by_winner = winning_order(records, holders.record[shared], profile.object_order)
    ranked = shared[np.lexsort((*by_winner, holders.number[shared]))]
    return Holders(*(array[ranked] for array in vars(holders).values()))


def winning_order(records: pd.DataFrame, record: Ints, object_order: Sequence[str]) -> tuple[Ints, Ints, Ints]:
    """Return the keys by which holders of one number are ranked, as ``np.lexsort`` takes them: the last decides first.

    ``record`` are row positions of the holders in ``records`` (sobject, last_modified, id_rank).
    Source: docs/simulation.md, Winner.
    """
    rank_of_sobject = np.array([object_order.index(sobject) for sobject in SOBJECTS])
    return (
        records["id_rank"].to_numpy()[record],
        ~_moment(records, record),  # latest first; a missing date is the least int64 and comes last
        rank_of_sobject[records["sobject"].array.codes[record]],
    )


def _moment(records: pd.DataFrame, record: Ints) -> Ints:
    return records["last_modified"].take(record).to_numpy("datetime64[ms]").view(np.int64)


def _first_found(ranked: Holders, is_found: Bools, only: Ints) -> Ints:
    """Return for each number who wins it: ``only`` that record (-1 for none), or the first found of several."""
    found = np.flatnonzero(is_found)
    number = ranked.number[found]
    first = first_of_each(number)
    winner = only.copy()
    winner[number[first]] = ranked.record[found[first]]
    return winner


def _decided_by(ranked: Holders, records: pd.DataFrame, search: npt.NDArray[np.int8]) -> pd.Categorical:
    """Return what decided each number; ``search`` is FOUND for those of which a holder is found."""
    found = np.flatnonzero(ranked.search == FOUND)
    number = ranked.number[found]
    first = first_of_each(number)
    decision = np.where(search == FOUND, np.int8(DECISIONS.index("only_record")), DECISIONS.index("not_found"))
    second = first[np.diff(np.append(first, len(number))) > 1] + 1
    winner, runner_up = ranked.record[found[second - 1]], ranked.record[found[second]]
    sobject = records["sobject"].array.codes
    decision[number[second]] = np.select(
        [
            sobject[winner] != sobject[runner_up],
            _moment(records, winner) != _moment(records, runner_up),
        ],
        [DECISIONS.index("object_priority"), DECISIONS.index("most_recent")],
        DECISIONS.index(TIE),
    )
    return category_from_codes(decision, DECISIONS)


def _differ(one: Ints, other: Ints) -> Bools:
    return np.asarray((one >= 0) & (other >= 0) & (one != other))
