"""Rows of figures on a sheet that is written row by row: texts, and tables of what results.json has."""

from collections.abc import Sequence
from typing import Any, Final

from audit.reports.excel.cells import LINE_HEIGHT, figure_cell, height_of, text_cell, wide_cell
from audit.reports.view.models import FigureTable

_INDENT: Final = 4
"""Characters of a column of figures that its heading leaves free."""
_HEIGHTS: Final = {"PA title": 30, "PA heading": 24}
"""Heights in points of rows whose text is taller than usual."""


class FigureRows:
    """The sheet, and how many rows it has: one that is written row by row does not say."""

    def __init__(self, sheet: Any, widths: Sequence[float]) -> None:
        """Begin at the top of ``sheet``, whose columns have ``widths``."""
        self.sheet = sheet
        self.widths = widths
        self.n_rows = 0

    def append(self, *cells: Any) -> None:
        """Write a row of cells."""
        self.sheet.append(list(cells))
        self.n_rows += 1

    def text(self, *texts: str, style: str = "PA text") -> None:
        """Write a row of texts."""
        if style in _HEIGHTS:
            self.sheet.row_dimensions[self.n_rows + 1].height = _HEIGHTS[style]
        self.append(*(text_cell(self.sheet, text, style) for text in texts))

    def wide(self, text: str, style: str = "PA lead", *before: Any) -> None:
        """Write a row that ends in a text over all columns that are left."""
        place = (self.n_rows + 1, len(before) + 1)
        self.append(*before, wide_cell(self.sheet, place, text, style, self.widths))

    def cell(self, text: str, style: str = "PA text") -> Any:
        """Return a cell with a text."""
        return text_cell(self.sheet, text, style)


def write_table(rows: FigureRows, table: FigureTable) -> None:
    """Write a table of figures."""
    narrow = [width - _INDENT for width in rows.widths[1 : 1 + len(table.columns)]]
    rows.sheet.row_dimensions[rows.n_rows + 1].height = height_of(table.columns, narrow) + LINE_HEIGHT
    headings = (rows.cell(label, "PA figures") for label in table.columns)
    rows.append(rows.cell(table.first, "PA column"), *headings)
    for row in table.rows:
        rows.sheet.row_dimensions[rows.n_rows + 1].height = height_of([row.label], rows.widths[:1])
        figures = (figure_cell(rows.sheet, figure) for figure in row.figures)
        rows.append(rows.cell(row.label, "PA wrapped"), *figures)
