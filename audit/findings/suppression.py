"""Findings that somebody has looked at and accepted."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.config import Suppression

_CASE_SENSITIVE_PART = 15
"""The first 15 characters of a record id say all; the other three only repeat their case."""


def suppressed(
    findings: pd.DataFrame, suppressions: Sequence[Suppression], today: date
) -> tuple[npt.NDArray[np.bool_], list[str]]:
    """Return which of ``findings`` are suppressed on the day ``today``, and a warning per suppression in vain.

    ``findings`` has ``rule_id``, ``record_id`` and ``e164``. A suppression holds for the findings that agree with all
    it names (rule, number, record), up to and including its last day. One that is past it, or that holds for no
    finding, is a warning; the warnings name it by its position in the configuration and its reason.
    """
    accepted = np.zeros(len(findings), dtype=np.bool_)
    warnings = []
    for position, suppression in enumerate(suppressions, start=1):
        name = f"Suppression number {position} ({suppression.reason})"
        if suppression.expires is not None and suppression.expires < today:
            warnings.append(f"{name} expired on {suppression.expires}: what it suppressed is shown again.")
            continue
        matched = _matched(findings, suppression)
        if not matched.any():
            warnings.append(f"{name} holds for no finding: remove it from the configuration.")
        accepted |= matched
    return accepted, warnings


def _matched(findings: pd.DataFrame, suppression: Suppression) -> npt.NDArray[np.bool_]:
    matched = np.ones(len(findings), dtype=np.bool_)
    if suppression.rule is not None:
        matched &= findings["rule_id"].eq(suppression.rule).to_numpy(dtype=np.bool_)
    if suppression.number is not None:
        matched &= findings["e164"].eq(suppression.number.strip()).to_numpy(dtype=np.bool_)
    if suppression.record is not None:
        ids = findings["record_id"].str.slice(stop=_CASE_SENSITIVE_PART)
        matched &= ids.eq(suppression.record.strip()[:_CASE_SENSITIVE_PART]).to_numpy(dtype=np.bool_)
    return matched
