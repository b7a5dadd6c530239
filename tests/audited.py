"""An audit of a small export through the command, and what stands in its report."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from audit.cli.app import main

HEADER = "Id,LastName,Phone,MailingCountry,LastModifiedDate"
DAY = "2026-01-01T00:00:00Z"
NOW = "2026-02-01T00:00:00Z"
Row = dict[str, Any]
Audit = Callable[..., "Audited"]


@dataclass(frozen=True)
class Audited:
    """The exit code, what was printed and the report, if there is one."""

    code: int
    out: str
    err: str
    report: Path

    @property
    def results(self) -> Row:
        found: Row = json.loads((self.report / "results.json").read_text(encoding="utf-8"))
        return found

    def table(self, name: str) -> list[Row]:
        rows: list[Row] = pq.read_table(self.report / "tables" / f"{name}.parquet").to_pylist()
        return rows

    def numbers(self) -> list[str]:
        """Return the distinct numbers in match slots, in order."""
        return sorted(row["e164"] for row in self.table("numbers"))

    def value(self, raw: str) -> Row:
        """Return the one value that is stored as ``raw``."""
        (row,) = [row for row in self.table("values") if row["raw"] == raw]
        return row

    def scope(self, sobject: str) -> tuple[int, int, dict[str, int]]:
        """Return how many records were read and audited, and how many are out of scope by reason."""
        of_object = self.results["source"]["objects"][sobject]
        return of_object["read"], of_object["audited"], of_object["out_of_scope"]

    def loaded(self) -> list[Row]:
        """Return the filled cells of all load files."""
        return list(self._cells())

    def _cells(self) -> Iterator[Row]:
        for path in sorted(self.report.glob("fixes/step-*/*.csv")):
            head, *lines = path.read_text(encoding="utf-8").splitlines()
            for line in lines:
                yield dict(zip(head.replace('"', "").split(","), line.replace('"', "").split(","), strict=True))


def audit_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> Audit:
    """Return a function that audits paths into ``folder``."""

    def run(*exports: Path, options: tuple[str, ...] = ()) -> Audited:
        report = folder / "report"
        given = [part for export in exports for part in ("--csv", str(export))]
        code = main(["run", *given, "--out", str(report), "--now", NOW, *options])
        printed = capsys.readouterr()
        return Audited(code, printed.out, printed.err, report)

    return run


def export(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files into a new folder ``export``, text as UTF-8; return it."""
    for name, content in files.items():
        path = folder / "export" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder / "export"


def contacts(*rows: str, header: str = HEADER) -> str:
    return "\n".join((header, *rows)) + "\n"


def numbered(first: int, n: int) -> str:
    """Return ``n`` contacts with a number each, the first with the number ``first``."""
    return contacts(*(f"0035Y{k:010}AAA,N{k},+121255501{k:02},US,{DAY}" for k in range(first, first + n)))


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()
