"""GET /search: SOSL on the phone fields."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import numpy as np

from tests.fake_org.messages import Refusal, Response, answer
from tests.fake_org.rest_api import records_of
from tests.fake_org.rest_cursors import Cursor
from tests.fake_org.search_index import MODELS, SearchIndex
from tests.fake_org.selection import found, select
from tests.fake_org.soql_tree import Query
from tests.fake_org.sosl import Search, malformed, parse
from tests.fake_org.state import Call, State

MOST_ROWS: Final = 2_000
_BARE_ARRAY_UNTIL: Final = 36.0


def search(call: Call) -> Response:
    """Answer GET /search: the rows of each object, at most 2,000 in all."""
    if not call.state.settings.may_search:
        raise Refusal(403, "INSUFFICIENT_ACCESS", "You do not have access to search")
    sosl = call.request.query.get("q")
    if not sosl:
        raise malformed("A search string has to be specified")
    asked = parse(sosl)
    if asked.group != "PHONE" or not asked.returning:
        raise Refusal(501, "FAKE_ORG", f"Salesforce may know this, the fake org does not: IN {asked.group} FIELDS")
    rows = _rows(call, asked)
    return answer(rows if float(call.version) <= _BARE_ARRAY_UNTIL else {"searchRecords": rows})


def _rows(call: Call, asked: Search) -> list[dict[str, Any]]:
    hits = set() if asked.is_too_long else _index(call.state).find(asked.term)
    most = min(asked.limit or MOST_ROWS, MOST_ROWS)
    even_share = most // len(asked.returning)
    rows: list[dict[str, Any]] = []
    for query in asked.returning:
        limit = even_share if query.limit is None else query.limit
        rows += _of_object(call, query, hits)[: min(limit, most - len(rows))]
    return rows


def _of_object(call: Call, query: Query, hits: set[tuple[str, int]]) -> list[dict[str, Any]]:
    selection = select(replace(query, limit=None), call.state.contents)
    wanted = np.array(sorted(row for name, row in hits if name == selection.sobject.name), dtype=np.int64)
    positions = found(selection)
    positions = positions[np.isin(positions, wanted)]
    cursor = Cursor("", selection, positions, len(positions) or 1)
    return records_of(cursor, 0, len(positions), call.version)


def _index(state: State) -> SearchIndex:
    """Return the index of the rows as they are now, built when it is first asked or the rows have changed."""
    if state.search_index is None or state.search_index[0] is not state.contents:
        settings = state.settings
        delay = settings.index_delay_minutes
        state.search_index = (
            state.contents,
            SearchIndex(state.contents, MODELS[settings.search_model], _before(state, delay) if delay else None),
        )
    return state.search_index[1]


def _before(state: State, minutes: int) -> str:
    return (state.clock.now() - timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
