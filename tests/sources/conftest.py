"""Orgs typed in by hand, as files of a folder or as parts."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from audit.config.audit import AuditConfig
from audit.sources.csv.read_csv import read_csv
from audit.sources.org_extract import Extract
from audit.sources.records.assemble import assemble
from audit.tables.extract import Source
from tests.sources.typed_source import TypedPart

Files = Mapping[str, str | bytes]


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
        return assemble(parts, AuditConfig().with_overrides(**settings), Source("csv", ("typed in",), {}))

    return assembled
