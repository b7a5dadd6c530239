"""Columns that describe lists and a query refuses: which ones a refusal names, and what to say of them."""

import re
from typing import Final

from audit.sources.salesforce.api_errors import ApiError
from audit.sources.salesforce.describe import OWNER_NAME, Query

_COLUMN: Final = re.compile(r"No such column '([\w.]+)'(?: on entity '(\w+)')?", re.IGNORECASE)
_RELATIONSHIP: Final = re.compile(r"understand relationship '(\w+)'|No such relation(?:ship)? '(\w+)'", re.IGNORECASE)
_FILTER: Final = re.compile(r"field '([\w.]+)' can ?not be filtered", re.IGNORECASE)


def names_a_column(text: str) -> bool:
    """Return whether a failure is one of a column: the same query without it may be granted."""
    return bool(_COLUMN.search(text) or _RELATIONSHIP.search(text))


def refused_columns(refusal: ApiError, query: Query) -> list[str]:
    """Return the columns of ``query`` that a refusal means, with the one of its filter; none where it names none.

    A relationship that is not understood takes every column that goes through it; a column of another entity is the
    one at the end of such a path (the entity of an owner is called Name).
    """
    known = {name.casefold(): name for name in (*query.columns, *query.filtered)}
    relationship = _RELATIONSHIP.search(refusal.text)
    if relationship is not None:
        through = f"{relationship[1] or relationship[2]}.".casefold()
        return [name for folded, name in known.items() if folded.startswith(through)]
    named = _COLUMN.search(refusal.text)
    column = (named or _FILTER.search(refusal.text) or {1: ""})[1].casefold()
    entity = named[2] if named is not None else None
    if entity and entity.casefold() != query.sobject.casefold():
        of_parent = [name for folded, name in known.items() if folded.endswith(f".{column}")]
        if of_parent:
            return of_parent
    return [known[column]] if column in known else []


def what_is_missing(query: Query, newer: Query, refused: list[str]) -> str:
    """Return the sentence on the columns that ``newer`` no longer asks for: refused, or no longer visible."""
    gone = [name for name in query.columns if name not in newer.columns]
    if gone == [OWNER_NAME]:
        return f"{query.sobject}: the org refuses the names of owners; everything else is audited."
    names = ", ".join(gone) or ", ".join(refused) or "a field"
    if refused:
        return f"{query.sobject}: the org lists {names} and refuses it in a query: it is not audited."
    return f"{query.sobject}: {names} stopped being visible during the export: it is not audited."
