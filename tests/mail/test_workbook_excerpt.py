import zipfile
from pathlib import Path

from openpyxl import Workbook

from audit.mail.workbook_excerpt import excerpt
from audit.reports.excel.cells import text_cell
from audit.reports.excel.styles import add_styles


def test_an_excerpt_holds_a_text_as_the_whole_workbook_does(tmp_path: Path) -> None:
    book = Workbook(write_only=True)
    add_styles(book)
    sheet = book.create_sheet("Summary")
    sheet.append([text_cell(sheet, "Bob_x0041_")])
    book.save(tmp_path / "report.xlsx")
    part = tmp_path / "part.xlsx"
    part.write_bytes(excerpt(tmp_path / "report.xlsx", 10))
    with zipfile.ZipFile(part) as packed:
        assert "<t>Bob_x005F_x0041_</t>" in packed.read("xl/worksheets/sheet1.xml").decode()
