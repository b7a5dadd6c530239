"""The first sheet: the figures, what to do first, and the pictures as charts of Excel."""

import math
from collections.abc import Iterator, Sequence
from typing import Any, Final

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.series import DataPoint
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from audit.reports.excel.cells import (
    LINE_HEIGHT,
    figure_cell,
    height_of,
    link_cell,
    set_print,
    set_widths,
    text_cell,
    wide_cell,
)
from audit.reports.excel.list_sheets import write_list
from audit.reports.excel.styles import tone
from audit.reports.view.build_view import View
from audit.reports.view.figures import counted
from audit.reports.view.models import Chart, Figure, FigureTable, Link, LoadFiles
from audit.reports.view.trend_models import History
from audit.tables.findings import FINDING_SHEETS

_WIDTHS: Final = (32, *(13,) * 8)
_LAST_COLUMN: Final = "I"
_MOST_BESIDE: Final = 3
"""Columns of figures that leave room for a chart beside them; for more it goes below."""
_WIDTH, _COLUMN_WIDTH = 24.0, 2.35
_HEIGHT, _HEIGHT_BELOW = 7.2, 9.0
"""Centimeters: of the sheet beside its first column, of a column of figures, of charts."""
_ROWS_ON_PAPER: Final = 62
_BAR_HEIGHT: Final = 0.7
_ROW_CENTIMETERS: Final = 0.53
_COUNTER_HEIGHT: Final = 32
"""Points."""


def write_summary(book: Any, view: View) -> None:
    """Write the summary sheet."""
    sheet = book.create_sheet("Summary")
    set_widths(sheet, _WIDTHS)
    sheet.sheet_view.showGridLines = False
    set_print(sheet)
    sheet.page_setup.orientation = "portrait"
    rows = _Rows(sheet, _WIDTHS)
    _write_head(rows, view)
    _write_actions(rows, view)
    _write_contents(rows, view)
    _write_figures(rows, view)
    charts = [chart for chart in (view.headline.parts, *view.charts) if chart.bars]
    page_ends = 0
    for chart in charts:
        if rows.n_rows + _n_rows(chart) > page_ends:
            sheet.row_breaks.append(Break(id=rows.n_rows))
            page_ends = rows.n_rows + _ROWS_ON_PAPER
        _write_chart(rows, chart)
    for table in view.tables:
        rows.text(table.caption, style="PA heading")
        _write_table(rows, table)
        rows.append()
    sheet.print_area = f"A1:{_LAST_COLUMN}{rows.n_rows}"


_INDENT: Final = 4
"""Characters of a column of figures that its heading leaves free."""
_HEIGHTS: Final = {"PA title": 30, "PA heading": 24}
"""Heights in points of rows whose text is taller than usual."""


def write_load_files(book: Any, view: View, load_files: LoadFiles) -> None:
    """Write the sheet on what the prepared load files would change."""
    say = view.captions
    columns = (
        (say["topic"], 44, "PA wrapped"),
        (say["what"], 62, "PA wrapped"),
        (say["count"], 12, "PA count"),
        (say["before"], 12, "PA share"),
        (say["after"], 12, "PA share"),
    )
    lead = " ".join((load_files.sentence, *load_files.promises))
    write_list(book, "Load files", lead, columns, _load_file_rows(load_files))


def _load_file_rows(load_files: LoadFiles) -> Iterator[tuple[str, str, Figure | str, Figure | str, Figure | str]]:
    """Yield each figure on the load files: a count, or what it is before and after loading."""
    for table in load_files.tables:
        for row in table.rows:
            first, *after = row.figures
            counted, before = ("", first) if after else (first, "")
            yield table.caption, row.label, counted, before, after[0] if after else ""


def write_history(book: Any, view: View, history: History) -> None:
    """Write the sheet with the figures of all audits of the history."""
    rows = _figures_sheet(book, "History", (28, *(14,) * 7))
    _write_tables(rows, view.captions["history"], (history.lead,), (history.table,))


def _figures_sheet(book: Any, name: str, widths: Sequence[int]) -> "_Rows":
    sheet = book.create_sheet(name)
    set_widths(sheet, widths)
    sheet.sheet_view.showGridLines = False
    set_print(sheet)
    return _Rows(sheet, widths)


def _write_tables(rows: "_Rows", title: str, texts: Sequence[str], tables: Sequence[FigureTable]) -> None:
    rows.text(title, style="PA title")
    for text in texts:
        rows.wide(text)
    rows.append()
    for table in tables:
        rows.text(table.caption, style="PA heading")
        _write_table(rows, table)
        rows.append()


class _Rows:
    """The sheet, and how many rows it has: one that is written row by row does not say."""

    def __init__(self, sheet: Any, widths: Sequence[float]) -> None:
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


def _write_head(rows: _Rows, view: View) -> None:
    rows.text(view.heading.org, style="PA title")
    rows.wide(f"{view.heading.title}, {view.heading.moment}: {view.heading.scope}.")
    rows.append()
    _write_counters(rows, view)
    readiness = figure_cell(rows.sheet, view.headline.readiness)
    # a named style brings a number format of its own
    number_format = readiness.number_format
    readiness.style = "PA big"
    readiness.number_format = number_format
    rows.sheet.row_dimensions[rows.n_rows + 1].height = 52
    rows.wide(view.headline.sentence, "PA sentence", readiness)
    rows.append()
    verdict = rows.cell(f"{view.captions['verdict']}: {view.verdict.word}", "PA heading")
    rows.append(verdict)
    rows.wide(view.verdict.sentence)
    for check in view.verdict.checks:
        rows.wide(
            check.needed,
            "PA note",
            rows.cell(check.label, "PA wrapped"),
            rows.cell(check.measured),
            rows.cell(f"{check.mark} {check.word}"),
        )
    if view.work:
        rows.wide(f"{view.captions['work']}: {view.work}.")
    for warning in view.coverage.warnings:
        rows.wide(f"{view.captions['warnings']}: {warning}")
    rows.append()


def _write_counters(rows: _Rows, view: View) -> None:
    for counter in view.headline.counters:
        counted, records = (figure_cell(rows.sheet, figure) for figure in (counter.counted, counter.records))
        counted.style = records.style = "PA counter"
        rows.sheet.row_dimensions[rows.n_rows + 1].height = _COUNTER_HEIGHT
        units = (rows.cell(figure.label.lower(), "PA unit") for figure in (counter.counted, counter.records))
        rows.wide(
            counter.change,
            "PA unit",
            rows.cell(counter.label, "PA counted"),
            *(cell for pair in zip((counted, records), units, strict=True) for cell in pair),
        )
        rows.wide(counter.meaning)
    rows.append()


def _write_figures(rows: _Rows, view: View) -> None:
    headline = view.headline
    rows.text(view.captions["figures"], style="PA heading")
    for figure in (headline.readiness, *headline.halves, *headline.shares, *headline.totals):
        rows.wide(figure.meaning, "PA note", rows.cell(figure.label), figure_cell(rows.sheet, figure))
    rows.append()


def _write_actions(rows: _Rows, view: View) -> None:
    rows.text(view.captions["first"], style="PA heading")
    if not view.actions:
        rows.wide(view.captions["nothing_first"])
    for action in view.actions[:3]:
        rows.wide(
            action.title,
            "PA note",
            link_cell(rows.sheet, Link(f"{action.rank}. {action.sheet}", f"#'{action.sheet}'!A1")),
            figure_cell(rows.sheet, action.before),
            figure_cell(rows.sheet, action.after),
        )
    rows.append()


def _write_contents(rows: _Rows, view: View) -> None:
    rows.text(view.captions["sheets"], style="PA heading")
    for name, lead, n_rows in _contents(view):
        link = link_cell(rows.sheet, Link(name, f"#'{name}'!A1"))
        rows.wide(lead.partition(". ")[0].rstrip(".") + ".", "PA note", link, rows.cell(n_rows))
    rows.append()


def _contents(view: View) -> Iterator[tuple[str, str, str]]:
    """Yield name, lead and number of rows of the sheets after this one, in their order."""
    say = view.captions
    yield "Actions", say["first_lead" if view.actions else "nothing_first"], counted(len(view.actions), "row")
    for place, worksheet in enumerate(view.worksheets):
        if place == len(FINDING_SHEETS) and view.load_files:
            yield "Load files", say["load_files_lead"], ""
        yield worksheet.name, worksheet.lead, counted(worksheet.shown, "row")
    if view.trend and view.trend.history:
        yield "History", view.trend.history.lead, ""
    for name in ("Coverage", "Settings", "Glossary"):
        yield name, say[f"{name.lower()}_lead"], ""


def _write_table(rows: _Rows, table: FigureTable) -> None:
    narrow = [width - _INDENT for width in _WIDTHS[1 : 1 + len(table.columns)]]
    rows.sheet.row_dimensions[rows.n_rows + 1].height = height_of(table.columns, narrow) + LINE_HEIGHT
    headings = (rows.cell(label, "PA figures") for label in table.columns)
    rows.append(rows.cell(table.first, "PA column"), *headings)
    for row in table.rows:
        rows.sheet.row_dimensions[rows.n_rows + 1].height = height_of([row.label], _WIDTHS[:1])
        figures = (figure_cell(rows.sheet, figure) for figure in row.figures)
        rows.append(rows.cell(row.label, "PA wrapped"), *figures)


def _n_rows(chart: Chart) -> int:
    """Return about how many rows a picture with its figures takes."""
    n_figures = len(chart.table.rows)
    if len(chart.table.columns) <= _MOST_BESIDE:
        return 3 + math.ceil(_HEIGHT / _ROW_CENTIMETERS)
    return 5 + n_figures + math.ceil(max(_HEIGHT_BELOW, _BAR_HEIGHT * n_figures) / _ROW_CENTIMETERS)


def _write_chart(rows: _Rows, chart: Chart) -> None:
    """Write the figures of a picture and the picture drawn from them: beside them where there is room, else below."""
    rows.text(chart.title, style="PA heading")
    rows.wide(chart.reading)
    header = rows.n_rows + 1
    _write_table(rows, chart.table)
    beside = len(chart.table.columns) <= _MOST_BESIDE
    n_columns = len(chart.table.columns)
    top = header if beside else rows.n_rows + 2
    drawn = _drawn(rows.sheet, chart, header)
    drawn.width = (len(_WIDTHS) - 1 - n_columns) * _COLUMN_WIDTH if beside else _WIDTH
    drawn.height = _HEIGHT if beside else max(_HEIGHT_BELOW, _BAR_HEIGHT * len(chart.table.rows))
    rows.sheet.add_chart(drawn, f"{get_column_letter(2 + n_columns)}{top}" if beside else f"A{top}")
    while rows.n_rows < top + drawn.height / _ROW_CENTIMETERS:
        rows.append()


def _drawn(sheet: Any, chart: Chart, header: int) -> BarChart:
    bars = BarChart(gapWidth=45)
    bars.type = "bar"
    bars.title = None
    last = header + len(chart.table.rows)
    plotted = Reference(sheet, min_col=2, max_col=1 + chart.plotted, min_row=header, max_row=last)
    bars.add_data(plotted, titles_from_data=True)
    bars.set_categories(Reference(sheet, min_col=1, min_row=header + 1, max_row=last))
    _paint(bars, chart)
    # Excel draws the first bar at the bottom; turned round, it puts the axis of values on top unless told where
    bars.x_axis.scaling.orientation = "maxMin"
    bars.x_axis.tickLblSkip = 1
    # openpyxl leaves this open, and Excel shows no axes then
    bars.x_axis.delete = bars.y_axis.delete = False
    bars.y_axis.majorGridlines = None
    bars.y_axis.crosses = "max"
    bars.y_axis.number_format = "#,##0" if not _is_split(chart) else "0%"
    return bars


def _is_split(chart: Chart) -> bool:
    return chart.chart_id == "formats"


def _paint(bars: BarChart, chart: Chart) -> None:
    """Color each series, or each bar where there is one series only."""
    if chart.plotted > 1:
        bars.grouping = "percentStacked" if _is_split(chart) else "stacked"
        # else Excel draws the parts of a stack beside each other
        bars.overlap = 100
        bars.legend.position = "b"
        for series, name in zip(bars.series, chart.tones, strict=False):
            series.graphicalProperties = tone(name)
        return
    bars.legend = None
    points = [chart.tones[segment.series] for bar in chart.bars for segment in bar.segments]
    for place, name in enumerate(points):
        bars.series[0].dPt.append(DataPoint(idx=place, spPr=tone(name)))
