"""Where a CSV file departs from its own form, in lines that a text editor shows."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_LINES_NAMED = 20
_LARGEST_FIELD = 16 << 20


@dataclass(frozen=True)
class Departures:
    """Physical lines, counted from 1, at which rows begin that are not as they should be."""

    malformed: tuple[int, ...] = ()
    """Of the first rows with too many or too few fields."""
    open_row: int | None = None
    """Of the row whose quotation mark is never closed, if it takes further lines with it."""
    n_footer: int = 0
    """How many lines a report has written below its rows."""


def departures(lines: Iterable[str], delimiter: str, n_fields: int) -> Departures:
    """Return where the rows of ``lines`` (header and line breaks included) are malformed or do not end.

    It reads row by row to the end, which is slow, and is asked only about files in which something is wrong.
    """
    shapes = _Shapes(n_fields)
    watched = _Watched(lines)
    with _long_fields():
        rows = csv.reader(watched, delimiter=delimiter)
        start = 1
        while True:
            try:
                row = next(rows, None)
            except csv.Error:  # longer than any field can be
                return shapes.found(open_row=start)
            if row is None or (watched.ended and start == rows.line_num):
                return shapes.found()
            if watched.ended and start < rows.line_num - 1:
                return shapes.found(open_row=start)
            shapes.note(start, row, is_blank=start == rows.line_num and not watched.last.strip())
            start = rows.line_num + 1


@dataclass
class _Shapes:
    """How many fields the rows have: too many or too few is malformed, unless it is the footer of a report.

    A footer is one blank line or more and then, to the end, only blank lines and lines of one cell (CONTRACT section
    3): title, copyright, who made the report.
    """

    n_fields: int
    malformed: list[int] = field(default_factory=list)
    after_blank: bool = False
    footer: list[int] = field(default_factory=list)
    """Lines that are the footer if nothing else follows."""

    def note(self, line: int, row: list[str], *, is_blank: bool) -> None:
        """Take up the next row, which begins in ``line``."""
        if len(row) <= 1 and is_blank:
            self.after_blank = True
        elif len(row) == 1 != self.n_fields and self.after_blank:
            self.footer.append(line)
        else:
            self.malformed += [*self.footer, *([line] if len(row) != self.n_fields else [])]
            self.footer = []
            self.after_blank = False

    def found(self, open_row: int | None = None) -> Departures:
        """Return what was noted."""
        return Departures(tuple(self.malformed[:_LINES_NAMED]), open_row, len(self.footer))


class _Watched:
    """Lines, and one more after them: the row that it becomes part of shows whether the last quotation is closed."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.last = ""
        self.ended = False
        self._lines = lines

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.last = line
            yield line
        self.ended = True
        yield "end"


@contextmanager
def _long_fields() -> Iterator[None]:
    """Let the csv module read long fields: its limit is one for the whole process, so it is put back."""
    limit = csv.field_size_limit(_LARGEST_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(limit)
