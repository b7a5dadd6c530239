"""The tables of a report without the rest of it."""

from pathlib import Path

from audit.domain import TableFormat
from audit.reports.table_files import (
    SIMULATED_TABLES,
    write_conclusions,
    write_findings,
    write_for_people,
    write_simulated,
)
from audit.result.results import Audit


def write_tables(result: Audit, folder: Path, table_format: TableFormat) -> None:
    """Write all tables of a report into ``folder``."""
    for table in SIMULATED_TABLES:
        write_simulated(table, result.outcome.simulation, folder, table_format)
    write_findings(result.outcome, folder, table_format)
    write_for_people(result, folder, table_format)
    write_conclusions(result, folder, table_format)
