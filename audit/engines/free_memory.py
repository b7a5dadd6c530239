"""How much memory a process has, and how much is left for it."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_MACHINE: Final = Path("/proc/meminfo")
_PROCESS: Final = Path("/proc/self/status")
_CONTAINER: Final = Path("/sys/fs/cgroup")


def free_memory() -> int | None:
    """Return the bytes that this process may still use: of the machine, its container and its own limit the least."""
    return min((*_of_machine(), *_of_container(), *limit_left()), default=None)


def _of_machine() -> Iterator[int]:
    kilobytes = _fields(_MACHINE)
    if "MemAvailable" in kilobytes:
        yield (kilobytes["MemAvailable"] + kilobytes.get("SwapFree", 0)) * 1024


def _of_container() -> Iterator[int]:
    """Yield what a container leaves; where there is no limit, its file says "max"."""
    with contextlib.suppress(OSError, ValueError):
        limit, used = (int((_CONTAINER / name).read_text()) for name in ("memory.max", "memory.current"))
        yield max(limit - used, 0)


def limit_left() -> Iterator[int]:
    """Yield the bytes that ulimit -v leaves; nothing where there is no such limit."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY:
        yield max(limit - _fields(_PROCESS).get("VmSize", 0) * 1024, 0)


def memory_in_use() -> int:
    """Return the bytes that this process has; 0 where the system does not say."""
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
