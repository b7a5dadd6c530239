"""The header of a CSV file, and the delimiter that it shows."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass

from audit.errors import UnreadableInputError
from audit.sources.csv_text import TextFile, reading

_DELIMITERS = (",", ";", "\t", "|")
_LONGEST = 1 << 20
_FIRST_ROW = re.compile(r'(?:[ \t]*(?:\r\n|\r|\n))*((?:[^"\r\n]+|"[^"]*")*)(?:\r\n|\r|\n|\Z)')
"""Blank lines, then a row: line breaks between quotation marks belong to it."""
_ARCHIVE_MARK = b"PK\x03\x04"


@dataclass(frozen=True)
class Header:
    """The first row that is not blank."""

    names: tuple[str, ...]
    delimiter: str
    n_bytes: int
    """Length in UTF-8 of the row and everything before it."""


def read_header(text: TextFile) -> Header:
    """Return the header of ``text``; raise UnreadableInputError when it is empty or has no column Id."""
    return header_with(text, _has_id, _no_id(text))


def header_with(text: TextFile, has_needed: Callable[[tuple[str, ...]], bool], otherwise: str) -> Header:
    """Return the header of ``text``, whose names are those that ``has_needed`` accepts.

    Raise UnreadableInputError when there is nothing in it, and with the sentence ``otherwise`` for other names.
    """
    with reading(text.label), text.open_utf8() as stream:
        start = stream.read(_LONGEST)
    if start.startswith(_ARCHIVE_MARK):
        raise UnreadableInputError(
            f"{text.label} is an Excel workbook or a zip, not text. Save it as CSV, or export it again."
        )
    first = _FIRST_ROW.match(start.decode("utf-8", errors="ignore"))
    if first is None or not first[1].strip():
        raise UnreadableInputError(
            f"{text.label} is empty: it does not even have a header. Export it again, or take it away."
            if not start.strip()
            else otherwise
        )
    delimiter, names = max(
        ((delimiter, _cells(first[1], delimiter)) for delimiter in _DELIMITERS),
        key=lambda option: (has_needed(option[1]), len(option[1])),
    )
    if not has_needed(names):
        raise UnreadableInputError(otherwise)
    return Header(names, delimiter, len(first[0].encode()))


def _cells(row: str, delimiter: str) -> tuple[str, ...]:
    try:
        return tuple(cell.strip() for cell in next(csv.reader(io.StringIO(row, newline=""), delimiter=delimiter)))
    except csv.Error:  # a cell beyond all measure: not a header
        return ()


def _has_id(names: tuple[str, ...]) -> bool:
    return "id" in {name.casefold() for name in names}


def _no_id(text: TextFile) -> str:
    return (
        f"{text.label} has no column Id. The first line must name the columns as Salesforce's API does "
        "(Id, Phone, MobilePhone…), as a data export writes it, and not as a report does."
    )
