"""What changed since an earlier audit: scores, findings, winners, records."""

from dataclasses import replace
from functools import partial
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.columns.lookup import is_among
from audit.result.baseline import Baseline
from audit.result.headline_counts import Headline
from audit.result.provenance import ToolVersions
from audit.result.results import Audit, ComparedWith, HistoryPoint, Results, Scores, Trend
from audit.result.trend import CallTrend, Comparison, RecordTrend, ScoreChange
from audit.tables.report_tables import CLOSED, RECORDS, TREND
from audit.trend.comparability import LOOKED_AT, Comparability, limits_of
from audit.trend.finding_changes import closed_findings, compared_findings, finding_trend
from audit.trend.trend_counts import IDS_LISTED, Elsewhere, RecordTrendCounts, TrendCounts, TrendLists, joined_lists
from audit.trend.winner_changes import compared_winners, winner_trend

HISTORY_LENGTH: Final = 40


class Compared(NamedTuple):
    """An org, or a part of it, beside what an earlier audit has of it."""

    counts: TrendCounts
    lists: TrendLists
    since: pd.Series
    """What each of the findings is since the baseline: SINCE (category)"""
    changes: pd.DataFrame
    """TREND"""
    reopened: pd.Series
    """Findings that were closed before the baseline"""
    gone: pd.Series
    """Findings of the baseline that are not there any more"""


def with_trend(result: Audit, baseline: Baseline) -> Audit:
    """Return ``result`` with its trend: what changed since ``baseline``, as far as the two compare.

    An audit compared with itself, its rows in any order, has nothing new and nothing fixed.
    """
    limits = limits_of(result.results.model_dump(mode="json", include=set(LOOKED_AT)), baseline.results)
    closed = baseline.read(CLOSED, CLOSED.names)
    elsewhere = Elsewhere(
        is_audited=partial(is_among, others=result.records["record_id"]),
        was_closed=partial(is_among, others=closed["finding_id"]),
    )
    compared = compared_with(result, baseline, limits, elsewhere)
    closed = closed_findings(closed, compared.reopened, compared.gone, result.results.generated_at)
    return replace(
        result,
        results=trend_results(result.results, baseline, limits, compared.counts, compared.lists),
        comparison=Comparison(since=compared.since, changes=compared.changes, closed=closed),
    )


def compared_with(result: Audit, baseline: Baseline, limits: Comparability, elsewhere: Elsewhere) -> Compared:
    """Return what changed in an org since ``baseline``, or in a part of it.

    The tables of the baseline of a part are the rows about its records and numbers; what is asked for by its id or
    number is found wherever it was.
    """
    findings = compared_findings(result, baseline, limits, elsewhere)
    winners = compared_winners(result, baseline, elsewhere) if limits.compares("winners") else None
    records = _compared_records(result, baseline, limits) if limits.compares("records") else None
    all_three = [one for one in (findings, winners, records) if one]
    return Compared(
        counts=TrendCounts(findings.counts, winners and winners.counts, records and records.counts),
        lists=joined_lists([one.lists for one in all_three]),
        since=findings.since,
        changes=_below([one.changes for one in all_three]),
        reopened=findings.reopened,
        gone=findings.gone,
    )


def trend_results(
    results: Results, baseline: Baseline, limits: Comparability, counts: TrendCounts, lists: TrendLists
) -> Results:
    """Return ``results`` with the trend that the ``counts`` and ``lists`` of the whole org make."""
    comparable = limits.compares("scores")
    scores = _scores(results.scores, baseline.scores, comparable=comparable)
    headline = results.headline
    if comparable:
        headline = _with_changes(headline, baseline.results.get("headline"))
    better, worse = _moved(headline, scores)
    trend = Trend(
        baseline=_compared_with(baseline),
        differences=list(limits.differences),
        scores=scores,
        better=better,
        worse=worse,
        findings=finding_trend(counts.findings, lists),
        winners=winner_trend(counts.winners, lists) if counts.winners else None,
        records=_record_trend(counts.records, lists) if counts.records else None,
        calls=_calls(results, baseline, comparable=comparable),
        history=_history(results, baseline),
    )
    return results.model_copy(update={"trend": trend, "headline": headline})


def _below(parts: list[pd.DataFrame]) -> pd.DataFrame:
    # a part without rows has a say in the types that concat chooses
    filled = [part.astype({"rule_id": "str", "field": "str"}) for part in parts if len(part)]
    return TREND.typed(pd.concat(filled, ignore_index=True)) if filled else TREND.empty()


def _compared_with(baseline: Baseline) -> ComparedWith:
    return ComparedWith(
        generated_at=baseline.generated_at,
        tool=ToolVersions(**baseline.results["tool"]),
        profile=baseline.results["profile"]["name"],
        redacted=baseline.redacted,
    )


def _scores(now: Scores, then: Scores, *, comparable: bool) -> dict[str, ScoreChange]:
    return {
        name: _change(getattr(then, name), getattr(now, name), comparable=comparable) for name in Scores.model_fields
    }


def _change(then: float | None, now: float | None, *, comparable: bool) -> ScoreChange:
    change = now - then if comparable and then is not None and now is not None else None
    return ScoreChange(then=then, now=now, change=change)


def _calls(now: Results, baseline: Baseline, *, comparable: bool) -> CallTrend | None:
    then = baseline.results.get("calls")
    if now.calls is None or then is None:
        return None
    return CallTrend(
        readiness_by_calls=_change(then["readiness_by_calls"], now.calls.readiness_by_calls, comparable=comparable),
        calls_per_month_then=then["calls_per_month"],
        calls_per_month=now.calls.calls_per_month,
    )


def _with_changes(now: Headline, then: dict[str, Any] | None) -> Headline:
    """Return the three counts with what became of each since ``then``, the same counts if the baseline has them."""
    if then is None:
        return now
    changes = {
        name: {unit: n - then[name][unit] for unit, n in count.items()}
        for name, count in now.counts.model_dump().items()
    }
    return Headline.model_validate(
        {name: {**count, "change": changes[name]} for name, count in now.model_dump().items()}
    )


def _moved(headline: Headline, scores: dict[str, ScoreChange]) -> tuple[list[str], list[str]]:
    """Return which of the three counts and of the scores got better, and which got worse.

    A count is worse when its records or its numbers or fields rose, whatever became of the other.
    """
    changes = {name: (count["change"] or {"records": 0}).values() for name, count in headline.model_dump().items()}
    losses = [(name, max(moves) or min(moves)) for name, moves in changes.items()]
    losses += [(name, -(score.change or 0.0)) for name, score in scores.items()]
    return [name for name, loss in losses if loss < 0], [name for name, loss in losses if loss > 0]


class _ComparedRecords(NamedTuple):
    counts: RecordTrendCounts
    lists: TrendLists
    changes: pd.DataFrame


def _compared_records(result: Audit, baseline: Baseline, limits: Comparability) -> _ComparedRecords:
    now = result.records[["record_id", "sobject"]]
    then = baseline.read(RECORDS, ("record_id", "sobject"))
    added, gone = _absent(now, then, limits), _absent(then, now, limits)
    added_ids, gone_ids = (table["record_id"].head(IDS_LISTED).tolist() for table in (added, gone))
    both = pd.concat([added.assign(change="added"), gone.assign(change="gone")], ignore_index=True)
    return _ComparedRecords(
        RecordTrendCounts(added=len(added), gone=len(gone)),
        TrendLists(
            added_ids=tuple(zip(added_ids, added_ids, strict=True)),
            gone_ids=tuple(zip(gone_ids, gone_ids, strict=True)),
        ),
        TREND.typed(both.assign(what="record")),
    )


def _record_trend(counts: RecordTrendCounts, lists: TrendLists) -> RecordTrend:
    return RecordTrend(
        added=counts.added, gone=counts.gone, added_ids=lists.of("added_ids"), gone_ids=lists.of("gone_ids")
    )


def _absent(records: pd.DataFrame, others: pd.DataFrame, limits: Comparability) -> pd.DataFrame:
    """Return the records of objects that compare which are not among ``others``, by their id."""
    asked, known = (pa.array(frame["record_id"], pa.large_string(), from_pandas=True) for frame in (records, others))
    absent = ~np.asarray(pc.is_in(asked, value_set=known).to_numpy(zero_copy_only=False), dtype=np.bool_)
    chosen = records.loc[absent & records["sobject"].isin(limits.sobjects).to_numpy(dtype=np.bool_)]
    return chosen.sort_values("record_id", ignore_index=True)


def _history(results: Results, baseline: Baseline) -> list[HistoryPoint]:
    """Return the points of the baseline's own history, the baseline and this audit."""
    earlier = (baseline.results.get("trend") or {}).get("history") or [_point(baseline.results)]
    points = [HistoryPoint.model_validate(point) for point in earlier]
    now = HistoryPoint.model_validate(_point(results.model_dump(mode="json")))
    return [*(point for point in points if point.generated_at != now.generated_at), now][-HISTORY_LENGTH:]


def _point(results: Any) -> dict[str, Any]:
    point = {name: results[name] for name in ("generated_at", "scores", "totals", "severities")}
    headline = results.get("headline")
    return {**point, "headline": headline and Headline.model_validate(headline).counts}
