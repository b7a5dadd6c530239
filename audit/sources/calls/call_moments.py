"""When the calls of a file began, were answered and ended, and when their log entries were made."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.columns.types import TIMESTAMP
from audit.sources.calls.call_columns import CallColumns
from audit.sources.calls.call_fields import first_filled, seconds_of
from audit.sources.calls.call_times import Moments, read_moments
from audit.sources.records.notes import masked_form

_NEVER: Final = np.datetime64("NaT", "ms")
_TEXT: Final = pa.large_string()

Texts = Mapping[str, pa.Array]


class CallMoments:
    """The moments of the calls of one file."""

    def __init__(self, texts: Texts, columns: CallColumns, zone: str | None, n_rows: int) -> None:
        """Read the columns of times among ``texts``; a time without offset is in ``zone``."""
        self._n_rows = n_rows
        zones = first_filled((texts[name] for name in columns.zone), n_rows) if columns.zone else None
        self._read = {
            "started_at": _as_needed(
                (
                    *(partial(read_moments, texts[name], None, None, is_utc=True) for name in columns.started_utc),
                    *(partial(read_moments, texts[name], zones, zone, is_utc=False) for name in columns.started_local),
                    *(
                        partial(read_moments, both, zones, zone, is_utc=False)
                        for both in _date_and_time(texts, columns)
                    ),
                )
            ),
            "answered_at": [read_moments(texts[name], None, None, is_utc=True) for name in columns.answered],
            "ended_at": [read_moments(texts[name], None, None, is_utc=True) for name in columns.ended],
            "entry_at": [read_moments(texts[name], zones, zone, is_utc=False) for name in columns.entry_at],
        }
        self._seconds, self._talk = (
            seconds_of(first_filled((texts[name] for name in names), n_rows))
            for names in (columns.seconds, columns.talk_seconds)
        )

    def columns(self) -> dict[str, object]:
        """Return the columns of CALLS that are times; what a file does not say follows from the durations."""
        at = {name: _first_of(moments, self._n_rows) for name, moments in self._read.items()}
        total, talk = (np.where(each >= 0, each, 0) for each in (self._seconds, self._talk))
        ended = np.where(self._seconds >= 0, at["started_at"] + total.astype("timedelta64[s]"), _NEVER)
        at["ended_at"] = np.where(np.isnat(at["ended_at"]), ended, at["ended_at"])
        answered = np.where(talk > 0, at["ended_at"] - talk.astype("timedelta64[s]"), _NEVER)
        at["answered_at"] = np.where(np.isnat(at["answered_at"]), answered, at["answered_at"])
        typed = {name: pd.Series(pd.DatetimeIndex(moments, tz="UTC"), dtype=TIMESTAMP) for name, moments in at.items()}
        return {**typed, "seconds": self._seconds}

    def warnings(self, label: str, n_rows: int) -> Iterator[str]:
        """Yield what is to be said of times that cannot be told: of those calls none of several columns says one."""
        for name in ("started_at", "entry_at"):
            if not (moments := self._read[name]):
                continue
            n_told = int((~np.isnat(_first_of(moments, n_rows))).sum())
            n_untold = max(each.n_local + each.n_unreadable for each in moments)
            if not n_untold or n_told == n_rows:
                continue
            yield _untold(label, moments, n_rows - n_told, n_rows)


def _as_needed(columns: Iterable[Callable[[], Moments]]) -> list[Moments]:
    """Return what columns of times say, each read only if those before do not say the time of every call."""
    read: list[Moments] = []
    for column in columns:
        if not read or pc.coalesce(*(each.at for each in read)).null_count:
            read.append(column())
    return read


def _first_of(moments: list[Moments], n_rows: int) -> npt.NDArray[np.datetime64]:
    found = pc.coalesce(*(each.at for each in moments), pa.nulls(n_rows, pa.timestamp("ms", "UTC")))
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype="datetime64[ms]")


def _untold(label: str, moments: list[Moments], n_untold: int, n_rows: int) -> str:
    """Return the sentence on calls without a time, by what stands in the way of most of them."""
    said = f"{n_untold:,} of {n_rows:,} calls in {label} have no time that can be read"
    if sum(each.n_local for each in moments) >= n_untold / 2:
        return f"{said}: their times name no offset from UTC. Name the time zone: --time-zone Europe/Paris."
    example = next((each.form.example for each in moments if each.form.example), "")
    return f"{said}{f', such as {masked_form(example)}' if example else ''}: 2026-01-31T09:30:00Z would be one."


def _date_and_time(texts: Texts, columns: CallColumns) -> Iterator[pa.Array]:
    if columns.date_and_time:
        yield pc.binary_join_element_wise(*(texts[name] for name in columns.date_and_time), pa.scalar(" ", _TEXT))
