"""Whether threads are worth it, how many may work at once, by the CPUs and the memory there are; and those of Arrow."""

import mmap
import os
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.csv as pacsv

_FEWEST_ROWS: Final = 50_000
"""Of fewer, threads wait for each other longer than Arrow and NumPy let go of the interpreter."""
_PLENTY: Final = 1 << 60
_LINE: Final = b"0,1,2,3,4,5,6,7\n"
_LINES_A_BLOCK: Final = 128
_BLOCKS_A_THREAD: Final = 8
_THREADS_BESIDE: Final = 4
_STACK_BYTES: Final = 8 << 20
"""Address space of a thread; beside those that compute some read, write and tidy up."""


class _InTurn(Executor):
    """Does what it is given at once."""

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Return what came of ``work``, or what went wrong with it."""
        done: Future[Any] = Future()
        try:
            done.set_result(work(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - it is raised where the result is asked for, as of a thread
            done.set_exception(error)
        return done


IN_TURN: Final[Executor] = _InTurn()


def is_worth_threads(n_rows: int) -> bool:
    """Check whether tables of ``n_rows`` are large enough for threads beside the caller's."""
    return n_rows >= _FEWEST_ROWS


def executor(n_rows: int, n_threads: int = 1) -> Executor:
    """Return threads that work beside the caller on tables of ``n_rows``; IN_TURN where that is not worth it."""
    return ThreadPoolExecutor(n_threads) if is_worth_threads(n_rows) else IN_TURN


def n_threads(most: int, bytes_each: int) -> int:
    """Return how many threads, ``most`` at most and one at least, have a CPU and ``bytes_each`` of memory each.

    A container or a scheduler gives a process fewer CPUs than the machine has; ``os.cpu_count`` counts them all.
    """
    return max(1, min(most, n_cpus(), _free_memory() // bytes_each))


def n_cpus() -> int:
    """Return how many CPUs this process may use."""
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


def start_threads() -> None:
    """Let Arrow start its threads, so many as it will ever have, while there is memory for them.

    Where it cannot start one in the middle of a file, it waits for itself forever (Arrow 26); so it does where the
    address space is limited. Raise OSError when there is no room for them now.
    """
    mmap.mmap(-1, (pa.cpu_count() + _THREADS_BESIDE) * _STACK_BYTES).close()  # where there is none, Arrow aborts
    text = _LINE * (_LINES_A_BLOCK * _BLOCKS_A_THREAD * pa.cpu_count())
    pacsv.read_csv(pa.py_buffer(text), pacsv.ReadOptions(block_size=len(_LINE) * _LINES_A_BLOCK))
