"""Stage 4, find: asks every rule and puts what they found into one table."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from audit.columns.threads import executor, n_threads
from audit.columns.types import category_from_codes, category_of, texts_in
from audit.config.audit import AuditConfig
from audit.domain import CONFIDENCES, SEVERITIES, SOBJECTS, Severity
from audit.findings.ids import finding_ids
from audit.findings.rule import Rule, RuleContext
from audit.findings.rule_texts import RULE_IDS, check_rule_ids
from audit.findings.rules.registry import RULES
from audit.findings.suppression import Held, suppressed
from audit.tables.findings import FINDING_ROWS, UNTABLED_SUBJECTS, Findings

_CLOSED_LISTS = {"severity": SEVERITIES, "sobject": SOBJECTS, "confidence": CONFIDENCES}
_OPEN_LISTS = ("field", "message")
_PLAIN: Mapping[str, int] = {"record": -1, "value": -1, "related": -1, "proposes": False}
"""What is neither, and what a rule means that does not say it."""
_MOST_THREADS = 4
_BYTES_A_VALUE = 60
"""What a rule takes for what it looks at, at its peak."""


def find_all(context: RuleContext, config: AuditConfig, now: datetime) -> tuple[Findings, Held]:
    """Return the findings of all rules, and for how many of them each suppression holds.

    ``now`` is the audit's clock; suppressions expire by its date. A severity in the configuration replaces that of
    the rule, also where the rule itself tells findings apart. Findings are ordered by severity, rule, record id and
    field: a field holds one number. Raises UsageError for a rule id in the configuration that does not exist.
    """
    check_rule_ids(config)
    findings, held = find_without_ids(context, config, now)
    ids = finding_ids(findings, context.records, context.values)
    return replace(findings, found=findings.found.assign(finding_id=ids)), held


def find_without_ids(context: RuleContext, config: AuditConfig, now: datetime) -> tuple[Findings, Held]:
    """Return what ``find_all`` does with 0 in place of ids, which nobody asks for of an org that is only imagined."""
    findings = found_by(RULES, context, config.severity)
    accepted, held = suppressed(findings, context, config.suppress, now.date())
    return replace(findings, found=findings.found.assign(suppressed=accepted)), held


def found_by(rules: Sequence[Rule], context: RuleContext, severities: Mapping[str, Severity]) -> Findings:
    """Return what ``rules`` find, in order; without ids, and nothing is suppressed."""
    workers = n_threads(_MOST_THREADS, _BYTES_A_VALUE * (len(context.values) + 1))
    with executor(len(context.values), workers) as pool:  # the rules know nothing of each other
        found = list(pool.map(lambda rule: _found_by(rule, context, severities), rules))
    parts = [part for part in found if not part.empty] or [_completed(FINDING_ROWS.empty(), rules[0], severities)]
    aside = _aside(parts, len(context.values))
    rows = _in_order(_stacked(parts), aside, context)
    return Findings(FINDING_ROWS.typed(rows.assign(finding_id=np.uint64(0), suppressed=False)), aside)


def _found_by(rule: Rule, context: RuleContext, severities: Mapping[str, Severity]) -> pd.DataFrame:
    found = rule.find(context)
    return found if found.empty else _completed(found, rule, severities)


def _completed(found: pd.DataFrame, rule: Rule, severities: Mapping[str, Severity]) -> pd.DataFrame:
    columns: dict[str, Any] = {str(name): column for name, column in found.items()}
    if rule.id in severities or "severity" not in columns:
        severity = SEVERITIES.index(severities.get(rule.id, rule.severity))
        columns["severity"] = category_from_codes(np.full(len(found), severity), SEVERITIES)
    columns["rule_id"] = category_from_codes(np.full(len(found), RULE_IDS.index(rule.id)), RULE_IDS)
    for name, categories in _CLOSED_LISTS.items():
        columns[name] = (
            category_of(columns[name], categories)
            if name in columns
            else category_from_codes(np.full(len(found), -1), categories)
        )
    for name, nothing in _PLAIN.items():
        columns.setdefault(name, np.full(len(found), nothing))
    return pd.DataFrame(columns, index=found.index, copy=False)


def _aside(parts: Sequence[pd.DataFrame], n_values: int) -> pd.DataFrame:
    """Return UNTABLED_SUBJECTS, and let the findings in ``parts`` that are told there point at it."""
    told_aside = [part for part in parts if "raw" in part]
    start = n_values
    for part in told_aside:
        is_aside = part["raw"].notna()
        part.loc[is_aside, "value"] = np.arange(start, start + is_aside.sum())
        start += is_aside.sum()
    rows = [part.loc[part["raw"].notna()].reindex(columns=UNTABLED_SUBJECTS.names) for part in told_aside]
    return UNTABLED_SUBJECTS.typed(pd.concat(rows, ignore_index=True)) if rows else UNTABLED_SUBJECTS.empty()


def _stacked(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of ``parts`` below each other; open lists become categories in alphabetical order."""
    columns: dict[str, Any] = {}
    for name, categories in (("rule_id", RULE_IDS), *_CLOSED_LISTS.items()):
        codes = np.concatenate([part[name].array.codes for part in parts])
        columns[name] = category_from_codes(codes, categories)
    for name in _PLAIN:
        columns[name] = np.concatenate([part[name].to_numpy() for part in parts])
    for name in _OPEN_LISTS:
        columns[name] = _joined(parts, name)
    return pd.DataFrame(columns, copy=False)


def _joined(parts: Sequence[pd.DataFrame], name: str) -> pd.Categorical:
    """Return the column ``name`` (text or category) of all parts; its texts in order are the categories."""
    columns = [part[name].astype("category").array if name in part else _nothing(len(part)) for part in parts]
    lists = [texts_in(column.categories) for column in columns]
    texts = sorted(set().union(*lists))
    places = {text: place for place, text in enumerate(texts)}
    codes = [
        np.array([*(places[text] for text in of_part), -1], dtype=np.int32)[column.codes]
        for of_part, column in zip(lists, columns, strict=True)
    ]
    return pd.Categorical.from_codes(np.concatenate(codes), categories=pd.Index(texts, dtype="str"))


def _nothing(n_rows: int) -> pd.Categorical:
    return category_from_codes(np.full(n_rows, -1), ())


def _in_order(found: pd.DataFrame, aside: pd.DataFrame, context: RuleContext) -> pd.DataFrame:
    record, value = found["record"].to_numpy(), found["value"].to_numpy()
    place_of_id = np.zeros(len(found), dtype=np.int64)
    in_scope = record >= 0
    place_of_id[in_scope] = context.records["id_rank"].to_numpy()[record[in_scope]]
    place_of_id[~in_scope] = aside["record_id"].rank(method="dense").to_numpy()[value[~in_scope] - len(context.values)]
    severity, rule, field = (found[name].cat.codes.to_numpy(np.int64) for name in ("severity", "rule_id", "field"))
    key = severity
    for place in (rule, place_of_id, field):
        key = key * (place.max(initial=0) + 2) + place + 1
    return found.take(np.argsort(key, kind="stable")).reset_index(drop=True)
