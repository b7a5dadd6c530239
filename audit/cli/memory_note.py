"""What to say before an audit for which the memory may not do."""

from typing import Final

from audit.engines.free_memory import free_memory, memory_in_use
from audit.reports.view.figures import counted

_BYTES_A_RECORD: Final = 1_100
"""Of the whole run at its peak: 1,000,000 records take 1.6 GB, 10,000,000 took 10.4 GB."""
_WORTH_A_WORD: Final = 1_000_000_000
"""Bytes: with less to come, what is free says little."""
_GB: Final = 1e9


def memory_note(n_records: int) -> str:
    """Return what to say before an audit of so many records, which are read; empty where the memory will do.

    Where the system does not say how much is free, nothing is said.
    """
    free = free_memory()
    needed = n_records * _BYTES_A_RECORD
    to_come = needed - memory_in_use()
    if free is None or to_come < max(free, _WORTH_A_WORD):
        return ""
    return (
        f"{counted(n_records, 'record')} need about {needed / _GB:.0f} GB of memory, and {free / _GB:.1f} GB are free: "
        "the system may end this run. Add --engine parts: it takes longer, and does with less than 2 GB."
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
