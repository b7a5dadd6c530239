"""Write every file of the report."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from audit.reports.excel import write_workbook
from audit.reports.fix_files import write_fixes
from audit.reports.html import render_html
from audit.reports.results_json import results_json
from audit.reports.table_files import TableFormat, write_tables
from audit.reports.view import build_view
from audit.result import AuditResult


def write_report(result: AuditResult, folder: Path, table_format: TableFormat) -> None:
    """Write report.html, report.xlsx, results.json, tables/ and fixes/ into the empty ``folder``."""
    (folder / "tables").mkdir()
    with ThreadPoolExecutor(max_workers=2) as beside:  # Arrow lets go of the interpreter while it writes
        written = [
            beside.submit(write_tables, result, folder / "tables", table_format),
            beside.submit(write_fixes, result, folder),
        ]
        view = build_view(result)
        (folder / "results.json").write_text(results_json(result.results), encoding="utf-8", newline="\n")
        (folder / "report.html").write_text(render_html(view), encoding="utf-8", newline="\n")
        write_workbook(view, folder / "report.xlsx")
        for each in written:
            each.result()
