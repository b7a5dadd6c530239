"""Bulk 2.0 ingest jobs, as far as updates need them."""

import itertools
from dataclasses import dataclass, field
from typing import Any

from tests.fake_org.ids import numbered_id
from tests.fake_org.messages import Refusal


@dataclass
class IngestJob:
    """One update job: its rows, and what became of each."""

    id: str
    sobject: str
    delimiter: str
    line_ending: str
    version: str
    state: str = "Open"
    body: str = ""
    header: list[str] = field(default_factory=list)
    outcomes: list[tuple[list[str], str | None]] = field(default_factory=list)
    """Each row as sent, and why it was refused (None: it was not)."""
    error_message: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the job as the API shows it."""
        failed = sum(reason is not None for _, reason in self.outcomes)
        return {
            "id": self.id,
            "operation": "update",
            "object": self.sobject,
            "state": self.state,
            "apiVersion": float(self.version),
            "contentType": "CSV",
            "columnDelimiter": self.delimiter,
            "lineEnding": self.line_ending,
            "jobType": "V2Ingest",
            "contentUrl": f"services/data/v{self.version}/jobs/ingest/{self.id}/batches",
            "numberRecordsProcessed": len(self.outcomes),
            "numberRecordsFailed": failed,
            "errorMessage": self.error_message,
        }


class IngestJobs:
    """Every update job of the org."""

    def __init__(self) -> None:
        self._numbers = itertools.count(900_000)
        self._jobs: dict[str, IngestJob] = {}

    def add(self, sobject: str, delimiter: str, line_ending: str, version: str) -> IngestJob:
        """Return a new job."""
        job = IngestJob(numbered_id("750", next(self._numbers)), sobject, delimiter, line_ending, version)
        self._jobs[job.id] = job
        return job

    def get(self, job_id: str) -> IngestJob:
        """Return a job; raise Refusal NOT_FOUND."""
        if job_id not in self._jobs:
            raise Refusal(404, "NOT_FOUND", "The requested resource does not exist")
        return self._jobs[job_id]
