"""A workbook that is written row by row in memory: the scratch files of openpyxl would hold personal data.

The long lists are not among it (see ``rows``), so it stays small.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter


class _SheetWriter(WorksheetWriter):  # type: ignore[misc]
    """The XML of a sheet in memory: no file to remove."""

    def cleanup(self) -> None:
        """Remove nothing."""


class _Sheet(WriteOnlyWorksheet):  # type: ignore[misc]
    """A sheet whose XML is in memory."""

    _writer: Any

    def _get_writer(self) -> None:
        if self._writer is None:
            # openpyxl makes a temporary file here, and removes what is left of them only when the program ends
            self._writer = _SheetWriter(self, BytesIO())
            self._writer.write_top()

    def leave(self) -> None:
        """Close what is open, the rows before what is around them: lxml complains when it finds them the other way."""
        for stream in (self._rows, self._writer and self._writer.xf):
            if stream is not None:
                with suppress(Exception):  # of a sheet that nobody will see
                    stream.close()


class _Book(Workbook):  # type: ignore[misc]
    """A workbook of such sheets."""

    def create_sheet(self, title: str) -> Any:
        """Return a new sheet, the last."""
        sheet = _Sheet(self, title=title)
        self._add_sheet(sheet)
        return sheet


@contextmanager
def streamed_workbook() -> Iterator[Any]:
    """Yield an empty workbook that is written row by row."""
    book = _Book(write_only=True)
    try:
        yield book
    except BaseException:
        for sheet in book.worksheets:
            sheet.leave()
        raise
