"""Orgs typed in by hand, as files of a folder or as parts."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pytest

from audit.config import AuditConfig
from audit.sources.assemble import assemble
from audit.sources.csv_folder import read_csv
from audit.sources.parts import Rows
from audit.tables import Extract, Source

Files = Mapping[str, str | bytes]


@dataclass(frozen=True)
class TypedPart:
    """A part of rows typed in: fields that a row does not name are empty."""

    sobject: str
    label: str
    typed: Sequence[Mapping[str, str | None]]
    further_columns: tuple[str, ...] = ()
    custom_fields: tuple[str, ...] | None = None
    batch_rows: int = 100

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*(name for row in self.typed for name in row), *self.further_columns]))

    def rows(self, columns: Sequence[str]) -> Iterator[Rows]:
        table = pa.table(
            {name: pa.array([row.get(name, "") for row in self.typed], pa.large_string()) for name in columns}
        )
        for start in range(0, len(table), self.batch_rows):
            yield Rows(table.slice(start, self.batch_rows))


def as_csv(*rows: Sequence[str], delimiter: str = ",") -> str:
    """Return ``rows``, the first of them the header, as the text of a CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return text.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[Files], Path]:
    """Write files into a new folder."""

    def write(files: Files) -> Path:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return write


@pytest.fixture
def read_files(folder: Callable[[Files], Path]) -> Callable[..., Extract]:
    """Read files as the command does; further arguments are settings."""

    def read(files: Files, **settings: object) -> Extract:
        return read_csv(folder(files), AuditConfig().with_overrides(**settings))

    return read


@pytest.fixture
def extract() -> Callable[..., Extract]:
    """Assemble typed-in parts; further arguments are settings."""

    def assembled(*parts: TypedPart, **settings: object) -> Extract:
        return assemble(parts, AuditConfig().with_overrides(**settings), Source("csv", "typed in", {}))

    return assembled
