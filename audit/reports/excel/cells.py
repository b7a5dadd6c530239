"""Cells of a sheet that is written row by row: every text stays a text, whatever it begins with."""

from collections.abc import Sequence
from math import ceil
from typing import Any, Final

from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from audit.reports.excel.styles import share_format
from audit.reports.view.models import Figure, Link
from audit.reports.view.visible_text import LONGEST_IN_CELL, cut, literal_in_cell, visible_text

LINE_HEIGHT: Final = 15
"""Points."""
MOST_LINES: Final = 8
WRAPPING: Final = 1.08
"""What lines lose where they break between words."""


def text_cell(sheet: Any, text: str, style: str = "PA text") -> Any:
    """Return a cell that holds ``text`` and is never read as a formula, a number or a date."""
    cell = WriteOnlyCell(sheet)
    cell.style = style
    set_text(cell, text)
    return cell


def comment_cell(sheet: Any, text: str) -> Any:
    """Return a cell that holds what somebody wrote: its lines stay lines."""
    cell = text_cell(sheet, "", "PA wrapped")
    cell.value = literal_in_cell(text)
    cell.data_type = "s"
    return cell


def set_text(cell: Any, text: str) -> Any:
    """Put ``text`` in a cell, as text, and return the cell; what no file of Excel can hold is made visible."""
    # openpyxl takes "=1" for a formula and "#N/A" for an error, until it is told the type.
    cell.value = literal_in_cell(cut(visible_text(text) if not text.isprintable() else text, LONGEST_IN_CELL))
    cell.data_type = "s"
    return cell


def link_cell(sheet: Any, link: Link) -> Any:
    """Return a cell that leads to a record, or within the workbook for an address that begins with ``#``."""
    cell = text_cell(sheet, link.text, "PA link" if link.href else "PA text")
    set_link(cell, link.href)
    return cell


def set_link(cell: Any, href: str) -> None:
    """Set the address of a cell, or remove the one it has."""
    if href.startswith("#"):
        cell.hyperlink = Hyperlink(ref="", location=href[1:])
    else:
        cell.hyperlink = Hyperlink(ref="", target=href) if href else None


def figure_cell(sheet: Any, figure: Figure) -> Any:
    """Return a cell that holds a figure in full precision and shows it as the page does."""
    cell = WriteOnlyCell(sheet)
    cell.style = "PA share" if figure.is_share else "PA count"
    if figure.value is None:
        set_text(cell, figure.text)
        return cell
    cell.value = figure.value
    if figure.is_share:
        cell.number_format = share_format(figure.value)
    elif figure.value % 1:
        cell.number_format = "#,##0.0"
    return cell


def rate_cell(sheet: Any, rate: float | None) -> Any:
    """Return a cell that holds so many a month, or nothing."""
    cell = WriteOnlyCell(sheet, rate)
    cell.style = "PA rate" if rate is not None and rate % 1 else "PA count"
    return cell


def count_cell(sheet: Any, count: int) -> Any:
    """Return a cell that holds a count."""
    cell = WriteOnlyCell(sheet, count)
    cell.style = "PA count"
    return cell


def write_texts(sheet: Any, texts: Sequence[str], style: str = "PA text") -> None:
    """Append a row of texts."""
    sheet.append([text_cell(sheet, text, style) for text in texts])


def height_of(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Return how high a row must be, in points, for its texts to show in columns of these widths."""
    lines = max(ceil(len(text) * WRAPPING / width) for text, width in zip(texts, widths, strict=True))
    return LINE_HEIGHT * min(max(lines, 1), MOST_LINES)


def wide_cell(sheet: Any, place: tuple[int, int], text: str, style: str, widths: Sequence[float]) -> Any:
    """Return the cell for ``place`` (row, column), whose text goes on over the columns after it and is shown whole.

    ``widths`` are those of the sheet's columns. Ask for it before the row is written, or the row's height is lost.
    """
    row, first = place
    room, last = 0.0, first - 1
    while last < len(widths) and room < _WIDEST_TEXT:
        room += widths[last]
        last += 1
    if last > first:
        sheet.merged_cells.add(f"{get_column_letter(first)}{row}:{get_column_letter(last)}{row}")
    height = sheet.row_dimensions[row].height or 0
    sheet.row_dimensions[row].height = max(height, height_of([text], [room]))
    return text_cell(sheet, text, style)


_WIDEST_TEXT: Final = 110
"""Characters of a line of running text."""


def set_widths(sheet: Any, widths: Sequence[float]) -> None:
    """Set the widths of the first columns; before the first row, or they are lost."""
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def set_print(sheet: Any, header_row: int | None = None) -> None:
    """Set a sheet up for paper: landscape, one page wide, its header on every page, numbered."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.6, 0.8
    sheet.oddFooter.left.text = "&A"
    sheet.oddFooter.right.text = "&P / &N"
    if header_row is not None:
        sheet.print_title_rows = f"{header_row}:{header_row}"
