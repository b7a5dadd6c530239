"""Bulk 2.0 query jobs: their walk from state to state, counted in polls, and their results, cut by locators."""

import base64
import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np

from tests.fake_org.ids import numbered_id
from tests.fake_org.messages import Refusal
from tests.fake_org.rows import Positions
from tests.fake_org.selection import Selection, found

ENDED: Final = ("JobComplete", "Failed", "Aborted")


@dataclass
class Job:
    """One query job."""

    id: str
    owner_id: str
    operation: str
    selection: Selection
    api_version: str
    delimiter: str
    line_ending: str
    created: str
    plan: list[str]
    """The states that it walks through, one a poll; the last one stays."""
    shuffle: int | None
    error_message: str | None = None
    n_polls: int = 0
    locators: dict[str, int] = field(default_factory=dict)
    _positions: Positions | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def state(self) -> str:
        """Return the present state."""
        return self.plan[min(self.n_polls, len(self.plan) - 1)]

    @property
    def soql(self) -> str:
        """Return the query as it was sent."""
        return self.selection.query.soql

    @property
    def pk_chunking(self) -> bool:
        """Return whether the server can cut the work up: ORDER BY and LIMIT forbid it."""
        return not self.selection.query.order and self.selection.query.limit is None

    @property
    def positions(self) -> Positions:
        """Return the rows found, in the order of the results; computed once, when first asked for."""
        with self._lock:
            if self._positions is None:
                positions = found(self.selection, deleted_too=self.operation == "queryAll")
                if self.shuffle is not None and not self.selection.query.order:
                    positions = np.random.default_rng(self.shuffle).permutation(positions)
                self._positions = positions
            return self._positions

    def locator(self, start: int) -> str:
        """Return the locator of the page that starts at row ``start``: the same each time, and meaningless outside."""
        digest = hashlib.sha256(f"{self.id}:{start}".encode()).digest()
        text = base64.urlsafe_b64encode(digest[:9]).decode()
        self.locators[text] = start
        return text

    def start_of(self, locator: str | None) -> int:
        """Return the row at which the page of ``locator`` starts; raise Refusal for one that was never given out."""
        if not locator:
            return 0
        if locator not in self.locators:
            raise Refusal(400, "INVALID_LOCATOR", f"Invalid locator: {locator}")
        return self.locators[locator]

    def as_json(self, *, with_progress: bool = True) -> dict[str, Any]:
        """Return the job as the API shows it; the answer to its creation has no counters."""
        shown: dict[str, Any] = {
            "id": self.id,
            "operation": self.operation,
            "object": self.selection.sobject.name,
            "createdById": self.owner_id,
            "createdDate": self.created,
            "systemModstamp": self.created,
            "state": self.state,
            "concurrencyMode": "Parallel",
            "contentType": "CSV",
            "apiVersion": float(self.api_version),
            "lineEnding": self.line_ending,
            "columnDelimiter": self.delimiter,
        }
        if not with_progress:
            return shown
        shown |= {
            "jobType": "V2Query",
            "numberRecordsProcessed": self._processed(),
            "retries": 0,
            "totalProcessingTime": 334,
            "isPkChunkingSupported": self.pk_chunking,
        }
        if self.state == "Failed" and self.error_message:
            shown["errorMessage"] = self.error_message
        return shown

    def _processed(self) -> int:
        if self.state == "JobComplete":
            return len(self.positions)
        if self.state == "UploadComplete" or self._positions is None:
            return 0
        return len(self._positions) // 2


class Jobs:
    """Every query job of the org, and what a day allows of them."""

    def __init__(self, *, per_day: int, kilobytes_per_day: int) -> None:
        self.per_day = per_day
        self.kilobytes_per_day = kilobytes_per_day
        self.n_created = 0
        self.n_bytes = 0
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()

    def add(self, owner_id: str, operation: str, selection: Selection, **more: Any) -> Job:
        """Return a new job; raise Refusal LIMIT_EXCEEDED when the day's jobs or results are used up."""
        with self._lock:
            if self.n_created >= self.per_day:
                reason = f"Max bulk v2 query jobs ({self.per_day}) per 24 hrs has been reached"
                raise Refusal(400, "LIMIT_EXCEEDED", reason)
            if self.n_bytes >= self.kilobytes_per_day * 1000:
                size = self.kilobytes_per_day
                reason = f"Max bulk v2 query result size stored ({size}) kb per 24 hrs has been exceeded"
                raise Refusal(400, "LIMIT_EXCEEDED", reason)
            self.n_created += 1
            created = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000")
            job_id = numbered_id("750", self.n_created)
            job = Job(job_id, owner_id, operation, selection, created=created, **more)
            self._jobs[job_id] = job
            return job

    def of(self, owner_id: str, job_id: str) -> Job:
        """Return a job that this user created; raise Refusal NOT_FOUND for any other."""
        job = self._jobs.get(job_id) or next((j for j in self if j.id[:15] == job_id), None)
        if job is None or job.owner_id != owner_id:
            raise Refusal(404, "NOT_FOUND", "The requested resource does not exist")
        return job

    def remove(self, job_id: str) -> None:
        """Forget a job."""
        self._jobs.pop(job_id, None)

    def expire(self) -> None:
        """Forget every job, as the org does after seven days."""
        self._jobs.clear()

    def store(self, n_bytes: int) -> None:
        """Count result bytes towards the day's allowance."""
        with self._lock:
            self.n_bytes += n_bytes

    def __iter__(self) -> Iterator[Job]:
        return iter(list(self._jobs.values()))
