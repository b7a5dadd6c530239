"""The work of an audit, counted and not timed: calls of functions, and rows of the files that are written."""

import sys
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any, Final

import pyarrow.parquet as pq

import audit
from audit import pipeline
from audit.config.audit import AuditConfig
from audit.reports.write_report import report_writer
from audit.sources.csv.read_csv import read_csv
from tests.benchmarks.org import write_org

LIBRARIES: Final = "libraries"
"""Stands for all functions that are not of the package: pandas and Arrow call some for each pass over a column."""
_PACKAGE: Final = f"{Path(audit.__file__).parent}/"
_NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Work:
    """What an audit of an org took."""

    calls: Counter[str]
    """By function, as ``normalize/scalar.py:read_number``"""
    rows: dict[str, int]
    """By table of the report"""
    results_bytes: int


def work_of(n_records: int, folder: Path) -> Work:
    """Return the work of an audit of ``n_records`` from its files to its report, done in the empty ``folder``.

    What runs in C is not counted: it is what columns are for.
    """
    org, report = folder / "org", folder / "report"
    write_org(org, n_records)
    report.mkdir()
    calls: Counter[str] = Counter()

    def _note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call":
            file, name = frame.f_code.co_filename, frame.f_code.co_name
            calls[f"{file.removeprefix(_PACKAGE)}:{name}" if file.startswith(_PACKAGE) else LIBRARIES] += 1

    threading.setprofile(_note)
    sys.setprofile(_note)
    try:
        with report_writer(report, "parquet") as writer:
            extract = read_csv(org, AuditConfig())
            writer.finish(pipeline.run_audit(extract, now=_NOW, observer=writer).audit)
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    rows = {path.stem: pq.read_metadata(path).num_rows for path in (report / "tables").glob("*.parquet")}
    return Work(calls, rows, (report / "results.json").stat().st_size)
