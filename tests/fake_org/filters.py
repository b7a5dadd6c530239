"""The WHERE clause on whole columns of rows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tests.fake_org.contents import Contents
from tests.fake_org.csv_rows import moment
from tests.fake_org.ids import full_id
from tests.fake_org.rows import Positions
from tests.fake_org.schema import Field
from tests.fake_org.soql_tree import All, AnyOf, Comparison, Condition, Moment, Negation, Value

Mask = npt.NDArray[np.bool_]
_ORDERINGS: Final = {"<": pc.less, "<=": pc.less_equal, ">": pc.greater, ">=": pc.greater_equal}


@dataclass(frozen=True)
class Column:
    """A field of an object, or of the record that a chain of lookups leads to."""

    sobject: str
    lookups: tuple[Field, ...]
    field: Field

    @property
    def name(self) -> str:
        """Return the name as results write it, such as ``Account.Name``."""
        return ".".join([*(str(lookup.relationship) for lookup in self.lookups), self.field.name])

    def cells(self, contents: Contents, positions: Positions) -> pa.Array:
        """Return the column for the rows at ``positions``, null where a lookup is empty or leads nowhere."""
        if not self.lookups:
            return contents.rows[self.sobject].take(positions, self.field.name)
        ids = contents.rows[self.sobject].take(positions, self.lookups[0].name)
        reached: pa.Array = pa.nulls(len(positions), pa.string())
        for target in self.lookups[0].reference_to:
            if target in contents.rows:
                further = Column(target, self.lookups[1:], self.field)
                there = further.cells(contents, contents.rows[target].positions_of(ids))
                reached = pc.coalesce(reached, there)
        return reached


def matches(
    condition: Condition, column: Callable[[str, int], Column], contents: Contents, positions: Positions
) -> Mask:
    """Return which of the rows at ``positions`` satisfy ``condition``; ``column`` looks a path up."""
    match condition:
        case Comparison():
            named = column(condition.path, condition.at)
            return _compared(named.cells(contents, positions), named.field.type, condition)
        case Negation(term=term):
            return ~matches(term, column, contents, positions)
        case All(terms=terms):
            return np.asarray(np.stack([matches(t, column, contents, positions) for t in terms]).all(axis=0))
        case AnyOf(terms=terms):
            return np.asarray(np.stack([matches(t, column, contents, positions) for t in terms]).any(axis=0))


def _compared(cells: pa.Array, field_type: str, comparison: Comparison) -> Mask:
    """Compare as SOQL does: text without regard to case, ids in both lengths, and null equal to null only."""
    operator = comparison.operator
    folded = cells if field_type in ("id", "reference") else pc.utf8_lower(cells)
    values = [_literal(value, field_type) for value in comparison.values]
    if operator in _ORDERINGS:
        return _mask(_ORDERINGS[operator](folded, pa.scalar(values[0], pa.string())))
    if operator == "like":
        return _mask(pc.match_like(folded, values[0] or ""))
    hit = _mask(pc.is_in(folded, value_set=pa.array([v for v in values if v is not None], pa.string())))
    if None in values:
        hit |= _mask(pc.is_null(folded))
    return ~hit if operator in ("!=", "not in") else hit


def _literal(value: Value, field_type: str) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return str(value).lower()
        case float():
            return f"{value:g}"
        case Moment(text=text):
            return (moment(text) or "").lower()
        case str() if field_type in ("id", "reference"):
            return full_id(value) or value
    return value.lower()


def _mask(values: pa.Array) -> Mask:
    return np.asarray(pc.fill_null(values, False), dtype=bool)
