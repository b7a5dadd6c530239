"""The rows of one CSV file."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import pyarrow as pa
import pyarrow.csv

from audit.columns.prefetch import prefetched
from audit.errors import UnreadableInputError
from audit.sources.csv.encoding import ByteStream, TextFile, reading
from audit.sources.csv.malformed_rows import Departures, departures, is_of_footer
from audit.sources.interface import RowBatch

BLOCK_BYTES = 4 << 20
"""Text that is read at a time."""
_BLOCK_GROWTH = 16
_LARGEST_ROW_BYTES = 64 << 20
"""Salesforce's longest text has 131,072 characters; a row that long is a quotation mark that is never closed."""
_MALFORMED_AT_MOST = 0.01


@dataclass
class _Tally:
    malformed: int = 0


@dataclass(frozen=True)
class CsvPart:
    """A CSV file as a Part."""

    sobject: str
    text: TextFile
    header: tuple[str, ...]
    delimiter: str
    header_bytes: int
    """Length of all that comes before the first row, in UTF-8."""
    block_bytes: int = BLOCK_BYTES
    notes: tuple[str, ...] = ()
    """Sentences about the file as a whole; they come with its first rows."""
    custom_fields: ClassVar[None] = None
    """A CSV has no field types."""

    @property
    def label(self) -> str:
        """The name of the file."""
        return self.text.label

    def rows(self, columns: Sequence[str]) -> Iterator[RowBatch]:
        """Yield all rows that have as many fields as the header, and in the end how many do not.

        Raise UnreadableInputError when those are more than 1 % of the file, or a quotation mark is never closed.
        """
        try:
            yield from self._rows(columns)
        except UnreadableInputError:
            self.text.check_unchanged()  # what is wrong with it may come of that
            raise
        self.text.check_unchanged()

    def _rows(self, columns: Sequence[str]) -> Iterator[RowBatch]:
        n_rows, tally = 0, _Tally()
        n_last = self._found.n_footer_rows if self._may_have_footer() else 0
        if notes := tuple(note for note in (self.text.note, *self.notes) if note):
            yield RowBatch(_no_rows(columns), 0, notes)
        with reading(self.label):
            for table in _without_last(self._tables(columns, tally), n_last):
                n_rows += len(table)
                yield RowBatch(table)
            if tally.malformed or n_last or self.text.may_end_in_quotes:
                yield self._closing(self._found, n_rows, tally.malformed, columns)

    def _closing(self, found: Departures, n_rows: int, malformed: int, columns: Sequence[str]) -> RowBatch:
        """Return the Rows that say what is malformed; raise UnreadableInputError when that is too much."""
        if found.open_row is not None:
            raise self._never_closed(found.open_row)
        malformed -= found.n_footer_malformed
        n_all = n_rows + malformed
        where = f"{self.label}, {_named(found.malformed, malformed)}"
        if malformed > _MALFORMED_AT_MOST * n_all:
            raise UnreadableInputError(
                f"{where}: {malformed:,} of {n_all:,} rows have too many or too few fields, more than 1%. "
                "The file is damaged or was edited: export it again."
            )
        left_out = f"{where}: {malformed:,} of {n_all:,} rows have too many or too few fields and are left out."
        sentences = ((left_out,) if malformed else ()) + self._footer(found.n_footer)
        return RowBatch(_no_rows(columns), malformed, sentences)

    def _footer(self, n_lines: int) -> tuple[str, ...]:
        """Return the sentence on what a report adds below its rows, if there is something."""
        if not n_lines:
            return ()
        lines, are = ("a line", "it is") if n_lines == 1 else (f"{n_lines:,} lines", "they are")
        return (f"{self.label} ends with {lines} that a report adds below its rows; {are} not read.",)

    def _may_have_footer(self) -> bool:
        """Return whether the last line that is not blank looks like one that a report adds."""
        lines = [line for line in self.text.tail.splitlines() if line.strip(" ")]
        try:
            last = next(csv.reader(lines[-1:], delimiter=self.delimiter), [])
        except csv.Error:
            return True
        return len(self.header) > 1 and len(last) > 0 and is_of_footer(last)

    def _tables(self, columns: Sequence[str], tally: _Tally) -> Iterator[pa.Table]:
        """Yield the well-formed rows; when one does not fit into a block, start again and go on in larger ones."""
        n_done, block_bytes = 0, self.block_bytes
        while True:
            n_to_skip, tally.malformed = n_done, 0
            try:
                for table in self._parsed(columns, tally, block_bytes):
                    n_skipped = min(n_to_skip, len(table))
                    n_to_skip -= n_skipped
                    n_done += len(table) - n_skipped
                    yield table.slice(n_skipped)
            except pa.ArrowInvalid as error:
                if block_bytes >= _LARGEST_ROW_BYTES:
                    raise self._never_closed(self._found.open_row) from error
                block_bytes = min(block_bytes * _BLOCK_GROWTH, _LARGEST_ROW_BYTES)
            else:
                return

    def _parsed(self, columns: Sequence[str], tally: _Tally, block_bytes: int) -> Iterator[pa.Table]:
        def count_and_skip(row: pa.csv.InvalidRow) -> str:
            """Arrow asks what to do with a row of too many or too few fields."""
            tally.malformed += row.actual_columns > 1 or bool(row.text.strip())  # a line of spaces is blank
            return "skip"

        # by position: two headings may be the same
        names = [str(position) for position in range(len(self.header))]
        wanted = [names[self.header.index(column)] for column in columns]
        with self.text.open_utf8() as stream:
            stream.read(self.header_bytes)
            if not stream.peek(1):  # Arrow refuses a text of no bytes
                return
            batches = pa.csv.open_csv(
                _Blocks(stream),
                pa.csv.ReadOptions(block_size=block_bytes, column_names=names),
                pa.csv.ParseOptions(
                    delimiter=self.delimiter, newlines_in_values=True, invalid_row_handler=count_and_skip
                ),
                pa.csv.ConvertOptions(
                    check_utf8=False,
                    strings_can_be_null=False,
                    include_columns=wanted,
                    column_types=dict.fromkeys(wanted, pa.large_string()),
                ),
            )
            for batch in prefetched(batches):
                yield pa.Table.from_batches([batch]).rename_columns(list(columns))

    @cached_property
    def _found(self) -> Departures:
        with self.text.open_utf8() as stream, io.TextIOWrapper(stream, "utf-8", newline="") as lines:
            return departures(lines, self.delimiter, len(self.header))

    def _never_closed(self, line: int | None) -> UnreadableInputError:
        where = "A row" if line is None else f"The row in line {line:,}"
        return UnreadableInputError(
            f"{where} of {self.label} does not end: a quotation mark in it is never closed. "
            "The file is cut off or was edited: export it again."
        )


def _without_last(tables: Iterable[pa.Table], n_rows: int) -> Iterator[pa.Table]:
    """Yield ``tables`` but for the last ``n_rows`` of all their rows."""
    if not n_rows:
        yield from tables
        return
    held: pa.Table | None = None
    for table in tables:
        held = table if held is None else pa.concat_tables([held, table])
        yield held.slice(0, max(len(held) - n_rows, 0))
        held = held.slice(max(len(held) - n_rows, 0))


def _no_rows(columns: Sequence[str]) -> pa.Table:
    return pa.table({name: pa.array([], pa.large_string()) for name in columns})


def _named(lines: Sequence[int], n_malformed: int) -> str:
    """Return the lines as ``line 7`` or ``lines 7, 9, 12 and 3 more``."""
    further = f" and {n_malformed - len(lines):,} more" if n_malformed > len(lines) else ""
    return f"{'line' if len(lines) == 1 else 'lines'} {', '.join(str(line) for line in lines)}{further}"


class _Blocks:
    """A stream of which no block but the last ends in a carriage return.

    Arrow takes a line feed at the start of a block for the rest of the line break before it, even within quotation
    marks, and drops it.
    """

    closed = False

    def __init__(self, stream: ByteStream) -> None:
        self._stream = stream
        self._held_back = b""

    def read(self, n_bytes: int) -> bytes:
        """Return at most ``n_bytes``; none at the end."""
        block = self._held_back + self._stream.read(n_bytes - len(self._held_back))
        ends_in_return = block.endswith(b"\r") and len(block) > 1
        self._held_back = b"\r" if ends_in_return else b""
        return block[:-1] if ends_in_return else block
