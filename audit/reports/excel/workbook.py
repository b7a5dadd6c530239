"""The workbook as a file: its sheets in order, and the same bytes for the same audit."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl.packaging.core import DocumentProperties
from openpyxl.writer.excel import ExcelWriter

from audit.domain import WORKBOOK_CREATOR
from audit.reports.excel.action_sheet import write_actions
from audit.reports.excel.list_sheets import write_list, write_worksheet
from audit.reports.excel.list_xml import ListRows
from audit.reports.excel.search_sheet import write_search
from audit.reports.excel.sheet_streams import streamed_workbook
from audit.reports.excel.styles import add_styles
from audit.reports.excel.summary_sheet import write_history, write_load_files, write_summary
from audit.reports.excel.zip_writer import BookZip
from audit.reports.view.build_view import View
from audit.reports.view.models import Cell, Heading, Listing
from audit.reports.view.worksheets import Worksheet
from audit.tables.findings import FINDING_SHEETS


def write_workbook(view: View, path: Path) -> None:
    """Write the workbook of a view; the same view gives the same bytes.

    Nothing is written beside it. Raise OSError when the file cannot be written.
    """
    with streamed_workbook() as book:
        add_styles(book)
        write_summary(book, view)
        write_actions(book, view)
        rows = {}
        for place, worksheet in enumerate(view.worksheets):
            if place == len(FINDING_SHEETS) and view.load_files:
                write_load_files(book, view, view.load_files)
            rows[worksheet.name] = write_worksheet(book, worksheet)
        if view.trend and view.trend.history:
            write_history(book, view.trend.history)
        _write_methodology(book, view)
        save_book(book, rows, view.heading, path)


def write_owner_workbook(worksheets: Sequence[Worksheet], heading: Heading, path: Path) -> None:
    """Write a workbook of ``worksheets`` alone, as they are in the one of the report; raise OSError."""
    with streamed_workbook() as book:
        add_styles(book)
        save_book(book, {sheet.name: write_worksheet(book, sheet) for sheet in worksheets}, heading, path)


def save_book(book: Any, rows: Mapping[str, ListRows], heading: Heading, path: Path) -> None:
    """Write ``book`` with the rows of its long lists, by the names of their sheets; raise OSError.

    Its moment is that of the audit, so that equal books have equal bytes.
    """
    moment = heading.generated_at.replace(tzinfo=None, microsecond=0)
    title = f"{heading.title}: {heading.org}"
    book.properties = DocumentProperties(creator=WORKBOOK_CREATOR, title=title, created=moment, modified=moment)
    parts = {f"sheet{place}": rows[name] for place, name in enumerate(book.sheetnames, 1) if name in rows}
    with BookZip(path, parts) as archive:
        # save_workbook, which is the usual way, puts the present moment into the properties
        ExcelWriter(book, archive).save()


def _write_methodology(book: Any, view: View) -> None:
    """Write what the figures rest on: the search, coverage, settings, glossary."""
    say = view.captions
    if view.search:
        write_search(book, view.search, say)
    write_list(
        book,
        "Coverage",
        say["coverage_lead"],
        (
            (say["topic"], 34, "PA wrapped"),
            (say["object"], 18, "PA text"),
            (say["what"], 70, "PA wrapped"),
            (say["count"], 14, "PA count"),
        ),
        _coverage_rows(view),
    )
    write_list(
        book,
        "Settings",
        say["settings_lead"],
        ((say["setting"], 40, "PA text"), (say["value"], 90, "PA wrapped"), (say["basis"], 16, "PA text")),
        _settings_rows(view),
    )
    write_list(
        book,
        "Glossary",
        say["glossary_lead"],
        ((say["word"], 44, "PA text"), (say["meaning"], 110, "PA wrapped")),
        [(pair.label, pair.text) for pair in view.glossary],
    )


def _coverage_rows(view: View) -> list[Sequence[str | int]]:
    """Return one row for each thing that was read, left out or not checked: topic, object, what, count."""
    coverage = view.coverage
    rows: list[Sequence[str | int]] = [
        (coverage.objects.caption, row.label, name, int(figure.value or 0))
        for row in coverage.objects.rows
        for name, figure in zip(coverage.objects.columns, row.figures, strict=True)
    ]
    for listing in coverage.lists:
        rows.extend(_coverage_row(listing, row) for row in listing.rows)
    rows.extend((view.captions["not_checked"], "", text, "") for text in coverage.not_checked)
    rows.extend((view.captions["warnings"], "", text, "") for text in coverage.warnings)
    return rows


def _coverage_row(listing: Listing, cells: Sequence[Cell]) -> Sequence[str | int]:
    by_key = {column.key: str(cell) for column, cell in zip(listing.columns, cells, strict=True)}
    sobject = by_key.pop("sobject", "")
    counts = [by_key.pop(column.key) for column in listing.columns if column.kind == "count"]
    labels = {column.key: column.label for column in listing.columns}
    what = "; ".join(by_key.values()) if counts else "; ".join(f"{labels[key]}: {text}" for key, text in by_key.items())
    return listing.caption, sobject, what, int(counts[0].replace(",", "")) if counts else ""


def _settings_rows(view: View) -> list[Sequence[str | int]]:
    """Return the settings in force, then the rules that the simulation rests on: setting, value, basis."""
    say = view.captions
    settings = [(pair.label, pair.text, "") for pair in (*view.heading.source, *view.settings)]
    rules = [(rule.setting or say["rule"], rule.text, say[rule.mark]) for rule in view.assumptions]
    return [*settings, *rules, (say["made_by"], view.heading.made_by, "")]
