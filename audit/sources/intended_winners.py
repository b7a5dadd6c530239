"""The list of intended winners: a CSV file of numbers and the record that should win each."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from audit.errors import AuditError, UsageError, in_lines
from audit.sources.csv.encoding import examined, reading
from audit.sources.csv.file_state import FileState
from audit.sources.records.record_ids import is_id, widened

_NUMBER_NAMES: Final = ("number", "e164", "phone", "phone number")
_RECORD_NAMES: Final = ("record_id", "record id", "record", "id", "winner_record_id")
_LONGEST_FIELD: Final = 10_000
_DELIMITERS: Final = (",", ";", "\t", "|")
_FORM: Final = "Each line has a number with its country code and a record id, as +14155550100,003A000001abcde."


def read_winners(path: Path | None) -> pd.DataFrame:
    """Return the rows of the list: ``line`` (from 1), ``number`` (as it stands there), ``record_id`` (18 characters).

    The columns are found by their names (number and record_id), else they are the first two; a header is not needed.
    No path gives no rows. Raise UsageError when there is no such file or a line is not what it should be.
    """
    rows = list(_rows(path)) if path is not None else []
    frame = pd.DataFrame(rows, columns=["line", "number", "record_id"]).astype(
        {"line": "int64", "number": "str", "record_id": "str"}
    )
    ids = pa.array(frame["record_id"], pa.large_string())
    is_wrong = ~is_id(ids).to_numpy(zero_copy_only=False)
    if is_wrong.any():
        where = in_lines(frame.loc[is_wrong, "line"].tolist())
        raise UsageError(f"{path}, {where}: that is no record id of 15 or 18 characters. {_FORM}")
    return frame.assign(record_id=pd.Series(widened(ids), dtype="str"))


def _rows(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield line, number and record id of every line that is not blank, without the header."""
    text = _text(path)
    delimiter = max(_DELIMITERS, key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns: tuple[int, int] | None = None
    for cells in _cells(reader, path):
        row = [cell.strip() for cell in cells]
        if not any(row):
            continue
        if columns is None:
            columns, is_header = _columns(row)
            if is_header:
                continue
        if len(row) <= max(columns):
            raise UsageError(f"{path}, line {reader.line_num}: there are too few fields. {_FORM}")
        yield reader.line_num, row[columns[0]], row[columns[1]]


def _cells(reader: Any, path: Path) -> Iterator[list[str]]:
    try:
        yield from _of_usual_length(reader)
    except csv.Error as error:
        raise UsageError(f"{path}, line {reader.line_num}: a field is too long to be read. {_FORM}") from error


def _of_usual_length(reader: Any) -> Iterator[list[str]]:
    """Yield the rows of ``reader``, whose own limit of a field is one for the whole process, and may be larger."""
    for cells in reader:
        if max(map(len, cells), default=0) > _LONGEST_FIELD:
            raise csv.Error
        yield cells


def _text(path: Path) -> str:
    if not path.is_file():
        raise UsageError(f"There is no file {path} with intended winners. Correct the path, or leave it out.")
    try:
        with reading(path.name):
            state = FileState.of(path)
        text = examined(path.name, lambda: path.open("rb"), state)
        with reading(path.name), text.open_utf8() as stream:
            content = stream.read().decode()
        text.check_unchanged()
    except AuditError as error:
        raise UsageError(f"Cannot read the intended winners: {error}") from error
    return content


def _columns(first: list[str]) -> tuple[tuple[int, int], bool]:
    """Return where number and record id stand, and whether ``first`` is a header."""
    names = [name.casefold() for name in first]
    number = [names.index(name) for name in _NUMBER_NAMES if name in names]
    record = [names.index(name) for name in _RECORD_NAMES if name in names]
    if number and record:
        return (number[0], record[0]), True
    return (0, 1), not any(character.isdigit() for character in first[0])
