"""Stage 4, find: asks every rule and puts what they found into one table."""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.api.types import union_categoricals

from audit.config import AuditConfig
from audit.findings.finding_id import finding_ids
from audit.findings.registry import RULES
from audit.findings.rule import Evidence, Rule
from audit.findings.suppression import suppressed
from audit.findings.texts import RULE_IDS, check_rule_ids
from audit.lookups import text_array
from audit.tables import CONFIDENCES, FINDINGS, SEVERITIES, SOBJECTS, Severity, category_of

_CLOSED_LISTS = {"rule_id": RULE_IDS, "severity": SEVERITIES, "sobject": SOBJECTS, "confidence": CONFIDENCES}
_OPEN_LISTS = ("field", "message")
_THREADS = min(os.cpu_count() or 1, 4)
"""Each takes memory for what its rule looks at."""
_TEXTS = ("record_id", "raw", "e164", "related_record_id", "proposed")


def find_all(evidence: Evidence, config: AuditConfig, now: datetime) -> tuple[pd.DataFrame, list[str]]:
    """Return the findings of all rules (table FINDINGS) and warnings about suppressions that no longer hold.

    ``now`` is the audit's clock; suppressions expire by its date. A severity in the configuration replaces that of
    the rule, also where the rule itself tells findings apart. Findings are ordered by severity, rule, record id,
    field and number. Raises UsageError for a rule id in the configuration that does not exist.
    """
    check_rule_ids(config)
    with ThreadPoolExecutor(_THREADS) as pool:  # the rules know nothing of each other
        found = pool.map(lambda rule: _found_by(rule, evidence, config.severity), RULES)
    findings = _in_order(_stacked(list(found)))
    findings["current"] = findings["raw"]
    findings["finding_id"] = finding_ids(findings)
    findings["suppressed"], warnings = suppressed(findings, config.suppress, now.date())
    return FINDINGS.typed(findings), warnings


def _found_by(rule: Rule, evidence: Evidence, severities: Mapping[str, Severity]) -> pd.DataFrame:
    found = rule.find(evidence)
    if rule.id in severities or "severity" not in found:
        found["severity"] = severities.get(rule.id, rule.severity)
    found["rule_id"] = rule.id
    for name, values in _CLOSED_LISTS.items():
        found[name] = category_of(found[name], values) if name in found else category_of([None] * len(found), values)
    return found


def _stacked(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of ``parts`` below each other; open lists become categories in alphabetical order."""
    columns: dict[str, pd.Series] = {}
    for name in _TEXTS:
        stacked = pd.concat([_or_missing(part, name) for part in parts], ignore_index=True)
        columns[name] = pd.Series(pd.array(text_array(stacked), dtype="str"))
    for name in _OPEN_LISTS:
        lists = [_or_missing(part, name).astype("category") for part in parts]
        texts = [column.cat.set_categories(column.cat.categories.astype("str")) for column in lists]
        columns[name] = pd.Series(union_categoricals(texts, sort_categories=True))
    for name in _CLOSED_LISTS:
        columns[name] = pd.concat([part[name] for part in parts], ignore_index=True)
    return pd.DataFrame(columns)


def _or_missing(part: pd.DataFrame, name: str) -> pd.Series:
    if name in part:
        return part[name]
    return pd.Series(pd.array(pa.nulls(len(part), pa.large_string()), dtype="str"), index=part.index)


def _in_order(findings: pd.DataFrame) -> pd.DataFrame:
    keys = {
        "severity": findings["severity"].cat.codes,
        "rule": findings["rule_id"].cat.codes,
        "record_id": text_array(findings["record_id"]),
        "field": findings["field"].cat.codes,
        "number": pc.coalesce(text_array(findings["e164"]), text_array(findings["raw"])),
    }
    order = pc.sort_indices(pa.table(keys), sort_keys=[(name, "ascending") for name in keys])
    return findings.take(order.to_numpy()).reset_index(drop=True)
