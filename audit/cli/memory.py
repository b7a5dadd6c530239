"""Memory: what was used once is kept for the next table, and what to say when it does not suffice."""

import ctypes
import errno
import gc
import sys
from collections.abc import Iterator
from typing import Final

from audit.engines.free_memory import limit_left

_MMAP_MAX: Final = -4
_TRIM_THRESHOLD: Final = -1
_ARENA_MAX: Final = -8
"""Parameters of mallopt(3)."""

NOT_ENOUGH: Final = (
    "The memory did not suffice; an earlier report is as it was. Close other programs, raise the memory limit "
    "(a million records need about 3 GB), or add --engine parts to run."
)
_WORDS: Final = (
    "cannot allocate memory",
    "failed to map segment",
    "can't start new thread",
    "resource temporarily unavailable",
    "error return without exception",
    "without setting an exception",
    "with an exception set",
)
"""What libraries and Python itself say when memory is short; the last three of an exception for which none was left."""


_LOADED: Final = 350_000_000
"""Bytes of addresses that the libraries of an audit take, about."""


def check_limit() -> None:
    """Raise MemoryError where ulimit -v leaves less than the libraries of an audit take, before they are loaded.

    Where too little is left, some of them abort the process in the middle of it, which nothing in Python can catch.
    """
    if any(left < _LOADED for left in limit_left()):
        raise MemoryError


def is_out_of_memory(error: BaseException) -> bool:
    """Check whether ``error``, or what led to it, is that the memory did not suffice; those of Arrow and NumPy too.

    >>> is_out_of_memory(MemoryError()), is_out_of_memory(RuntimeError("can't start new thread"))
    (True, True)
    >>> is_out_of_memory(ValueError("memory"))
    False
    """
    return any(_says_so(each) for each in _with_causes(error))


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    left: BaseException | None = error
    while left is not None and left not in seen:
        yield left
        seen.append(left)
        left = left.__cause__ or left.__context__


def _says_so(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno == errno.ENOMEM
    return isinstance(error, MemoryError) or any(word in str(error).casefold() for word in _WORDS)


def set_loaded_aside() -> None:
    """Look for garbage among what is made from now on, and seldom.

    Code and tables are none: to look among them as often as usual took as long as the work on them. Once is enough:
    what was garbage then stays.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 1_000)


def keep_freed_memory() -> None:
    """Let this process keep the memory that it frees, and reuse it, until it ends.

    By default every large column is memory of its own: fetched from the system page by page, and given back when the
    column goes. An audit makes and drops thousands of columns; of one on ten million records a fifth of the time went
    into that. One heap for all threads keeps the peak where it was. Elsewhere than on the GNU C library nothing
    changes.
    """
    if has_mallopt():
        for parameter, value in ((_MMAP_MAX, 0), (_TRIM_THRESHOLD, -1), (_ARENA_MAX, 1)):
            ctypes.CDLL(None).mallopt(parameter, value)


def has_mallopt() -> bool:
    """Check whether the C library of this process can be told what to do with freed memory."""
    return sys.platform.startswith("linux") and hasattr(ctypes.CDLL(None), "mallopt")
