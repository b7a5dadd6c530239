"""The header of a CSV file, and the delimiter that it shows."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from audit.errors import UnreadableInputError
from audit.sources.csv.encoding import TextFile, reading
from audit.sources.csv.heading_labels import api_names, has_id

_DELIMITERS = (",", ";", "\t", "|")
_LONGEST = 1 << 20
_LOOKED_AT = 4_096
_FIRST_ROW = re.compile(
    r'(?:"?sep=[,;\t|]"?(?=[\r\n]))?'
    r'(?:[ \t]*(?:\r\n|\r|\n))*(?P<row>(?:[^"\r\n]+|"[^"]*")*)(?:\r\n|\r|\n|\Z)',
    re.IGNORECASE,
)
"""A line that tells Excel the delimiter, blank lines, then a row: line breaks between quotation marks belong to it."""
_ARCHIVE_MARK = b"PK\x03\x04"
_OTHER_KINDS = {b"<": "a web page", b"{": "JSON", b"[": "JSON", b"%PDF": "a PDF"}
"""What a file is that begins so: what Salesforce saves as Excel (.xls) is a web page."""
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Header:
    """The first row that is not blank."""

    names: tuple[str, ...]
    delimiter: str
    n_bytes: int
    """Length in UTF-8 of the row and everything before it."""


def read_header(text: TextFile, sobject: str) -> tuple[Header, tuple[str, ...]]:
    """Return the header of ``text``, a file of ``sobject``, with API names for labels; and notes on that.

    Raise UnreadableInputError when it is empty or has no column Id.
    """
    header = header_with(text, lambda names: has_id(names, sobject), no_id(text.label, sobject))
    names, notes = api_names(header.names, text.label, sobject)
    return replace(header, names=names), notes


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
    if first is None or not first["row"].strip():
        raise UnreadableInputError(
            f"{text.label} is empty: it has no header row. Export it again, or remove it."
            if not start.strip()
            else otherwise
        )
    delimiter, names = max(
        ((delimiter, _cells(first["row"], delimiter)) for delimiter in _DELIMITERS),
        key=lambda option: (has_needed(option[1]), len(option[1])),
    )
    if not has_needed(names):
        raise UnreadableInputError(_not_csv(text.label, start[:_LOOKED_AT]) or otherwise)
    return Header(names, delimiter, len(first[0].encode()))


def _cells(row: str, delimiter: str) -> tuple[str, ...]:
    try:
        return tuple(cell.strip() for cell in next(csv.reader(io.StringIO(row, newline=""), delimiter=delimiter)))
    except csv.Error:  # a cell beyond all measure: not a header
        return ()


def no_id(label: str, *sobjects: str) -> str:
    """Return the refusal of a file without a column of record ids, of one of ``sobjects``."""
    labels = " or ".join(f'"{sobject} ID"' for sobject in sobjects)
    return (
        f"{label} has no column Id. Export it again with the record ID: a data export calls it Id, a report {labels}. "
        "Headings must be English labels or API names."
    )


def _not_csv(label: str, start: bytes) -> str:
    """Return the refusal of a file that is something else by its first characters; empty where it may be CSV."""
    kind = next((kind for mark, kind in _OTHER_KINDS.items() if start.lstrip().startswith(mark)), "")
    if kind:
        return f"{label} is {kind}, not CSV. Export it again as CSV."
    return f"{label} is not text. Export it again as CSV." if _CONTROL.search(start) else ""
