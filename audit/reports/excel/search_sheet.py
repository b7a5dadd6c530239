"""The sheet on what a probe measured: what it means, what to do, and the matrix of stored and asked formats."""

from collections.abc import Mapping
from typing import Any, Final

from audit.reports.excel.cells import set_print, set_widths
from audit.reports.excel.figure_rows import FigureRows
from audit.reports.view.search_section import SearchView, SearchWord

_FIRST: Final = 30
_EXAMPLE: Final = 22
_ASKED: Final = 20
"""Widths of columns, in characters."""


def write_search(book: Any, search: SearchView, say: Mapping[str, str]) -> None:
    """Write the sheet Search."""
    widths = (_FIRST, _EXAMPLE, *(_ASKED,) * len(search.columns))
    sheet = book.create_sheet("Search")
    set_widths(sheet, widths)
    sheet.sheet_view.showGridLines = False
    set_print(sheet)
    rows = FigureRows(sheet, widths)
    rows.text(say["search_finds"], style="PA title")
    rows.wide(search.lead)
    for heading, texts in (("search_numbers", search.meaning), ("search_to_do", search.to_do)):
        rows.append()
        rows.text(say[heading], style="PA heading")
        for text in texts:
            rows.wide(text)
    rows.append()
    rows.text(say["search_matrix"], style="PA heading")
    rows.text(say["search_stored"], say["example"], *search.columns, style="PA header")
    for row in search.rows:
        rows.text(row.label, row.example, *map(_text, row.cells))
    rows.wide(search.reading)
    rows.append()
    rows.text(say["search_limits"], style="PA heading")
    for text in search.limits:
        rows.wide(text)


def _text(cell: SearchWord) -> str:
    return f"{cell.word} ({cell.counts})" if cell.counts else cell.word
