"""What of the work of earlier reports an audit has, and what is closed: its finding is gone."""

from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.lookup import is_among
from audit.columns.masks import Bools
from audit.findings.ids import shared_number_ids
from audit.result.results import Audit
from audit.tables.work import FIXED, RECORD_GONE, WORK


class WorkHere(NamedTuple):
    """Of each row of WORK what an audit, or a part of one, has of it; true in one part is true of the whole."""

    finding: Bools
    """a finding with its id"""
    other: Bools
    """an action, a task for people or one of several records with a number with its id"""
    record: Bools
    """its record"""


def work_here(result: Audit, work: pd.DataFrame) -> WorkHere:
    """Return what of ``work`` (WORK) is in ``result``."""
    return WorkHere(
        finding=_is_found(work["finding_id"], result.findings.found["finding_id"].to_numpy()),
        other=_is_on_another_list(work["finding_id"], result),
        record=is_among(work["record_id"], result.records["record_id"]),
    )


def with_work(result: Audit, work: pd.DataFrame, here: WorkHere | None = None) -> Audit:
    """Return ``result`` with what people wrote (WORK), and what of it the audit does not have any more.

    ``here`` is what of it the whole audit has, where ``result`` has only a part of the tables.
    """
    here = here or work_here(result, work)
    is_open = here.finding | here.other
    now = pd.Timestamp(result.results.generated_at)
    told = WORK.typed(work.assign(last_open=work["last_open"].mask(is_open, now), is_finding=here.finding))
    was_closed = told["closed"] & told["closed_at"].notna()
    is_gone = (told["record_id"] != "") & ~here.record
    outcome = pd.Series(np.where(is_gone, RECORD_GONE, FIXED), index=told.index)
    told = told.assign(
        closed=~is_open,
        closed_at=told["closed_at"].where(was_closed, now).mask(is_open),
        outcome=told["outcome"].where(was_closed, outcome).mask(is_open, ""),
    )
    return replace(result, work=WORK.typed(told))


_ID: Final = "[0-9a-f]{16}"


def _is_found(ids: pd.Series, found: npt.NDArray[np.uint64]) -> Bools:
    """Return which ids are among those of the findings: a few among what may be millions."""
    is_id = ids.str.fullmatch(_ID).to_numpy(dtype=np.bool_)
    is_found = np.zeros(len(ids), dtype=np.bool_)
    if is_id.any():
        asked = np.array([int(text, 16) for text in ids[is_id]], dtype=np.uint64)
        known = np.sort(asked)
        place = np.minimum(np.searchsorted(known, found), len(known) - 1)
        # sorted, as the other way of NumPy before 2.1 does not take ids above 2 ** 63
        is_found[is_id] = np.isin(asked, found[known[place] == found], kind="sort")
    return is_found


def _is_on_another_list(ids: pd.Series, result: Audit) -> Bools:
    """Return which ids are of an action, a task for people or one of several records with a number."""
    if ids.empty:
        return np.zeros(0, dtype=np.bool_)
    actions = pd.Series([action.action_id for action in result.results.actions], dtype="str")
    others = (actions, result.for_people["finding_id"], _shared_ids(result))
    return np.asarray(np.any([is_among(ids, other) for other in others], axis=0), dtype=np.bool_)


def _shared_ids(result: Audit) -> pd.Series:
    number = result.values["number"].to_numpy()
    held = np.flatnonzero(number >= 0)
    held = held[result.numbers["n_records"].to_numpy()[number[held]] > 1]
    records = result.records["record_id"].take(result.values["record"].to_numpy()[held])
    return shared_number_ids(records, result.numbers["digits"].to_numpy()[number[held]])
