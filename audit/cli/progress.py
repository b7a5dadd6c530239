"""Progress on standard error, to a terminal only."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audit.reports.view.visible_text import visible_text

if TYPE_CHECKING:  # loading it takes a while, and most runs have no terminal
    from rich.progress import Progress, TaskID


@dataclass
class Display:
    """Shows what is going on; without ``live`` it is silent."""

    live: "Progress | None" = None
    _doing: "TaskID | None" = None
    _parts: "dict[str, TaskID]" = field(default_factory=dict)

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
    from audit.cli.live_progress import live_progress

    with live_progress() as live:
        yield Display(live)
