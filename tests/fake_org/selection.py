"""A query against the contents of an org: which columns it names, which rows it finds, in which order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tests.fake_org.contents import Contents
from tests.fake_org.filters import Column, matches
from tests.fake_org.messages import Refusal
from tests.fake_org.rows import Positions, in_blocks
from tests.fake_org.schema import BOOLEAN, Field, SObject
from tests.fake_org.soql import pointed
from tests.fake_org.soql_tree import All, AnyOf, Comparison, Condition, Negation, Query

_ADVICE: Final = "Please reference your WSDL or the describe call for the appropriate names."


@dataclass(frozen=True)
class Selection:
    """A query whose names were all found: the object, and one column for each element of the select list."""

    query: Query
    contents: Contents
    sobject: SObject
    columns: tuple[Column, ...]

    def cells(self, positions: Positions) -> list[pa.Array]:
        """Return the selected columns of the rows at ``positions``."""
        return [column.cells(self.contents, positions) for column in self.columns]


def select(query: Query, contents: Contents, *, bulk: bool = False) -> Selection:
    """Return the query with its names looked up; raise Refusal INVALID_TYPE or INVALID_FIELD as Salesforce does."""
    sobject = contents.sobject(query.sobject)
    if sobject is None:
        reason = (
            f"sObject type '{query.sobject}' is not supported. If you are attempting to use a custom object, be sure"
            f" to append the '__c' after the entity name. {_ADVICE}"
        )
        raise Refusal(400, "INVALID_TYPE", pointed(query.soql, query.sobject_at, reason))
    if bulk and not sobject.bulk:
        raise Refusal(400, "INVALIDENTITY", f"Entity '{sobject.name}' is not supported by the Bulk API.")
    names = _Names(query, contents, sobject)
    plain = [item for item in query.select if item.path and item.function in (None, "count")]
    columns = tuple(names.column(item.path, item.at) for item in plain)
    names.check(query.where)
    for order in query.order:
        names.column(order.path, order.at)
    return Selection(query, contents, sobject, columns)


def found(selection: Selection, *, deleted_too: bool = False) -> Positions:
    """Return the positions of the rows that the query finds, in its order, after OFFSET and LIMIT."""
    query, contents, sobject = selection.query, selection.contents, selection.sobject
    rows = contents.rows[sobject.name]
    names = _Names(query, contents, sobject)
    kept = []
    for block in in_blocks(np.arange(rows.count, dtype=np.int64)):
        mask = np.ones(len(block), dtype=bool)
        if not deleted_too and sobject.field("IsDeleted"):
            mask &= ~np.asarray(pc.fill_null(pc.equal(rows.take(block, "IsDeleted"), "true"), False))
        if query.where is not None:
            mask &= matches(query.where, names.column, contents, block)
        kept.append(block[mask])
    positions = np.concatenate(kept)
    if query.order:
        positions = positions[_ordered(query, names, contents, positions)]
    start = query.offset or 0
    return positions[start : None if query.limit is None else start + query.limit]


def _ordered(query: Query, names: "_Names", contents: Contents, positions: Positions) -> Positions:
    keys: dict[str, pa.Array] = {}
    directions = []
    for number, order in enumerate(query.order):
        cells = names.column(order.path, order.at).cells(contents, positions)
        keys[f"null{number}"] = pc.cast(pc.is_null(cells), pa.int8())
        keys[f"value{number}"] = pc.utf8_lower(cells)
        directions.append((f"null{number}", "ascending" if order.nulls_last else "descending"))
        directions.append((f"value{number}", "descending" if order.descending else "ascending"))
    return np.asarray(pc.sort_indices(pa.table(keys), sort_keys=directions), dtype=np.int64)


class _Names:
    """Looks up the names of one query, in any case, as its user sees the org."""

    def __init__(self, query: Query, contents: Contents, sobject: SObject) -> None:
        self.query = query
        self.contents = contents
        self.sobject = sobject

    def column(self, path: str, at: int) -> Column:
        """Return the column that ``path`` names."""
        parts = path.split(".")
        own = {self.sobject.name.lower(), (self.query.alias or self.sobject.name).lower()}
        if len(parts) > 1 and parts[0].lower() in own:
            parts = parts[1:]
        lookups: list[Field] = []
        reached: Sequence[SObject] = [self.sobject]
        for relationship in parts[:-1]:
            lookup = _first(sobject.reference(relationship) for sobject in reached)
            if lookup is None:
                raise self._unknown(at, _no_relationship(relationship))
            lookups.append(lookup)
            reached = [self.contents.sobjects[t] for t in lookup.reference_to if t in self.contents.sobjects]
        field = _first(sobject.field(parts[-1]) for sobject in reached)
        if field is None:
            raise self._unknown(at, _no_column(parts[-1], reached))
        return Column(self.sobject.name, tuple(lookups), field)

    def check(self, condition: Condition | None) -> None:
        """Raise Refusal for a name in ``condition`` that is not there."""
        match condition:
            case Comparison(path=path, at=at):
                column = self.column(path, at)
                if column.field.type == BOOLEAN and not all(isinstance(v, bool) for v in condition.values):
                    reason = f"value of filter criterion for field '{path}' must be of type boolean"
                    raise self._unknown(at, reason)
            case Negation(term=term):
                self.check(term)
            case All(terms=terms) | AnyOf(terms=terms):
                for term in terms:
                    self.check(term)

    def _unknown(self, at: int, reason: str) -> Refusal:
        return Refusal(400, "INVALID_FIELD", pointed(self.query.soql, at, reason))


def _first(candidates: Iterable[Field | None]) -> Field | None:
    return next((candidate for candidate in candidates if candidate is not None), None)


def _no_relationship(name: str) -> str:
    return (
        f"Didn't understand relationship '{name}' in field path. If you are attempting to use a custom relationship,"
        f" be sure to append the '__r' after the custom relationship name. {_ADVICE}"
    )


def _no_column(name: str, reached: Sequence[SObject]) -> str:
    entity = reached[0].name if len(reached) == 1 else "Name"
    return (
        f"No such column '{name}' on entity '{entity}'. If you are attempting to use a custom field, be sure to"
        f" append the '__c' after the custom field name. {_ADVICE}"
    )
