"""Marks that stand beside another finding than theirs are refused, whatever moved them there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from audit.errors import ExitCode
from tests.audited import Audit, Audited, audit_command, contacts, export

pytestmark = pytest.mark.slow  # whole audits

SHEET = "Not E.164"


@pytest.fixture
def audited(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[], Audited]:
    audit: Audit = audit_command(tmp_path, capsys)
    rows = [f'0035Y{k:010}AAA,Name {k},"(212) 555-01{k:02}",US,2026-01-01T00:00:00Z' for k in range(6)]
    source = export(tmp_path, {"Contact.csv": contacts(*rows)})
    return lambda: audit(source)


def marked(path: Path, change: Callable[[Any, dict[str, int], int, int], None]) -> None:
    """Mark the first row of a list as done; ``change`` gets the sheet, its columns and its first and last row."""
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    head = next(row for row in range(1, 9) if "finding_id" in {cell.value for cell in sheet[row]})
    columns = {str(cell.value): cell.column for cell in sheet[head] if cell.value}
    sheet.cell(head + 1, columns["Status"]).value = "Done"
    sheet.cell(head + 1, columns["Status"]).data_type = "s"
    change(sheet, columns, head + 1, head + 6)
    book.save(path)


def turned_round(sheet: Any, columns: list[int], first: int, last: int) -> None:
    for column in columns:
        values = [sheet.cell(row, column).value for row in range(first, last + 1)]
        for row, value in zip(range(first, last + 1), reversed(values), strict=True):
            sheet.cell(row, column).value = value
            sheet.cell(row, column).data_type = "s"


def test_whole_rows_may_be_sorted(audited: Callable[[], Audited]) -> None:
    report = audited().report
    marked(
        report / "report.xlsx",
        lambda sheet, columns, first, last: turned_round(sheet, [*columns.values()], first, last),
    )
    assert audited().code == ExitCode.DONE


@pytest.mark.parametrize("left", [{"finding_id"}, {"finding_id", "Record id"}])
def test_rows_sorted_without_the_hidden_column_are_refused_and_nothing_is_lost(
    audited: Callable[[], Audited], left: set[str]
) -> None:
    path = audited().report / "report.xlsx"
    marked(
        path,
        lambda sheet, columns, first, last: turned_round(
            sheet, [column for name, column in columns.items() if name not in left], first, last
        ),
    )
    before = path.read_bytes()
    again = audited()
    assert again.code == ExitCode.FAILED
    assert "1 marked row and the hidden column finding_id do not belong together" in again.err
    assert path.read_bytes() == before


def test_a_column_that_somebody_deleted_is_not_missed(audited: Callable[[], Audited]) -> None:
    report = audited().report
    marked(report / "report.xlsx", lambda sheet, columns, first, last: sheet.delete_cols(columns["Record id"]))
    assert audited().code == ExitCode.DONE
