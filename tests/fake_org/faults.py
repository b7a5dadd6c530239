"""A script of what goes wrong: which requests meet a fault, and what the fault does with them."""

import random
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.fake_org.messages import Request, Response

if TYPE_CHECKING:
    from tests.fake_org.state import State

_DATA_PATH: Final = re.compile(r"/services/data/v\d+\.\d(?=/|$)")


@dataclass(frozen=True)
class Exchange:
    """A request that has met a fault; ``proceed`` gives the answer that it would have had."""

    state: "State"
    request: Request
    proceed: Callable[[], Response]


Action = Callable[[Exchange], Response]


@dataclass(frozen=True)
class Fault:
    """One line of the script.

    ``on`` is a method (``*`` for any) and a path, as ``GET /jobs/query/*/results``: ``/services/data/vXX.X`` is left
    out, ``*`` stands for anything but a slash, ``**`` for anything; with a ``?`` in it the parameters are compared too.
    It acts on the ``nth`` such request and the next ones, ``times`` in all (None: for ever); with a ``probability``,
    on those of them that a generator with this ``seed`` picks.
    """

    on: str
    act: Action
    name: str = ""
    nth: int = 1
    times: int | None = 1
    probability: float = 1.0
    seed: int = 1


class Faults:
    """The script, and how far it has been played."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._lines: list[_Line] = []
        self._lock = threading.Lock()
        for fault in faults:
            self.add(fault)

    def add(self, fault: Fault) -> None:
        """Write one more line."""
        with self._lock:
            self._lines.append(_Line(fault))

    def clear(self) -> None:
        """Let everything go well from now on."""
        with self._lock:
            self._lines.clear()

    def meet(self, request: Request) -> Fault | None:
        """Return the first fault that is due for ``request``; every line that it matches counts it."""
        with self._lock:
            due = [line.fault for line in self._lines if line.is_due(request)]
            return due[0] if due else None

    @property
    def unmet(self) -> list[str]:
        """Return the names of faults that no request has met: a test that scripts one wants none left."""
        return [line.fault.name or line.fault.on for line in self._lines if not line.n_acted]


class _Line:
    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.n_seen = 0
        self.n_acted = 0
        method, _, path = fault.on.partition(" ")
        self._method = method
        self._with_query = "?" in path
        parts = re.split(r"(\*\*|\*)", path)
        wild = {"*": "[^/]*", "**": ".*"}
        self._path = re.compile("".join(wild.get(part, re.escape(part)) for part in parts))
        # The sequence must be the same on every run, and hides nothing.
        self._random = random.Random(fault.seed)  # noqa: S311

    def is_due(self, request: Request) -> bool:
        path = _DATA_PATH.sub("", request.path, count=1) or "/"
        url = f"{path}?{request.query_string}" if self._with_query else path
        if self._method not in ("*", request.method) or not self._path.fullmatch(url):
            return False
        self.n_seen += 1
        if self.n_seen < self.fault.nth or (self.fault.times is not None and self.n_acted >= self.fault.times):
            return False
        due = self._random.random() < self.fault.probability
        self.n_acted += due
        return due
