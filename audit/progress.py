"""What a person sees while an org is exported: rows, rate and remaining time of each object, on standard error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

Tell = Callable[[str, int, int | None], None]
"""Told, now and then: object, rows on disk, rows expected (None: not known)."""


class _RowsColumn(ProgressColumn):
    """Rows so far, of how many, and how fast they come."""

    def render(self, task: Task) -> Text:
        """Return the text for one object."""
        of = f" of about {task.total:,.0f}" if task.total is not None else ""
        rate = f", {task.speed:,.0f} rows/s" if task.speed else ""
        return Text(f"{task.completed:,.0f}{of} rows{rate}")


@contextmanager
def export_progress(*, quiet: bool = False, console: Console | None = None) -> Iterator[Tell]:
    """Give a function that shows how far an export is; it is silent when ``quiet`` or not on a terminal."""
    screen = console or Console(stderr=True)
    if quiet or not screen.is_terminal:
        yield lambda *_: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), _RowsColumn(), TimeRemainingColumn())
    with Progress(*columns, console=screen, transient=True) as progress:
        tasks = {}

        def tell(sobject: str, rows: int, expected: int | None) -> None:
            if sobject not in tasks:
                tasks[sobject] = progress.add_task(sobject, total=None)
            total = None if expected is None else max(rows, expected)
            progress.update(tasks[sobject], completed=rows, total=total)

        yield tell
