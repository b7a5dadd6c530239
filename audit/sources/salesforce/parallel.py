"""Work on several things at once, on threads that never keep the program from ending."""

import threading
import time
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Final, TypeVar

T = TypeVar("T")

_LONGEST_GOODBYE: Final = 2.0
"""Seconds that work which was told to stop is waited for."""


def run_all(tasks: Sequence[Callable[[], T]], at_most: int, stopped: threading.Event | None = None) -> list[T]:
    """Run ``tasks``, ``at_most`` at a time, and return their results in order.

    After the first failure no further task is begun and the failure is raised when the others have ended. With
    ``stopped`` that is set first, and who does not heed it is left behind; so too when the waiting thread is
    interrupted.
    """
    results: dict[int, T] = {}
    remaining = list(enumerate(tasks))[::-1]
    taking = threading.Lock()
    ended: SimpleQueue[BaseException | None] = SimpleQueue()

    def work() -> None:
        """Take one task after the other."""
        try:
            while True:
                with taking:
                    if not remaining:
                        break
                    number, task = remaining.pop()
                results[number] = task()
        except BaseException as failure:  # noqa: BLE001 - raised in the waiting thread
            ended.put(failure)
        else:
            ended.put(None)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(min(at_most, len(tasks)))]
    for thread in threads:
        thread.start()
    try:
        _wait_for(ended, len(threads))
    except BaseException:
        with taking:
            remaining.clear()
        _let_end(threads, stopped)
        raise
    return [results[number] for number in range(len(tasks))]


def _wait_for(ended: "SimpleQueue[BaseException | None]", n_threads: int) -> None:
    for _ in range(n_threads):
        failure = ended.get()
        if failure is not None:
            raise failure


def _let_end(threads: Sequence[threading.Thread], stopped: threading.Event | None) -> None:
    if stopped is not None:
        stopped.set()
    until = time.monotonic() + _LONGEST_GOODBYE
    for thread in threads:
        thread.join(None if stopped is None else max(0.0, until - time.monotonic()))
