"""The seam between the sources and the assembling of tables: the rows of one object of the org, as text."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import pyarrow as pa

from audit.tables.extract import Source

USER: Final = "User"
"""The object whose parts hold the names of owners; its rows are no records of the audit."""

Progress = Callable[[str, int], None]
"""Told, now and then, the label of the part that is being read and how many of its rows are read so far."""


@dataclass(frozen=True)
class RowBatch:
    """Some rows of a part, in the order of the part, and what was not fit to be among them."""

    columns: pa.Table
    """large_string columns, named and ordered exactly as asked for; null is the same as the empty text."""
    malformed: int = 0
    """Rows with too many or too few fields that were met since the Rows before and are not in ``columns``."""
    warnings: tuple[str, ...] = ()
    """Sentences for the administrator; no personal data."""


class ObjectSource(Protocol):
    """The rows of one object from one place: a file of a folder, a member of a zip, the pages of a query."""

    @property
    def sobject(self) -> str:
        """Contact, Lead or Account: the object of the org (Person Accounts are rows of Account); or USER."""

    @property
    def label(self) -> str:
        """The name by which messages call it, as ``Contact_2.csv``."""

    @property
    def header(self) -> tuple[str, ...]:
        """API names of its columns as they are spelled there; unique without regard to case."""

    @property
    def custom_fields(self) -> tuple[str, ...] | None:
        """Custom columns of type phone; None where the source has no types and names and values must tell."""

    def rows(self, columns: Sequence[str]) -> Iterator[RowBatch]:
        """Yield all rows with the columns ``columns`` (spelled as in ``header``), some thousand at a time."""


@dataclass(frozen=True)
class OpenedSource:
    """A source whose rows can be read."""

    parts: Sequence[ObjectSource]
    source: Source
    """Where the rows come from; what they are is not known yet."""
