"""Tasks for workers in other processes, which load them by name."""

import os
import signal
import time
from pathlib import Path

from audit.errors import NoRoomError, UnreadableInputError


def doubled(number: int) -> int:
    return 2 * number


def slow(number: int, seconds: float) -> int:
    time.sleep(seconds)
    return number


def process_of(number: int) -> tuple[int, int]:
    time.sleep(0.1)
    return number, os.getpid()


def killed_once(number: int, folder: Path) -> int:
    """The first time that task 3 is called, its process ends as the kernel ends one for lack of memory."""
    if number == 3 and not (folder / "killed").exists():
        (folder / "killed").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.05)
    return number


def killed_always(number: int) -> int:
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def unreadable(number: int, folder: Path) -> int:
    (folder / f"tried {number} at {time.time_ns()}").touch()
    raise UnreadableInputError(f"Cannot read part {number}.")


def without_room(number: int) -> int:
    raise NoRoomError(f"No room for part {number}.", "No room")


def fails_once(number: int, folder: Path) -> int:
    """As a file system that is gone for a moment."""
    if not (folder / f"failed {number}").exists():
        (folder / f"failed {number}").touch()
        raise OSError(5, "Input/output error")
    return number


def defect(number: int) -> float:
    return number / 0


def without_memory(number: int) -> int:
    raise MemoryError(number)
