"""The workbook as a file: its sheets in order, and the same bytes for the same audit."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.writer.excel import ExcelWriter

from audit.reports.excel.actions import write_actions
from audit.reports.excel.lists import write_list, write_worksheet
from audit.reports.excel.rows import ListRows
from audit.reports.excel.styles import add_styles
from audit.reports.excel.summary import write_summary
from audit.reports.view import View

_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every entry: the one that a zip can begin with."""


def write_workbook(view: View, path: Path) -> None:
    """Write the workbook of a view; the same view gives the same bytes.

    Scratch files go where :mod:`tempfile` puts them. Raise OSError when the file cannot be written.
    """
    book = Workbook(write_only=True)
    add_styles(book)
    write_summary(book, view)
    write_actions(book, view)
    rows = {}
    for worksheet in view.worksheets:
        list_rows = write_worksheet(book, worksheet)
        rows[f"xl/worksheets/sheet{len(book.worksheets)}.xml"] = list_rows
    _write_ground(book, view)
    book.properties = _properties(view)
    with _BookZip(path, rows) as archive:
        ExcelWriter(book, archive).save()


def _properties(view: View) -> DocumentProperties:
    moment = view.heading.generated_at.replace(tzinfo=None, microsecond=0)
    title = f"{view.heading.title}: {view.heading.org}"
    return DocumentProperties(creator="phone-audit", title=title, created=moment, modified=moment)


_END_OF_ROWS: Final = b"</sheetData>"


class _BookZip(ZipFile):
    """A zip whose entries carry no time of writing, and whose lists get their rows as they are packed."""

    def __init__(self, path: Path, rows: Mapping[str, ListRows]) -> None:
        super().__init__(path, "w", ZIP_DEFLATED)
        self._rows = rows

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        """Pack ``data`` as an entry."""
        name = zinfo_or_arcname.filename if isinstance(zinfo_or_arcname, ZipInfo) else zinfo_or_arcname
        super().writestr(_entry(name), data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        """Pack a file as an entry; into a sheet that is a list go its rows."""
        written = Path(filename).read_bytes()
        with self.open(_entry(arcname), "w", force_zip64=True) as entry:
            if arcname not in self._rows:
                entry.write(written)
                return
            before, after = written.split(_END_OF_ROWS)
            entry.write(before)
            for rows in self._rows[arcname].xml():
                entry.write(rows)
            entry.write(_END_OF_ROWS + after)


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, _EARLIEST)
    entry.compress_type = ZIP_DEFLATED
    return entry


def _write_ground(book: Any, view: View) -> None:
    """Write what the figures rest on: coverage, settings, glossary."""
    say = view.captions
    write_list(
        book,
        "Coverage",
        say["coverage_lead"],
        (
            (say["topic"], 34, "PA wrapped"),
            (say["object"], 18, "PA text"),
            (say["what"], 70, "PA wrapped"),
            (say["count"], 14, "PA text"),
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


def _coverage_rows(view: View) -> list[Sequence[str]]:
    """Return one row for each thing that was read, left out or not checked: topic, object, what, count."""
    coverage = view.coverage
    rows: list[Sequence[str]] = [
        (coverage.objects.caption, row.label, name, figure.text)
        for row in coverage.objects.rows
        for name, figure in zip(coverage.objects.columns, row.figures, strict=True)
    ]
    for listing in coverage.lists:
        for first, *middle, last in listing.rows:
            counted = listing.columns[-1].kind == "count"
            what = [*middle, *([] if counted else [f"{listing.columns[-1].label}: {last}"])]
            rows.append((listing.caption, str(first), ", ".join(map(str, what)), str(last) if counted else ""))
    rows.extend((view.captions["not_checked"], "", text, "") for text in coverage.not_checked)
    rows.extend((view.captions["warnings"], "", text, "") for text in coverage.warnings)
    return rows


def _settings_rows(view: View) -> list[Sequence[str]]:
    """Return the settings in force, then the rules that the simulation rests on: setting, value, basis."""
    say = view.captions
    settings = [(pair.label, pair.text, "") for pair in (*view.heading.source, *view.settings)]
    rules = [(rule.setting or say["rule"], rule.text, say[rule.mark]) for rule in view.assumptions]
    return [*settings, *rules, (say["made_by"], view.heading.made_by, "")]
