"""What does the tasks of an audit in parts."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
Told = Callable[[int], None]
"""Is told how many calls of a run are done."""
Note = Callable[[str], None]
"""Is told, in a sentence for the run log, what went wrong and was made good."""


class Engine(Protocol):
    """Does tasks somewhere. It knows nothing of audits: a task opens its own files."""

    def run(self, task: Callable[..., T], calls: Sequence[tuple[Any, ...]], told: Told) -> list[T]:
        """Call ``task``, a function of a module, with each of ``calls``; return what it returns, in their order.

        A task may be called twice with the same arguments, also at the same time: it must write the same bytes under
        the same name. What it takes and returns is small and can be pickled.
        Raise the AuditError that a task raises, and AuditError where the tasks cannot be done.
        """
