"""Where a CSV file departs from its own form, in lines that a text editor shows."""

import csv
import re
import string
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_LINES_NAMED = 20
_ID = re.compile(r"[\W_]*[0-9a][A-Za-z0-9]{14}(?:[A-Za-z0-9]{3})?[\W_]*")
"""Record ids of the objects that are read, and of custom ones; a title of 15 letters is none."""
_LARGEST_FIELD = 16 << 20


_FOR_EXCEL = re.compile('"?sep=.?"?', re.IGNORECASE)
"""A line above the header that tells Excel the delimiter."""


@dataclass(frozen=True)
class Departures:
    """Physical lines, counted from 1, at which rows begin that are not as they should be."""

    malformed: tuple[int, ...] = ()
    """Of the first rows with too many or too few fields."""
    open_row: int | None = None
    """Of the row whose quotation mark is never closed, if it takes further lines with it."""
    n_footer: int = 0
    """How many lines a report has written below its rows."""
    n_footer_rows: int = 0
    """Of the footer and the empty rows around it, those with as many fields as the header: a spreadsheet fills up."""
    n_footer_malformed: int = 0
    """Of the footer, those with more or fewer fields."""


def departures(lines: Iterable[str], delimiter: str, n_fields: int) -> Departures:
    """Return where the rows of ``lines`` (header and line breaks included) are malformed or do not end.

    It reads row by row to the end, which is slow, and is asked only about files in which something is wrong.
    """
    shapes, blank = _Shapes(n_fields), f"{string.whitespace}{delimiter}"
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
            if start > 1 or not _FOR_EXCEL.fullmatch(watched.last.strip()):
                shapes.note(start, row, is_blank=start == rows.line_num and not watched.last.strip(blank))
            start = rows.line_num + 1


@dataclass
class _Shapes:
    """How many fields the rows have: too many or too few is malformed, unless it is the footer of a report.

    A footer is one blank line or more and then, to the end, only blank lines and lines of one cell: title, copyright,
    who made the report. A spreadsheet that saves them again may fill them up with delimiters.
    """

    n_fields: int
    malformed: list[int] = field(default_factory=list)
    footer: list[tuple[int, bool, bool]] = field(default_factory=list)
    """Since a blank line: line, whether it has a field too many or too few, and whether it has text."""
    after_blank: bool = False

    def note(self, line: int, row: list[str], *, is_blank: bool) -> None:
        """Take up the next row, which begins in ``line``."""
        departs = len(row) != self.n_fields
        if is_blank and len(row) <= 1:
            self.after_blank = True
        elif is_blank and self.n_fields > 1:
            self.after_blank = True
            self.footer.append((line, departs, False))
        elif self.after_blank and self.n_fields > 1 and is_of_footer(row):
            self.footer.append((line, departs, True))
        else:
            self.malformed += [of_footer for of_footer, is_malformed, _ in self.footer if is_malformed]
            self.malformed += [line] if departs else []
            self.footer, self.after_blank = [], False

    def found(self, open_row: int | None = None) -> Departures:
        """Return what was noted; rows without any text are no footer by themselves."""
        if not any(has_text for _, _, has_text in self.footer):
            self.malformed += [line for line, departs, _ in self.footer if departs]
            self.footer = []
        n_malformed = sum(departs for _, departs, _ in self.footer)
        return Departures(
            tuple(self.malformed[:_LINES_NAMED]),
            open_row,
            n_footer=sum(has_text for _, _, has_text in self.footer),
            n_footer_rows=len(self.footer) - n_malformed,
            n_footer_malformed=n_malformed,
        )


def is_of_footer(row: list[str]) -> bool:
    """Return whether at most the first cell of ``row`` has text, and that is no record id."""
    return not any(cell.strip() for cell in row[1:]) and not (row and _ID.fullmatch(row[0]))


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
