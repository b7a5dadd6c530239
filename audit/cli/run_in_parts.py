"""An audit in parts as the command line asks for it: where its parts lie, and what is said meanwhile."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from audit.cli.chosen_source import ChosenSource
from audit.cli.console import print_error
from audit.cli.memory_note import note_on_linked
from audit.cli.progress import Display
from audit.cli.run_log import RunLog
from audit.engines.choice import open_engine
from audit.errors import WriteFailedError, told_as
from audit.in_parts.audit_in_parts import Asked, PartsAudit, audit_in_parts
from audit.in_parts.part_tasks import TABLES, forget_results
from audit.parts.finished import kept_scratch, key_for_once, run_key
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

    def linked(self, n_records: int) -> None:
        """Note that so many records are in one part; say it where their memory is worth a word."""
        self.log.event("linked", records=n_records)
        if note := note_on_linked(n_records):
            print_error(f"Note: {note}")

    def lost(self, sentence: str) -> None:
        """Note that a worker was lost."""
        self.log.event("worker", said=sentence)


class PartsPlace(NamedTuple):
    """Where the parts of an audit lie, and for how long."""

    inside: Path
    """The folder that is used where the settings name none."""
    now: datetime | None
    """The moment of the report, where it was asked for: else a run goes on with that of the one that was killed"""
    inputs: Sequence[Path]
    """The files that are read beside the source"""
    further: tuple[object, ...]
    """What else results depend on."""


def report_in_parts(
    source: ChosenSource, asked: Asked, place: PartsPlace, told: PartsTold, writer: ReportWriter
) -> Audit:
    """Audit ``source`` in parts, write its report, and return what page and workbook show of it."""
    settings = asked.config.engine
    files = [*source.paths, *place.inputs]
    key = run_key(asked.config, settings.rows_per_part, files, *place.further) if source.paths else key_for_once()
    with kept_scratch(settings.scratch or place.inside, key, place.now) as (scratch, now):
        (scratch / TABLES).mkdir(exist_ok=True)
        full = "Give --scratch a folder with more room."
        with (
            told_as(WriteFailedError, f"Cannot write to {scratch}", full),
            open_engine(settings, scratch, told.lost) as engine,
        ):
            open_source = partial(source.open, asked.config, told.display, scratch)
            audited = audit_in_parts(open_source, replace(asked, now=now), engine, scratch, told)
        told.stage("Writing the report")
        _write(audited, scratch, writer)
        return audited.shown


def _write(audited: PartsAudit, scratch: Path, writer: ReportWriter) -> None:
    forget_results(scratch)
    if writer.table_format == "csv":
        parts_as_csv(scratch / TABLES)
    writer.take_tables(scratch / TABLES)
    writer.conclude(audited.shown, audited.planned)
