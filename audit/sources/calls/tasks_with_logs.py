"""Tasks and Aircall Logs of the same calls, as one call each: Salesforce may have both."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.lookup import is_among, positions_among, texts_at
from audit.tables.calls import CALLS

_OF_THE_ENTRY: Final = ("entry_id", "entry_at", "joined", "logged_on", "logged_account")
"""Columns that a Task keeps even where they are empty."""


@dataclass(frozen=True)
class TasksWithLogs:
    """Calls, and how Tasks and Aircall Logs made them."""

    rows: pd.DataFrame
    """CALLS: one row per Task, then one per Aircall Log without one"""
    n_both: int
    """Tasks that have an Aircall Log"""
    n_log_only: int
    n_left_out: int
    """Aircall Logs of which nothing tells whether they have a Task"""


def tasks_with_logs(tasks: pd.DataFrame, logs: pd.DataFrame, lookups: pd.DataFrame | None) -> TasksWithLogs:
    """Return the calls of ``tasks`` and ``logs`` (CALLS), each once.

    ``lookups`` has the ids of Tasks and of their Aircall Logs (task_id, log_id), also of Tasks that are not among
    ``tasks``; None where the org has no such lookup. Without it the call id tells what belongs together. Where nothing
    does, the kind with fewer rows is left out, so that no call counts twice. A Task keeps what it says; its Log fills
    in the rest.
    """
    place = _places(tasks, logs, lookups)
    has_log = place >= 0
    if lookups is None and len(tasks) and len(logs) and not has_log.any():
        kept = logs if len(logs) > len(tasks) else tasks
        return TasksWithLogs(kept, 0, len(kept) if kept is logs else 0, min(len(tasks), len(logs)))
    filled = {name: _filled(tasks, logs, place, name) for name in CALLS.names if name not in _OF_THE_ENTRY}
    is_nowhere = tasks["logged_on"].isna() & tasks["logged_account"].isna()
    for name in ("logged_on", "logged_account"):
        of_log = logs[name].array.take(np.where(is_nowhere, place, -1), allow_fill=True)
        filled[name] = tasks[name].where(~is_nowhere, pd.Series(of_log, index=tasks.index))
    is_alone = np.ones(len(logs), dtype=np.bool_) if lookups is None else ~is_among(logs["entry_id"], lookups["log_id"])
    is_alone[place[has_log]] = False
    alone = logs.loc[is_alone]
    rows = pd.concat([tasks.assign(**filled), alone], ignore_index=True)
    return TasksWithLogs(CALLS.typed(rows), int(has_log.sum()), len(alone), 0)


def _places(tasks: pd.DataFrame, logs: pd.DataFrame, lookups: pd.DataFrame | None) -> npt.NDArray[np.int64]:
    """Return the position of the Log of each Task, -1 for none."""
    if lookups is None:
        return positions_among(tasks["call_id"], logs["call_id"].where(~logs["call_id"].duplicated(keep=False)))
    log_id = texts_at(lookups["log_id"], positions_among(tasks["entry_id"], lookups["task_id"]))
    return positions_among(pd.Series(log_id), logs["entry_id"])


def _filled(tasks: pd.DataFrame, logs: pd.DataFrame, place: npt.NDArray[np.int64], name: str) -> pd.Series:
    of_log = pd.Series(logs[name].array.take(place, allow_fill=True), index=tasks.index)
    is_told = tasks[name] >= 0 if name == "seconds" else tasks[name].notna()
    return tasks[name].where(is_told | of_log.isna(), of_log)
