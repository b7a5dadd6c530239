"""Sheets that are lists: the work, the actions, coverage, settings, glossary."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

from audit.reports.excel.cells import (
    count_cell,
    figure_cell,
    height_of,
    set_print,
    set_widths,
    text_cell,
    wide_cell,
    write_texts,
)
from audit.reports.excel.list_xml import ListRows
from audit.reports.excel.styles import done_rules, group_rules, severity_rules, still_there_rules
from audit.reports.view.models import Figure
from audit.reports.view.worksheets import WorkColumn, Worksheet
from audit.tables.work import STATUSES

HEADER_ROW: Final = 4
TITLE_HEIGHT: Final = 30
HEADER_HEIGHT: Final = 32
"""Heights in points."""
_STYLES: Final = {
    "text": "PA text",
    "long": "PA wrapped",
    "number": "PA number",
    "link": "PA link",
    "severity": "PA text",
    "status": "PA text",
    "hidden": "PA text",
    "count": "PA count",
    "rate": "PA rate",
}


def write_worksheet(book: Any, worksheet: Worksheet) -> ListRows:
    """Write a sheet to work on but for its rows, and return those: title, lead, header, a table with filters."""
    sheet = book.create_sheet(worksheet.name)
    columns = worksheet.columns
    labels = [column.label for column in columns]
    for place, column in enumerate(columns, 1):
        if column.kind == "hidden":
            hide_column(sheet, place)
    begin_list(sheet, worksheet.name, worksheet.lead, [column.width for column in columns], frozen="D")
    write_texts(sheet, labels, "PA header")
    last = HEADER_ROW + worksheet.shown
    add_table(sheet, labels, worksheet.shown)
    if worksheet.shown:
        _add_marks(sheet, columns, last)
    if worksheet.shown and worksheet.grouped_by:
        _mark_groups(sheet, columns, worksheet.grouped_by, last)
    sheet.print_area = f"A1:{get_column_letter(worksheet.printed)}{last}"
    hrefs = {column.key: worksheet.rows[f"{column.key}_href"] for column in columns if column.kind == "link"}
    leads = {key for key, addresses in hrefs.items() if (addresses != "").any()}  # files know no address of an org
    styles = ["PA text" if c.kind == "link" and c.key not in leads else _STYLES[c.kind] for c in columns]
    return ListRows(
        texts=worksheet.rows[[column.key for column in columns]],
        style_ids=[text_cell(sheet, "", style).style_id for style in styles],
        wrap_widths={column.key: column.width for column in columns if column.kind == "long"},
        hrefs=hrefs,
        numeric={column.key for column in columns if column.kind in ("count", "rate")},
        first_row=HEADER_ROW + 1,
    )


def begin_list(sheet: Any, title: str, lead: str, widths: Sequence[float], frozen: str = "A") -> None:
    """Set a sheet up and write what stands above its header; all of it comes before the first row."""
    set_widths(sheet, widths)
    sheet.freeze_panes = f"{frozen}{HEADER_ROW + 1}"
    sheet.sheet_view.showGridLines = False
    set_print(sheet, HEADER_ROW)
    sheet.row_dimensions[1].height = TITLE_HEIGHT
    sheet.row_dimensions[HEADER_ROW].height = HEADER_HEIGHT
    write_texts(sheet, [title], "PA title")
    sheet.append([wide_cell(sheet, (2, 1), lead, "PA lead", widths)])
    sheet.append([])


def hide_column(sheet: Any, place: int) -> None:
    """Hide a column; before the first row, or it is lost."""
    sheet.column_dimensions[get_column_letter(place)].hidden = True


def add_table(sheet: Any, labels: Sequence[str], n_rows: int) -> None:
    """Make the header and the rows below it a table of Excel, so that it filters, sorts and pivots."""
    if not n_rows:
        return
    ref = f"A{HEADER_ROW}:{get_column_letter(len(labels))}{HEADER_ROW + n_rows}"
    name = f"List_{sheet.title.replace(' ', '_')}"
    table = Table(
        displayName=name,
        name=name,
        ref=ref,
        autoFilter=AutoFilter(ref=ref),
        tableColumns=[TableColumn(id=place, name=label) for place, label in enumerate(labels, 1)],
        tableStyleInfo=TableStyleInfo(name="TableStyleLight1", showRowStripes=True),
    )
    # add_table warns of columns that are not given on every sheet written row by row, these too.
    sheet.tables.add(table)


def _add_marks(sheet: Any, columns: tuple[WorkColumn, ...], last: int) -> None:
    """Color severities, step back what is done, and offer the list of statuses."""
    first = HEADER_ROW + 1
    for place, column in enumerate(columns, 1):
        letter = get_column_letter(place)
        if column.kind == "severity":
            for rule in severity_rules(f"{letter}{first}"):
                sheet.conditional_formatting.add(f"{letter}{first}:{letter}{last}", rule)
        if column.kind == "status":
            checked = place < len(columns) and columns[place].key == "check"
            add_statuses(sheet, letter, len(columns), last, get_column_letter(place + 1) if checked else "")


def _mark_groups(sheet: Any, columns: tuple[WorkColumn, ...], key: str, last: int) -> None:
    """Set groups of rows apart."""
    first = HEADER_ROW + 1
    letter = get_column_letter(1 + [column.key for column in columns].index(key))
    for rule in group_rules(f"A{first}", letter):
        sheet.conditional_formatting.add(f"A{first}:{get_column_letter(len(columns))}{last}", rule)


def add_statuses(sheet: Any, letter: str, n_columns: int, last: int, check: str = "") -> None:
    """Offer the list of statuses in a column, and step back the rows that are done, but for those with a ``check``."""
    first = HEADER_ROW + 1
    choices = DataValidation(type="list", formula1=f'"{",".join(STATUSES)}"', allow_blank=True)
    choices.add(f"{letter}{first}:{letter}{last}")
    # a sheet that is written row by row has no add_data_validation
    sheet.data_validations.append(choices)
    cells = [f"{column}{first}" for column in (letter, check) if column]
    for rule in done_rules(*cells):
        sheet.conditional_formatting.add(f"A{first}:{get_column_letter(n_columns)}{last}", rule)
    if check:
        for rule in still_there_rules(*cells):
            sheet.conditional_formatting.add(f"{letter}{first}:{check}{last}", rule)


def write_list(
    book: Any,
    name: str,
    lead: str,
    columns: Sequence[tuple[str, float, str]],
    rows: Iterable[Sequence[str | int | Figure]],
) -> None:
    """Write a sheet that is a plain list; columns are label, width and style."""
    sheet = book.create_sheet(name)
    begin_list(sheet, name, lead, [width for _, width, _ in columns])
    write_texts(sheet, [label for label, _, _ in columns], "PA header")
    n_rows = 0
    for row in rows:
        texts = [content if isinstance(content, str) else "" for content in row]
        height = height_of(texts, [width for _, width, _ in columns])
        sheet.row_dimensions[HEADER_ROW + 1 + n_rows].height = height
        cells = zip(row, columns, strict=True)
        sheet.append([_cell(sheet, content, style) for content, (_, _, style) in cells])
        n_rows += 1
    add_table(sheet, [label for label, _, _ in columns], n_rows)


def _cell(sheet: Any, content: str | int | Figure, style: str) -> Any:
    if isinstance(content, Figure):
        return figure_cell(sheet, content)
    return count_cell(sheet, content) if isinstance(content, int) else text_cell(sheet, content, style)
