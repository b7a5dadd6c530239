"""The REST endpoints: queries in pages, limits, counts, the list of objects and who is logged in."""

import re
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa

from tests.fake_org.contents import ORG_ID
from tests.fake_org.filters import Column
from tests.fake_org.messages import Refusal, Response, answer
from tests.fake_org.rest_cursors import Cursor
from tests.fake_org.schema import BOOLEAN, DATETIME, INTEGER
from tests.fake_org.selection import found, select
from tests.fake_org.soql import parse
from tests.fake_org.state import Call, State

OLDEST_VERSION: Final = 31
NEWEST_VERSION: Final = 68
_SEASONS: Final = ("Summer", "Winter", "Spring")


def versions(_state: State) -> Response:
    """Answer GET /services/data/, which needs no login."""
    return answer([_version(number) for number in range(OLDEST_VERSION, NEWEST_VERSION + 1)])


def _version(number: int) -> dict[str, str]:
    years, season = divmod(number - 31, 3)
    label = f"{_SEASONS[season]} '{14 + years + (season > 0)}"
    return {"label": label, "url": f"/services/data/v{number}.0", "version": f"{number}.0"}


def resources(call: Call) -> Response:
    """Answer GET /services/data/vXX.X."""
    names = ("limits", "query", "queryAll", "search", "sobjects", "jobs")
    return answer({name: f"/services/data/v{call.version}/{name}" for name in names})


def query(call: Call) -> Response:
    """Answer GET /query and /queryAll: the first page, or the count of COUNT()."""
    soql = call.request.query.get("q")
    if not soql:
        raise Refusal(400, "MALFORMED_QUERY", "A query string has to be specified")
    tree = parse(soql)
    untaught = tree.clauses - {"OFFSET", "USING SCOPE"}
    counted = tree.aggregates and not tree.counts_rows
    if untaught or (counted and (len(tree.select) > 1 or tree.select[0].function != "count")):
        raise Refusal(501, "FAKE_ORG", f"Salesforce may know this, the fake org does not: {soql}")
    selection = select(tree, call.state.contents)
    positions = found(selection, deleted_too="/queryAll" in call.request.path)
    if tree.counts_rows:
        return answer({"totalSize": len(positions), "done": True, "records": []})
    if counted:
        cells = selection.cells(positions)[0]
        row = {
            "attributes": {"type": "AggregateResult"},
            tree.select[0].alias or "expr0": len(cells) - cells.null_count,
        }
        return answer({"totalSize": 1, "done": True, "records": [row]})
    cursor = call.state.cursors.open(selection, positions, _page_size(call))
    return answer(_page(cursor, 0, call.version))


def query_more(call: Call) -> Response:
    """Answer GET /query/{cursor}-{start}: a further page."""
    cursor_id, _, start = call.params["cursor"].partition("-")
    cursor = call.state.cursors.get(cursor_id)
    if cursor is None or not start.isdigit():
        raise Refusal(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
    return answer(_page(cursor, int(start), call.version))


def _page_size(call: Call) -> int:
    """Return the org's page size, or what Sforce-Query-Options asks for between 200 and that."""
    options = re.search(r"batchSize=(\d+)", call.request.headers.get("sforce-query-options", ""))
    ceiling = call.state.settings.rest_page_size
    return min(max(int(options[1]), 200), ceiling) if options else ceiling


def _page(cursor: Cursor, start: int, version: str) -> dict[str, Any]:
    stop = start + cursor.size
    total = len(cursor.positions)
    page: dict[str, Any] = {"totalSize": total, "done": stop >= total}
    if stop < total:
        page["nextRecordsUrl"] = f"/services/data/v{version}/query/{cursor.id}-{stop}"
    page["records"] = records_of(cursor, start, stop, version)
    return page


def records_of(cursor: Cursor, start: int, stop: int, version: str) -> list[dict[str, Any]]:
    """Return the rows of a cursor from ``start`` to ``stop`` in the form of REST."""
    selection = cursor.selection
    positions = cursor.positions[start:stop]
    contents, sobject = selection.contents, selection.sobject
    ids = contents.rows[sobject.name].take(positions, "Id").to_pylist()
    records: list[dict[str, Any]] = [{"attributes": _attributes(sobject.name, i, version)} for i in ids]
    for column, cells in zip(selection.columns, selection.cells(positions), strict=True):
        values = _as_json(cells, column.field.type)
        if column.lookups:
            parents = _parent_ids(column, cursor, start, stop)
            for record, parent, value in zip(records, parents, values, strict=True):
                _put(record, column, parent, value, version)
        else:
            for record, value in zip(records, values, strict=True):
                record[column.field.name] = value
    return records


def _attributes(sobject: str, record_id: str, version: str) -> Mapping[str, str]:
    return {"type": sobject, "url": f"/services/data/v{version}/sobjects/{sobject}/{record_id}"}


def _as_json(cells: pa.Array, field_type: str) -> list[Any]:
    """Return the cells in JSON's types: booleans as such, moments with REST's own offset, null as null."""
    values: list[Any] = cells.to_pylist()
    if field_type == BOOLEAN:
        return [value == "true" for value in values]
    if field_type == INTEGER:
        return [value and int(value) for value in values]
    if field_type == DATETIME:
        return [value and value.replace("Z", "+0000") for value in values]
    return values


def _parent_ids(column: Column, cursor: Cursor, start: int, stop: int) -> list[str | None]:
    """Return the ids of the records that the first lookup of a column leads to; None where there is none."""
    lookup = column.lookups[0]
    contents, sobject = cursor.selection.contents, cursor.selection.sobject
    ids = contents.rows[sobject.name].take(cursor.positions[start:stop], lookup.name)
    there = np.full(len(ids), -1, dtype=np.int64)
    for target in lookup.reference_to:
        if target in contents.rows:
            there = np.maximum(there, contents.rows[target].positions_of(ids))
    return [i if position >= 0 else None for i, position in zip(ids.to_pylist(), there, strict=True)]


def _put(record: dict[str, Any], column: Column, parent: str | None, value: Any, version: str) -> None:
    """Set a parent's field in a record, as nested objects; a parent that is not there is null."""
    names = [str(lookup.relationship) for lookup in column.lookups]
    if parent is None:
        record[names[0]] = None
        return
    kinds = {target: target for target in column.lookups[0].reference_to}
    kind = {"00G": "Group", "005": "User"}.get(parent[:3]) or next(iter(kinds))
    nested = record.setdefault(names[0], {"attributes": _attributes(kind, parent, version)})
    for name in names[1:]:
        nested = nested.setdefault(name, {"attributes": {"type": name}})
    nested[column.field.name] = value


def limits(call: Call) -> Response:
    """Answer GET /limits."""
    state = call.state
    jobs = state.jobs
    megabytes = jobs.kilobytes_per_day // 1000
    daily = {
        "DailyApiRequests": (state.settings.daily_requests, state.n_calls),
        "DailyBulkV2QueryJobs": (jobs.per_day, jobs.n_created),
        "DailyBulkV2QueryFileStorageMB": (megabytes, jobs.n_bytes // 1_000_000),
    }
    return answer({name: {"Max": most, "Remaining": max(most - used, 0)} for name, (most, used) in daily.items()})


def record_count(call: Call) -> Response:
    """Answer GET /limits/recordCount: cached, so only nearly right; unknown objects are left out."""
    if not call.state.settings.may_view_setup:
        reason = "You do not have the View Setup and Configuration permission"
        raise Refusal(403, "INSUFFICIENT_ACCESS", reason)
    wanted = [name.strip().lower() for name in call.request.query.get("sObjects", "").split(",") if name.strip()]
    rows = call.state.contents.rows
    counts = {
        name: held.count - held.count // 50 for name, held in rows.items() if not wanted or name.lower() in wanted
    }
    return answer({"sObjects": [{"count": count, "name": name} for name, count in counts.items()]})


def userinfo(call: Call) -> Response:
    """Answer GET /services/oauth2/userinfo."""
    user = call.user
    return answer(
        {
            "sub": f"{call.state.url}/id/{ORG_ID}/{user.id}",
            "user_id": user.id,
            "organization_id": ORG_ID,
            "preferred_username": user.username,
            "name": user.name,
            "email": user.username,
            "language": call.state.settings.locale,
            "is_lightning_login_user": False,
            "urls": {"rest": f"{call.state.url}/services/data/v{{version}}/"},
        }
    )


def user_record(call: Call) -> Response:
    """Answer GET /sobjects/User/{id}, by which the command line tool learns the name of who logged in."""
    user = call.user
    if call.params["record"][:15] != user.id[:15]:
        raise Refusal(404, "NOT_FOUND", "The requested resource does not exist")
    names = {"Id": user.id, "Username": user.username, "Name": user.name, "Email": user.username, "IsActive": True}
    return answer({"attributes": _attributes("User", user.id, call.version), **names})
