"""The charts of the page as charts of Excel, each beside or below the figures it is drawn from."""

import math
from typing import Any, Final

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.series import DataPoint
from openpyxl.utils import get_column_letter

from audit.reports.excel.figure_rows import FigureRows, write_table
from audit.reports.excel.styles import tone
from audit.reports.view.models import Chart

_MOST_BESIDE: Final = 3
"""Columns of figures that leave room for a chart beside them; for more it goes below."""
_WIDTH, _COLUMN_WIDTH = 24.0, 2.35
_HEIGHT, _HEIGHT_BELOW = 7.2, 9.0
"""Centimeters: of the sheet beside its first column, of a column of figures, of charts."""
_BAR_HEIGHT: Final = 0.7
_ROW_CENTIMETERS: Final = 0.53


def chart_rows(chart: Chart) -> int:
    """Return about how many rows a picture with its figures takes."""
    n_figures = len(chart.table.rows)
    if len(chart.table.columns) <= _MOST_BESIDE:
        return 3 + math.ceil(_HEIGHT / _ROW_CENTIMETERS)
    return 5 + n_figures + math.ceil(max(_HEIGHT_BELOW, _BAR_HEIGHT * n_figures) / _ROW_CENTIMETERS)


def write_chart(rows: FigureRows, chart: Chart) -> None:
    """Write the figures of a picture and the picture drawn from them: beside them where there is room, else below."""
    rows.text(chart.title, style="PA heading")
    rows.wide(chart.reading)
    header = rows.n_rows + 1
    write_table(rows, chart.table)
    beside = len(chart.table.columns) <= _MOST_BESIDE
    n_columns = len(chart.table.columns)
    top = header if beside else rows.n_rows + 2
    drawn = _drawn(rows.sheet, chart, header)
    drawn.width = (len(rows.widths) - 1 - n_columns) * _COLUMN_WIDTH if beside else _WIDTH
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
