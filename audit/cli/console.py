"""What the command prints: results on standard output, warnings, errors and progress on standard error."""

import codecs
import io
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Task as Row
from rich.text import Text

from audit.reports.view.visible_text import visible_text
from audit.sources.secret_values import masked

_ASCII_FOR: Final = str.maketrans(
    {
        "…": "...",
        "“": '"',
        "”": '"',
        "·": "-",
        "→": "->",
        "⟨": "<",
        "⟩": ">",
        "\u2018": "'",
        "\u2019": "'",
        "\u2013": "-",
        "\u2014": "-",  # single quotation marks and dashes
    }
)
_PLAIN: Final = "phone-audit-plain"


def _in_plain_characters(error: UnicodeError) -> tuple[str, int]:
    """Return what stands for characters that an encoding does not have (an error handler of ``codecs``)."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    plain = error.object[error.start : error.end].translate(_ASCII_FOR)
    return plain.encode("ascii", "replace").decode(), error.end


def accept_any_character() -> None:
    """Let standard output and standard error take every character, whatever their encoding.

    A redirect on Windows writes in the code page of the system, which has no ellipsis and no Cyrillic letter.
    """
    codecs.register_error(_PLAIN, _in_plain_characters)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_PLAIN)


def print_text(text: str) -> None:
    """Print ``text`` on standard output; control characters of names or org messages do not reach the terminal."""
    typer.echo(_harmless(text))


def print_error(text: str) -> None:
    """Print ``text`` on standard error, like ``print_text``, and without a secret that a library may have quoted."""
    typer.echo(_harmless(masked(text)), err=True)


def print_document(text: str) -> None:
    """Print a JSON document, byte for byte as it would stand in a file: UTF-8, no further line break."""
    typer.echo(text.encode(), nl=False)


def _harmless(text: str) -> str:
    return "\n".join(visible_text(line) for line in text.split("\n"))


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


def print_lines(lines: Iterable[str], *, quiet: bool) -> None:
    """Print ``lines`` on standard output unless ``quiet``."""
    if not quiet:
        for line in lines:
            print_text(line)


def defect(error: BaseException) -> str:
    """Return the sentence for a failure that nobody foresaw: its kind and where in the program it arose.

    Its own words are left out: those of a library may quote a record or a credential.
    """
    package = Path(__file__).parents[1]
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if package in Path(frame.filename).parents]
    place = f" in {Path(ours[-1].filename).relative_to(package).as_posix()}, line {ours[-1].lineno}" if ours else ""
    return (
        f"A defect of phone-audit: {type(error).__name__}{place}. An earlier report is as it was. Please report this"
        " line, and what you ran, to those who maintain the program."
    )
