"""The first sheet of a workbook as a table of text.

A call history comes from Aircall's dashboard as a workbook, too. openpyxl, which belongs to the writers of workbooks,
is used here because nothing else in the program reads one before the stages that write.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import pyarrow as pa
from openpyxl import load_workbook

from audit.domain import WORKBOOK_CREATOR
from audit.errors import UnreadableInputError, told_as
from audit.sources.csv.file_names import printable
from audit.sources.csv.file_state import FileState

_BROKEN: Final = (BadZipFile, KeyError, ValueError, EOFError, TypeError)
"""What openpyxl raises for a workbook that is none."""
_DIGITS_THAT_LAST: Final = 15
"""A spreadsheet keeps so many digits of a number, and makes the others zero."""


def workbook_table(path: Path) -> pa.Table:
    """Return the first sheet of ``path``, in text as a CSV file would have it; null for an empty cell.

    The first row that is not empty is the header. Raise UnreadableInputError for a workbook that is damaged, or changes
    while it is read.
    """
    label = printable(path.name)
    with told_as(
        UnreadableInputError, f"Cannot read {label}", "Export it again.", also=_BROKEN, unsaid="it is damaged"
    ):
        state = FileState.of(path)
        with closing(load_workbook(path, read_only=True, data_only=True)) as book:
            if book.properties.creator == WORKBOOK_CREATOR:
                raise UnreadableInputError(
                    f"{label} is a workbook of phone-audit, not a call history. Give the calls as Aircall exports them."
                )
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # some programs write wrong ones
            columns = _columns(sheet.iter_rows(values_only=True))
        state.check()
    return pa.table({name: pa.array(cells, pa.large_string()) for name, cells in columns.items()})


def _columns(rows: Iterator[tuple[Any, ...]]) -> dict[str, list[str | None]]:
    filled = (row for row in rows if any(cell is not None for cell in row))
    header = [(_text(cell) or "").strip() for cell in next(filled, ())]
    places = {name: at for at, name in reversed([*enumerate(header)]) if name}
    columns: dict[str, list[str | None]] = {name: [] for name in header if name}
    for row in filled:
        for name, at in places.items():
            columns[name].append(_text(row[at]) if at < len(row) else None)
    return columns


def _text(cell: object) -> str | None:
    """Return a cell as text; a number that has lost its last digits looks as a spreadsheet shows it."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, int | float) and cell == cell // 1:
        return str(int(cell)) if abs(cell) < 10**_DIGITS_THAT_LAST else f"{cell:.5E}"
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, timedelta):
        return str(timedelta(seconds=cell.total_seconds() // 1))
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)
