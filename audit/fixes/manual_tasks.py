"""The list for people: what no load file can fix, record by record, grouped by owner."""

from typing import Final

import numpy as np
import pandas as pd

from audit.columns.types import category_from_codes
from audit.config.audit import FixSettings
from audit.domain import SEVERITIES
from audit.findings.ids import finding_ids
from audit.findings.rules.registry import RULES
from audit.fixes.changes import is_fixable
from audit.tables.findings import Assessment, Findings
from audit.tables.fixes import FOR_PEOPLE, TASKS
from audit.tables.simulation import Simulation

_TASK_OF_RULE: Final = {rule.id: rule.manual_task for rule in RULES if rule.manual_task}


def manual_tasks(after: Assessment, settings: FixSettings) -> pd.DataFrame:
    """Return FOR_PEOPLE for an org whose load files, made by ``settings``, have been loaded.

    Suppressed findings are no work. A value or a number with several findings is one row, told by the gravest.
    """
    simulation, findings = after
    found = findings.found
    row = np.flatnonzero(~found["suppressed"] & found["rule_id"].isin(list(_TASK_OF_RULE)))
    work = found[["rule_id", "severity", "record", "value"]].take(row)
    work = work.assign(
        row=row, task=_tasks(work, simulation, settings), owner=_owners(work["record"], simulation.records)
    )
    work = _by_owner(work.loc[~work.duplicated(["value", "task"])])  # the gravest come first
    told = _with_ids(Findings(found.take(work["row"].to_numpy()), findings.aside), simulation)
    return FOR_PEOPLE.typed(told.assign(task=work["task"], owner=work["owner"]).reset_index(drop=True))


def _with_ids(findings: Findings, simulation: Simulation) -> pd.DataFrame:
    """Return FINDINGS; in an org that is only imagined nobody has given them their ids yet."""
    ids = finding_ids(findings, simulation.records, simulation.values)
    found = findings.found.assign(finding_id=ids)
    return Findings(found, findings.aside).expanded(simulation.records, simulation.values)


def _tasks(work: pd.DataFrame, simulation: Simulation, settings: FixSettings) -> pd.Categorical:
    """Return what is to be done.

    About a number that is ``merge`` when its records are one person, else ``assign``; about a value that a file would
    have written, had another field not kept it from that, ``later``.
    """
    rules = [_TASK_OF_RULE.get(rule_id) for rule_id in work["rule_id"].array.categories]
    of_rule = np.array([TASKS.index(task) if task in TASKS else -1 for task in rules])[work["rule_id"].array.codes]
    one_person = simulation.numbers["relation"].eq("same_person").to_numpy()
    is_fine = is_fixable(simulation.values, settings)[work["value"].to_numpy()]
    of_rule = np.where((of_rule == TASKS.index("check")) & is_fine, TASKS.index("later"), of_rule)
    of_number = np.where(one_person, TASKS.index("merge"), TASKS.index("assign"))
    number = simulation.values["number"].to_numpy()[work["value"].to_numpy()]
    return category_from_codes(np.where(of_rule >= 0, of_rule, np.append(of_number, -1)[number]), TASKS)


def _owners(record: pd.Series, records: pd.DataFrame) -> pd.Categorical:
    owners: pd.Categorical = records["owner"].array.take(record.to_numpy())
    return owners.reorder_categories(sorted(owners.categories))


def _by_owner(work: pd.DataFrame) -> pd.DataFrame:
    """Return ``work`` with the owner first who has most errors, then most to do; the gravest of each first."""
    codes = work["owner"].cat.codes.to_numpy().astype(np.int64) + 1
    n_owners = len(work["owner"].cat.categories) + 1
    n_errors = np.bincount(codes[(work["severity"] == SEVERITIES[0]).to_numpy()], minlength=n_owners)
    n_all = np.bincount(codes, minlength=n_owners)
    order = np.lexsort((work["task"].cat.codes, work["severity"].cat.codes, codes, -n_all[codes], -n_errors[codes]))
    return work.take(order)
