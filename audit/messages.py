"""What the command says while it works and when it is done: on standard error, and only to a person."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console

Show = Callable[[str], None]
"""Shows what is going on, a few words, in place of what it showed before."""


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
        yield lambda doing: status.update(doing)  # noqa: PLW0108 - the type of update() is wider than Show


def print_lines(lines: Iterable[str], *, quiet: bool) -> None:
    """Print ``lines`` on standard error, when a person reads along."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    if quiet or not console.is_terminal:
        return
    for line in lines:
        console.print(line, markup=False)
