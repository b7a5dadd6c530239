"""All rows of one object onto disk: by which API, again where that failed, without a field that vanished."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from audit.errors import IncompleteExportError
from audit.sources.salesforce import bulk_pages, bulk_query, rest_query
from audit.sources.salesforce.api_errors import ApiError
from audit.sources.salesforce.bulk_pages import Download, PagesDoNotAddUpError
from audit.sources.salesforce.bulk_query import JobAbortedError, JobGoneError
from audit.sources.salesforce.checkpoint import Journal, KeptJob
from audit.sources.salesforce.describe import Query, names_a_column, refused_columns, what_is_missing
from audit.sources.salesforce.org import Org
from audit.sources.salesforce.rest_query import TooManyRowsError
from audit.sources.salesforce.result_pages import Page, PageFolder

Progress = Callable[[str, int, int | None], None]
"""Told, now and then: object, rows on disk, rows expected (None: not known)."""

_MOST_CHANGES: Final = 50
"""Times that fields may vanish or be refused while an object is exported, before it is given up."""
_JOBS_TO_TRY: Final = 2
_BULK_REFUSED: Final = ("INVALIDENTITY", "FEATURE_NOT_ENABLED", "LIMIT_EXCEEDED", "EXCEEDED_QUOTA")
_BULK_REFUSED_WORDS: Final = (
    "not supported by the Bulk",
    "does not support query",
    "Implementation restriction",
    "Async API not enabled",
    "Bulk API is not enabled",
)
_TOO_MUCH_FOR_REST: Final = ("QUERY_TIMEOUT", "OPERATION_TOO_LARGE")
_TOO_LONG_AN_ADDRESS: Final = frozenset({414, 431})
"""A query by REST is part of the address; that of a job is not."""
_METERING: Final = "TXN_SECURITY_METERING_ERROR"
"""What a transaction security policy answers; it is asked once more, as other exporters do."""


@dataclass(frozen=True)
class Batches:
    """How much at a time."""

    rest_rows: int = 10_000
    """Objects up to this size come by REST: a query job would cost more time than it saves."""
    page_rows: int = 50_000
    """Rows of a page of bulk results, where the org lets us choose."""


@dataclass(frozen=True)
class Fetched:
    """All rows of one object, on disk."""

    query: Query
    folder: PageFolder
    pages: list[Page]
    is_bulk: bool

    @property
    def rows(self) -> int:
        """Number of rows."""
        return sum(page.rows for page in self.pages)


@dataclass
class ObjectDownload:
    """What the fetching of all objects shares."""

    org: Org
    journal: Journal
    folder: Path
    sizes: Mapping[str, int]
    """About how many rows each object has, where known."""
    user_id: str | None
    batches: Batches
    progress: Progress
    replan: Callable[[str], Query | None]
    """Returns the query that a new look at an object suggests; None where there is none to suggest."""
    lookups: Mapping[str, str] = field(default_factory=dict)
    """Objects that only lend names to the rows of others, and what is noted where the org refuses them."""
    _jobs_seen: set[str] = field(default_factory=set)
    _telling: threading.Lock = field(default_factory=threading.Lock)

    def fetch(self, sobject: str) -> Fetched:
        """Bring all rows of one object onto disk; raise ApiError or AuditError when that cannot be."""
        metered = False
        for _ in range(_MOST_CHANGES):
            query = self.journal.queries[sobject]
            try:
                return self._fetch(query)
            except ApiError as refusal:
                if refusal.is_any_of(_METERING) and not metered:
                    metered = True
                    self.org.patience.pause(self.org.patience.backoff(1))
                    continue
                if sobject in self.lookups and refusal.status in {400, 403, 404}:
                    return self._without_names(query)
                if not refusal.is_any_of("INVALID_FIELD", "INVALID_QUERY_FILTER_OPERATOR"):
                    raise
                self._ask_otherwise(query, refusal)
        raise IncompleteExportError(
            f"{sobject}: the org refused {_MOST_CHANGES} queries for a field each. Try again later."
        )

    def _without_names(self, query: Query) -> Fetched:
        self._begin_anew(query)
        self.journal.note(self.lookups[query.sobject])
        return Fetched(query, PageFolder(self.folder / query.sobject, query.columns), [], is_bulk=False)

    def _ask_otherwise(self, query: Query, refusal: ApiError) -> None:
        """Look at the object again, and leave out all that was refused so far; end where that changes nothing."""
        refused = refused_columns(refusal, query)
        if "Id" in refused:
            raise refusal
        fresh = self.replan(query.sobject) or query
        self.journal.refuse(query.sobject, refused)
        newer = fresh.without(*self.journal.refused(query.sobject))
        if newer == query:
            raise refusal
        still_listed = [name for name in refused if name in (*fresh.columns, *fresh.filtered)]
        self.journal.note(what_is_missing(query, newer, still_listed))
        self._begin_anew(query)
        self.journal.keep_query(query.sobject, newer)

    def _begin_anew(self, query: Query) -> None:
        kept = self.journal.job(query.sobject)
        if kept is not None:
            self._pages(query, kept).clear()
            if kept.job_id:
                bulk_query.discard(self.org.at_version(kept.api_version), kept.job_id)
        self.journal.keep_job(query.sobject, None)

    def _fetch(self, query: Query) -> Fetched:
        kept = self.journal.job(query.sobject)
        if kept is not None and kept.way != "rest" and not kept.is_fresh:
            self._begin_anew(query)
            kept = None
        if kept is None and self.sizes.get(query.sobject, 0) <= self.batches.rest_rows and query.sobject in self.sizes:
            kept = self._keep(query.sobject, KeptJob(way="rest", api_version=self.org.api_version, created=_now()))
        if kept is not None and kept.way == "rest":
            try:
                return self._by_rest(query, kept)
            except TooManyRowsError:
                self._begin_anew(query)
            except ApiError as refusal:
                if kept.is_last_resort or not _is_too_much_for_rest(refusal):
                    raise
                self._begin_anew(query)
        return self._by_bulk(query)

    def _by_rest(self, query: Query, kept: KeptJob) -> Fetched:
        folder = self._pages(query, kept)
        most_rows = None if kept.is_last_resort else 2 * self.batches.rest_rows
        tell = self._teller(query.sobject)
        pages = rest_query.fetch(self.org.at_version(kept.api_version), query.soql, folder.open(), tell, most_rows)
        return Fetched(query, folder, pages, is_bulk=False)

    def _by_bulk(self, query: Query) -> Fetched:
        reason = ""
        for _ in range(_JOBS_TO_TRY):
            try:
                kept = self.journal.job(query.sobject) or self._new_job(query)
            except ApiError as refusal:
                if not _is_bulk_refused(refusal):
                    raise
                kept = KeptJob(way="rest", api_version=self.org.api_version, created=_now(), is_last_resort=True)
                return self._by_rest(query, self._keep(query.sobject, kept))
            try:
                return self._results(query, kept)
            except JobAbortedError:
                self._begin_anew(query)
                raise
            except JobGoneError as gone:
                reason = str(gone)
                self._begin_anew(query)
                if names_a_column(reason):
                    raise ApiError(400, "INVALID_FIELD", reason) from gone
        raise IncompleteExportError(
            f"{query.sobject}: the org could not finish the query job{f' ({reason})' if reason else ''}; it was tried"
            f" {_JOBS_TO_TRY} times."
            " See Setup > Bulk Data Load Jobs, and run the same command again when the org is less busy."
        )

    def _new_job(self, query: Query) -> KeptJob:
        job = bulk_query.create(
            self.org, query.sobject, query.soql, user_id=self.user_id, known={*self._jobs_seen, *self.journal.job_ids}
        )
        self._jobs_seen.add(job.job_id)
        return self._keep(
            query.sobject,
            KeptJob(way="bulk", job_id=job.job_id, api_version=job.api_version, created=_now()),
        )

    def _results(self, query: Query, kept: KeptJob) -> Fetched:
        org = self.org.at_version(kept.api_version)
        job_id = kept.job_id or ""
        org.guard.own(job_id)
        tell = self._teller(query.sobject)
        job = bulk_query.wait_for(org, query.sobject, job_id, lambda _: tell(0, None))
        download = Download(org, job, self._pages(query, kept).open(), self.batches.page_rows, tell)
        if kept.way != "locators":
            try:
                pages = self._listed(query, kept, download)
            except PagesDoNotAddUpError:
                download.folder.clear()
                pages = None
            if pages is not None:
                return Fetched(query, download.folder, pages, is_bulk=True)
            self._keep(query.sobject, kept.model_copy(update={"way": "locators"}))
            download.folder.open()
        try:
            return Fetched(query, download.folder, bulk_pages.fetch_in_turn(download), is_bulk=True)
        except PagesDoNotAddUpError as error:
            raise JobGoneError(f"its pages do not add up to the {job.rows or 0:,} rows that it counted") from error

    def _listed(self, query: Query, kept: KeptJob, download: Download) -> list[Page] | None:
        self._keep(query.sobject, kept.model_copy(update={"way": "result_pages"}))
        return bulk_pages.fetch_listed(download)

    def _pages(self, query: Query, kept: KeptJob) -> PageFolder:
        return PageFolder(self.folder / f"{query.sobject}-{kept.job_id or 'rest'}", query.columns)

    def _keep(self, sobject: str, kept: KeptJob) -> KeptJob:
        self.journal.keep_job(sobject, kept)
        return kept

    def _teller(self, sobject: str) -> Callable[[int, int | None], None]:
        def tell(rows: int, expected: int | None) -> None:
            """Report one object, one worker at a time."""
            self.org.patience.go_on()
            with self._telling:
                self.progress(sobject, rows, self.sizes.get(sobject) if expected is None else expected)

        return tell


def _is_bulk_refused(refusal: ApiError) -> bool:
    """Return whether REST may do what the Bulk API refused."""
    if refusal.is_any_of(*"REQUEST_LIMIT_EXCEEDED", _METERING):
        return False
    return (
        refusal.is_any_of(*_BULK_REFUSED) or refusal.mentions(*_BULK_REFUSED_WORDS) or refusal.status in {403, 404, 405}
    )


def _is_too_much_for_rest(refusal: ApiError) -> bool:
    """Return whether a query job may do what REST has not the time or the room for."""
    return refusal.is_any_of(*_TOO_MUCH_FOR_REST) or refusal.status in _TOO_LONG_AN_ADDRESS


def _now() -> datetime:
    return datetime.now(UTC)
