"""Findings that somebody has looked at and accepted."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from audit.columns.lookup import is_same_id
from audit.config.audit import Suppression
from audit.findings.rule import RuleContext
from audit.tables.findings import Findings

Bools = npt.NDArray[np.bool_]
Held = tuple[int, ...]
"""For each suppression, how many findings it holds for; those of parts of an org add."""


def suppressed(
    findings: Findings, context: RuleContext, suppressions: Sequence[Suppression], today: date
) -> tuple[Bools, Held]:
    """Return which of ``findings`` are suppressed on the day ``today``, and for how many each suppression holds.

    ``findings`` are those of ``context``, ``suppressed`` not yet among their columns. A suppression holds for the
    findings that agree with all it names (rule, number, record), up to and including its last day.
    """
    accepted = np.zeros(len(findings.found), dtype=np.bool_)
    held = []
    for suppression in suppressions:
        matched = np.zeros_like(accepted) if _is_past(suppression, today) else _matched(findings, context, suppression)
        held.append(int(matched.sum()))
        accepted |= matched
    return accepted, tuple(held)


def suppression_warnings(suppressions: Sequence[Suppression], held: Held, today: date) -> list[str]:
    """Return a warning per suppression that is past its last day or that holds for no finding of the whole org.

    They name it by its position in the configuration and its reason.
    """
    warnings = []
    for position, (suppression, n_findings) in enumerate(zip(suppressions, held, strict=True), start=1):
        name = f"Suppression number {position} ({suppression.reason})"
        if _is_past(suppression, today):
            warnings.append(f"{name} expired on {suppression.expires}: what it suppressed is shown again.")
        elif not n_findings:
            warnings.append(f"{name} matches no finding: remove it from the configuration.")
    return warnings


def _is_past(suppression: Suppression, today: date) -> bool:
    return suppression.expires is not None and suppression.expires < today


def _matched(findings: Findings, context: RuleContext, suppression: Suppression) -> Bools:
    found, aside = findings.found, findings.aside
    matched = np.ones(len(found), dtype=np.bool_)
    if suppression.rule is not None:
        matched &= found["rule_id"].eq(suppression.rule).to_numpy(dtype=np.bool_)
    if suppression.number is not None:
        is_number = [texts["e164"].eq(suppression.number.strip()) for texts in (context.values, aside)]
        matched &= np.concatenate([*is_number, [False]])[found["value"]]
    if suppression.record is not None:
        is_record, is_aside = (is_same_id(table["record_id"], suppression.record) for table in (context.records, aside))
        is_aside = np.concatenate([np.zeros(len(context.values), dtype=np.bool_), is_aside, [False]])
        matched &= np.append(is_record, False)[found["record"]] | is_aside[found["value"]]
    return matched
