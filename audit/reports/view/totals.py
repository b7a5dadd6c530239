"""How much there is in all of what a page and a workbook list: counted, or known where an audit has only a part."""

from collections.abc import Mapping

from audit.reports.view.finding_sheets import DUPLICATES, PlacedFindings
from audit.result.results import Audit
from audit.result.table_totals import SheetTotals, TableTotals
from audit.scoring.scores import is_clear, is_synced
from audit.tables.findings import FindingSheet


def table_totals(result: Audit, placed: Mapping[FindingSheet, PlacedFindings]) -> TableTotals:
    """Return the counts of the tables of ``result``; ``placed`` are its findings by sheet."""
    numbers, records = result.numbers, result.records
    clear, synced = is_clear(numbers), is_synced(numbers)
    n_records = numbers["n_records"].to_numpy()
    n_rows = {name: int(findings.is_first.sum()) for name, findings in placed.items()}
    n_rows[DUPLICATES] = int(n_records[n_records > 1].sum())
    return TableTotals(
        open_findings=int((~result.findings.found["suppressed"]).sum()),
        numbers=len(numbers),
        duplicates=int((n_records > 1).sum()),
        ready=int((clear & synced).sum()),
        clear=int(clear.sum()),
        synced=int(synced.sum()),
        tasks=len(result.for_people),
        changes=len(result.comparison.changes) if result.comparison else 0,
        dated_activities=int(records["last_activity"].notna().sum()),
        dated_creations=int(records["created"].notna().sum()),
        sheets={name: SheetTotals(n_rows[name], len(findings.finding)) for name, findings in placed.items()},
    )
