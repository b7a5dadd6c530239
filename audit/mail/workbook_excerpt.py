"""A smaller workbook, for a mail that the whole one does not fit in: every sheet, but of lists only the first rows."""

from contextlib import closing
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.writer.excel import ExcelWriter

from audit.reports.excel.cells import set_text, text_cell
from audit.reports.excel.list_sheets import HEADER_ROW
from audit.reports.excel.sheet_streams import streamed_workbook
from audit.reports.excel.styles import add_styles
from audit.reports.excel.zip_writer import BookZip
from audit.reports.view.visible_text import text_of_cell


def excerpt(workbook: Path, rows_per_sheet: int) -> bytes:
    """Return the workbook ``workbook`` of a report with at most ``rows_per_sheet`` rows below each header.

    Pictures and links are left out. The first sheet says that it is an excerpt. Raise OSError when it cannot be read.
    """
    whole = load_workbook(workbook, read_only=True)
    file = BytesIO()
    with closing(whole), streamed_workbook() as part:
        add_styles(part)
        for sheet in whole.worksheets:
            _copy(sheet, part, rows_per_sheet)
        with BookZip(file, {}) as archive:
            ExcelWriter(part, archive).save()
    return file.getvalue()


def _copy(source: Any, book: Any, rows_per_sheet: int) -> None:
    sheet = book.create_sheet(source.title)
    first = not book.worksheets[:-1]
    if first:
        text = f"This is an excerpt with at most {rows_per_sheet:,} rows a sheet. All are in the report folder."
        sheet.append([text_cell(sheet, text, "PA lead")])
    else:
        sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    rows = source.iter_rows() if first else islice(source.iter_rows(), HEADER_ROW + rows_per_sheet)
    for place, row in enumerate(rows, 1):
        style = "PA header" if place == HEADER_ROW and not first else "PA text"
        sheet.append([_cell(sheet, cell.value, style) for cell in row])


def _cell(sheet: Any, value: Any, style: str) -> Any:
    if value is None:
        return None
    cell = WriteOnlyCell(sheet)
    cell.style = style
    if isinstance(value, str):
        return set_text(cell, text_of_cell(value))
    cell.value = value
    cell.number_format = "0.0%" if isinstance(value, float) else "#,##0"
    return cell
