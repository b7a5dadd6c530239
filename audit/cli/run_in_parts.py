"""An audit in parts as the command line asks for it: where its parts lie, and what is said meanwhile."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from audit.audit_in_parts import Asked, PartsAudit, audit_in_parts
from audit.cli.chosen_source import ChosenSource
from audit.cli.progress import Display
from audit.cli.run_log import RunLog
from audit.engines.choice import open_engine
from audit.part_tasks import TABLES
from audit.parts.finished import kept_scratch, run_key
from audit.reports.table_files import parts_as_csv
from audit.reports.write_report import ReportWriter
from audit.result.results import Audit


class PartsTold(NamedTuple):
    """Those who listen to an audit in parts."""

    display: Display
    log: RunLog

    def rows(self, part: str, done: int) -> None:
        """Show how many rows of a file are read."""
        self.display.rows(part, done)

    def stage(self, doing: str) -> None:
        """Report to both that a stage begins."""
        self.display.stage(doing)
        self.log.stage(doing)

    def progress(self, doing: str, done: int, of: int) -> None:
        """Show how many parts of a stage are done."""
        self.display.stage(f"{doing}: {done:,} of {of:,}")

    def lost(self, sentence: str) -> None:
        """Note that a worker was lost."""
        self.log.event("worker", said=sentence)


def report_in_parts(source: ChosenSource, asked: Asked, beside: Path, told: PartsTold, writer: ReportWriter) -> Audit:
    """Audit ``source`` in parts, write its report, and return what page and workbook show of it.

    The parts lie in the scratch folder of the settings, else ``beside`` the report.
    """
    settings = asked.config.engine
    key = run_key(asked.config, settings.rows_per_part, source.paths)
    with kept_scratch(settings.scratch or beside, key, asked.now) as scratch:
        (scratch.folder / TABLES).mkdir(exist_ok=True)
        with open_engine(settings, scratch.folder, told.lost) as engine:
            open_source = partial(source.open, asked.config, told.display, scratch.folder)
            audited = audit_in_parts(open_source, replace(asked, now=scratch.now), engine, scratch.folder, told)
        told.stage("Writing the report")
        _write(audited, scratch.folder / TABLES, writer)
        return audited.shown


def _write(audited: PartsAudit, tables: Path, writer: ReportWriter) -> None:
    if writer.table_format == "csv":
        parts_as_csv(tables)
    writer.take_tables(tables)
    writer.conclude(audited.shown, audited.planned)
