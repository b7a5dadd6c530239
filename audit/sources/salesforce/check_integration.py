"""What an org shows of the Aircall integration: its user and that user's rights, how calls are logged, its lines."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import pyarrow as pa

from audit.errors import IncompleteExportError, LoginRefusedError
from audit.sources.calls.call_columns import CallColumns, call_columns, of_package
from audit.sources.calls.call_fields import line_among_words, line_digits
from audit.sources.calls.fields_by_values import told_by_values
from audit.sources.salesforce.api_errors import ApiError
from audit.sources.salesforce.call_queries import (
    LOG_LABEL,
    OF_AIRCALL,
    TASK,
    log_lookup,
    log_objects,
    package_objects,
    unseen_log,
)
from audit.sources.salesforce.check_row import CheckRow, listed
from audit.sources.salesforce.describe import ObjectDescribe, OrgDescribe, described_object
from audit.sources.salesforce.json_answers import mappings
from audit.sources.salesforce.org import Identity, Org
from audit.sources.salesforce.read_call_log import since_when
from audit.sources.salesforce.user_rights import TASK_TYPE, hidden_from_login, unreadable_by

_LATEST: Final = 2_000
"""Tasks that are looked at: one page."""
_DAYS: Final = 30
_TASKS: Final = "Tasks of Aircall calls"
_USER: Final = "Integration's user"
_RIGHTS: Final = "Integration's rights"
_LOGGED: Final = "Calls logged"
_LINES: Final = "Lines"


@dataclass(frozen=True)
class _LatestEntries:
    """The latest entries that the integration wrote of calls, as far as this user sees them."""

    kind: str
    """what they are, for a message"""
    rows: Sequence[Mapping[str, Any]] = ()
    """CreatedById, CreatedBy.Name, CreatedBy.Username, and what tells the line"""
    lines: Collection[str] = ()
    """the digits of the lines that they name"""

    def creators(self) -> list[tuple[str, int]]:
        """Return the ids of who created them, most first, each with how many."""
        return Counter(str(row["CreatedById"]) for row in self.rows if row.get("CreatedById")).most_common()

    def name_of(self, user_id: str) -> str:
        """Return name and user name of one of the creators, as far as the org tells them."""
        said = next((row.get("CreatedBy") for row in self.rows if row.get("CreatedById") == user_id), None) or {}
        name, username = said.get("Name"), said.get("Username")
        return f"{name or user_id} ({username})" if username else str(name or user_id)


def integration_rows(
    org: Org, identity: Identity, look: OrgDescribe, lines: Mapping[str, str] | None
) -> Iterator[CheckRow]:
    """Yield what ``org`` shows of the integration, in about ten requests.

    ``lines`` are those of Aircall, name by digits; None where they are not known.
    """
    task, objects = _described(org, TASK), _objects(org)
    yield _task_type(task)
    installed = [*sorted(objects), *(f"Task.{name}" for name in sorted(of_package(list(task.fields) if task else ())))]
    yield CheckRow("Integration's objects and fields", listed(installed) or "none is installed or visible")
    log = next(iter(log_objects(objects)), None)
    latest = _latest_tasks(org, task)
    if not latest.rows and log is not None:
        latest = _latest_logs(org, log)
    yield from _user_and_rights(org, identity, look, task, latest)
    unseen = unseen_log(task, objects) if task is not None else None
    yield _logged(org, task, log) if log or not unseen else _logs_unseen(unseen)
    yield _lines(latest, lines)


def _described(org: Org, sobject: str) -> ObjectDescribe | None:
    try:
        return described_object(org, sobject)
    except (LoginRefusedError, IncompleteExportError):
        return None


def _objects(org: Org) -> dict[str, str]:
    try:
        return package_objects(org)
    except ApiError:
        return {}


def _task_type(task: ObjectDescribe | None) -> CheckRow:
    if task is not None and "Type" in task.fields:
        return CheckRow(TASK_TYPE, "visible")
    return CheckRow(TASK_TYPE, "not visible: without it the integration logs no call", "warning")


def _latest_tasks(org: Org, task: ObjectDescribe | None) -> _LatestEntries:
    """Return the latest Tasks of Aircall calls, of which this user must see which Tasks these are."""
    if task is None or "CallDisposition" not in task.fields:
        return _LatestEntries(_TASKS)
    rows = _latest(org, TASK, ("CallDisposition",), f"{OF_AIRCALL} AND ")
    texts = line_among_words(_texts(rows, "CallDisposition"))
    return _LatestEntries(_TASKS, rows, _distinct([texts]))


def _latest_logs(org: Org, log: str) -> _LatestEntries:
    """Return the latest Aircall Logs; which of their fields has the line is told by its values."""
    seen = _described(org, log)
    names = [] if seen is None else [name for name in of_package(list(seen.fields)) if _is_text(seen.fields[name])]
    rows = _latest(org, log, names)
    table = pa.table({name: _texts(rows, name) for name in names})
    columns, _ = told_by_values(names, table, call_columns(names)) if rows else (CallColumns(), ())
    return _LatestEntries(f"{LOG_LABEL}s", rows, _distinct(line_digits(_texts(rows, name)) for name in columns.line))


def _is_text(field: Mapping[str, Any]) -> bool:
    return field.get("type") in {"string", "phone"}


def _texts(rows: Sequence[Mapping[str, Any]], name: str) -> pa.Array:
    return pa.array([row.get(name) for row in rows], pa.large_string())


def _distinct(columns: Iterable[pa.Array]) -> list[str]:
    return sorted({text for column in columns for text in column.drop_null().unique().to_pylist()})


def _latest(org: Org, sobject: str, further: Sequence[str] = (), condition: str = "") -> Sequence[Mapping[str, Any]]:
    columns = ", ".join(("CreatedById", "CreatedBy.Name", "CreatedBy.Username", *further))
    where = f"{condition}CreatedDate >= {_moment(since_when(org.now()))}"
    soql = f"SELECT {columns} FROM {sobject} WHERE {where} ORDER BY CreatedDate DESC LIMIT {_LATEST}"  # noqa: S608 - ours
    try:
        return mappings(org.query(soql)["records"], "a query")
    except ApiError:
        return ()


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _user_and_rights(
    org: Org, identity: Identity, look: OrgDescribe, task: ObjectDescribe | None, latest: _LatestEntries
) -> Iterator[CheckRow]:
    creators = latest.creators()
    if not creators:
        yield CheckRow(
            _USER, "unknown: the org shows this user no call that Aircall logged in the last six months", "unknown"
        )
        return
    user_id, n_created = creators[0]
    n_entries = len(latest.rows)
    if n_created <= n_entries / 2:
        yield CheckRow(
            _USER, f"unknown: {len(creators):,} users created the latest {n_entries:,} {latest.kind}", "unknown"
        )
        return
    share = f"{n_created:,} of the latest {n_entries:,} {latest.kind} ({n_created / n_entries:.0%})"
    is_login = bool(identity.user_id) and user_id[:15] == str(identity.user_id)[:15]
    if is_login:
        yield CheckRow(_USER, f"{latest.name_of(user_id)}, the user of this login: created {share}")
    else:
        other = "this login is another user, who may see more or less"
        yield CheckRow(_USER, f"{latest.name_of(user_id)} created {share}; {other}", "notice")
    yield _rights(hidden_from_login(look, task) if is_login else unreadable_by(org, user_id, look), look.seen)


def _rights(missing: Sequence[str] | None, asked: Iterable[str]) -> CheckRow:
    """Return what the integration's user cannot read, of Task.Type and the objects that were ``asked`` for."""
    if missing is None:
        why = 'the org does not show this user the rights of others. It takes "View Setup and Configuration"'
        return CheckRow(_RIGHTS, f"unknown: {why}", "unknown")
    if not missing:
        return CheckRow(_RIGHTS, f"can read {TASK_TYPE} and the phone fields of {', '.join(asked)}")
    others = [name for name in missing if name != TASK_TYPE]
    said = [
        *([f"cannot read {TASK_TYPE}, so it logs no call"] if TASK_TYPE in missing else []),
        *([f"cannot read {listed(others)}, so it does not find the numbers there"] if others else []),
    ]
    return CheckRow(_RIGHTS, "; ".join(said), "notice")


def _logs_unseen(log: str) -> CheckRow:
    finding = f"unknown: Tasks lead to {log} ({LOG_LABEL}), which is not visible to this user"
    return CheckRow(_LOGGED, finding, "unknown")


def _logged(org: Org, task: ObjectDescribe | None, log: str | None) -> CheckRow:
    """Return how many calls were logged as Task and as Aircall Log in the last 30 days."""
    period = f"CreatedDate >= {_moment(org.now() - timedelta(days=_DAYS))}"
    of_aircall = f"{OF_AIRCALL} AND {period}"
    n_tasks = None if task is None or "CallDisposition" not in task.fields else _count(org, TASK, of_aircall)
    n_logs = None if log is None else _count(org, log, period)
    finding = f"in the last {_DAYS} days: {_number(n_tasks, TASK)}, {_number(n_logs, LOG_LABEL)}"
    if not n_tasks and not n_logs:
        return CheckRow(_LOGGED, finding, "unknown")
    if not n_logs:
        return CheckRow(_LOGGED, finding)
    if n_tasks is None:
        return CheckRow(_LOGGED, f"{finding}. Whether Tasks are logged, too, is unknown", "unknown")
    if not n_tasks:
        return CheckRow(
            _LOGGED, f"{finding}. Calls are logged as {LOG_LABEL} only: reports on Tasks miss them", "notice"
        )
    lookup = None if task is None or log is None else log_lookup(task, log)
    n_both = _count(org, TASK, f"{of_aircall} AND {lookup} != null") if lookup else None
    n_only = n_logs - (n_tasks if n_both is None else n_both)
    if n_only <= 0:
        return CheckRow(_LOGGED, f"{finding}. Calls are logged as both")
    least = "At least " if n_both is None else ""
    return CheckRow(_LOGGED, f"{finding}. {least}{n_only:,} calls or messages are an {LOG_LABEL} only", "notice")


def _count(org: Org, sobject: str, where: str) -> int | None:
    try:
        return org.count(sobject, where)
    except ApiError:
        return None


def _number(count: int | None, name: str) -> str:
    return f"no {name}s that this user sees" if count is None else f"{count:,} {name}{'' if count == 1 else 's'}"


def _lines(latest: _LatestEntries, lines: Mapping[str, str] | None) -> CheckRow:
    """Return which lines of Aircall have no entry among the latest."""
    among = f"among the latest {len(latest.rows):,} {latest.kind}"
    if not latest.lines:
        return CheckRow(_LINES, "unknown: this user sees no entry of a call that says on which line it was", "unknown")
    if lines is None:
        how = "To see which of Aircall's are not connected, set AIRCALL_API_ID and AIRCALL_API_TOKEN"
        return CheckRow(_LINES, f"{listed([f'+{line}' for line in latest.lines])} {among}. {how}", "unknown")
    silent = [f"{name} (+{digits})" for digits, name in lines.items() if digits not in latest.lines]
    if not silent:
        return CheckRow(_LINES, f"each of Aircall's {len(lines):,} lines is {among}")
    what = f"{len(silent):,} of Aircall's {len(lines):,} lines {'is' if len(silent) == 1 else 'are'} not {among}"
    return CheckRow(_LINES, f"{what}: {listed(silent)}. They may not be connected to Salesforce", "notice")
