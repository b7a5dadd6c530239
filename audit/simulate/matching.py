"""Which record a call on a number reaches (SIMULATION section 4)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.config import Profile
from audit.simulate.holders import ANY, DIGITS, EXACT, Bools, Holders, Ints, first_of_each
from audit.tables import DECISIONS, POLICIES, SOBJECTS, category_from_codes


@dataclass(frozen=True)
class Matching:
    """The outcome for each number, in the order of the numbers table; records by row position, -1 for none."""

    winner: Ints
    """under the profile's policy"""
    winner_exact: Ints
    winner_digits: Ints
    decided_by: pd.Categorical
    found_under: pd.Categorical
    format_sensitive: Bools
    n_records: Ints


def match(holders: Holders, records: pd.DataFrame, n_numbers: int, profile: Profile) -> Matching:
    """Decide each number: the object earliest in the profile's order, in it the last update, then the least id."""
    ranked = _ranked(holders, records, profile)
    winners = {policy: _first_found(ranked, policy, n_numbers) for policy in (EXACT, DIGITS, ANY)}
    first = first_of_each(holders.number)
    strictest = np.minimum.reduceat(holders.strictest, first) if len(first) else holders.strictest
    policy = POLICIES.index(profile.policy)
    return Matching(
        winner=winners[policy],
        winner_exact=winners[EXACT],
        winner_digits=winners[DIGITS],
        decided_by=_decided_by(ranked, records, policy, n_numbers),
        found_under=category_from_codes(strictest, POLICIES),
        format_sensitive=_differ(winners[EXACT], winners[DIGITS])
        | _differ(winners[DIGITS], winners[ANY])
        | _differ(winners[EXACT], winners[ANY]),
        n_records=np.bincount(holders.number, minlength=n_numbers),
    )


def _ranked(holders: Holders, records: pd.DataFrame, profile: Profile) -> Holders:
    """Return the holders ordered by number, the likeliest winner of each number first."""
    n_records = np.bincount(holders.number)
    shared = np.flatnonzero(n_records[holders.number] > 1)
    record = holders.record[shared]
    rank_of_sobject = np.array([profile.object_order.index(sobject) for sobject in SOBJECTS])
    ids = pa.array(records["record_id"].take(record))
    ranked = shared[
        np.lexsort(
            (
                pc.rank(ids, tiebreaker="dense").to_numpy(),
                ~_moment(records, record),  # latest first; a missing date is the least int64 and comes last
                rank_of_sobject[records["sobject"].array.codes[record]],
                holders.number[shared],
            )
        )
    ]
    return Holders(*(_rearranged(array, shared, ranked) for array in vars(holders).values()))


def _rearranged(array: np.ndarray, to: Ints, source: Ints) -> np.ndarray:
    """Return ``array`` with the elements of ``source`` in the places ``to``: those of a number, in another order."""
    rearranged = array.copy()
    rearranged[to] = array[source]
    return rearranged


def _moment(records: pd.DataFrame, record: Ints) -> Ints:
    return records["last_modified"].take(record).to_numpy("datetime64[ms]").view(np.int64)


def _first_found(ranked: Holders, policy: int, n_numbers: int) -> Ints:
    found = np.flatnonzero(ranked.strictest <= policy)
    number = ranked.number[found]
    first = first_of_each(number)
    winner = np.full(n_numbers, -1, dtype=np.int64)
    winner[number[first]] = ranked.record[found[first]]
    return winner


def _decided_by(ranked: Holders, records: pd.DataFrame, policy: int, n_numbers: int) -> pd.Categorical:
    found = np.flatnonzero(ranked.strictest <= policy)
    number = ranked.number[found]
    first = first_of_each(number)
    decision = np.full(n_numbers, DECISIONS.index("not_found"))
    decision[number] = DECISIONS.index("only_record")
    second = first[np.diff(np.append(first, len(number))) > 1] + 1
    winner, runner_up = ranked.record[found[second - 1]], ranked.record[found[second]]
    sobject = records["sobject"].array.codes
    decision[number[second]] = np.select(
        [
            sobject[winner] != sobject[runner_up],
            _moment(records, winner) != _moment(records, runner_up),
        ],
        [DECISIONS.index("object_priority"), DECISIONS.index("most_recent")],
        DECISIONS.index("tie"),
    )
    return category_from_codes(decision, DECISIONS)


def _differ(one: Ints, other: Ints) -> Bools:
    return np.asarray((one >= 0) & (other >= 0) & (one != other))
