"""The rows of one object that go into one population: where they are kept until all are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import numpy as np
import pyarrow as pa

from audit.sources.records.local_dates import LocalForm, local_moments
from audit.sources.records.record_ids import SeenIds
from audit.sources.records.timestamps import MOMENT

RANKING: Final = ("record_id", "last_modified", "ordinal")
"""The columns by which one of several rows with the same id stays."""


class KeptRows(Protocol):
    """The rows of one object that go into one population, in reading order, wherever they are kept."""

    @property
    def n_records(self) -> int:
        """How many there are so far."""

    @property
    def ids(self) -> SeenIds:
        """What is known of their ids."""

    def add(self, records: pa.Table, phones: pa.Table) -> None:
        """Append ``records`` and their ``phones``.

        ``records`` are as of ``record_columns``, with ``ordinal``, the position of the row among all rows of the org's
        object, and the texts of dates that may be in a local form. ``phones`` are as of ``phone_columns``; ``field`` is
        a position in ExtractBuilder.fields, ``record`` one in all these records.
        """

    def read_dates(self, column: str, form: LocalForm) -> None:
        """Read ``column`` in the local form that its texts have as a whole, if it has one; call it after the last row.

        Of each column once, before the two below.
        """

    def n_readable_dates(self) -> int:
        """Return how many of the records have a date of the last edit that was read."""

    def ranking(self, rows: np.ndarray) -> pa.Table:
        """Return RANKING of the records at ``rows`` (positions, ascending)."""


@dataclass
class Gathered:
    """Rows kept in memory."""

    records: list[pa.Table] = field(default_factory=list)
    """As ``add`` takes them."""
    phones: list[pa.Table] = field(default_factory=list)
    n_records: int = 0
    ids: SeenIds = field(default_factory=SeenIds)

    def add(self, records: pa.Table, phones: pa.Table) -> None:
        """Append ``records`` and their ``phones``."""
        self.records.append(records)
        self.phones.append(phones)
        self.n_records += len(records)
        self.ids.note(records["record_id"])

    def read_dates(self, column: str, form: LocalForm) -> None:
        """Replace ``column`` by what its texts mean in the local form of the whole column, if it has one."""
        self.records = [_with_dates(table, column, form) for table in self.records]

    def n_readable_dates(self) -> int:
        """Return how many of the records have a date of the last edit that was read."""
        columns = (table["last_modified"] for table in self.records)
        return sum(len(column) - column.null_count for column in columns)

    def ranking(self, rows: np.ndarray) -> pa.Table:
        """Return RANKING of the records at ``rows`` (positions, ascending)."""
        return pa.concat_tables([table.select(RANKING) for table in self.records]).take(pa.array(rows))

    def hand_over(self, column: str) -> pa.ChunkedArray:
        """Return a column of all records and forget it, so that what it becomes does not need its room again."""
        whole = pa.chunked_array([chunk for table in self.records for chunk in table[column].chunks])
        self.records = [table.drop_columns(column) for table in self.records]
        return whole


@dataclass(frozen=True)
class ExtractRows:
    """Where the rows in scope are kept, and those of converted leads that are not."""

    audited: Mapping[str, KeptRows]
    """by object, for each of SOBJECTS"""
    converted_leads: KeptRows


def _with_dates(records: pa.Table, column: str, form: LocalForm) -> pa.Table:
    texts = f"{column}_text"
    if texts not in records.column_names:
        return records
    if form.is_local:
        dates = [_in_form(chunk, form) for chunk in records[texts].chunks]
        records = records.set_column(records.column_names.index(column), column, pa.chunked_array(dates, MOMENT))
    return records.drop_columns(texts)


def _in_form(texts: Any, form: LocalForm) -> pa.Array:
    return local_moments(texts, form.order) if form.order else pa.nulls(len(texts), MOMENT)


def rankings(parts: Sequence[KeptRows], rows: np.ndarray) -> pa.Table:
    """Return RANKING at ``rows``, positions (ascending) in the records of ``parts`` one after the other."""
    ends = np.cumsum([part.n_records for part in parts])
    of_part = np.split(rows, np.searchsorted(rows, ends[:-1]))
    starts = [0, *ends[:-1]]
    return pa.concat_tables(
        [part.ranking(some - start) for part, some, start in zip(parts, of_part, starts, strict=True) if len(some)]
    )
