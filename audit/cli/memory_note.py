"""What to say of an audit for which the memory may not do, as soon as it can be known: while its rows are read."""

from collections.abc import Callable
from typing import Final

from audit.engines.free_memory import free_memory, memory_in_use
from audit.reports.view.figures import counted
from audit.sources.interface import Progress

_BYTES_A_RECORD: Final = 1_100
"""Of the whole run at its peak: 1,000,000 records take 1.6 GB, 10,000,000 took 10.4 GB."""
_WORTH_A_WORD: Final = 1_000_000_000
"""Bytes: with less to come, what is free says little."""
_GB: Final = 1e9


def memory_note(n_records: int) -> str:
    """Return what to say of an audit of so many records or more; empty where the memory will do for them.

    Where the system does not say how much is free, nothing is said.
    """
    free = free_memory()
    needed = n_records * _BYTES_A_RECORD
    to_come = needed - memory_in_use()
    if free is None or to_come < max(free, _WORTH_A_WORD):
        return ""
    return (
        f"{counted(n_records, 'record')} or more need about {needed / _GB:.0f} GB of memory, and {free / _GB:.1f} GB "
        "are free: the system may end this run. Add --engine parts: it takes longer, and does with less than 2 GB."
    )


def note_on_linked(n_records: int) -> str:
    """Return what to say where shared numbers link so many records into one part; empty where that is little memory."""
    needed = n_records * _BYTES_A_RECORD
    if needed < _WORTH_A_WORD:
        return ""
    return (
        f"{counted(n_records, 'record')} are linked by numbers that they share, so they are one part. It needs about "
        f"{needed / _GB:.0f} GB of memory. If a number is on very many of them (rule search-crowding), clear it first."
    )


class RowsWithMemory:
    """Shows how many rows are read, and says once that they are too many for the memory."""

    def __init__(self, shown: Progress, said: Callable[[str], None]) -> None:
        """Hand on what is told to ``shown``, and the sentence to ``said``."""
        self._shown = shown
        self._said: Callable[[str], None] | None = said
        self._done: dict[str, int] = {}

    def __call__(self, part: str, done: int) -> None:
        """Take note that so many rows of a file are read."""
        self._shown(part, done)
        self._done[part] = done
        note = memory_note(sum(self._done.values())) if self._said else ""
        if self._said and note:
            self._said(note)
            self._said = None
