"""How many threads may work at once: by the CPUs that this process may use, and by its memory."""

import os
import sys
from pathlib import Path
from typing import Final

_PLENTY: Final = 1 << 60


def n_threads(most: int, bytes_each: int) -> int:
    """Return how many threads, ``most`` at most and one at least, have a CPU and ``bytes_each`` of memory each.

    A container or a scheduler gives a process fewer CPUs than the machine has; ``os.cpu_count`` counts them all.
    """
    return max(1, min(most, _cpus(), _free_memory() // bytes_each))


def _cpus() -> int:
    if hasattr(os, "sched_getaffinity"):  # not on macOS and Windows, where nothing takes CPUs away
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _free_memory() -> int:
    """Return the bytes that are free now, or that a limit on this process's memory leaves it; plenty where unknown."""
    try:
        free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return _PLENTY
    return min(free, _left_of_limit())


def _left_of_limit() -> int:
    if not sys.platform.startswith("linux"):
        return _PLENTY
    import resource  # noqa: PLC0415 - not on Windows

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY:
        return _PLENTY
    return max(0, limit - _address_space())


def _address_space() -> int:
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
