"""Where a CSV file departs from its own form, in lines that a text editor shows."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_LINES_NAMED = 20
_LARGEST_FIELD = 16 << 20


@dataclass(frozen=True)
class Departures:
    """Physical lines, counted from 1, at which rows begin that are not as they should be."""

    malformed: tuple[int, ...] = ()
    """Of the first rows with too many or too few fields."""
    open_row: int | None = None
    """Of the row whose quotation mark is never closed, if it takes further lines with it."""


def departures(lines: Iterable[str], delimiter: str, n_fields: int, *, to_the_end: bool) -> Departures:
    """Return where the rows of ``lines`` (header and line breaks included) are malformed or do not end.

    It reads row by row, which is slow, and is asked only about files in which something is wrong. Unless
    ``to_the_end``, it stops when there are enough malformed lines to name.
    """
    malformed: list[int] = []
    watched = _Watched(lines)
    with _long_fields():
        rows = csv.reader(watched, delimiter=delimiter)
        start = 1
        while to_the_end or len(malformed) < _LINES_NAMED:
            try:
                row = next(rows, None)
            except csv.Error:  # longer than any field can be
                return Departures(tuple(malformed), start)
            if row is None or (watched.ended and start == rows.line_num):
                return Departures(tuple(malformed))
            if watched.ended and start < rows.line_num - 1:
                return Departures(tuple(malformed), start)
            is_blank = len(row) <= 1 and start == rows.line_num and not watched.last.strip()
            if len(row) != n_fields and not is_blank and len(malformed) < _LINES_NAMED:
                malformed.append(start)
            start = rows.line_num + 1
    return Departures(tuple(malformed))


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
