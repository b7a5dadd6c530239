"""Work in the workbook over the quarters: carried over, closed, back again, whoever saved the file in between."""

import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from audit.cli.app import main
from audit.reports.excel.read_work import is_marked, read_work
from tests.audited import contacts, export

pytestmark = pytest.mark.slow  # whole audits

OPEN = '0035Y{0:010}AAA,N{0},"(212) 555-01{0:02}",US,2026-01-01T00:00:00Z'
FIXED = "0035Y{0:010}AAA,N{0},+121255501{0:02},US,2026-01-01T00:00:00Z"
MARKS = ("Status", "Assigned to", "Comment")
Marked = dict[str, tuple[str, ...]]


def org(n_open: int, n: int = 12) -> str:
    """Return contacts, of which the first ``n_open`` are not in E.164."""
    return contacts(*((OPEN if k < n_open else FIXED).format(k) for k in range(n)))


class Quarters:
    """A folder in which an org is audited quarter after quarter."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        self.printed = ""
        self.noted = ""

    def run(self, month: int, csv: str, *options: str, out: str = "report") -> int:
        source = export(self.folder, {"Contact.csv": csv})
        given = ["--out", str(self.folder / out), "--now", f"2026-{month:02}-01T00:00:00Z", *options]
        code = main(["run", "--csv", str(source), *given])
        self.printed, self.noted = self._capsys.readouterr()
        return code

    @property
    def workbook(self) -> Path:
        return self.folder / "report" / "report.xlsx"

    def marked(self, path: Path | None = None) -> Marked:
        """Return status, assignee and comment by finding_id."""
        rows = read_work(path or self.workbook).rows
        kept = rows.loc[is_marked(rows)]
        columns = (kept[name] for name in ("finding_id", "status", "assignee", "comment"))
        return {finding_id: marks for finding_id, *marks in ((a, b, c, d) for a, b, c, d in zip(*columns, strict=True))}


@pytest.fixture
def quarters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Quarters:
    return Quarters(tmp_path, capsys)


def edit(path: Path, change: Callable[[Any, dict[str, int], int], None]) -> None:
    """Change the workbook with openpyxl: ``change`` gets each list, its columns by heading and the row of headings."""
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        for number in range(1, 8):
            columns = {cell.value: cell.column for cell in sheet[number] if cell.value}
            if {"finding_id", *MARKS} <= columns.keys():
                change(sheet, columns, number)
                break
    book.save(path)


def mark_all_done(sheet: Any, columns: Mapping[str, int], head: int) -> None:
    for number in range(head + 1, sheet.max_row + 1):
        sheet.cell(number, columns["Status"]).value = "Done"
        sheet.cell(number, columns["Status"]).data_type = "s"


def mark_all(sheet: Any, columns: Mapping[str, int], head: int) -> None:
    """Mark every row of a list, each finding the same on every sheet."""
    for number in range(head + 1, sheet.max_row + 1):
        finding_id = sheet.cell(number, columns["finding_id"]).value
        for name, text in zip(MARKS, marks_of(finding_id), strict=True):
            sheet.cell(number, columns[name]).value = text
            sheet.cell(number, columns[name]).data_type = "s"


def marks_of(finding_id: str) -> tuple[str, str, str]:
    place = sum(map(ord, finding_id)) % 3
    return ("Done", "Doing", "Ignore")[place], f"Eve Harker {place}", f"=note on {finding_id}\nsecond line, ü €"


def move_columns(sheet: Any, columns: Mapping[str, int], head: int) -> None:
    """Turn the columns of a list round and its rows upside down, and push it one row down and two columns right."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=head, max_col=len(columns))]
    sheet.delete_rows(head, sheet.max_row)
    for number, values in enumerate([rows[0], *rows[:0:-1]], head + 1):
        for place, value in enumerate(reversed(values), 3):
            sheet.cell(number, place).value = value
            if isinstance(value, str):
                sheet.cell(number, place).data_type = "s"
    sheet.title = f"Bob {sheet.title}"


def test_marks_are_carried_over_and_told(quarters: Quarters) -> None:
    quarters.run(1, org(4))
    assert "Carried over" not in quarters.printed
    edit(quarters.workbook, mark_all)
    before = quarters.marked()
    assert quarters.run(4, org(4)) == 0
    assert quarters.marked() == before
    assert len(before) > 4
    assert f"Carried over {len(before)} marked rows: " in quarters.printed
    told = f"Note: Your {len(before)} marked rows are in the new workbook. Your changed report.xlsx is kept as report ("
    assert told in quarters.noted


def test_marks_survive_quarters_in_which_nobody_touches_the_workbook(quarters: Quarters) -> None:
    quarters.run(1, org(4))
    edit(quarters.workbook, mark_all)
    before = quarters.marked()
    for month in (4, 7):
        quarters.run(month, org(4))
    assert quarters.marked() == before


def test_work_on_what_is_gone_is_closed_and_comes_back_with_its_finding(quarters: Quarters) -> None:
    quarters.run(1, org(4))
    edit(quarters.workbook, mark_all)
    before = quarters.marked()
    quarters.run(4, org(2))
    assert quarters.marked() == before
    closed = openpyxl.load_workbook(quarters.workbook)["Closed"]
    rows = list(closed.iter_rows(min_row=4, values_only=True))
    last_open = rows[0].index("Last open (UTC)")
    assert {row[last_open] for row in rows[1:]} == {"2026-01-01 00:00"}
    assert "N2" in {row[rows[0].index("Record")] for row in rows[1:]}
    assert "closed (sheet “Closed”)" in quarters.printed
    quarters.run(7, org(4))
    assert quarters.marked() == before
    assert "Closed" not in openpyxl.load_workbook(quarters.workbook).sheetnames


def test_marks_come_from_a_baseline_too(quarters: Quarters) -> None:
    quarters.run(1, org(4), out="january")
    edit(quarters.folder / "january" / "report.xlsx", mark_all)
    quarters.run(4, org(4), "--baseline", str(quarters.folder / "january"))
    assert quarters.marked() == quarters.marked(quarters.folder / "january" / "report.xlsx")


def test_of_reports_by_date_the_last_one_counts_as_replaced(quarters: Quarters) -> None:
    quarters.run(1, org(4), "--keep", "2", out="{date}")
    edit(quarters.folder / "2026-01-01" / "report.xlsx", mark_all)
    quarters.run(4, org(4), "--keep", "2", out="{date}")
    then, now = (quarters.marked(quarters.folder / day / "report.xlsx") for day in ("2026-01-01", "2026-04-01"))
    assert then == now
    assert then


def test_a_workbook_that_cannot_be_read_stops_the_run_before_anything_is_lost(quarters: Quarters) -> None:
    quarters.run(1, org(4))
    quarters.workbook.write_bytes(b"not a workbook")
    assert quarters.run(4, org(2)) == 1
    assert quarters.workbook.read_bytes() == b"not a workbook"
    assert quarters.noted.startswith(f"phone-audit: Cannot read the workbook {quarters.workbook}: it is damaged, or ")
    assert len(quarters.noted.splitlines()) == 1


def test_a_redacted_report_holds_nothing_that_people_wrote(quarters: Quarters) -> None:
    quarters.run(1, org(4), out="january")
    edit(quarters.folder / "january" / "report.xlsx", mark_all)
    quarters.run(4, org(2), "--redact", "--baseline", str(quarters.folder / "january"))
    assert {(assignee, comment) for _, assignee, comment in quarters.marked().values()} == {("", "")}
    assert "--redact leaves out the comments and assignees" in quarters.noted
    text = str([list(sheet.values) for sheet in openpyxl.load_workbook(quarters.workbook).worksheets])
    text += pd.read_parquet(quarters.folder / "report" / "tables" / "work.parquet").to_csv()
    assert [told for told in ("Eve Harker", "N2", "N3", "(212)", "555") if told in text] == []
    assert "(•••) •••-•103" in text


def test_the_records_of_work_without_words_are_masked_too(quarters: Quarters) -> None:
    quarters.run(1, org(4), out="january")
    edit(quarters.folder / "january" / "report.xlsx", mark_all_done)
    quarters.run(4, org(2), "--redact", "--baseline", str(quarters.folder / "january"))
    assert {marks[0] for marks in quarters.marked().values()} == {"Done"}
    text = str([list(sheet.values) for sheet in openpyxl.load_workbook(quarters.workbook).worksheets])
    text += pd.read_parquet(quarters.folder / "report" / "tables" / "work.parquet").to_csv()
    assert [told for told in ("N2", "N3", "(212)", "555") if told in text] == []


def test_every_mark_is_found_again_after_two_quarters_and_a_save_by_libreoffice(quarters: Quarters) -> None:
    quarters.run(1, org(8))
    edit(quarters.workbook, mark_all)
    before = quarters.marked()
    edit(quarters.workbook, move_columns)
    saved = resaved(quarters.workbook, quarters.folder)
    assert quarters.marked(saved) == before
    shutil.copy(saved, quarters.workbook)
    quarters.run(4, org(5))
    assert quarters.marked() == before
    shutil.copy(resaved(quarters.workbook, quarters.folder), quarters.workbook)
    quarters.run(7, org(8))
    assert quarters.marked() == before


def resaved(path: Path, folder: Path) -> Path:
    """Return a copy of a workbook that LibreOffice has saved."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    command = [office, f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "xlsx"]
    subprocess.run(
        [*command, "--outdir", str(folder / "saved"), str(path)], check=True, capture_output=True, timeout=180
    )
    return folder / "saved" / path.name
