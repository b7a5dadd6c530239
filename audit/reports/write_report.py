"""Write every file of the report."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audit.columns.threads import IN_TURN, is_worth_threads
from audit.domain import TableFormat
from audit.reports.excel import write_workbook
from audit.reports.html.page import render_html
from audit.reports.load_files.write_fixes import write_fixes
from audit.reports.results_json import json_document
from audit.reports.table_files import (
    SIMULATED_TABLES,
    write_conclusions,
    write_findings,
    write_for_people,
    write_simulated,
)
from audit.reports.view.build_view import View, build_view
from audit.result.results import Audit
from audit.tables.findings import Assessment
from audit.tables.simulation import Simulation


@dataclass(frozen=True)
class ReportWriter:
    """A report that is written as it comes to be known: first its tables, beside whatever comes next."""

    folder: Path
    table_format: TableFormat
    _beside: ThreadPoolExecutor
    """Arrow lets go of the interpreter while it writes; nobody works here on few rows."""
    _begun: list[Future[None]] = field(default_factory=list)

    def stage(self, _doing: str, /) -> None:
        """Raise what went wrong beside the audit by now."""
        self.raise_failure()

    def simulated(self, simulation: Simulation) -> None:
        """Begin to write values, numbers and records."""
        self._tables.mkdir()
        for table in SIMULATED_TABLES:
            self._begin(len(simulation.values), write_simulated, table, simulation, self._tables, self.table_format)

    def found(self, outcome: Assessment) -> None:
        """Begin to write findings."""
        self._begin(len(outcome.simulation.values), write_findings, outcome, self._tables, self.table_format)

    def take_tables(self, tables: Path) -> None:
        """Move a folder of tables, which the parts of an org have written, into the report."""
        shutil.move(tables, self._tables)

    def finish(self, result: Audit) -> None:
        """Write report.html, report.xlsx, results.json, fixes/ and the tables that are left; wait for all files."""
        self._begin(len(result.values), write_for_people, result, self._tables, self.table_format)
        self.conclude(result, result)

    def conclude(self, result: Audit, planned: Audit) -> None:
        """Write all but the tables of records and of what is to be done with them, as ``finish`` does.

        ``planned`` has the fix plan.
        """
        folder, n_rows = self.folder, len(planned.values)
        self._begin(n_rows, write_fixes, planned, folder)
        self._begin(n_rows, write_conclusions, result, self._tables, self.table_format)
        view = build_view(result)
        self._begin(n_rows, _write_page, view, folder)
        (folder / "results.json").write_text(json_document(result.results), encoding="utf-8", newline="\n")
        self.raise_failure()
        write_workbook(view, folder / "report.xlsx")
        for each in self._begun:
            each.result()

    def raise_failure(self) -> None:
        """Raise what went wrong beside the audit by now, so that nothing more is done in vain."""
        for each in self._begun:
            if each.done():
                each.result()

    @property
    def _tables(self) -> Path:
        return self.folder / "tables"

    def _begin(self, n_rows: int, write: Callable[..., None], *of_what: Any) -> None:
        self.raise_failure()
        beside = self._beside if is_worth_threads(n_rows) else IN_TURN
        self._begun.append(beside.submit(write, *of_what))


def _write_page(view: View, folder: Path) -> None:
    (folder / "report.html").write_text(render_html(view), encoding="utf-8", newline="\n")


@contextmanager
def report_writer(folder: Path, table_format: TableFormat) -> Iterator[ReportWriter]:
    """Yield a writer of a report into the empty ``folder``; after an error no further file is begun."""
    with ThreadPoolExecutor(max_workers=2) as beside:
        try:
            yield ReportWriter(folder, table_format, beside)
        except BaseException:
            beside.shutdown(wait=False, cancel_futures=True)
            raise


def write_report(result: Audit, folder: Path, table_format: TableFormat) -> None:
    """Write report.html, report.xlsx, results.json, tables/ and fixes/ into the empty ``folder``."""
    with report_writer(folder, table_format) as writer:
        writer.simulated(result.outcome.simulation)
        writer.found(result.outcome)
        writer.finish(result)
