"""Lines on a terminal that move; loaded only where there is a terminal."""

from contextlib import AbstractContextManager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
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


def live_progress() -> AbstractContextManager[Progress]:
    """Return what shows its tasks on standard error as long as it is open."""
    columns = (
        SpinnerColumn(),
        # the name of a file may have brackets, which rich takes for markup
        TextColumn("{task.description}", markup=False),
        BarColumn(20),
        _Rows(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)
