"""Findings of two audits: new, reappeared, still open, fixed, by their stable ids."""

from datetime import datetime
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.lookup import is_among
from audit.columns.types import TIMESTAMP, category_from_codes
from audit.domain import SEVERITIES, SINCE
from audit.result.baseline import Baseline
from audit.result.results import Audit
from audit.result.trend import FindingChanges, FindingTrend, RuleChanges
from audit.tables.findings import id_texts
from audit.tables.report_tables import CLOSED, FINDINGS, TREND
from audit.trend.comparability import Comparability

IDS_LISTED: Final = 1_000

_NEW, _REAPPEARED, _OPEN, _NOT_COMPARED = range(4)
_KEYS: Final = ("finding_id", "rule_id", "severity", "sobject", "field", "suppressed")
_DETAILS: Final = ("finding_id", "rule_id", "severity", "sobject", "record_id", "field", "e164", "current")

Bools = npt.NDArray[np.bool_]


class ComparedFindings(NamedTuple):
    """The findings of two audits."""

    trend: FindingTrend
    since: pd.Series
    changes: pd.DataFrame
    """TREND"""
    closed: pd.DataFrame
    """CLOSED"""


def compared_findings(result: Audit, baseline: Baseline, limits: Comparability) -> ComparedFindings:
    """Return the findings of ``result`` as they are since ``baseline``, and those that are gone."""
    now, then = _keyed(result.findings.found), baseline.read(FINDINGS, _KEYS)
    closed = baseline.read(CLOSED, CLOSED.names)
    here, there = _comparable(now, limits), _comparable(then, limits)
    known = is_among(now["finding_id"], then["finding_id"])
    codes = np.where(known, _OPEN, np.where(is_among(now["finding_id"], closed["finding_id"]), _REAPPEARED, _NEW))
    codes = np.where(here, codes, _NOT_COMPARED).astype(np.int8)
    gone = there & ~is_among(then["finding_id"], now["finding_id"])
    counted_now, counted_then = (~frame["suppressed"].to_numpy(dtype=np.bool_) for frame in (now, then))
    fixed = then.loc[gone & counted_then]
    changes = _changes(result, codes, counted_now, baseline, fixed["finding_id"])
    trend = _trend(now, codes, counted_now, fixed)
    gone_ids = changes.loc[(changes["change"] == "fixed").to_numpy(), "record_id"].dropna()
    n_gone = int((~is_among(gone_ids, result.records["record_id"])).sum())
    uncompared = int((~there & counted_then).sum())
    trend = trend.model_copy(update={"fixed_record_gone": n_gone, "not_compared_then": uncompared})
    since = pd.Series(category_from_codes(codes, SINCE), index=now.index)
    closed = _closed(closed, now["finding_id"], then.loc[gone, "finding_id"], result.results.generated_at)
    return ComparedFindings(trend, since, changes, closed)


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


def _trend(now: pd.DataFrame, codes: npt.NDArray[np.int8], counted: Bools, fixed: pd.DataFrame) -> FindingTrend:
    open_ones = now.loc[counted]
    kind = codes[counted]
    by_severity = {
        severity: FindingChanges(
            **_counts(kind[(open_ones["severity"] == severity).to_numpy()], fixed.loc[fixed["severity"] == severity])
        )
        for severity in SEVERITIES
    }
    return FindingTrend(
        **_counts(kind, fixed),
        suppressed=int((~counted).sum()),
        not_compared=int((kind == _NOT_COMPARED).sum()),
        not_compared_then=0,
        by_severity=by_severity,
        by_rule=_by_rule(open_ones, kind, fixed),
        new_ids=_listed(open_ones.loc[kind == _NEW]),
        reappeared_ids=_listed(open_ones.loc[kind == _REAPPEARED]),
        fixed_ids=_listed(fixed),
    )


def _counts(kind: npt.NDArray[np.int8], fixed: pd.DataFrame) -> dict[str, int]:
    return {
        "new": int((kind == _NEW).sum()),
        "reappeared": int((kind == _REAPPEARED).sum()),
        "open": int((kind == _OPEN).sum()),
        "fixed": len(fixed),
    }


def _by_rule(open_ones: pd.DataFrame, kind: npt.NDArray[np.int8], fixed: pd.DataFrame) -> list[RuleChanges]:
    """Return the changes of each rule that has any finding in either audit, by its id."""
    rule_ids = open_ones["rule_id"].astype("str").to_numpy()
    counts = pd.crosstab(rule_ids, kind) if len(kind) else pd.DataFrame()
    counts = counts.reindex(columns=range(4), fill_value=0)
    gone = fixed["rule_id"].astype("str").value_counts()
    names = sorted({*counts.index[counts[[_NEW, _REAPPEARED, _OPEN]].any(axis=1)].tolist(), *gone.index.tolist()})
    counts = counts.reindex(names, fill_value=0)
    return [
        RuleChanges(
            rule_id=name, new=row[_NEW], reappeared=row[_REAPPEARED], open=row[_OPEN], fixed=int(gone.get(name, 0))
        )
        for name, row in zip(names, counts.to_numpy(dtype=np.int64).tolist(), strict=True)
    ]


def _listed(findings: pd.DataFrame) -> list[str]:
    return list(findings["finding_id"].head(IDS_LISTED).tolist())


def _changes(
    result: Audit, codes: npt.NDArray[np.int8], counted: Bools, baseline: Baseline, fixed_ids: pd.Series
) -> pd.DataFrame:
    came = np.flatnonzero(((codes == _NEW) | (codes == _REAPPEARED)) & counted)
    came = came[np.argsort(codes[came], kind="stable")]
    added = result.findings_table(came)[list(_DETAILS)]
    fixed = baseline.read(FINDINGS, _DETAILS, ("finding_id", fixed_ids)) if len(fixed_ids) else added.iloc[:0]
    changes = (added.assign(change=category_from_codes(codes[came], SINCE).astype("str")), fixed.assign(change="fixed"))
    both = [part.astype({"rule_id": "str", "field": "str"}) for part in changes]
    return TREND.typed(pd.concat(both, ignore_index=True).assign(what="finding"))


def _closed(before: pd.DataFrame, now: pd.Series, gone: pd.Series, at: datetime) -> pd.DataFrame:
    """Return what was closed ``before`` and is not among the ids of ``now``, and what is ``gone`` since."""
    still = before.loc[~is_among(before["finding_id"], now)]
    moment: Any = pd.Timestamp(at).as_unit("ms")
    closed_now = pd.DataFrame(
        {"finding_id": gone.array, "closed_at": pd.Series(moment, index=range(len(gone)), dtype=TIMESTAMP)}
    )
    return CLOSED.typed(pd.concat([part for part in (still, closed_now) if len(part)] or [still], ignore_index=True))
