"""How many records a month the integration will create, learned from those that its user created after calls."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
import pandas as pd

from audit.replay.called_numbers import MISSING, CalledNumbers, Ints, holders_then, milliseconds
from audit.replay.creations import KINDS, TimedCalls, created_after_calls, timed_calls
from audit.replay.integration_user import name_patterns, user_of_log, user_of_records
from audit.replay.policy_verdict import wilson
from audit.replay.weekly_counts import MONTH, expected, idle_weeks, part_of, same_chances, totals_to_expect
from audit.result.baseline import Baseline
from audit.result.forecast import (
    BackTest,
    CreatedRecords,
    Expected,
    Forecast,
    IntegrationUser,
    StoredNumber,
    UnheldNumbers,
)
from audit.tables.report_tables import RECORDS, VALUES

_DAY: Final = 86_400_000
_WEEK: Final = 7 * _DAY
_MOST_WEEKS: Final = 26
"""As far back as Aircall keeps calls."""
_WEEKS_LEARNED: Final = 13
"""Older weeks show little of the next ones."""
_GROWTH_OF_AVOIDABLE: Final = 0.1
"""As USUAL_GROWTH, of records for numbers that are not in E.164: they are used up, as each record makes one found."""
_FEWEST_WEEKS: Final = 4
_FEWEST_RECORDS: Final = 5
_AGAIN: Final = (15 * 60_000, 5 * 60_000)
_Z_OF_CHANGE: Final = 2.576
_NOTHING: Final = Forecast(why=None)
_NEEDED: Final = (("no_created_date", "created"), ("no_created_by", "created_by"))


@dataclass(frozen=True)
class _Period:
    """Whole weeks, in milliseconds."""

    end: int
    weeks: int

    @property
    def start(self) -> int:
        """When the first of them begins."""
        return self.end - self.weeks * _WEEK

    @property
    def half(self) -> int:
        """The weeks that the back-test learns from."""
        return self.weeks // 2

    def week_of(self, moments: Ints) -> Ints:
        """Return the week of each moment, from 0."""
        return (moments - self.start) // _WEEK


@dataclass(frozen=True)
class _Evidence:
    """Calls of a period, the numbers of them, and the report."""

    calls: TimedCalls
    period: _Period
    numbers: CalledNumbers
    stored: Baseline


def forecast_of(rows: pd.DataFrame, numbers: CalledNumbers, stored: Baseline) -> Forecast:
    """Return what the calls ``rows`` (CALLS) and the records of ``stored`` foretell; raise AuditError.

    Nothing is assumed of the integration: where its records cannot be learned from, ``why`` says the reason.
    """
    records = stored.read(RECORDS, ["record_id", "last_modified", "created", "created_by"])
    for why, column in _NEEDED:
        if records[column].isna().all():
            return _NOTHING.model_copy(update={"why": why})
    if _are_days(milliseconds(records["created"])):
        return _NOTHING.model_copy(update={"why": "no_created_time"})
    every = timed_calls(rows, numbers)
    calls = every.where(every.started <= _exported(stored, records))
    period = _period(calls.started)
    about = {
        "too_new": len(every.call) - len(calls.call),
        "without_time": int((numbers.row < len(numbers.table) - 2).sum()) - len(every.call),
        "weeks": period.weeks,
    }
    if period.weeks < _FEWEST_WEEKS or _are_days(calls.started):
        why = "no_times" if _are_days(every.started) else "too_short"
        return _NOTHING.model_copy(update={**about, "why": why})
    calls = calls.where(calls.started >= period.start)
    evidence = _Evidence(calls, period, numbers, stored)
    young = _young(records, period.start - _DAY)
    made = created_after_calls(calls, numbers, rows["logged_on"], young)
    learned = _learned(made, evidence, user_of_log(rows["entry_by"]))
    span = {"since": _moment(period.start), "until": _moment(period.end)}
    return _NOTHING.model_copy(update={**about, **span, **learned})


def _are_days(moments: Ints) -> bool:
    """Return whether none of ``moments`` (milliseconds) tells more than a day, as dates of report exports do."""
    return not (moments[moments != MISSING] % _DAY).any()


def _exported(stored: Baseline, records: pd.DataFrame) -> int:
    """Return the moment up to which the records are known: of the export, else the end of the day of the last edit."""
    exported_at = stored.results.get("source", {}).get("exported_at")
    if exported_at:
        return int(datetime.fromisoformat(exported_at).timestamp() * 1000)
    last = max(int(milliseconds(records[name]).max(initial=MISSING)) for name in ("last_modified", "created"))
    return (last // _DAY + 1) * _DAY


def _period(started: Ints) -> _Period:
    """Return the whole weeks up to the day of the last call."""
    if not len(started):
        return _Period(0, 0)
    end = (int(started.max()) // _DAY + 1) * _DAY
    first = int(started.min()) // _DAY * _DAY
    return _Period(end, min((end - first) // _WEEK, _MOST_WEEKS))


def _young(records: pd.DataFrame, since: int) -> pd.DataFrame:
    """Return record_id, created (milliseconds) and created_by of the records created ``since`` then."""
    created = milliseconds(records["created"])
    young = np.flatnonzero(created >= since)
    return pd.DataFrame(
        {
            "record_id": records["record_id"].array.take(young),
            "created": created[young],
            "created_by": records["created_by"].array.take(young).astype("str"),
        }
    )


def _moment(milliseconds_: int) -> datetime:
    return datetime.fromtimestamp(milliseconds_ / 1000, UTC)


def _learned(made: pd.DataFrame, evidence: _Evidence, user: IntegrationUser | None) -> dict[str, Any]:
    """Return what the records of ``made`` foretell, if the integration's user created enough of them.

    ``user`` is who created the log entries.
    """
    columns = ["record_id", "sobject", "name", "owner"]
    made = made.merge(evidence.stored.read(RECORDS, columns, ("record_id", made["record_id"])), on="record_id")
    if user is None or not (made["created_by"] == user.user_id).any():
        user = user_of_records(made, made["name"]) or user
    is_own = made["created_by"] == (user.user_id if user else None)
    own = made.loc[is_own].reset_index(drop=True)
    found: dict[str, Any] = {"user": user, "unheld": _unheld(evidence, made, is_own)}
    if user is None and len(made):
        is_new = made["kind"] == KINDS.index("nobody")
        return {**found, "why": "no_user", "creators": made.loc[is_new, "created_by"].nunique()}
    if own.empty:
        return {**found, "why": "nothing_created"}
    weekly = _weekly(own, evidence.period)
    found |= {"created": _created(own, evidence), "back_test": _back_test(weekly, evidence.period)}
    idle = idle_weeks(weekly.sum(axis=0))
    learned = weekly[:, idle.before :][:, -_WEEKS_LEARNED:]
    found |= {"idle_before": idle.before, "idle_after": idle.after}
    if idle.after or not _is_enough(learned):
        return {**found, "why": "stopped" if idle.after else "begun" if idle.before else "too_few"}
    return found | _of_month(learned, own["kind"])


def _weekly(own: pd.DataFrame, period: _Period) -> Ints:
    """Return how many records were created in each week: in the first row the others, in the second the avoidable."""
    is_avoidable = (own["kind"] == KINDS.index("other_format")).to_numpy(dtype=np.int64)
    place = is_avoidable * period.weeks + period.week_of(own["started"].to_numpy())
    return np.bincount(place, minlength=2 * period.weeks).reshape(2, period.weeks)


def _to_expect(weekly: Ints, weeks_ahead: float) -> tuple[Ints, Ints]:
    """Return draws of the other records and of the avoidable ones, in so many weeks after those of ``weekly``.

    Each has its own trend.
    """
    random = same_chances()
    others = totals_to_expect(weekly[0], weeks_ahead, random)
    return others, totals_to_expect(weekly[1], weeks_ahead, random, _GROWTH_OF_AVOIDABLE)


def _of_month(learned: Ints, kinds: pd.Series) -> dict[str, Expected]:
    others, avoidable = _to_expect(learned, MONTH)
    n_twins, n_others = (int((kinds == KINDS.index(name)).sum()) for name in ("twin", "other_format"))
    twins = part_of(others, n_twins, len(kinds) - n_others, same_chances())
    return {"month": expected(others + avoidable), "avoidable": expected(avoidable), "twins": expected(twins)}


def _unheld(evidence: _Evidence, made: pd.DataFrame, is_own: pd.Series) -> UnheldNumbers:
    """Return the numbers that somebody called when no record had them, and for how many a record was created."""
    calls, period, numbers = evidence.calls, evidence.period, evidence.numbers
    then = holders_then(CalledNumbers(numbers.table, calls.row, numbers.held), calls.started)
    found_nobody = then.winner(np.ones(len(numbers.held), dtype=bool)) < 0
    row, first = np.unique(calls.row[found_nobody], return_index=True)
    own = np.isin(row, made.loc[is_own, "row"])
    by_others = np.isin(row, made.loc[~is_own, "row"]) & ~own
    # calls are in order of number and start: the first of a number is the first that found nobody
    is_early = period.week_of(calls.started[found_nobody][first]) < period.half
    low, high = wilson(int(own.sum()), len(row))
    return UnheldNumbers(
        numbers=len(row),
        created=int(own.sum()),
        by_others=int(by_others.sum()),
        low=low,
        high=high,
        share_changed=_differ(own[is_early], own[~is_early]),
    )


def _differ(one: Any, other: Any) -> bool:
    """Return whether two shares differ, with 99 %: their intervals of that width do not meet."""
    low, high = wilson(int(one.sum()), len(one), _Z_OF_CHANGE)
    other_low, other_high = wilson(int(other.sum()), len(other), _Z_OF_CHANGE)
    return low > other_high or high < other_low


def _created(own: pd.DataFrame, evidence: _Evidence) -> CreatedRecords:
    kinds = np.bincount(own["kind"], minlength=len(KINDS))
    owners = own["owner"].astype("str").value_counts()
    soon, very_soon = (int((own["again"] <= within).sum()) for within in _AGAIN)
    return CreatedRecords(
        records=len(own),
        **{kind if kind != "twin" else "twins": int(n) for kind, n in zip(KINDS, kinds, strict=True)},
        called_again=soon,
        called_again_soon=very_soon,
        objects={str(name): int(n) for name, n in own["sobject"].astype("str").value_counts().items()},
        names=name_patterns(own["name"]),
        stored=_stored(own, evidence),
        owners=len(owners),
        owner=str(owners.index[0]) if len(owners) else None,
        of_owner=int(owners.iloc[0]) if len(owners) else 0,
    )


def _stored(own: pd.DataFrame, evidence: _Evidence) -> list[StoredNumber]:
    """Return in which fields and formats the records of ``own`` have the number of their call."""
    values = evidence.stored.read(VALUES, ["record_id", "field", "format", "e164"], ("record_id", own["record_id"]))
    e164 = pd.Series(evidence.numbers.table["e164"].array.take(own["row"].to_numpy()), index=own["record_id"])
    same = values.loc[values["e164"].to_numpy() == e164.reindex(values["record_id"]).to_numpy()]
    counted = same[["field", "format"]].astype("str").value_counts()
    return [StoredNumber(field=field, format=form, records=int(n)) for (field, form), n in counted.items()]


def _back_test(weekly: Ints, period: _Period) -> BackTest | None:
    """Return what the first half of ``weekly`` foretells of the second; None where there is too little of it."""
    half, left = weekly[:, : period.half], period.weeks - period.half
    if not half.any():
        return None
    learned = half[:, idle_weeks(half.sum(axis=0)).before :][:, -_WEEKS_LEARNED:]
    if not _is_enough(learned):
        return None
    return BackTest(
        weeks_learned=learned.shape[1],
        weeks=left,
        expected=expected(np.add(*_to_expect(learned, left))),
        created=int(weekly[:, period.half :].sum()),
    )


def _is_enough(learned: Ints) -> bool:
    return learned.shape[1] >= _FEWEST_WEEKS and int(learned.sum()) >= _FEWEST_RECORDS
