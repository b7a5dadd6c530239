"""Findings of two audits: new, reappeared, still open, fixed, by their stable ids."""

from datetime import datetime
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.compute as pc

from audit.columns.lookup import is_among, text_array
from audit.columns.types import TIMESTAMP, category_from_codes, places_of
from audit.domain import SEVERITIES, SINCE
from audit.findings.rule_texts import RULE_IDS
from audit.result.baseline import Baseline
from audit.result.results import Audit
from audit.result.trend import FindingChanges, FindingTrend, RuleChanges
from audit.tables.findings import id_texts
from audit.tables.report_tables import CLOSED, FINDINGS, TREND
from audit.trend.comparability import Comparability
from audit.trend.trend_counts import IDS_LISTED, Bools, Elsewhere, FindingKinds, FindingTrendCounts, TrendLists

_NEW, _REAPPEARED, _OPEN, _NOT_COMPARED = range(4)
_KEYS: Final = ("finding_id", "rule_id", "severity", "sobject", "field", "suppressed")
_DETAILS: Final = ("finding_id", "rule_id", "severity", "sobject", "record_id", "field", "e164", "current")


class ComparedFindings(NamedTuple):
    """The findings of two audits."""

    counts: FindingTrendCounts
    lists: TrendLists
    """Those of findings"""
    since: pd.Series
    changes: pd.DataFrame
    """TREND"""
    reopened: pd.Series
    """Findings that were closed before the baseline"""
    gone: pd.Series
    """Findings of the baseline only, suppressed ones too"""


def compared_findings(
    result: Audit, baseline: Baseline, limits: Comparability, elsewhere: Elsewhere
) -> ComparedFindings:
    """Return the findings of ``result`` as they are since ``baseline``, and those that are gone."""
    now, then = _keyed(result.findings.found), baseline.read(FINDINGS, _KEYS)
    here, there = _comparable(now, limits), _comparable(then, limits)
    known = is_among(now["finding_id"], then["finding_id"])
    reopened = ~known
    reopened[reopened] = elsewhere.was_closed(now["finding_id"].loc[reopened])
    codes = np.where(known, _OPEN, np.where(reopened, _REAPPEARED, _NEW))
    codes = np.where(here, codes, _NOT_COMPARED).astype(np.int8)
    gone = there & ~is_among(then["finding_id"], now["finding_id"])
    counted_now, counted_then = (~frame["suppressed"].to_numpy(dtype=np.bool_) for frame in (now, then))
    fixed = then.loc[gone & counted_then]
    changes = _changes(result, codes, counted_now, baseline, fixed["finding_id"])
    told = changes.loc[(changes["change"] == "fixed").to_numpy()]
    gone_ids = told["record_id"].dropna()
    counts = FindingTrendCounts(
        **_counts(now.loc[counted_now], codes[counted_now], fixed),
        fixed_record_gone=int((~elsewhere.is_audited(gone_ids)).sum()),
        suppressed=int((~counted_now).sum()),
        not_compared=int((codes[counted_now] == _NOT_COMPARED).sum()),
        not_compared_then=int((~there & counted_then).sum()),
    )
    lists = TrendLists(
        new_ids=_listed(result, np.flatnonzero((codes == _NEW) & counted_now)),
        reappeared_ids=_listed(result, np.flatnonzero((codes == _REAPPEARED) & counted_now)),
        fixed_ids=_keyed_ids(told.head(IDS_LISTED)),
    )
    since = pd.Series(category_from_codes(codes, SINCE), index=now.index)
    return ComparedFindings(
        counts, lists, since, changes, now["finding_id"].loc[reopened], then.loc[gone, "finding_id"]
    )


def finding_trend(counts: FindingTrendCounts, lists: TrendLists) -> FindingTrend:
    """Return the figures of findings then and now: of rules those that have any in either audit, by their id."""
    rules = {rule_id: kinds for rule_id, kinds in sorted(counts.by_rule.items()) if any(kinds)}
    return FindingTrend(
        **counts.whole._asdict(),
        fixed_record_gone=counts.fixed_record_gone,
        suppressed=counts.suppressed,
        not_compared=counts.not_compared,
        not_compared_then=counts.not_compared_then,
        by_severity={name: FindingChanges(**kinds._asdict()) for name, kinds in counts.by_severity.items()},
        by_rule=[RuleChanges(rule_id=rule_id, **kinds._asdict()) for rule_id, kinds in rules.items()],
        new_ids=lists.of("new_ids"),
        reappeared_ids=lists.of("reappeared_ids"),
        fixed_ids=lists.of("fixed_ids"),
    )


def _keyed(found: pd.DataFrame) -> pd.DataFrame:
    return found[list(_KEYS)].assign(finding_id=pd.Series(id_texts(found["finding_id"].to_numpy()), index=found.index))


def _comparable(findings: pd.DataFrame, limits: Comparability) -> Bools:
    """Return which findings both audits could have: their rule, object and field compare."""
    rules = findings["rule_id"].isin(limits.rules).to_numpy(dtype=np.bool_)
    objects = findings["sobject"].isin(limits.sobjects).to_numpy(dtype=np.bool_)
    comparable = rules & objects
    for sobject, field in sorted(limits.without):
        lone = (findings["sobject"] == sobject) & (findings["field"] == field)
        comparable = comparable & ~lone.to_numpy(dtype=np.bool_)
    return comparable


def _counts(open_ones: pd.DataFrame, kind: npt.NDArray[np.int8], fixed: pd.DataFrame) -> dict[str, Any]:
    """Return the findings by what they are, in all, by severity and by rule."""
    return {
        "whole": _kinds(kind, len(fixed)),
        "by_severity": {
            severity: _kinds(
                kind[(open_ones["severity"] == severity).to_numpy()], int((fixed["severity"] == severity).sum())
            )
            for severity in SEVERITIES
        },
        "by_rule": _by_rule(open_ones, kind, fixed),
    }


def _kinds(kind: npt.NDArray[np.int8], n_fixed: int) -> FindingKinds:
    new, reappeared, still = (int((kind == code).sum()) for code in (_NEW, _REAPPEARED, _OPEN))
    return FindingKinds(new, reappeared, still, n_fixed)


def _by_rule(open_ones: pd.DataFrame, kind: npt.NDArray[np.int8], fixed: pd.DataFrame) -> dict[str, FindingKinds]:
    rule_ids = open_ones["rule_id"].astype("str").to_numpy()
    counts = pd.crosstab(rule_ids, kind) if len(kind) else pd.DataFrame()
    counts = counts.reindex(columns=(_NEW, _REAPPEARED, _OPEN), fill_value=0)
    gone = fixed["rule_id"].astype("str").value_counts()
    names = sorted({*counts.index.tolist(), *gone.index.tolist()})
    counts = counts.reindex(names, fill_value=0)
    return {
        str(name): FindingKinds(new, reappeared, still, int(gone.get(name, 0)))
        for name, (new, reappeared, still) in zip(names, counts.to_numpy(dtype=np.int64).tolist(), strict=True)
    }


def _keyed_ids(told: pd.DataFrame) -> tuple[tuple[Any, str], ...]:
    """Return the ids of findings, each with what findings are ordered by."""
    keys = zip(
        told["severity"].cat.codes.tolist(),
        places_of(told["rule_id"], RULE_IDS).tolist(),
        told["record_id"].fillna("").tolist(),
        told["field"].astype("str").fillna("").tolist(),
        strict=True,
    )
    return tuple(zip(keys, told["finding_id"].tolist(), strict=True))


def _in_order(told: pd.DataFrame) -> pd.DataFrame:
    """Return findings in the order of findings, in whichever part of the baseline they were."""
    record, field = (
        pc.rank(text_array(told[name].astype("str").fillna("")), tiebreaker="dense") for name in ("record_id", "field")
    )
    keys = (field, record, places_of(told["rule_id"], RULE_IDS), told["severity"].cat.codes)
    return told.take(np.lexsort([np.asarray(key) for key in keys]))


def _listed(result: Audit, rows: npt.NDArray[np.int64]) -> tuple[tuple[Any, str], ...]:
    return _keyed_ids(result.findings_table(rows[:IDS_LISTED]))


def _changes(
    result: Audit, codes: npt.NDArray[np.int8], counted: Bools, baseline: Baseline, fixed_ids: pd.Series
) -> pd.DataFrame:
    came = np.flatnonzero(((codes == _NEW) | (codes == _REAPPEARED)) & counted)
    came = came[np.argsort(codes[came], kind="stable")]
    added = result.findings_table(came)[list(_DETAILS)]
    fixed = added.iloc[:0]
    if len(fixed_ids):
        fixed = _in_order(baseline.read(FINDINGS, _DETAILS, ("finding_id", fixed_ids)))
    changes = (added.assign(change=category_from_codes(codes[came], SINCE).astype("str")), fixed.assign(change="fixed"))
    both = [part.astype({"rule_id": "str", "field": "str"}) for part in changes]
    return TREND.typed(pd.concat(both, ignore_index=True).assign(what="finding"))


def closed_findings(before: pd.DataFrame, reopened: pd.Series, gone: pd.Series, at: datetime) -> pd.DataFrame:
    """Return CLOSED: what was closed ``before`` and is not ``reopened``, and what is ``gone`` since."""
    still = before.loc[~is_among(before["finding_id"], reopened)]
    moment: Any = pd.Timestamp(at).as_unit("ms")
    closed_now = pd.DataFrame(
        {"finding_id": gone.array, "closed_at": pd.Series(moment, index=range(len(gone)), dtype=TIMESTAMP)}
    )
    return CLOSED.typed(pd.concat([part for part in (still, closed_now) if len(part)] or [still], ignore_index=True))
