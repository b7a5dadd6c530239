"""What an unfinished export remembers on disk: the org, its queries, and the job of each object."""

import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from audit.sources.private_files import whole_file
from audit.sources.salesforce.describe import Query

_FILE: Final = "journal.json"
JOB_LIFETIME: Final = timedelta(days=7)
"""Jobs and their results are kept so long (docs/salesforce.md)."""
_MARGIN: Final = timedelta(hours=6)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class KeptQuery(_Entry):
    """A query as it is asked."""

    sobject: str
    columns: tuple[str, ...]
    where: str | None
    custom_fields: tuple[str, ...]

    @classmethod
    def of(cls, query: Query) -> "KeptQuery":
        """Return the entry of a query."""
        return cls(sobject=query.sobject, columns=query.columns, where=query.where, custom_fields=query.custom_fields)

    def query(self) -> Query:
        """Return the query of an entry."""
        return Query(self.sobject, self.columns, self.where, self.custom_fields)


class KeptJob(_Entry):
    """How the rows of one object are being fetched."""

    way: Literal["rest", "locators", "result_pages", "bulk"]
    """``bulk``: a query job whose way of paging is not chosen yet."""
    job_id: str | None = None
    api_version: str
    created: datetime
    is_last_resort: bool = False
    """By REST whatever the size: the Bulk API was refused."""

    @property
    def is_fresh(self) -> bool:
        """Whether the org still has the results."""
        return datetime.now(UTC) - self.created < JOB_LIFETIME - _MARGIN


class _Record(_Entry):
    format: Literal[1] = 1
    org_id: str
    started: datetime
    owners_joined: bool
    queries: dict[str, KeptQuery]
    jobs: dict[str, KeptJob] = {}
    refused: dict[str, tuple[str, ...]] = {}
    notes: tuple[str, ...] = ()


class Journal:
    """The journal of one export; every change is on disk before the method returns."""

    def __init__(self, folder: Path, record: _Record) -> None:
        """Use ``begin`` or ``reopen``."""
        self.folder = folder
        self._record = record
        self._lock = threading.Lock()

    @classmethod
    def begin(cls, folder: Path, org_id: str, queries: dict[str, Query], *, owners_joined: bool) -> "Journal":
        """Start the journal of a new export."""
        kept = {name: KeptQuery.of(query) for name, query in queries.items()}
        record = _Record(org_id=org_id, started=datetime.now(UTC), owners_joined=owners_joined, queries=kept)
        journal = cls(folder, record)
        journal._write(record)
        return journal

    @classmethod
    def reopen(cls, folder: Path) -> "Journal | None":
        """Return the journal of an unfinished export; None when there is none that can be read."""
        try:
            text = (folder / _FILE).read_text(encoding="utf-8")
            return cls(folder, _Record.model_validate_json(text))
        except (OSError, ValidationError, UnicodeDecodeError):
            return None

    @property
    def org_id(self) -> str:
        """The org that is exported."""
        return self._record.org_id

    @property
    def started(self) -> datetime:
        """When the export was begun."""
        return self._record.started

    @property
    def owners_joined(self) -> bool:
        """Whether the names of owners come from the users' own table."""
        return self._record.owners_joined

    @property
    def queries(self) -> dict[str, Query]:
        """The query of each object."""
        return {name: kept.query() for name, kept in self._record.queries.items()}

    @property
    def job_ids(self) -> list[str]:
        """The query jobs that the org still holds for us, as far as we know."""
        return [job.job_id for job in self._record.jobs.values() if job.job_id]

    def job(self, sobject: str) -> KeptJob | None:
        """Return how the rows of an object are being fetched; None before that is decided."""
        return self._record.jobs.get(sobject)

    def keep_job(self, sobject: str, job: KeptJob | None) -> None:
        """Remember how the rows of an object are being fetched; None to decide anew."""
        with self._lock:
            others = {name: other for name, other in self._record.jobs.items() if name != sobject}
            self._write(self._record.model_copy(update={"jobs": others if job is None else {**others, sobject: job}}))

    def keep_query(self, sobject: str, query: Query) -> None:
        """Remember that an object is asked for otherwise than planned: a field vanished."""
        with self._lock:
            queries = {**self._record.queries, sobject: KeptQuery.of(query)}
            self._write(self._record.model_copy(update={"queries": queries}))

    def refused(self, sobject: str) -> tuple[str, ...]:
        """Return the columns of an object that the org lists and refused in a query."""
        return self._record.refused.get(sobject, ())

    def refuse(self, sobject: str, columns: Iterable[str]) -> None:
        """Remember columns that the org refused: they are not asked for again, whatever describe says."""
        with self._lock:
            all_refused = tuple(dict.fromkeys([*self.refused(sobject), *columns]))
            self._write(self._record.model_copy(update={"refused": {**self._record.refused, sobject: all_refused}}))

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader of the data should know of how it came."""
        return self._record.notes

    def note(self, sentence: str) -> None:
        """Remember a sentence for the manifest."""
        with self._lock:
            self._write(self._record.model_copy(update={"notes": tuple(dict.fromkeys([*self.notes, sentence]))}))

    def _write(self, record: _Record) -> None:
        with whole_file(self.folder / _FILE) as file:
            file.write(record.model_dump_json(indent=1).encode())
        self._record = record
