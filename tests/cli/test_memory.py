"""What a process does with memory that it has freed."""

import errno
import subprocess
import sys

import pyarrow as pa
import pytest

from audit.cli import memory
from audit.errors import UnreadableInputError

MANY_COLUMNS = 64
"""MB, in columns of one MB."""

USE_AND_FREE = f"""
import sys
from pathlib import Path

from audit.cli.memory import keep_freed_memory

if sys.argv[1] == "keep":
    keep_freed_memory()
columns = [bytearray(1 << 20) for _ in range({MANY_COLUMNS})]
columns = None
pages = int(Path("/proc/self/statm").read_text().split()[1])
print(pages * 4096 >> 20)
"""


def mb_after_use(mode: str) -> int:
    """Return the memory of a process that has used and freed many columns."""
    done = subprocess.run([sys.executable, "-c", USE_AND_FREE, mode], capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(
    not memory.has_mallopt(), reason="memory is kept by a function of the GNU C library, which this system has not"
)
def test_freed_memory_is_kept_for_the_next_column() -> None:
    assert mb_after_use("keep") - mb_after_use("give back") > MANY_COLUMNS / 2


def test_where_the_system_cannot_be_told_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert not memory.has_mallopt()
    memory.keep_freed_memory()


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        pa.ArrowMemoryError("malloc of size 8 failed"),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
        ImportError("libarrow.so: failed to map segment from shared object"),
        RuntimeError("can't start new thread"),
        SystemError("error return without exception set"),
        UnreadableInputError("Contact.csv cannot be read: Cannot allocate memory. Check the rights on it."),
    ],
)
def test_lack_of_memory_is_known_by_what_libraries_say(error: Exception) -> None:
    assert memory.is_out_of_memory(error)
    caught = ValueError("something else")
    caught.__cause__ = error
    assert memory.is_out_of_memory(caught)


@pytest.mark.parametrize("error", [ValueError("memory"), OSError(errno.ENOSPC, "No space left on device"), KeyError()])
def test_other_failures_are_no_lack_of_memory(error: Exception) -> None:
    assert not memory.is_out_of_memory(error)


def test_nobody_looks_for_garbage_among_what_was_loaded() -> None:
    program = "import gc; from audit.cli.memory import set_loaded_aside; import pandas; set_loaded_aside()"
    told = f"{program}; print(gc.get_freeze_count() > 20_000, gc.get_threshold()[0], gc.isenabled())"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "50000", "True"]


def test_a_limit_below_what_the_libraries_take_is_told_before_they_are_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "limit_left", lambda: iter([200_000_000]))
    with pytest.raises(MemoryError):
        memory.check_limit()
    monkeypatch.setattr(memory, "limit_left", lambda: iter(()))  # as without ulimit -v
    memory.check_limit()
