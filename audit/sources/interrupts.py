"""Ctrl-C and SIGTERM in places where they must wait."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


@contextmanager
def interrupts_deferred() -> Iterator[list[int]]:
    """Let SIGINT and SIGTERM wait until the block has ended; give the list of those that came."""
    came: list[int] = []

    def _note(number: int, _frame: FrameType | None) -> None:
        came.append(number)

    if threading.current_thread() is not threading.main_thread():
        yield came
        return
    before: dict[int, Any] = {}
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            if signal.getsignal(number) not in (signal.SIG_IGN, None):
                before[number] = signal.signal(number, _note)
        yield came
    finally:
        for deferred, answer in before.items():
            signal.signal(deferred, answer)


@contextmanager
def new_threads_without_ctrl_c() -> Iterator[None]:
    """Let Ctrl-C pass by the threads that the block starts, and whatever process they start at any time.

    A terminal sends it to all processes of a command; the first one, which gets it after the block, ends the others.
    Where the system has no masks of signals (POSIX), nothing changes.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
