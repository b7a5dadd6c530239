"""The calls that the texts of a call history tell, and what of them is set aside."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.columns.types import category_from_codes
from audit.domain import ACCOUNT
from audit.errors import UnreadableInputError
from audit.sources.calls.call_columns import CallColumns
from audit.sources.calls.call_directions import Directions, read_directions
from audit.sources.calls.call_fields import (
    are_of_aircall,
    are_other_tasks,
    are_sms,
    call_ids,
    first_filled,
    line_among_words,
    line_digits,
    none_of,
)
from audit.sources.calls.call_moments import CallMoments, Texts
from audit.sources.records.key_prefixes import KEY_PREFIXES
from audit.sources.records.record_columns import null_where_empty
from audit.sources.records.record_ids import is_id, widened
from audit.tables.calls import CALLS, DIRECTIONS, JOINS, SET_ASIDE

LINKED_ID: Final = "\0linked call id"
"""The name of a column that no file has: what the links of a row say."""
_PERSON_OR_ACCOUNT: Final = f"^({'|'.join(KEY_PREFIXES.values())})"
"""Contact, Lead, Account: a Task may belong to other objects, but no call is looked up in those."""
_ACCOUNT: Final = f"^{KEY_PREFIXES[ACCOUNT]}"
_USER: Final = "^005"
_CUSTOM: Final = "^a"
_ENTRY: Final = "^(00T|a)"
"""A Task, or a record of a custom object."""
_DONE: Final = "done"
_TEXT: Final = pa.large_string()

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class CallRows:
    """The calls of one file."""

    rows: pd.DataFrame
    """CALLS"""
    set_aside: dict[str, int]
    """rows that are not in it, by reason (SET_ASIDE)"""
    warnings: tuple[str, ...]
    lookups: pd.DataFrame | None = None
    """Which Task has which Aircall Log (task_id, log_id), also of rows that are set aside; None without such a field"""


def call_rows(texts: Texts, columns: CallColumns, label: str, zone: str | None, *, is_log: bool) -> CallRows:
    """Return the calls that ``texts`` (large_string, trimmed, null for empty, by column of the file) tell.

    Times without an offset are read in ``zone``. With ``is_log`` the rows are log entries, which need no number. Raise
    UnreadableInputError when no direction is understood and each call needs it.
    """
    n_rows = len(next(iter(texts.values()))) if texts else 0
    directions = read_directions([texts[name] for name in (*columns.direction, *columns.disposition)], n_rows)
    times = CallMoments(texts, columns, zone, n_rows)
    rows = _typed(texts, columns, directions.codes, times)
    aside = _set_aside(texts, columns, directions)
    if not is_log:  # where a call may have a Task and an Aircall Log
        aside["duplicate"] = is_again(rows)
        aside["no_direction"] = _has_lost_its_end(texts, columns, rows, directions)
    counts = _counted(aside, n_rows)
    n_without = counts.get("no_direction", 0)
    warnings = (
        *_not_understood(label, directions, n_without, n_rows, has_words=bool(columns.direction)),
        *times.warnings(label, n_rows),
    )
    lookups = _lookups(texts, columns, rows["entry_id"])
    return CallRows(rows.loc[~_any(aside.values(), n_rows)].reset_index(drop=True), counts, warnings, lookups)


def _lookups(texts: Texts, columns: CallColumns, entry_id: pd.Series) -> pd.DataFrame | None:
    if not columns.log_id:
        return None
    log_id = first_filled((_ids(texts[name], _CUSTOM) for name in columns.log_id), len(entry_id))
    return pd.DataFrame({"task_id": entry_id, "log_id": pd.array(log_id, dtype="str")}).dropna(ignore_index=True)


def _typed(texts: Texts, columns: CallColumns, direction: npt.NDArray[np.int8], times: CallMoments) -> pd.DataFrame:
    """Return CALLS of all rows."""
    n_rows = len(direction)
    account = first_filled((_ids(texts[name], _ACCOUNT) for name in columns.of_accounts), n_rows)
    person = first_filled((_ids(texts[name], _PERSON_OR_ACCOUNT) for name in columns.person), n_rows)
    entry = first_filled((_ids(texts[name], _ENTRY) for name in columns.entry_id), n_rows)
    entry_by = first_filled((_ids(texts[name], _USER) for name in columns.entry_by), n_rows)
    names = [texts[name] for name in columns.name]
    call_id = first_filled([texts[name] for name in (LINKED_ID, *columns.call_id) if name in texts], n_rows)
    as_text = {
        "call_id": call_ids(call_id),
        "raw": _number(texts, columns, direction),
        "line": _line(texts, columns, direction),
        "user": pc.utf8_lower(first_filled((texts[name] for name in columns.user), n_rows)),
        "entry_id": entry,
        "logged_on": pc.coalesce(person, account),
        "logged_account": account,
        "logged_name": _joined(names) if names else none_of(n_rows),
        "has_contact": first_filled((texts[name] for name in columns.has_contact), n_rows),
    }
    frame = {
        **{name: pd.array(column, dtype="str") for name, column in as_text.items()},
        "direction": category_from_codes(direction, DIRECTIONS),
        "entry_by": pd.array(entry_by, dtype="str"),
        **times.columns(),
        "joined": category_from_codes(np.full(n_rows, -1, dtype=np.int8), JOINS),
    }
    return CALLS.typed(pd.DataFrame(frame, index=range(n_rows)))


def _joined(parts: list[pa.Array]) -> pa.Array:
    """Return the ``parts`` of each row with a space between them, null where there is none."""
    joined = pc.binary_join_element_wise(*(pc.fill_null(part, "") for part in parts), pa.scalar(" ", _TEXT))
    return null_where_empty(pc.utf8_trim_whitespace(joined))


def _number(texts: Texts, columns: CallColumns, direction: npt.NDArray[np.int8]) -> pa.Array:
    """Return the other party's number: where no column says it, the end of the call that is not the company's."""
    other_end = [_where(direction == code, texts[end]) for code, end in enumerate(columns.ends)]
    return first_filled([*(texts[name] for name in columns.number), *other_end], len(direction))


def _line(texts: Texts, columns: CallColumns, direction: npt.NDArray[np.int8]) -> pa.Array:
    """Return the digits of the company's line: of its column, else of its end of the call, else of CallDisposition."""
    own_end = [_where(direction == 1 - code, texts[end]) for code, end in enumerate(columns.ends)]
    named = [line_digits(column) for column in (*(texts[name] for name in columns.line), *own_end)]
    return first_filled([*named, *(line_among_words(texts[name]) for name in columns.disposition)], len(direction))


def _where(mask: Mask, texts: pa.Array) -> pa.Array:
    return pc.if_else(pa.array(mask), texts, pa.scalar(None, _TEXT))


def _ids(texts: pa.Array, prefix: str) -> pa.Array:
    """Return the record ids of 18 characters among ``texts`` that start with ``prefix``, null for all else."""
    is_wanted = pc.and_(is_id(texts), pc.match_substring_regex(texts, prefix))
    return widened(pc.if_else(is_wanted, texts, pa.scalar(None, _TEXT)))


def is_again(rows: pd.DataFrame) -> Mask:
    """Return which of ``rows`` (CALLS) have id and number of an earlier one."""
    has_same_id = (rows["call_id"].duplicated() & rows["call_id"].notna()).to_numpy()
    if has_same_id.any():
        has_same_id = has_same_id & rows.duplicated(["call_id", "raw"]).to_numpy()
    return np.asarray(has_same_id, dtype=np.bool_)


def _set_aside(texts: Texts, columns: CallColumns, directions: Directions) -> dict[str, Mask]:
    """Return by reason which rows are set aside, whatever other reasons there are."""
    n_rows = len(directions.codes)
    kinds = [texts[name] for name in columns.kind]
    is_sms = _any((are_sms(each) for each in kinds), n_rows)
    for name in columns.sms:
        is_sms |= texts[name].is_valid().to_numpy(zero_copy_only=False)
    by_aircall = _any((are_of_aircall(texts[name]) for name in columns.disposition), n_rows)
    if LINKED_ID in texts:
        by_aircall |= texts[LINKED_ID].is_valid().to_numpy(zero_copy_only=False)
    is_unfinished = np.zeros(n_rows, dtype=np.bool_)
    for name in columns.status:
        status = pd.Series(pd.array(pc.utf8_lower(texts[name]), dtype="str"))
        is_unfinished |= (status.notna() & (status != _DONE)).to_numpy()
    return {
        "not_a_call": _any((are_other_tasks(each) for each in kinds), n_rows),
        "sms": is_sms,
        "not_aircall": ~by_aircall & bool(by_aircall.any()) & bool(columns.disposition),
        "colleagues": directions.is_internal,
        "unfinished": is_unfinished,
    }


def _any(masks: Iterable[Mask], n_rows: int) -> Mask:
    return np.asarray(np.logical_or.reduce([np.zeros(n_rows, dtype=np.bool_), *masks]), dtype=np.bool_)


def _counted(aside: Mapping[str, Mask], n_rows: int) -> dict[str, int]:
    """Return how many rows each reason sets aside, a row under its first reason; reasons without rows are left out."""
    taken = np.zeros(n_rows, dtype=np.bool_)
    counts = {}
    for reason in (each for each in SET_ASIDE if each in aside):
        counts[reason] = int((aside[reason] & ~taken).sum())
        taken |= aside[reason]
    return {reason: n for reason, n in counts.items() if n}


def _has_lost_its_end(texts: Texts, columns: CallColumns, rows: pd.DataFrame, directions: Directions) -> Mask:
    """Return which calls have two ends, and no direction to tell which of them is the other party's."""
    has_end = _any((texts[end].is_valid().to_numpy(zero_copy_only=False) for end in columns.ends), len(rows))
    return np.asarray(has_end & (directions.codes < 0) & rows["raw"].isna().to_numpy(), dtype=np.bool_)


def _not_understood(
    label: str, directions: Directions, n_left_out: int, n_calls: int, *, has_words: bool
) -> tuple[str, ...]:
    """Return what is to be said of calls whose direction is not understood.

    Raise UnreadableInputError when it is not understood of any call and each needs it.
    """
    if not directions.calls_not_understood or not has_words:
        return ()
    said = f"The direction of {directions.calls_not_understood:,} of {n_calls:,} calls in {label} is not understood"
    if n_left_out == n_calls:
        raise UnreadableInputError(f"{said} ({directions.named()}), so no call can be read. Write inbound or outbound.")
    if n_left_out:
        also = (
            f"{n_left_out:,} {'is' if n_left_out == 1 else 'are'} left out, as it is not clear which end is the caller"
        )
    else:
        also = "they count as neither inbound nor outbound"
    return (f"{said} ({directions.named()}): {also}.",)
