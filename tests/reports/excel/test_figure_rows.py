import pytest

from audit.reports.excel.cells import LINE_HEIGHT
from audit.reports.excel.figure_rows import FigureRows, write_table
from audit.reports.excel.sheet_streams import streamed_workbook
from audit.reports.excel.styles import add_styles
from audit.reports.view.models import Figure, FigureRow, FigureTable

LABEL = "A label of thirty characters.."


@pytest.mark.parametrize(("widths", "n_lines"), [((40, 30), 1), ((20, 15), 2), ((12, 12), 3)])
def test_rows_of_a_table_are_as_high_as_their_texts_need_in_the_columns_of_their_sheet(
    widths: tuple[int, int], n_lines: int
) -> None:
    table = FigureTable("", "", ("Twenty characters...",), (FigureRow(LABEL, (Figure("", "", 1, "1"),)),))
    with streamed_workbook() as book:
        add_styles(book)
        rows = FigureRows(book.create_sheet("Figures"), widths)
        write_table(rows, table)
        heading, labeled = (rows.sheet.row_dimensions[row].height / LINE_HEIGHT for row in (1, 2))
        rows.sheet.close()
    assert (heading, labeled) == (n_lines + 1, n_lines)
