"""Query jobs of the Bulk API 2.0: made once, waited for, aborted or deleted when they are of no more use."""

import json
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self
from urllib.parse import urlsplit

from audit.errors import AuditError, IncompleteExportError
from audit.sources.http.retry_policy import ExportCancelledError
from audit.sources.salesforce.api_errors import ApiError, quoted
from audit.sources.salesforce.json_answers import mapping, mappings, unexpected, whole_number
from audit.sources.salesforce.org import Org, local
from audit.sources.salesforce.transport import ReplyLostError

_CREATE_TRIES: Final = 3
_LIST_PAGES: Final = 20
_GOODBYE: Final = (5.0, 15.0)
"""Connect and read timeout of what nobody waits for."""
_JOB_ID: Final = re.compile(r"\w{15,18}", re.ASCII)
_A_JOB: Final = "a query job"
_JOBS: Final = "the list of query jobs"
_CLOCK_STEP: Final = timedelta(seconds=2)
"""Date headers know whole seconds only."""


class JobGoneError(Exception):
    """The org no longer has the job, or cannot finish it: a new one is needed."""


class JobAbortedError(IncompleteExportError):
    """Somebody aborted the job in the org."""


@dataclass(frozen=True)
class Job:
    """A query job as the org describes it."""

    job_id: str
    sobject: str
    state: str
    rows: int | None
    api_version: str
    created_by: str | None
    created: datetime
    message: str

    @classmethod
    def of(cls, answer: object, api_version: str) -> Self:
        """Return the job in an answer; some answers leave the counters out."""
        said = mapping(answer, _A_JOB, "id")
        rows = said.get("numberRecordsProcessed")
        job_id = str(said["id"])
        if not _JOB_ID.fullmatch(job_id):
            raise unexpected(_A_JOB)
        return cls(
            job_id=job_id,
            sobject=str(said.get("object") or ""),
            state=str(said.get("state") or ""),
            rows=None if rows is None else whole_number(rows, _A_JOB),
            api_version=api_version,
            created_by=said.get("createdById"),
            created=_moment(said.get("createdDate")),
            message=quoted(str(said.get("errorMessage") or "")),
        )


def create(org: Org, sobject: str, soql: str, *, user_id: str | None, known: Collection[str]) -> Job:
    """Make a query job and return it; one whose creation went unanswered is found again, not made twice.

    ``known`` are the jobs of ours that are not it. Raise ApiError when the org refuses it.
    """
    body = json.dumps(
        {"operation": "query", "query": soql, "contentType": "CSV", "columnDelimiter": "COMMA", "lineEnding": "LF"}
    )
    path = _jobs_path(org)
    since = org.now()
    for _ in range(_CREATE_TRIES):
        try:
            job = Job.of(org.send("POST", path, body=body).json(), org.api_version)
        except ReplyLostError:
            lost = _find_lost(org, sobject, since=since, user_id=user_id, known=known)
            if lost is None:
                continue
            job = lost
        org.guard.own(job.job_id)
        return job
    raise IncompleteExportError(f"{sobject}: the org did not answer whether it made the query job. Try again later.")


def status(org: Org, job_id: str) -> Job:
    """Return the present state of a job; raise JobGoneError when the org no longer has it."""
    try:
        said = org.send("GET", _path(org, job_id)).json()
    except ApiError as refusal:
        if refusal.status == 404:
            raise JobGoneError from refusal
        raise
    return Job.of(said, org.api_version)


def wait_for(org: Org, sobject: str, job_id: str, tell: Callable[[Job], None]) -> Job:
    """Return a job when its results are ready.

    Raise JobGoneError when the org failed or lost it, IncompleteExportError when somebody aborted it or nothing
    moves any more.
    """
    patience = org.patience
    last, moved, poll = None, patience.clock(), 0
    while True:
        job = status(org, job_id)
        tell(job)
        if job.state == "JobComplete":
            return job
        if job.state == "Failed":
            raise JobGoneError(job.message)
        if job.state == "Aborted":
            raise JobAbortedError(
                f"{sobject}: query job {job_id} was aborted in the org (Setup > Bulk Data Load Jobs). Run again when"
                " nobody minds."
            )
        if (job.state, job.rows) != last:
            last, moved = (job.state, job.rows), patience.clock()
        if patience.clock() - moved > patience.stuck_after:
            raise IncompleteExportError(
                f"{sobject}: query job {job_id} has not moved for {patience.stuck_after / 60:.0f} minutes (Setup > Bulk"
                " Data Load Jobs). Run the same command again later: it uses this job if it has finished."
            )
        patience.pause(patience.poll_waits(poll))
        poll += 1


def discard(org: Org, job_id: str) -> None:
    """Delete a job of ours with its results, aborting it first if need be, as well as that can be done."""
    if not _try(lambda: _end(org, "DELETE", job_id)):
        _try(lambda: _end(org, "PATCH", job_id, body='{"state": "Aborted"}'))
        _try(lambda: _end(org, "DELETE", job_id))


def results_path(org: Org, job_id: str) -> str:
    """Return where the results of a job are."""
    return f"{_path(org, job_id)}/results"


def listed_pages(org: Org, job_id: str) -> list[str] | None:
    """Return where each page of results is, in order; None where the org does not list them in a form we know."""
    results, lists = results_path(org, job_id), f"{_path(org, job_id)}/resultPages"
    paths: list[str] = []
    asked: list[str] = [lists]
    while True:
        try:
            said = org.send("GET", asked[-1]).json()
        except ApiError as refusal:
            if refusal.status in {400, 404, 405, 409}:
                return None
            raise
        pages = said.get("resultPages") if isinstance(said, dict) else None
        if not isinstance(pages, list) or not all(isinstance(page, dict) for page in pages):
            return None
        found = [_below(results, page.get("resultUrl")) for page in pages]
        if None in found:
            return None
        paths += [path for path in found if path is not None]
        url = said.get("nextRecordsUrl") or said.get("nextRecordUrl")  # the documentation spells it both ways
        if said.get("done", True) or not url:
            return paths if paths and len(set(paths)) == len(paths) else None
        next_path = _below(lists, url)
        if next_path is None or next_path in asked:
            return None
        asked.append(next_path)


def _below(path: str, url: object) -> str | None:
    """Return path and query of a URL whose path is ``path``, to be asked of this org whatever its host; else None."""
    try:
        is_known = isinstance(url, str) and urlsplit(url).path == path
    except ValueError:
        return None
    return local(str(url)) if is_known else None


def _path(org: Org, job_id: str) -> str:
    """Results must be read with the version that made the job; ``org`` is asked at that version."""
    return f"{_jobs_path(org)}/{job_id}"


def _jobs_path(org: Org) -> str:
    return f"/services/data/v{org.api_version}/jobs/query"


def _end(org: Org, method: str, job_id: str, body: str | None = None) -> None:
    org.guard.own(job_id)
    org.send(method, _path(org, job_id), body=body, timeouts=_GOODBYE)


def _try(request: Callable[[], None]) -> bool:
    """Return whether a request that is a courtesy was granted; the job goes by itself after seven days."""
    try:
        request()
    except (ApiError, AuditError, ExportCancelledError):
        return False
    return True


def _find_lost(org: Org, sobject: str, *, since: datetime, user_id: str | None, known: Collection[str]) -> Job | None:
    """Return the one job that a request without an answer can have made; None when there is none, or several."""
    path: str | None = f"{_jobs_path(org)}?jobType=V2Query"
    found: list[Job] = []
    for _ in range(_LIST_PAGES):
        if path is None:
            break
        said = mapping(org.send("GET", path).json(), _JOBS)
        jobs = [Job.of(one, org.api_version) for one in mappings(said.get("records", []), _JOBS, "id")]
        found += [
            job
            for job in jobs
            if job.sobject == sobject
            and job.created >= since - _CLOCK_STEP
            and job.job_id not in known
            and job.state in {"UploadComplete", "InProgress", "JobComplete"}
            # ids come with 15 or 18 characters; the last three only repeat the case
            and (user_id is None or job.created_by is None or job.created_by[:15] == user_id[:15])
        ]
        url = said.get("nextRecordsUrl")
        path = None if said.get("done", True) or not url else _below(_jobs_path(org), url)
    return found[0] if len(found) == 1 else None


def _moment(text: object) -> datetime:
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC)
    except ValueError:
        return datetime.now(UTC)
