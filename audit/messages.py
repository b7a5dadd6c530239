"""What the command says while it works and when it is done: on standard error, and only to a person."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Task as Row
from rich.text import Text


class _Rows(TextColumn):
    """How many rows are there, of how many, and how many come in a second."""

    def __init__(self) -> None:
        """Set nothing: the text is made from each task."""
        super().__init__("")

    def render(self, task: Row) -> Text:
        """Return the figures of one object; nothing for a line that counts no rows."""
        if not task.fields.get("counts_rows"):
            return Text("")
        expected = f" of about {task.total:,.0f}" if task.total else ""
        rate = f", {task.speed:,.0f} a second" if task.speed else ""
        return Text(f"{task.completed:,.0f} rows{expected}{rate}")


@dataclass
class Display:
    """Shows what is going on; without ``live`` it is silent."""

    live: Progress | None = None
    _doing: TaskID | None = None
    _parts: dict[str, TaskID] = field(default_factory=dict)

    def show(self, doing: str) -> None:
        """Show ``doing``, a few words, in place of what was shown before."""
        if self.live is None:
            return
        if self._doing is None:
            self._doing = self.live.add_task(doing, total=None)
        self.live.update(self._doing, description=doing)

    def rows(self, part: str, done: int, expected: int | None = None) -> None:
        """Show how many rows of an object or file are there, and of how many."""
        if self.live is None:
            return
        if part not in self._parts:
            self._parts[part] = self.live.add_task(f"  {part}", total=expected, counts_rows=True)
        self.live.update(self._parts[part], completed=done, total=expected)


@contextmanager
def progress(*, quiet: bool) -> Iterator[Display]:
    """Give a Display; it is silent when ``quiet`` or when standard error is not a terminal."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield Display()
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(20),
        _Rows(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as live:
        yield Display(live)


def print_lines(lines: Iterable[str], *, quiet: bool) -> None:
    """Print ``lines`` on standard error, when a person reads along."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    if quiet or not console.is_terminal:
        return
    for line in lines:
        console.print(line, markup=False)
