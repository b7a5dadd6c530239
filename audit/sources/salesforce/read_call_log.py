"""The calls that an org has logged, as Tasks and Aircall Logs: fetched as an export is, read as a file of them is."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.errors import UsageError, told_as
from audit.sources.calls.read_calls import read_log_table
from audit.sources.calls.tasks_with_logs import TasksWithLogs, joined_log, tasks_with_logs
from audit.sources.interface import RowBatch
from audit.sources.private_files import private_folder
from audit.sources.records.record_ids import widened
from audit.sources.salesforce import bulk_query
from audit.sources.salesforce.api_errors import ApiError, explained
from audit.sources.salesforce.call_queries import LOG_LABEL, TASK, CallQueries, call_queries
from audit.sources.salesforce.checkpoint import Journal
from audit.sources.salesforce.describe import Query
from audit.sources.salesforce.download import Batches, Fetched, ObjectDownload, Progress
from audit.sources.salesforce.export_folder import held, writing_to
from audit.sources.salesforce.export_setup import USER
from audit.sources.salesforce.left_in_order import left_in_order
from audit.sources.salesforce.org import Identity, Org
from audit.sources.salesforce.parallel import run_all
from audit.tables.calls import CALLS, CallLog

EMAIL: Final = "Owner.Email"
"""The column by which an entry names its owner, as an export of Tasks does."""
_MONTHS: Final = 6
"""Aircall itself shows no older calls."""
_USERS: Final = Query(USER, ("Id", "Email"))
_NO_ADDRESSES: Final = "The org refuses the addresses of users: calls are joined to Aircall's without them."
_ROWS_AT_A_TIME: Final = 200_000
"""Fields are told by what is in the first."""
_KEPT: Final = "calls"
"""Folder of the journal and the pages, within that of the download."""


@dataclass(frozen=True)
class OrgCalls:
    """The calls that an org has logged, and how they were read."""

    log: CallLog
    since: datetime
    until: datetime | None
    """Not included; None for now"""
    n_tasks: int
    """Tasks fetched"""
    n_logs: int | None
    """Aircall Logs fetched; None where there is no object of them, or this user does not see it"""
    both: TasksWithLogs


@dataclass(frozen=True)
class _OrgTable:
    """The rows of an object, as a file of a call history."""

    label: str
    fetched: Fetched
    addresses: pa.Table
    """Id and Email of users"""

    @property
    def header(self) -> tuple[str, ...]:
        """The names of its columns."""
        return (*self.fetched.query.columns, *([EMAIL] if "OwnerId" in self.fetched.query.columns else []))

    def rows(self, columns: Sequence[str]) -> Iterator[RowBatch]:
        """Yield its rows with ``columns``, some hundred thousand at a time."""
        for table in self._tables():
            texts = {name: self._column(table, name).cast(pa.large_string()) for name in columns}
            yield RowBatch(pa.table(texts))

    def _column(self, table: pa.Table, name: str) -> pa.ChunkedArray:
        return _looked_up(table["OwnerId"], self.addresses) if name == EMAIL else table[name]

    def _tables(self) -> Iterator[pa.Table]:
        piece: list[pa.RecordBatch] = []
        for batch in self.fetched.folder.batches(self.fetched.pages):
            piece.append(batch)
            if sum(map(len, piece)) >= _ROWS_AT_A_TIME:
                yield pa.Table.from_batches(piece)
                piece = []
        if piece:
            yield pa.Table.from_batches(piece)


def since_when(moment: datetime) -> datetime:
    """Return the start of the day, in UTC, that is six months before ``moment``."""
    day = pd.Timestamp(moment.astimezone(UTC)).normalize() - pd.DateOffset(months=_MONTHS)
    return day.to_pydatetime()


@contextmanager
def read_call_log(  # noqa: PLR0913 - what to read, where to, and how
    org: Org,
    folder: Path,
    since: datetime | None = None,
    *,
    until: datetime | None = None,
    progress: Progress | None = None,
    batches: Batches | None = None,
) -> Iterator[OrgCalls]:
    """Yield the calls that ``org`` has logged since ``since``, else in the last six months, before ``until`` or now.

    What is fetched goes into ``folder``, and the same call goes on with what an earlier one left there. When the block
    ends, ``folder`` goes, and so do the query jobs of the org. Raise AuditError as ``export`` does; a KeyboardInterrupt
    has what to do next as its message.
    """
    org.begin()
    with told_as(UsageError, f"Cannot make the folder {folder}", "Give another --out."):
        private_folder(folder)
    with held(folder):
        with explained(), writing_to(folder):
            identity = org.identity()
            queries, journal, since = _begun(org, folder / _KEPT, identity, since, until)
        with left_in_order(org, journal, folder, resumable=True), explained(), writing_to(folder):
            fetched = _fetched(org, journal, identity, progress, batches or Batches())
            yield _calls(queries, journal, fetched, since, until)
        for job_id in journal.job_ids:
            bulk_query.discard(org, job_id)
        shutil.rmtree(folder / _KEPT, ignore_errors=True)
    with suppress(OSError):  # something else may be there, which stays
        folder.rmdir()


def _begun(
    org: Org, kept: Path, identity: Identity, since: datetime | None, until: datetime | None
) -> tuple[CallQueries, Journal, datetime]:
    """Return the queries, the journal of an earlier try at them, else a new one, and since when calls are asked for."""
    unfinished = Journal.reopen(kept)
    since = since or since_when(unfinished.started if unfinished else datetime.now(UTC))
    queries = call_queries(org, since, until)
    asked = {**queries.all, USER: _USERS}
    if unfinished is not None and unfinished.org_id == identity.org_id:
        as_refused = {name: query.without(*unfinished.refused(name)) for name, query in asked.items()}
        if unfinished.queries == as_refused:
            return queries, unfinished, since
    shutil.rmtree(kept, ignore_errors=True)
    journal = Journal.begin(private_folder(kept), identity.org_id, asked, owners_joined=True)
    return queries, journal, since


def _fetched(
    org: Org, journal: Journal, identity: Identity, progress: Progress | None, batches: Batches
) -> dict[str, Fetched]:
    sizes = {name: size for name, query in journal.queries.items() if (size := _size(org, query)) is not None}

    def tell(sobject: str, rows: int, expected: int | None) -> None:
        """Leave out users, whom nobody asked for."""
        if progress is not None and sobject != USER:
            progress(TASK if sobject == TASK else LOG_LABEL, rows, expected)

    fetching = ObjectDownload(
        org=org,
        journal=journal,
        folder=journal.folder,
        sizes=sizes,
        user_id=identity.user_id,
        batches=batches,
        progress=tell,
        replan=lambda sobject: journal.queries[sobject],
        lookups={USER: _NO_ADDRESSES},
    )
    names = list(journal.queries)
    tasks: list[Callable[[], Fetched]] = [lambda name=name: fetching.fetch(name) for name in names]  # type: ignore[misc]
    return dict(zip(names, run_all(tasks, len(tasks), org.patience.stopped), strict=True))


def _size(org: Org, query: Query) -> int | None:
    """Return how many rows a query has; None where the org does not tell."""
    try:
        return org.count(query.sobject, query.where)
    except ApiError:
        return None


def _calls(
    queries: CallQueries, journal: Journal, fetched: dict[str, Fetched], since: datetime, until: datetime | None
) -> OrgCalls:
    users = fetched[USER]
    addresses = _table(users)
    tasks, logs = CallLog(CALLS.empty(), has_country_code=False), CallLog(CALLS.empty(), has_country_code=False)
    if queries.task is not None:
        tasks = read_log_table(_OrgTable(TASK, fetched[TASK], addresses))
    if queries.log is not None:
        lines = tasks.rows["line"].dropna().drop_duplicates().tolist()
        logs = read_log_table(_OrgTable(LOG_LABEL, fetched[queries.log.sobject], addresses), lines)
    both = tasks_with_logs(tasks.rows, logs.rows, _lookups(queries, fetched))
    log = joined_log(tasks, logs, both)
    log = replace(log, warnings=(*queries.warnings, *journal.notes, *log.warnings))
    n_rows = {name: one.rows for name, one in fetched.items()}
    n_logs = None if queries.log is None else n_rows[queries.log.sobject]
    return OrgCalls(log, since, until, n_rows.get(TASK, 0), n_logs, both)


def _lookups(queries: CallQueries, fetched: dict[str, Fetched]) -> pd.DataFrame | None:
    """Return which Task has which Aircall Log (task_id, log_id); None where the org has no such lookup."""
    if queries.lookup is None or queries.lookup not in fetched[TASK].query.columns:
        return None
    tasks = _table(fetched[TASK], ("Id", queries.lookup))
    filled = tasks.filter(pc.greater(pc.binary_length(tasks[queries.lookup]), 0))
    ids = {"task_id": filled["Id"], "log_id": filled[queries.lookup]}
    return pd.DataFrame({name: pd.array(_widened(column), dtype="str") for name, column in ids.items()})


def _widened(ids: pa.ChunkedArray) -> pa.Array:
    return widened(ids.cast(pa.large_string()).combine_chunks())


def _table(fetched: Fetched, columns: Sequence[str] | None = None) -> pa.Table:
    names = list(columns or fetched.query.columns)
    schema = pa.schema([(name, pa.string()) for name in names])
    batches = (batch.select(names).replace_schema_metadata(None) for batch in fetched.folder.batches(fetched.pages))
    return pa.Table.from_batches(batches, schema)


def _looked_up(owner_ids: pa.ChunkedArray, addresses: pa.Table) -> pa.ChunkedArray:
    """Return the address of each owner, null for none and for a queue."""
    places = pc.index_in(owner_ids, addresses["Id"].combine_chunks())
    return addresses["Email"].combine_chunks().take(places)
