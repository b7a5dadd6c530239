"""Numbers whose calls reach another record than in an earlier audit, and why."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from audit.columns.lookup import e164_as_int, ids_at
from audit.domain import WINNER_CHANGES
from audit.result.baseline import Baseline
from audit.result.results import Audit
from audit.result.trend import WinnerChange, WinnerTrend
from audit.tables.report_tables import NUMBERS, RECORDS, TREND, VALUES
from audit.trend.trend_counts import WINNERS_LISTED, Elsewhere, TrendLists, WinnerTrendCounts


class ComparedWinners(NamedTuple):
    """Who gets the calls in two audits."""

    counts: WinnerTrendCounts
    lists: TrendLists
    changes: pd.DataFrame
    """TREND"""


def compared_winners(result: Audit, baseline: Baseline, elsewhere: Elsewhere) -> ComparedWinners:
    """Return the numbers of both audits that another record wins now.

    The reason is the first that holds: the earlier winner is gone and the present one, of the same object and name, was
    edited since (``merged``), is gone (``record_gone``), no longer holds the number (``number_moved``); the present one
    is new (``record_added``), did not hold the number (``number_added``), was edited since (``edited``).
    """
    then = baseline.read(NUMBERS, ("e164", "winner_record_id"))
    now = result.numbers
    place = pd.Index(e164_as_int(then["e164"])).get_indexer(pd.Index(e164_as_int(now["e164"])))
    both = np.flatnonzero(place >= 0)
    earlier = then["winner_record_id"].fillna("").array.take(place[both])
    present = ids_at(result.records, now["winner"].take(both)).fillna("").array
    differs = np.flatnonzero(np.asarray(earlier != present, dtype=np.bool_))
    changed = pd.DataFrame(
        {
            "number": both[differs],
            "e164": now["e164"].array.take(both[differs]),
            "before_record_id": earlier.take(differs),
            "record_id": present.take(differs),
            "sobject": now["winner_sobject"].array.take(both[differs]),
        }
    )
    changed["change"] = _reasons(changed, result, baseline, elsewhere) if len(changed) else pd.Series(dtype="str")
    reasons = changed["change"].value_counts()
    counts = WinnerTrendCounts(
        compared=len(both),
        changed=len(changed),
        numbers_added=len(now) - len(both),
        numbers_gone=len(then) - len(both),
        reasons={str(reason): int(n) for reason, n in reasons.items()},
    )
    return ComparedWinners(
        counts,
        TrendLists(winners=_listed(changed.head(WINNERS_LISTED))),
        TREND.typed(changed.assign(what="winner").replace({"record_id": "", "before_record_id": ""}, None)),
    )


def winner_trend(counts: WinnerTrendCounts, lists: TrendLists) -> WinnerTrend:
    """Return the figures of who gets the calls, then and now."""
    return WinnerTrend(
        compared=counts.compared,
        changed=counts.changed,
        numbers_added=counts.numbers_added,
        numbers_gone=counts.numbers_gone,
        reasons={reason: counts.reasons[reason] for reason in WINNER_CHANGES if reason in counts.reasons},
        listed=lists.of("winners"),
    )


def _listed(changed: pd.DataFrame) -> tuple[tuple[int, WinnerChange], ...]:
    columns = (changed[name].tolist() for name in ("e164", "before_record_id", "record_id", "change"))
    listed = [
        WinnerChange(e164=e164, then=then or None, now=now or None, reason=reason)
        for e164, then, now, reason in zip(*columns, strict=True)
    ]
    return tuple(zip(e164_as_int(changed["e164"]).tolist(), listed, strict=True))


def _reasons(changed: pd.DataFrame, result: Audit, baseline: Baseline, elsewhere: Elsewhere) -> pd.Series:
    before = _records(baseline, changed)
    records = result.records
    loser = pd.Index(records["record_id"]).get_indexer(pd.Index(changed["before_record_id"]))
    winner = result.numbers["winner"].to_numpy()[changed["number"].to_numpy()]
    known = before.index.get_indexer(pd.Index(changed["record_id"]))
    was = before.index.get_indexer(pd.Index(changed["before_record_id"]))
    edited = _edited_since(result, before, winner, known)
    alike = (known >= 0) & edited & _same(before, was, records, winner)
    had_winner = (changed["before_record_id"] != "").to_numpy(dtype=np.bool_)
    is_gone = had_winner & ~elsewhere.is_audited(changed["before_record_id"])
    conditions = [
        is_gone & alike,
        is_gone,
        had_winner & ~_hold_now(changed, result, loser),  # no other part has a number of this one
        (known < 0) & (winner >= 0),
        (winner >= 0) & ~_held_then(changed, baseline, result),
        edited,
    ]
    return pd.Series(np.select(conditions, list(WINNER_CHANGES[:-1]), WINNER_CHANGES[-1]), dtype="str")


def _records(baseline: Baseline, changed: pd.DataFrame) -> pd.DataFrame:
    """Return the winners of both audits as they were then, by their id."""
    ids = pd.Series(pd.unique(pd.concat([changed["before_record_id"], changed["record_id"]])), dtype="str")
    return baseline.read(RECORDS, ("record_id", "sobject", "name", "last_modified"), ("record_id", ids)).set_index(
        "record_id"
    )


def _edited_since(result: Audit, before: pd.DataFrame, winner: np.ndarray, known: np.ndarray) -> np.ndarray:
    present = result.records["last_modified"].array.take(np.where(winner >= 0, winner, -1), allow_fill=True)
    earlier = before["last_modified"].array.take(known, allow_fill=True)
    return np.asarray(present > earlier, dtype=np.bool_)


def _same(before: pd.DataFrame, was: np.ndarray, records: pd.DataFrame, winner: np.ndarray) -> np.ndarray:
    """Return where the earlier winner, as it was then, and the present one are one object and have one name."""
    there = (was >= 0) & (winner >= 0)
    same = np.zeros(len(was), dtype=np.bool_)
    old, new = before.take(was[there]), records.take(winner[there])
    names = [frame["name"].str.strip().str.casefold().fillna("").to_numpy() for frame in (old, new)]
    objects = [frame["sobject"].astype("str").to_numpy() for frame in (old, new)]
    same[there] = (names[0] == names[1]) & (names[0] != "") & (objects[0] == objects[1])
    return same


def _hold_now(changed: pd.DataFrame, result: Audit, record: np.ndarray) -> np.ndarray:
    """Return for each changed number whether ``record`` (row position) holds it in a match slot now."""
    values = result.values
    held = values.loc[values["number"].isin(changed["number"]), ["number", "record"]]
    width = len(result.records) + 1
    keys = held["number"].to_numpy() * width + held["record"].to_numpy()
    return np.isin(changed["number"].to_numpy() * width + record, keys)


def _held_then(changed: pd.DataFrame, baseline: Baseline, result: Audit) -> np.ndarray:
    """Return for each changed number whether its present winner held it in a match slot then."""
    held = baseline.read(VALUES, ("record_id", "e164", "slot"), ("e164", changed["e164"]))
    held = held.loc[held["slot"].isin(list(result.results.profile.match_slots))]
    return (changed["e164"] + changed["record_id"]).isin(held["e164"] + held["record_id"]).to_numpy(dtype=np.bool_)
