"""The first sheet, and those of load files and history: the figures, what to do first, and charts."""

from collections.abc import Iterator
from typing import Any, Final

from openpyxl.worksheet.pagebreak import Break

from audit.reports.excel.cells import (
    figure_cell,
    link_cell,
    set_print,
    set_widths,
)
from audit.reports.excel.figure_rows import FigureRows, write_table
from audit.reports.excel.list_sheets import write_list
from audit.reports.excel.native_charts import chart_rows, write_chart
from audit.reports.view.build_view import View
from audit.reports.view.figures import counted
from audit.reports.view.models import Figure, Link, LoadFiles
from audit.reports.view.trend_models import History
from audit.tables.findings import FINDING_SHEETS

_WIDTHS: Final = (32, *(13,) * 8)
"""Of the columns, in characters."""
_LAST_COLUMN: Final = "I"
_ROWS_ON_PAPER: Final = 62
_COUNTER_HEIGHT: Final = 32
"""Points."""


def write_summary(book: Any, view: View) -> None:
    """Write the summary sheet."""
    sheet = book.create_sheet("Summary")
    set_widths(sheet, _WIDTHS)
    sheet.sheet_view.showGridLines = False
    set_print(sheet)
    sheet.page_setup.orientation = "portrait"
    rows = FigureRows(sheet, _WIDTHS)
    _write_head(rows, view)
    _write_actions(rows, view)
    _write_contents(rows, view)
    _write_figures(rows, view)
    _write_forecast(rows, view)
    rows.wide(f"{view.captions['basis_of_charts']} [{view.headline.basis_tag}]")
    charts = [chart for chart in (view.headline.parts, *view.charts) if chart.bars]
    page_ends = 0
    for chart in charts:
        if rows.n_rows + chart_rows(chart) > page_ends:
            sheet.row_breaks.append(Break(id=rows.n_rows))
            page_ends = rows.n_rows + _ROWS_ON_PAPER
        write_chart(rows, chart)
    for table in view.tables:
        rows.text(table.caption, style="PA heading")
        write_table(rows, table)
        rows.append()
    sheet.print_area = f"A1:{_LAST_COLUMN}{rows.n_rows}"


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
    lead = " ".join((load_files.sentence, *load_files.promises, f"[{view.headline.basis_tag}]"))
    write_list(book, "Load files", lead, columns, _load_file_rows(load_files))


def _load_file_rows(load_files: LoadFiles) -> Iterator[tuple[str, str, Figure | str, Figure | str, Figure | str]]:
    """Yield each figure on the load files: a count, or what it is before and after loading."""
    for table in load_files.tables:
        for row in table.rows:
            first, *after = row.figures
            counted, before = ("", first) if after else (first, "")
            yield table.caption, row.label, counted, before, after[0] if after else ""


def write_history(book: Any, history: History) -> None:
    """Write the sheet with the figures of all audits of the history."""
    table = history.table
    columns = ((table.first, 18, "PA text"), *((label, 15, "PA count") for label in table.columns))
    write_list(book, "History", history.lead, columns, ((row.label, *row.figures) for row in table.rows))


def _write_head(rows: FigureRows, view: View) -> None:
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
    rows.wide(f"{view.headline.sentence} [{view.headline.basis_tag}]", "PA sentence", readiness)
    if view.calls:
        by_calls = (rows.cell(view.calls.readiness.label, "PA counted"), figure_cell(rows.sheet, view.calls.readiness))
        by_calls_says = f"{view.calls.sentence} [{view.headline.basis_tag}] {view.calls.history}"
        rows.wide(by_calls_says, "PA note", *by_calls)
        for note in view.calls.notes:
            rows.wide(note)
    rows.wide(view.headline.basis_sentence)
    rows.append()
    verdict = rows.cell(f"{view.captions['verdict']}: {view.verdict.word}", "PA heading")
    rows.append(verdict)
    rows.wide(view.verdict.sentence)
    for check in view.verdict.checks:
        rows.wide(
            check.needed,
            "PA note",
            rows.cell(
                f"{check.label} [{view.headline.basis_tag}]" if check.rests_on_search else check.label, "PA wrapped"
            ),
            rows.cell(check.measured),
            rows.cell(f"{check.mark} {check.word}"),
        )
    if view.work:
        rows.wide(f"{view.captions['work']}: {view.work}.")
    for warning in view.coverage.warnings:
        rows.wide(f"{view.captions['warnings']}: {warning}")
    rows.append()


def _write_counters(rows: FigureRows, view: View) -> None:
    for counter in view.headline.counters:
        counted, records = (figure_cell(rows.sheet, figure) for figure in (counter.counted, counter.records))
        counted.style = records.style = "PA counter"
        rows.sheet.row_dimensions[rows.n_rows + 1].height = _COUNTER_HEIGHT
        units = (rows.cell(figure.label, "PA unit") for figure in (counter.counted, counter.records))
        rows.wide(
            counter.change,
            "PA unit",
            rows.cell(counter.label, "PA counted"),
            *(cell for pair in zip((counted, records), units, strict=True) for cell in pair),
        )
        if counter.objects:
            rows.wide(counter.objects, "PA unit")
        rows.wide(counter.meaning)
    rows.append()


def _write_figures(rows: FigureRows, view: View) -> None:
    headline = view.headline
    rows.text(view.captions["figures"], style="PA heading")
    for figure in (headline.readiness, *headline.halves):
        rows.wide(
            f"{figure.meaning} [{view.headline.basis_tag}]".strip(),
            "PA note",
            rows.cell(figure.label),
            figure_cell(rows.sheet, figure),
        )
    for figure in (*headline.shares, *headline.totals):
        rows.wide(figure.meaning, "PA note", rows.cell(figure.label), figure_cell(rows.sheet, figure))
    rows.append()


def _write_forecast(rows: FigureRows, view: View) -> None:
    if view.calls is None:
        return
    rows.text(view.captions["forecast"], style="PA heading")
    for sentence in (view.calls.forecast.headline, *view.calls.forecast.notes):
        rows.wide(sentence)
    rows.append()


def _write_actions(rows: FigureRows, view: View) -> None:
    rows.text(f"{view.captions['first']} [{view.headline.basis_tag}]", style="PA heading")
    if not view.first_actions:
        rows.wide(view.actions_lead)
    for action in view.first_actions:
        rows.wide(
            action.title,
            "PA note",
            link_cell(rows.sheet, Link(f"{action.rank}. {action.sheet}", f"#'{action.sheet}'!A1")),
            figure_cell(rows.sheet, action.before),
            figure_cell(rows.sheet, action.after),
        )
    rows.append()


def _write_contents(rows: FigureRows, view: View) -> None:
    rows.text(view.captions["sheets"], style="PA heading")
    for name, lead, n_rows in _contents(view):
        link = link_cell(rows.sheet, Link(name, f"#'{name}'!A1"))
        rows.wide(lead.partition(". ")[0].rstrip(".") + ".", "PA note", link, rows.cell(n_rows))
    rows.append()


def _contents(view: View) -> Iterator[tuple[str, str, str]]:
    """Yield name, lead and number of rows of the sheets after this one, in their order."""
    say = view.captions
    yield "Actions", view.actions_lead, counted(len(view.actions), "row")
    for place, worksheet in enumerate(view.worksheets):
        if place == len(FINDING_SHEETS) and view.load_files:
            yield "Load files", say["load_files_lead"], ""
        yield worksheet.name, worksheet.lead, counted(worksheet.shown, "row")
    if view.trend and view.trend.history:
        yield "History", view.trend.history.lead, ""
    for name in (*(["Search"] if view.search else []), "Coverage", "Settings", "Glossary"):
        yield name, say[f"{name.lower()}_lead"], ""
