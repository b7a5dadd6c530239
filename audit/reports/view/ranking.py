"""The findings in the order in which they are worked off, and as they are shown."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.types import places_of
from audit.domain import SEVERITIES as SEVERITY_CODES
from audit.findings.labels import OBJECT_LABELS
from audit.reports.view.call_texts import CallRate
from audit.reports.view.labels import CONFIDENCES, SEVERITIES, SINCE, labeled, labels_of
from audit.reports.view.record_labels import Cards, Positions
from audit.reports.view.visible_columns import shown_numbers
from audit.result.replay import CallTables
from audit.result.results import Audit
from audit.tables.findings import RELATED_ACCOUNT

_UNDATED: Final = np.iinfo(np.int64).min + 1
"""Sorts behind every moment, and can be negated."""


@dataclass(frozen=True)
class Ranking:
    """Findings by importance: error first, then the order of the rules, then calls, then the last edited record."""

    order: Positions
    """Row positions in the findings table, the most important first, suppressed ones last."""
    rule: npt.NDArray[np.int64]
    """For each finding, in the table's own order, the place of its rule in ``rule_ids``."""
    record: Positions
    """For each finding, in the table's own order, the row position of its record, -1 for one out of scope."""
    rule_ids: tuple[str, ...]
    suppressed: npt.NDArray[np.bool_]
    """For each finding, in the table's own order."""


def ranking_of(result: Audit) -> Ranking:
    """Return the findings of an audit by importance; with calls, those whose number is called most come first."""
    found = result.findings.found
    rule_ids = tuple(result.rules)
    rule = places_of(found["rule_id"], rule_ids)
    record = found["record"].to_numpy()
    suppressed = found["suppressed"].to_numpy(dtype=np.bool_)
    severity = places_of(found["severity"], SEVERITY_CODES)
    group = (suppressed * len(SEVERITY_CODES) + severity) * (len(rule_ids) + 1) + rule
    within = np.argsort(-edited(result.records, record), kind="stable")
    if result.calls:
        within = within[np.argsort(-calls_of_findings(result, result.calls)[within], kind="stable")]
    order = within[np.argsort(group[within].astype(np.int16), kind="stable")].astype(np.int64)  # short: a radix sort
    return Ranking(order, rule, record, rule_ids, suppressed)


def calls_of_findings(result: Audit, calls: CallTables) -> Positions:
    """Return the calls on the number that each finding is about, -1 where it is about none that calls are matched on.

    In the table's own order.
    """
    n_values = len(result.values)
    value = result.findings.found["value"].to_numpy()
    number = np.append(result.values["number"].to_numpy(), -1)[np.where(value < n_values, value, -1)]
    of_finding: Positions = np.append(calls.of_number, -1)[number]
    return of_finding


def edited(records: pd.DataFrame, positions: Positions) -> npt.NDArray[np.int64]:
    """Return the moments of the last edit as integers, records without one as the oldest."""
    if not len(records):
        return np.full(len(positions), _UNDATED)
    moments = records["last_modified"]
    stamps = moments.dt.as_unit("ms").astype("int64").where(moments.notna(), _UNDATED).to_numpy()
    return np.where(positions >= 0, stamps[np.maximum(positions, 0)], _UNDATED)


def rank_within(groups: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return for each element how many of its group stand before it."""
    return pd.Series(groups).groupby(groups).cumcount().to_numpy().astype(np.int64)


def shown_findings(result: Audit, ranking: Ranking, chosen: Positions, cards: Cards) -> pd.DataFrame:
    """Return the findings at the positions ``chosen`` as texts, in that order.

    Columns: finding_id, rule_id, severity, sobject, record and record_href, record_id, owner, region, last_modified,
    field, current, number (empty where it is what is stored or proposed), proposed, confidence, related and
    related_href, message, suppressed (bool), since (empty without a baseline), calls (empty without calls).
    """
    rows = result.findings_table(chosen).reset_index(drop=True)
    card = cards.at(ranking.record[chosen])
    names = card["name"].where(card["name"] != "", rows["record_id"]).fillna("")
    related = cards.at(related_positions(result, chosen, rows["related_record_id"], cards))
    related_names = related["name"].where(related["name"] != "", rows["related_record_id"]).fillna("")
    stored = rows["proposed"].fillna(rows["current"])
    return pd.DataFrame(
        {
            "finding_id": rows["finding_id"],
            "rule_id": rows["rule_id"].astype("str"),
            "severity": labeled(rows["severity"], labels_of(SEVERITIES)),
            "sobject": labeled(rows["sobject"], OBJECT_LABELS),
            "record": names,
            "record_href": cards.addresses(rows["record_id"]),
            "record_id": rows["record_id"].fillna(""),
            "owner": card["owner"],
            "region": card["region"],
            "last_modified": card["last_modified"],
            "field": rows["field"].astype("str").fillna(""),
            "current": shown_numbers(rows["current"], cards.longest),
            "number": rows["e164"].mask(rows["e164"] == stored).fillna(""),
            "proposed": shown_numbers(rows["proposed"], cards.longest),
            "confidence": labeled(rows["confidence"], labels_of(CONFIDENCES)),
            "related": related_names,
            "related_href": cards.addresses(rows["related_record_id"]),
            "message": rows["message"].astype("str").fillna(""),
            "suppressed": rows["suppressed"],
            "since": _since(result, chosen),
            "calls": _calls(result, chosen),
        }
    )


def _calls(result: Audit, chosen: Positions) -> pd.Series:
    """Return the calls of the number of each chosen finding as figures; empty for a finding on no such number."""
    if result.calls is None or result.results.calls is None:
        return pd.Series("", index=range(len(chosen)), dtype="str")
    calls = calls_of_findings(result, result.calls)[chosen]
    return CallRate.of(result.results.calls).cells(calls).mask(calls < 0, "")


def related_positions(result: Audit, chosen: Positions, related_ids: pd.Series, cards: Cards) -> Positions:
    """Return the row positions of the other records of the findings at ``chosen``.

    Only an Account may not be among those audited: it is looked up by its id.
    """
    positions = result.findings.found["related"].to_numpy()[chosen]
    is_account = positions == RELATED_ACCOUNT
    positions[is_account] = cards.positions(related_ids[is_account])
    return positions


def _since(result: Audit, chosen: Positions) -> pd.Series:
    """Return what each chosen finding is since the baseline; nothing is said of one that is still open."""
    if result.comparison is None:
        return pd.Series("", index=range(len(chosen)), dtype="str")
    return labeled(result.comparison.since.take(chosen), {**labels_of(SINCE), "open": ""})
