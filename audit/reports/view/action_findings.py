"""Which findings an action of "What to do first" takes care of, so that the page can show them alone."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.types import places_of
from audit.result.results import Action, Audit

_Bools = npt.NDArray[np.bool_]


def action_of_findings(
    result: Audit, rule: npt.NDArray[np.int64], value: npt.NDArray[np.int64], rows: pd.DataFrame
) -> npt.NDArray[np.int64]:
    """Return for each finding the place of its action among those of the audit, -1 for none.

    ``rule`` is the place of its rule among ``result.rules``, ``value`` the row position of its value, ``rows`` have
    its columns of FINDINGS.
    """
    values = result.values
    at = np.where((value >= 0) & (value < len(values)), value, -1)
    number = np.append(values["number"].to_numpy(), -1)[at]
    known = {
        "confidence": rows["confidence"],
        "region": pd.Series(values["region"].array.take(at, allow_fill=True)),
        "relation": pd.Series(result.numbers["relation"].array.take(number, allow_fill=True)),
    }
    action_of = np.full(len(rows), -1, dtype=np.int64)
    rule_ids = tuple(result.rules)
    for place, action in enumerate(result.results.actions):
        rules = places_of(pd.Series(action.rule_ids, dtype="str"), rule_ids)
        action_of[np.isin(rule, rules) & _fits(action, known)] = place
    return action_of


def _fits(action: Action, known: Mapping[str, pd.Series]) -> _Bools:
    """Return which findings have what the action asks for beside its rules."""
    asked: Mapping[str, Sequence[str | None]] = {
        "confidence": [action.confidence],
        "region": action.regions,
        "relation": [action.relation],
    }
    fits = np.ones(len(known["region"]), dtype=np.bool_)
    for name, texts in asked.items():
        if any(texts):
            fits &= known[name].isin(texts).to_numpy()
    return fits
