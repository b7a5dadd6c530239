"""A loader with Data Loader's rules (docs/salesforce.md), and rows of an org for it to load into."""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from tests.fake_org.ids import full_id

NULL: Final = "#N/A"
LONGEST: Final = 40
"""Characters of a phone field."""
MOST_ROWS: Final = 50_000

Row = dict[str, str]
Org = dict[str, list[Row]]
"""The rows of Contact, Lead and Account by their API names, as a CSV export holds them."""


class RefusedFileError(Exception):
    """A file that Data Loader would not load."""


def write_org(org: Org, folder: Path) -> None:
    """Write the rows as CSV files."""
    for name, rows in org.items():
        header = list(dict.fromkeys(field for row in rows for field in row)) or ["Id", "Phone"]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def load_files(folder: Path) -> list[Path]:
    """Return the files of a step or of the way back, in the order of their names."""
    return sorted(folder.glob("*.csv"))


def steps_in(fixes: Path) -> list[Path]:
    """Return the folders of the steps in their order."""
    return sorted(fixes.glob("step-*"), key=lambda path: int(path.name.removeprefix("step-")))


def sobject_of(path: Path) -> str:
    """Return the object that a file is for."""
    return path.name.partition(".")[0]


def read_load_file(path: Path) -> list[Row]:
    """Return the rows of a load file; raise RefusedFileError for what a loader, or the promise, does not allow."""
    content = path.read_bytes()
    if content.startswith(b"\xef\xbb\xbf"):
        raise RefusedFileError("byte order mark")
    text = content.decode("utf-8")
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    again = io.StringIO(newline="")
    csv.writer(again, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([header, *rows])
    if again.getvalue() != text:
        raise RefusedFileError("not every cell is quoted, or a line does not end in LF alone")
    for reason in _refusals(header, rows):
        raise RefusedFileError(reason)
    return [dict(zip(header, row, strict=True)) for row in rows]


def _refusals(header: list[str], rows: list[list[str]]) -> Iterator[str]:
    ids = [row[0] for row in rows]
    if header[0] != "Id" or len(header) < 2 or len(set(header)) < len(header):
        yield "the header is not Id and fields, each once"
    if not 1 <= len(rows) <= MOST_ROWS:
        yield "no row, or too many"
    if any(len(row) != len(header) for row in rows):
        yield "a row has too many or too few cells"
    if any(len(record_id) != 18 or full_id(record_id) != record_id for record_id in ids):
        yield "an id is not one of 18 characters"
    if len(set(ids)) < len(ids):
        yield "an id occurs twice"
    if any(not any(row[1:]) for row in rows):
        yield "a row changes nothing"
    if any(not any(row[position] for row in rows) for position in range(1, len(header))):
        yield "a column changes nothing"


def load(org: Org, path: Path, moment: str | Callable[[], str]) -> None:
    """Load one file into the rows of ``org``: all its records are saved at ``moment``, or each when that says."""
    rows = {full_id(row["Id"]): row for row in org[sobject_of(path)]}
    for change in read_load_file(path):
        row = rows[change.pop("Id")]
        if not set(change) <= set(row):
            raise RefusedFileError("a field that the object does not have")
        for field, text in change.items():
            if len(text) > LONGEST:
                raise RefusedFileError("a text that is too long")
            if text:
                row[field] = "" if text == NULL else text
        row["LastModifiedDate"] = row["SystemModstamp"] = moment if isinstance(moment, str) else moment()
