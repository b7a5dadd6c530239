"""What the command says while it works and when it is done: on standard error, and only to a person."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console


class Show(Protocol):
    """Shows what is going on, in place of what it showed before."""

    def __call__(self, doing: str) -> None:
        """Show ``doing``, a few words."""


def _silent(doing: str) -> None:
    """Show nothing."""


@contextmanager
def progress(*, quiet: bool) -> Iterator[Show]:
    """Give a function that shows what is going on; it is silent when ``quiet`` or not on a terminal."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield _silent
        return
    with console.status("Starting") as status:
        yield status.update


def print_lines(lines: Iterable[str], *, quiet: bool) -> None:
    """Print ``lines`` on standard error, when a person reads along."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    if quiet or not console.is_terminal:
        return
    for line in lines:
        console.print(line, markup=False)
