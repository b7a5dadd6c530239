"""How much memory an audit has, and what to say beforehand where it may not do."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from audit.reports.view.figures import counted

_MACHINE: Final = Path("/proc/meminfo")
_PROCESS: Final = Path("/proc/self/status")
_CONTAINER: Final = Path("/sys/fs/cgroup")
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
    to_come = needed - _in_use()
    if free is None or to_come < max(free, _WORTH_A_WORD):
        return ""
    return (
        f"{counted(n_records, 'record')} need about {needed / _GB:.0f} GB of memory, and {free / _GB:.1f} GB are free: "
        "the system may end this run. Close other programs, or use a machine with more memory."
    )


def free_memory() -> int | None:
    """Return the bytes that this process may still use: of the machine, its container and its own limit the least."""
    return min((*_of_machine(), *_of_container(), *_of_limit()), default=None)


def _of_machine() -> Iterator[int]:
    kilobytes = _fields(_MACHINE)
    if "MemAvailable" in kilobytes:
        yield (kilobytes["MemAvailable"] + kilobytes.get("SwapFree", 0)) * 1024


def _of_container() -> Iterator[int]:
    """Yield what a container leaves; where there is no limit, its file says "max"."""
    with contextlib.suppress(OSError, ValueError):
        limit, used = (int((_CONTAINER / name).read_text()) for name in ("memory.max", "memory.current"))
        yield max(limit - used, 0)


def _of_limit() -> Iterator[int]:
    """Yield what ulimit -v leaves."""
    if sys.platform == "win32":
        return
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY:
        yield max(limit - _fields(_PROCESS).get("VmSize", 0) * 1024, 0)


def _in_use() -> int:
    return _fields(_PROCESS).get("VmRSS", 0) * 1024


def _fields(path: Path) -> dict[str, int]:
    """Return the figures of a file of the system by name; none where there is no such file."""
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return {}
    pairs = (line.split(":", 1) for line in lines if ":" in line)
    words = {name: value.split() for name, value in pairs}
    return {name: int(first[0]) for name, first in words.items() if first and first[0].isdigit()}
