"""Tasks and Aircall Logs of the same calls, as one call each: Salesforce may have both."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.lookup import is_among, positions_among, texts_at
from audit.tables.calls import CALLS, CallLog

_OF_THE_ENTRY: Final = ("entry_id", "entry_at", "joined", "logged_on", "logged_account")
"""Columns that a Task keeps even where they are empty."""


Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class TasksWithLogs:
    """Calls, and how Tasks and Aircall Logs made them."""

    rows: pd.DataFrame
    """CALLS: one row per Task, then one per Aircall Log without one"""
    n_both: int
    """Tasks that have an Aircall Log"""
    n_log_only: int
    n_tasks_left_out: int
    """Tasks of which nothing tells whether they are of the same calls as Aircall Logs"""
    n_logs_left_out: int


def tasks_with_logs(tasks: pd.DataFrame, logs: pd.DataFrame, lookups: pd.DataFrame | None) -> TasksWithLogs:
    """Return the calls of ``tasks`` and ``logs`` (CALLS), each once.

    ``lookups`` has the ids of Tasks and of their Aircall Logs (task_id, log_id), also of Tasks that are not among
    ``tasks``; None where the org has no such lookup. Without it the call id alone tells what belongs together. Where
    nothing does, the kind with fewer rows is left out, so that no call counts twice. A Task keeps what it says; its Log
    fills in the rest.
    """
    place = _places(tasks, logs, lookups)
    is_alone = place < 0, _are_alone(logs, place, lookups)
    left_out = np.zeros(len(tasks), dtype=np.bool_), np.zeros(len(logs), dtype=np.bool_)
    if lookups is None:
        left_out = _left_out(tasks, logs, *is_alone)
    filled = {name: _filled(tasks, logs, place, name) for name in CALLS.names if name not in _OF_THE_ENTRY}
    is_nowhere = tasks["logged_on"].isna() & tasks["logged_account"].isna()
    for name in ("logged_on", "logged_account"):
        of_log = logs[name].array.take(np.where(is_nowhere, place, -1), allow_fill=True)
        filled[name] = tasks[name].where(~is_nowhere, pd.Series(of_log, index=tasks.index))
    log_only = logs.loc[is_alone[1] & ~left_out[1]]
    rows = pd.concat([tasks.assign(**filled).loc[~left_out[0]], log_only], ignore_index=True)
    return TasksWithLogs(
        CALLS.typed(rows), int((place >= 0).sum()), len(log_only), *(int(each.sum()) for each in left_out)
    )


def left_out_texts(both: TasksWithLogs) -> Iterator[str]:
    """Yield the sentence on calls that are left out."""
    kinds = {"Tasks": both.n_tasks_left_out, "Aircall Logs": both.n_logs_left_out}
    for what, count in kinds.items():
        if count:
            other = next(each for each in kinds if each != what)
            yield (
                f"{count:,} {what} are left out: nothing tells which of them are calls that are also among the {other}."
            )


def joined_log(tasks: CallLog, logs: CallLog, both: TasksWithLogs) -> CallLog:
    """Return ``both`` as one log, with what is to be said of ``tasks`` and ``logs``."""
    return CallLog(
        both.rows,
        tasks.has_country_code or logs.has_country_code,
        "id" if both.rows["logged_on"].notna().any() else None,
        (*tasks.warnings, *logs.warnings, *left_out_texts(both)),
        dict(Counter(tasks.set_aside) + Counter(logs.set_aside)),
    )


def _places(tasks: pd.DataFrame, logs: pd.DataFrame, lookups: pd.DataFrame | None) -> Places:
    """Return the position of the Log of each Task, -1 for none."""
    by_id = positions_among(tasks["call_id"], logs["call_id"].where(~logs["call_id"].duplicated(keep=False)))
    if lookups is None:
        return by_id
    log_id = texts_at(lookups["log_id"], positions_among(tasks["entry_id"], lookups["task_id"]))
    by_lookup = positions_among(pd.Series(log_id), logs["entry_id"])
    is_free = np.append(_are_alone(logs, by_lookup, lookups), False)[by_id]
    return np.where((by_lookup < 0) & is_free, by_id, by_lookup)


def _are_alone(logs: pd.DataFrame, place: Places, lookups: pd.DataFrame | None) -> Mask:
    """Return which of ``logs`` have no Task."""
    is_alone = np.ones(len(logs), dtype=np.bool_) if lookups is None else ~is_among(logs["entry_id"], lookups["log_id"])
    is_alone[place[place >= 0]] = False
    return is_alone


def _left_out(tasks: pd.DataFrame, logs: pd.DataFrame, task_is_alone: Mask, log_is_alone: Mask) -> tuple[Mask, Mask]:
    """Return which Tasks, or which Logs, are left out: two that do not both have a call id may be of one call."""
    has_no_id = [each["call_id"].isna().to_numpy() for each in (tasks, logs)]
    doubtful_tasks = task_is_alone & (has_no_id[0] | (log_is_alone & has_no_id[1]).any())
    doubtful_logs = log_is_alone & (has_no_id[1] | (task_is_alone & has_no_id[0]).any())
    n_tasks, n_logs = int(doubtful_tasks.sum()), int(doubtful_logs.sum())
    has_doubt = bool(n_tasks and n_logs)
    return doubtful_tasks & has_doubt & (n_logs > n_tasks), doubtful_logs & has_doubt & (n_logs <= n_tasks)


def _filled(tasks: pd.DataFrame, logs: pd.DataFrame, place: Places, name: str) -> pd.Series:
    of_log = pd.Series(logs[name].array.take(place, allow_fill=True), index=tasks.index)
    is_told = tasks[name] >= 0 if name == "seconds" else tasks[name].notna()
    return tasks[name].where(is_told | of_log.isna(), of_log)
