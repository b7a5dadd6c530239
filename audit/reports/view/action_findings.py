"""Which findings an action of "What to do first" takes care of, so that the page can show them alone."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.types import places_of
from audit.result.results import Action, Audit

_Bools = npt.NDArray[np.bool_]

_RELATIONS: Final[Mapping[str, str]] = {
    "merge-same-person": "same_person",
    "keep-line-on-account": "same_account",
    "find-owner": "unrelated",
}
"""Actions on duplicates, by how the records of the number relate."""
_COUNTRY_CODE: Final = "add-country-code:"
_CONFIDENCES: Final[Mapping[str, str]] = {_COUNTRY_CODE: "region", "remove-punctuation": "certain"}


def action_of_findings(
    result: Audit, rule: npt.NDArray[np.int64], value: npt.NDArray[np.int64], rows: pd.DataFrame
) -> npt.NDArray[np.int64]:
    """Return for each finding the place of its action among those of the audit, -1 for none.

    ``rule`` is the place of its rule among ``result.rules``, ``value`` the row position of its value, ``rows`` have
    its columns of FINDINGS.
    """
    values = result.values
    at = np.where((value >= 0) & (value < len(values)), value, -1)
    region = values["region"].array.take(at, allow_fill=True)
    number = np.append(values["number"].to_numpy(), -1)[at]
    relation = result.numbers["relation"].array.take(number, allow_fill=True)
    confidence = np.asarray(rows["confidence"])
    known = {"region": np.asarray(region), "relation": np.asarray(relation), "confidence": confidence}
    action_of = np.full(len(rows), -1, dtype=np.int64)
    rule_ids = tuple(result.rules)
    named = {action.region for action in result.results.actions if action.region}
    for place, action in enumerate(result.results.actions):
        rules = places_of(pd.Series(action.rule_ids, dtype="str"), rule_ids)
        action_of[np.isin(rule, rules) & _fits(action, known, named)] = place
    return action_of


def _fits(action: Action, known: Mapping[str, npt.NDArray[np.object_]], named: set[str]) -> _Bools:
    """Return which findings have what the action asks for beside its rules."""
    fits = np.ones(len(known["region"]), dtype=np.bool_)
    for start, confidence in _CONFIDENCES.items():
        if action.action_id.startswith(start):
            fits &= known["confidence"] == confidence
    if action.region:
        fits &= known["region"] == action.region
    elif action.action_id.startswith(_COUNTRY_CODE):
        fits &= ~np.isin(known["region"].astype(str), sorted(named))
    if action.action_id in _RELATIONS:
        fits &= known["relation"] == _RELATIONS[action.action_id]
    return fits
