"""What a table that travels between the stages is: its columns, their types and their meaning."""

from dataclasses import dataclass

import pandas as pd

from audit.columns.types import TIMESTAMP, category_type
from audit.domain import SOBJECTS


@dataclass(frozen=True)
class Column:
    """One column of a table: ``dtype`` is ``str``, ``bool``, ``int64``, ``uint64``, ``TIMESTAMP`` or ``category``."""

    name: str
    dtype: str
    meaning: str
    categories: tuple[str, ...] | None = None
    """The whole list of values, where the specification gives one."""
    since_first: bool = True
    """Whether every report has it; one of an earlier version may lack a column that was added."""


@dataclass(frozen=True)
class Table:
    """A table by its columns, in order."""

    name: str
    meaning: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """Column names, in order."""
        return [column.name for column in self.columns]

    def typed(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return exactly the columns of this table, in order, each in its type; absent ones are missing throughout."""
        return pd.DataFrame({c.name: _typed(frame, c) for c in self.columns}, index=frame.index, copy=False)

    def empty(self) -> pd.DataFrame:
        """Return this table with no rows."""
        return self.typed(pd.DataFrame(index=pd.RangeIndex(0)))


def _typed(frame: pd.DataFrame, column: Column) -> pd.Series:
    values = (
        frame[column.name]
        if column.name in frame
        else pd.Series(index=frame.index, dtype=TIMESTAMP if column.dtype == TIMESTAMP else "str")
    )
    if column.dtype != "category":
        return values if values.dtype == column.dtype else values.astype(column.dtype)  # type: ignore[call-overload]
    if column.categories is None:
        return values if isinstance(values.dtype, pd.CategoricalDtype) else values.astype("category")
    whole = category_type(column.categories)
    if values.dtype is whole:
        return values
    typed = values.astype(whole)
    # pandas takes categories in another order for the same type, and leaves them in it
    is_in_order = typed.array.categories.equals(whole.categories)
    return typed if is_in_order else typed.cat.set_categories(whole.categories)


ID = "record id, 18 characters"
SOBJECT = Column("sobject", "category", "Contact, Lead, Account or PersonAccount", SOBJECTS)
