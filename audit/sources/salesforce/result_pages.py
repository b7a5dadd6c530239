"""Pages of query results on disk: each a file that says of itself where it belongs, so that it is fetched only once."""

import csv
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from audit.sources.private_files import PART, private_file, private_folder, whole_file

_BLOCK: Final = 2 << 20
"""Bytes of a page that are in memory at a time."""
_NO_ROWS: Final = b"Records not found for this query"
"""What Bulk API 1 answers instead of a header; version 2 is not known to."""
_EARLIER_DATES: Final = r"\+0000$"


class BrokenPageError(Exception):
    """A page is not what its header promised: fetch it again."""


class ShortPageError(BrokenPageError):
    """A page came whole and has another number of rows than its header promised."""


@dataclass(frozen=True)
class Page:
    """A whole page on disk."""

    path: Path
    locator: str
    """How the org calls this page; empty for the first."""
    next_locator: str | None
    """How it calls the page after it; None for the last, or where pages are listed."""
    rows: int


@dataclass(frozen=True)
class PageFolder:
    """The pages of one query, numbered in order."""

    path: Path
    columns: tuple[str, ...]

    def open(self) -> "PageFolder":
        """Make the folder; remove what an interrupted run left half done."""
        private_folder(self.path)
        for part in self.path.glob(f"*{PART}"):
            part.unlink()
        return self

    def clear(self) -> None:
        """Forget every page."""
        shutil.rmtree(self.path, ignore_errors=True)

    def page(self, number: int, locator: str) -> Page | None:
        """Return page ``number`` when it is on disk whole, with these columns and that locator."""
        path = self._path(number)
        if not path.exists():
            return None
        try:
            with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as pages:
                names, told = pages.schema.names, {k.decode(): v.decode() for k, v in pages.schema.metadata.items()}
        except (pa.ArrowInvalid, AttributeError, OSError):
            return None
        if tuple(names) != self.columns or told.get("locator") != locator:
            return None
        return Page(path, locator, told.get("next_locator"), int(told["rows"]))

    def keep_csv(
        self, number: int, chunks: Iterable[bytes], *, locator: str, next_locator: str | None, rows: int | None
    ) -> Page:
        """Write a page of CSV, given in chunks of bytes, and return it.

        Raise BrokenPageError when it is not CSV with these columns, or has not ``rows`` rows (None: not told).
        """
        text = self._path(number).with_suffix(f".csv{PART}")
        try:
            with private_file(text) as file:
                for chunk in chunks:
                    # CSV files lose their NUL characters too: all sources give the same texts
                    file.write(chunk.replace(b"\0", b""))
            n_rows = sum(batch.num_rows for batch in self._parsed(text)) if rows is None else rows
            return self._keep(number, self._parsed(text), Page(self._path(number), locator, next_locator, n_rows))
        except (pa.ArrowInvalid, UnicodeDecodeError, csv.Error) as error:
            raise BrokenPageError from error
        finally:
            text.unlink(missing_ok=True)

    def keep_records(
        self, number: int, records: Sequence[Mapping[str, Any]], *, locator: str, next_locator: str | None
    ) -> Page:
        """Write a page of REST records and return it."""
        page = Page(self._path(number), locator, next_locator, len(records))
        return self._keep(number, iter([_batch(records, self.columns)]), page)

    def batches(self, pages: Iterable[Page]) -> Iterator[pa.RecordBatch]:
        """Yield the rows of ``pages``, some thousand at a time."""
        for page in pages:
            with pa.memory_map(str(page.path)) as source, pa.ipc.open_file(source) as kept:
                for number in range(kept.num_record_batches):
                    yield kept.get_batch(number)

    def _path(self, number: int) -> Path:
        return self.path / f"{number:06d}.arrow"

    def _schema(self, page: Page) -> pa.Schema:
        told = {"locator": page.locator, "rows": str(page.rows)}
        if page.next_locator is not None:
            told["next_locator"] = page.next_locator
        return pa.schema([(name, pa.string()) for name in self.columns], metadata=told)

    def _keep(self, number: int, batches: Iterator[pa.RecordBatch], page: Page) -> Page:
        schema, n_rows = self._schema(page), 0
        with whole_file(self._path(number)) as file:
            with pa.ipc.new_file(file, schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as pages:
                for batch in batches:
                    n_rows += batch.num_rows
                    pages.write_batch(batch.select(list(self.columns)).replace_schema_metadata(schema.metadata))
            # a packed body that breaks off at the end of a connection looks whole
            if n_rows != page.rows:
                raise ShortPageError
        return page

    def _parsed(self, path: Path) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a CSV page; the header is read apart, since its case is the org's affair."""
        header = self._header(path)
        if header is None:
            return
        with pacsv.open_csv(
            path,
            pacsv.ReadOptions(block_size=_BLOCK, column_names=header, skip_rows=1, use_threads=False),
            pacsv.ParseOptions(newlines_in_values=True),
            pacsv.ConvertOptions(column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False),
        ) as reader:
            yield from reader

    def _header(self, path: Path) -> list[str] | None:
        """Return the columns in the order of the file; None for an empty page."""
        with path.open("rb") as file:
            line = file.readline(1 << 20)
        if not line.strip() or line.startswith(_NO_ROWS):
            return None
        names = next(csv.reader([line.decode("utf-8-sig")]))
        spelling = {name.casefold(): name for name in self.columns}
        header = [spelling.get(name.casefold(), "") for name in names]
        if sorted(header) != sorted(self.columns):
            raise BrokenPageError
        return header


def _batch(records: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([_column(records, name) for name in columns], names=list(columns))


def _column(records: Sequence[Mapping[str, Any]], name: str) -> pa.Array:
    """Return one field of REST records as the Bulk API spells it: null as null, true and false, dates with Z."""
    own, _, parent = name.partition(".")
    values = [record.get(own) for record in records]
    if parent:
        values = [value.get(parent) if isinstance(value, Mapping) else None for value in values]
    texts = [_text(value) for value in values]
    array = pc.replace_substring(pa.array(texts, pa.string()), pattern="\0", replacement="")
    if name.endswith(("Date", "Modstamp")):
        array = pc.replace_substring_regex(array, pattern=_EARLIER_DATES, replacement="Z")
    return array


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)
