"""A folder of CSV files as the rows of an org, cleaned of what no org can hold."""

import csv
import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pyarrow as pa

from tests.fake_org.ids import full_id
from tests.fake_org.rows import HeldRows
from tests.fake_org.schema import BOOLEAN, DATETIME, SObject

_DELIMITERS: Final = ",;\t|"
Columns = dict[str, list[str]]


def read_columns(folder: Path, sobject: str) -> Columns | None:
    """Read every part of an object's CSV (docs/contract.md, CSV input), by header as written; None for no file."""
    name = re.compile(rf"{sobject}(?![A-Za-z]).*\.csv", re.IGNORECASE)
    parts = sorted(path for path in folder.iterdir() if name.fullmatch(path.name))
    if not parts:
        return None
    columns: Columns = {}
    n_rows = 0
    for path in parts:
        header, rows = _read(path)
        for position, column in enumerate(header):
            key = next((known for known in columns if known.lower() == column.lower()), column)
            values = columns.setdefault(key, [""] * n_rows)
            values.extend(row[position] for row in rows)
        n_rows += len(rows)
        for values in columns.values():
            values.extend([""] * (n_rows - len(values)))
    return columns


def _read(path: Path) -> tuple[list[str], list[list[str]]]:
    """Return header and rows; rows that do not fit the header are no rows of an org."""
    raw = path.read_bytes()
    content = _decoded(raw)
    first_line = content.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first_line.count)
    csv.field_size_limit(10_000_000)
    rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter))
    if not rows:
        return [], []
    header = [name.strip() for name in rows[0]]
    return header, [row for row in rows[1:] if len(row) == len(header)]


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252")


def as_rows(columns: Columns, sobject: SObject) -> HeldRows:
    """Return the columns that ``sobject`` has, in the forms of an org; one row per id, the newest.

    An empty text is null. Rows whose id is none are left out. A missing date stays missing: nothing is invented that
    an audit of the same CSV would not see. Raise ValueError where there is no column Id.
    """
    by_field = {sobject.field(name): values for name, values in columns.items() if sobject.field(name)}
    cleaned = {field.name: _cleaned(values, field.type) for field, values in by_field.items() if field}
    if "Id" not in cleaned:
        raise ValueError(f"The CSV of {sobject.name} has no column Id")
    kept = _newest_of_each_id(cleaned["Id"], cleaned.get("LastModifiedDate"))
    table = {name: pa.array([values[i] for i in kept], pa.string()) for name, values in cleaned.items()}
    for field in sobject.fields:
        if field.type == BOOLEAN and field.name not in table:
            table[field.name] = pa.array(["false"] * len(kept), pa.string())
    return HeldRows(pa.table(table))


def _cleaned(values: Iterable[str], field_type: str) -> list[str | None]:
    if field_type == BOOLEAN:
        return ["true" if value.strip().lower() in ("true", "1") else "false" for value in values]
    if field_type == DATETIME:
        return [moment(value) for value in values]
    if field_type in ("id", "reference"):
        return [full_id(value.strip()) for value in values]
    return [value or None for value in values]


def moment(value: str) -> str | None:
    """Return any ISO 8601 date or date-time as ``2026-01-02T03:04:05.000Z``; None for anything else.

    >>> moment("2026-01-02 03:04+01:00")
    '2026-01-02T02:04:00.000Z'
    """
    try:
        parsed = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    aware = parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    return aware.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _newest_of_each_id(ids: list[str | None], dates: list[str | None] | None) -> list[int]:
    newest: dict[str, int] = {}
    for position, record_id in enumerate(ids):
        if record_id is None:
            continue
        held = newest.get(record_id)
        if held is None or (dates and (dates[position] or "") > (dates[held] or "")):
            newest[record_id] = position
    return sorted(newest.values())
