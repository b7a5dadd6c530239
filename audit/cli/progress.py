"""Progress on standard error, to a terminal only."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Task as Row
from rich.text import Text

from audit.reports.view.visible_text import visible_text


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

    def stage(self, doing: str) -> None:
        """Show ``doing``, a few words, in place of what was shown before."""
        if self.live is None:
            return
        if self._doing is None:
            self._doing = self.live.add_task("", total=None)
        self.live.update(self._doing, description=visible_text(doing))

    def rows(self, part: str, done: int, expected: int | None = None) -> None:
        """Show how many rows of an object or file are there, and of how many."""
        if self.live is None:
            return
        if part not in self._parts:
            self._parts[part] = self.live.add_task(f"  {visible_text(part)}", total=expected, counts_rows=True)
        self.live.update(self._parts[part], completed=done, total=expected)


@contextmanager
def progress(*, quiet: bool) -> Iterator[Display]:
    """Yield a Display; it is silent when ``quiet`` or when standard error is not a terminal.

    FORCE_COLOR makes no terminal of a log file.
    """
    if quiet or not sys.stderr.isatty():
        yield Display()
        return
    columns = (
        SpinnerColumn(),
        # the name of a file may have brackets, which rich takes for markup
        TextColumn("{task.description}", markup=False),
        BarColumn(20),
        _Rows(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as live:
        yield Display(live)
