"""The threads of Arrow."""

import mmap
from typing import Final

import pyarrow as pa
import pyarrow.csv as pacsv

_LINE: Final = b"0,1,2,3,4,5,6,7\n"
_LINES_A_BLOCK: Final = 128
_BLOCKS_A_THREAD: Final = 8
_THREADS_BESIDE: Final = 4
_STACK_BYTES: Final = 8 << 20
"""Address space of a thread; beside those that compute some read, write and tidy up."""


def start_threads() -> None:
    """Let Arrow start its threads, so many as it will ever have, while there is memory for them.

    Where it cannot start one in the middle of a file, it waits for itself forever (Arrow 26); so it does where the
    address space is limited. Raise OSError when there is no room for them now.
    """
    mmap.mmap(-1, (pa.cpu_count() + _THREADS_BESIDE) * _STACK_BYTES).close()  # where there is none, Arrow aborts
    text = _LINE * (_LINES_A_BLOCK * _BLOCKS_A_THREAD * pa.cpu_count())
    pacsv.read_csv(pa.py_buffer(text), pacsv.ReadOptions(block_size=len(_LINE) * _LINES_A_BLOCK))
