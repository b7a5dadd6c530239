"""Tasks in this process, one after the other."""

from collections.abc import Callable, Sequence
from typing import Any

from audit.engines.interface import T, Told


class InlineEngine:
    """Needs no other process: for a machine with little memory, for tests, and to see a traceback."""

    def run(self, task: Callable[..., T], calls: Sequence[tuple[Any, ...]], told: Told) -> list[T]:
        """Do as ``Engine.run`` says."""
        told(0)
        results = []
        for done, call in enumerate(calls, 1):
            results.append(task(*call))
            told(done)
        return results
