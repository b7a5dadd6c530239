"""The list for people: what no load file can fix, record by record, grouped by owner."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from audit.fix_tables import FOR_PEOPLE, TASKS
from audit.lookups import e164_as_int, positions_among
from audit.results.masks import marked
from audit.tables import SEVERITIES, Simulation, category_of

_TASK_OF_VALUE: Final[Mapping[str, str]] = {
    "not-e164": "check",
    "extension-in-number": "check",
    "letters-in-number": "check",
    "invalid-number": "collect",
    "text-in-phone-field": "collect",
    "placeholder-number": "collect",
    "scientific-notation": "collect",
    "several-numbers-in-field": "collect",
    "needs-region": "fill_country",
}
"""Rules on a value: whoever settles the value has done with it."""
_OF_TASK: Final = [
    "rule_id",
    *(column.name for column in FOR_PEOPLE.columns if column.name not in ("owner", "task")),
]
"""The columns of findings that a task tells."""
_SHARED: Final = ("duplicate-same-object", "undetermined-winner", "duplicate-across-objects")
"""Rules on a number that several records hold: what is to be done depends on how they are related."""


def work_for_people(findings: pd.DataFrame, simulation: Simulation) -> pd.DataFrame:
    """Return FOR_PEOPLE for an org whose load files have been loaded, with its ``findings`` (FINDINGS).

    Suppressed findings are no work. A value or a number with several findings is one row, told by the gravest.
    """
    rules = [*_TASK_OF_VALUE, *_SHARED]
    is_open = ~findings["suppressed"] & findings["rule_id"].isin(rules)
    open_ = findings[_OF_TASK].loc[is_open].reset_index(drop=True)
    task = open_["rule_id"].astype("str").map(_TASK_OF_VALUE)
    task = task.fillna(_task_of_number(open_["e164"], simulation))
    work = open_.assign(task=category_of(task, TASKS), owner=_owners(open_["record_id"], simulation.records))
    work = work.sort_values("severity", kind="stable")
    repeats = work.duplicated(["record_id", "task", "field", "e164", "raw"])
    return FOR_PEOPLE.typed(_by_owner(work.loc[~repeats]).reset_index(drop=True))


def _task_of_number(e164: pd.Series, simulation: Simulation) -> pd.Series:
    """Return for each number ``merge`` when its records are one person, else ``assign``."""
    numbers = simulation.numbers
    shared = numbers.loc[numbers["relation"] == "same_person", "e164"]
    with_number = np.flatnonzero(e164.notna())
    is_shared = np.isin(e164_as_int(e164.iloc[with_number]), e164_as_int(shared))
    one_person = marked(len(e164), with_number[is_shared])
    return pd.Series(np.where(one_person, "merge", "assign"), index=e164.index, dtype="str")


def _owners(record_id: pd.Series, records: pd.DataFrame) -> pd.Categorical:
    row = positions_among(record_id, records["record_id"])
    owners: pd.Categorical = records["owner"].array.take(row, allow_fill=True)
    return owners.reorder_categories(sorted(owners.categories))


def _by_owner(work: pd.DataFrame) -> pd.DataFrame:
    """Return ``work`` with the owner first who has most errors, then most to do; the gravest of each first."""
    codes = work["owner"].cat.codes.to_numpy().astype(np.int64) + 1
    n_owners = len(work["owner"].cat.categories) + 1
    n_errors = np.bincount(codes[(work["severity"] == SEVERITIES[0]).to_numpy()], minlength=n_owners)
    n_all = np.bincount(codes, minlength=n_owners)
    order = np.lexsort((work["task"].cat.codes, work["severity"].cat.codes, codes, -n_all[codes], -n_errors[codes]))
    return work.take(order)
