"""Which entry of a call log belongs to which call, where the log has no numbers (docs/simulation.md, Replay)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.lookup import is_among, positions_among
from audit.columns.types import category_from_codes, places_of
from audit.tables.calls import CALLS, DIRECTIONS, JOINS, CallLog, LogJoin, SilentCalls

_WINDOW: Final = 120
"""Seconds between the moment of an entry and that of its call."""
_ENOUGH_TO_LEARN: Final = 10
_NEARLY_ALL: Final = 0.9
_SAME_DURATION: Final = 2
"""Seconds by which two clocks may differ."""
_MOST_CANDIDATES: Final = 64
"""In a window with more calls nothing is told apart."""
_ENOUGH_TO_BE_SILENT: Final = 5
_OF_ENTRIES: Final = ("entry_id", "entry_at", "entry_by", "logged_on", "logged_account")

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Learned:
    """What calls that were joined by id show of the others."""

    offset: int | None = None
    """seconds from the answer, or the end, of a call to its entry"""
    duration: Literal["seconds", "talk"] | None = None
    """which duration of a call its entry has"""


@dataclass(frozen=True)
class _Side:
    """Calls or log entries, as circumstances tell them: moments in seconds, texts as codes, -1 where unknown."""

    moment: Ints
    """of an entry when it was made, of a call when that should happen"""
    started: Ints
    direction: Ints
    line: Ints
    user: Ints
    seconds: Ints
    talk: Ints
    has_id: Bools
    """Aircall's own id, which links have"""


def with_log_entries(calls: CallLog, log: CallLog) -> CallLog:
    """Return ``calls`` with the entries of ``log`` that are certainly theirs; what they said themselves is replaced."""
    rows, entries = calls.rows, log.rows
    call_of_entry = positions_among(entries["call_id"], rows["call_id"])
    by_id, disputed = _one_of_each(call_of_entry, entries["logged_on"])
    call_side, entry_side = _sides(rows, entries)
    learned = _learned(call_side, entry_side, call_of_entry[by_id], by_id)
    entry_of_call = np.full(len(rows), -1)
    entry_of_call[call_of_entry[by_id]] = by_id
    joined = np.where(entry_of_call >= 0, JOINS.index("call_id"), JOINS.index("none"))
    joined[disputed] = JOINS.index("ambiguous")
    free_calls = np.flatnonzero(joined == JOINS.index("none"))
    free_entries = np.flatnonzero(call_of_entry < 0)
    call, entry, is_crowded = _pairs(call_side, entry_side, free_calls, free_entries, learned)
    joined[is_crowded] = JOINS.index("ambiguous")
    joined[call] = JOINS.index("ambiguous")
    is_certain = _occurs_once(call) & _occurs_once(entry) & ~is_crowded[call]
    entry_of_call[call[is_certain]] = entry[is_certain]
    joined[call[is_certain]] = JOINS.index("circumstances")
    of_entry = {name: entries[name].array.take(entry_of_call, allow_fill=True) for name in _OF_ENTRIES}
    with_entries = rows.assign(**of_entry, logged_name=None, joined=category_from_codes(joined, JOINS))
    return replace(
        calls,
        rows=CALLS.typed(with_entries),
        logged_by="id",
        warnings=(*calls.warnings, *log.warnings),
        files=(*calls.files, *log.files),
        set_aside=dict(Counter(calls.set_aside) + Counter(log.set_aside)),
        join=_figures(with_entries, len(entries), learned),
    )


def _figures(rows: pd.DataFrame, n_entries: int, learned: _Learned) -> LogJoin:
    n_calls = rows["joined"].value_counts()
    return LogJoin(
        entries=n_entries,
        by_call_id=int(n_calls["call_id"]),
        by_circumstances=int(n_calls["circumstances"]),
        ambiguous=int(n_calls["ambiguous"]),
        no_entry=int(n_calls["none"]),
        entries_without_call=n_entries - int(n_calls["call_id"] + n_calls["circumstances"]),
        offset_seconds=learned.offset,
        duration=learned.duration,
        silent=tuple(_silent(rows)),
    )


def _one_of_each(call_of_entry: Ints, logged_on: pd.Series) -> tuple[Ints, Ints]:
    """Return an entry for each call that entries name by its id, and the calls whose entries name several records.

    A call may have both a Task and an Aircall Log; the one that has a record counts.
    """
    entry = np.flatnonzero(call_of_entry >= 0)
    named = pd.DataFrame({"call": call_of_entry[entry], "entry": entry, "logged_on": logged_on.array[entry]})
    is_disputed = named.groupby("call")["logged_on"].transform("nunique") > 1
    disputed = named.loc[is_disputed, "call"].unique()
    first = named.loc[~is_disputed].sort_values("logged_on", kind="stable").drop_duplicates("call")
    return np.sort(first["entry"].to_numpy()), disputed


def _occurs_once(positions: Ints) -> Bools:
    return np.asarray(np.bincount(positions)[positions] == 1, dtype=np.bool_)


def _sides(rows: pd.DataFrame, entries: pd.DataFrame) -> tuple[_Side, _Side]:
    """Return both as circumstances; a user of an entry who is nobody among the calls is unknown.

    The owner of an entry is the user with the same address, else the admin who installed the integration.
    """
    users = entries["user"].where(is_among(entries["user"], rows["user"].dropna().drop_duplicates()))
    line, user = (_codes(rows[name], other) for name, other in (("line", entries["line"]), ("user", users)))
    expected = rows["answered_at"].fillna(rows["ended_at"])
    if rows["answered_at"].isna().all():  # nothing tells when a call was answered: soon after it began
        expected = rows["started_at"]
    n_calls = len(rows)
    calls = _Side(
        moment=_epoch_seconds(expected),
        started=_epoch_seconds(rows["started_at"]),
        direction=places_of(rows["direction"], DIRECTIONS),
        line=line[:n_calls],
        user=user[:n_calls],
        seconds=rows["seconds"].to_numpy(),
        talk=_talk(rows),
        has_id=_has_id(rows),
    )
    of_entries = _Side(
        moment=_epoch_seconds(entries["entry_at"]),
        started=_epoch_seconds(entries["started_at"]),
        direction=places_of(entries["direction"], DIRECTIONS),
        line=line[n_calls:],
        user=user[n_calls:],
        seconds=entries["seconds"].to_numpy(),
        talk=np.full(len(entries), -1),
        has_id=_has_id(entries),
    )
    return calls, of_entries


def _has_id(rows: pd.DataFrame) -> Bools:
    return np.asarray(rows["call_id"].str.isdecimal().fillna(value=False), dtype=np.bool_)


def _codes(texts: pd.Series, others: pd.Series) -> Ints:
    return np.asarray(pd.factorize(pd.concat([texts, others], ignore_index=True))[0], dtype=np.int64)


def _epoch_seconds(moments: pd.Series) -> Ints:
    milliseconds = moments.to_numpy("datetime64[ms]")
    return np.where(np.isnat(milliseconds), -1, milliseconds.view(np.int64) // 1000)


def _talk(rows: pd.DataFrame) -> Ints:
    talk = _epoch_seconds(rows["ended_at"]) - _epoch_seconds(rows["answered_at"])
    is_known = rows["ended_at"].notna() & rows["answered_at"].notna()
    return np.where(is_known, talk, -1)


def _learned(calls: _Side, entries: _Side, call: Ints, entry: Ints) -> _Learned:
    has_moments = (calls.moment[call] >= 0) & (entries.moment[entry] >= 0)
    if has_moments.sum() < _ENOUGH_TO_LEARN:
        return _Learned()
    offset = int(np.median(entries.moment[entry][has_moments] - calls.moment[call][has_moments]))
    for name, of_calls in (("seconds", calls.seconds), ("talk", calls.talk)):
        is_known = (of_calls[call] >= 0) & (entries.seconds[entry] >= 0)
        is_same = np.abs(of_calls[call] - entries.seconds[entry])[is_known] <= _SAME_DURATION
        if is_known.sum() >= _ENOUGH_TO_LEARN and is_same.mean() >= _NEARLY_ALL:
            return _Learned(offset, name)  # type: ignore[arg-type]
    return _Learned(offset)


def _pairs(
    calls: _Side, entries: _Side, free_calls: Ints, free_entries: Ints, learned: _Learned
) -> tuple[Ints, Ints, Bools]:
    """Return calls and entries that may belong together, and which calls lie where too many do."""
    is_crowded = np.zeros(len(calls.moment), dtype=np.bool_)
    found = [(np.empty(0, np.int64), np.empty(0, np.int64))]
    has_start = entries.started[free_entries] >= 0
    for name, part, offset in (
        ("started", free_entries[has_start], 0),
        ("moment", free_entries[~has_start], learned.offset or 0),
    ):
        of_calls, of_entries = getattr(calls, name), getattr(entries, name)
        told = part[(of_entries[part] >= 0) & (entries.direction[part] >= 0)]
        for key, chosen in _by_best_key(entries, told):
            call_key, entry_key = (_key_of(side, key) for side in (calls, entries))
            usable = free_calls[(of_calls[free_calls] >= 0) & (call_key[free_calls] >= 0)]
            windows = _Windows(call_key[usable], of_calls[usable])
            place, call = windows.around(entry_key[chosen], of_entries[chosen] - offset)
            found.append((usable[call], chosen[place]))
            is_crowded[usable[windows.crowded]] = True
    call, entry = (np.concatenate(side) for side in zip(*found, strict=True))
    fits = _fits(calls, entries, call, entry, learned)
    return call[fits], entry[fits], is_crowded


def _by_best_key(entries: _Side, chosen: Ints) -> Iterator[tuple[str, Ints]]:
    """Yield what besides the direction tells calls apart, and the entries that say it: the line, else the user."""
    has_line, has_user = entries.line[chosen] >= 0, entries.user[chosen] >= 0
    for key, rows in (("line", has_line), ("user", ~has_line & has_user), ("direction", ~has_line & ~has_user)):
        if rows.any():
            yield key, chosen[rows]


def _key_of(side: _Side, name: str) -> Ints:
    """Return one number for direction and ``name``, -1 where one of them is unknown."""
    code: Ints = getattr(side, name)
    is_known = (code >= 0) & (side.direction >= 0)
    return np.where(is_known, code * len(DIRECTIONS) + side.direction, -1)


class _Windows:
    """Calls in order of key and moment."""

    def __init__(self, key: Ints, at: Ints) -> None:
        self._start = int(at.min(initial=0)) - 2 * _WINDOW
        self._span = int(at.max(initial=0)) - self._start + 3 * _WINDOW
        place = key * self._span + at - self._start
        self._order = np.argsort(place, kind="stable")
        self._place = place[self._order]
        self._edges = np.zeros(len(place) + 1, dtype=np.int64)

    def around(self, key: Ints, at: Ints) -> tuple[Ints, Ints]:
        """Return positions among the entries asked for (``key``, ``at``), and of the calls of that key around them."""
        middle = key * self._span + np.clip(at - self._start, _WINDOW, self._span - _WINDOW - 1)
        first = np.searchsorted(self._place, middle - _WINDOW)
        n = np.searchsorted(self._place, middle + _WINDOW, side="right") - first
        crowded = n > _MOST_CANDIDATES
        np.add.at(self._edges, first[crowded], 1)
        np.add.at(self._edges, (first + n)[crowded], -1)
        n = np.where(crowded, 0, n)
        entry = np.repeat(np.arange(len(key)), n)
        within = np.arange(len(entry)) - np.repeat(np.cumsum(n) - n, n)
        return entry, self._order[first[entry] + within]

    @property
    def crowded(self) -> Ints:
        """The calls in windows that hold too many."""
        return self._order[np.cumsum(self._edges)[:-1] > 0]


def _fits(calls: _Side, entries: _Side, call: Ints, entry: Ints, learned: _Learned) -> Bools:
    """Return which pairs do not contradict each other in id, line, user or duration."""
    fits = ~(calls.has_id[call] & entries.has_id[entry])  # the same ids have met already
    for name in ("line", "user"):
        one, other = getattr(calls, name)[call], getattr(entries, name)[entry]
        fits &= (one == other) | (one < 0) | (other < 0)
    if learned.duration is not None:
        one, other = getattr(calls, learned.duration)[call], entries.seconds[entry]
        fits &= (np.abs(one - other) <= _SAME_DURATION) | (one < 0) | (other < 0)
    return fits


def _silent(rows: pd.DataFrame) -> Iterator[SilentCalls]:
    """Yield lines and kinds of calls of which no call has an entry, those with most calls first."""
    has_none = rows["joined"] == "none"
    is_answered = rows["answered_at"].notna()
    kind = rows["direction"].astype("str").where(is_answered, rows["direction"].astype("str") + " unanswered")
    groups: tuple[tuple[Literal["line", "kind"], pd.Series], ...] = (("line", rows["line"]), ("kind", kind))
    for what, group in groups:
        counted = has_none.groupby(group.to_numpy()).agg(["size", "all"])
        silent = counted.loc[counted["all"] & (counted["size"] >= _ENOUGH_TO_BE_SILENT), "size"]
        for value, n in silent.sort_values(ascending=False).items():
            yield SilentCalls(what, str(value), int(n))
