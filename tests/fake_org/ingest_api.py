"""The endpoints of Bulk API 2.0 ingest, which exist only where a test has switched updates on."""

import csv
import io
from collections.abc import Callable
from typing import Final

from tests.fake_org.bulk_csv import DELIMITERS
from tests.fake_org.ingest_jobs import IngestJob
from tests.fake_org.messages import Refusal, Response, answer
from tests.fake_org.state import Call
from tests.fake_org.updates import NULL, Change, changed, named_sobject, patch_record


def create_job(call: Call) -> Response:
    """Answer POST /jobs/ingest."""
    wanted = call.request.json()
    if wanted.get("operation") != "update":
        raise Refusal(400, "INVALIDJOB", "The fake org accepts updates only")
    job = call.state.ingest_jobs.add(
        sobject=named_sobject(call, str(wanted.get("object"))).name,
        delimiter=wanted.get("columnDelimiter", "COMMA"),
        line_ending=wanted.get("lineEnding", "LF"),
        version=call.version,
    )
    return answer(job.as_json())


def upload(call: Call) -> Response:
    """Answer PUT /jobs/ingest/{id}/batches: 201 and no body."""
    job = call.state.ingest_jobs.get(call.params["job"])
    job.body = call.request.body.decode()
    return Response(status=201)


def close_job(call: Call) -> Response:
    """Answer PATCH /jobs/ingest/{id}: the rows are loaded as soon as the upload is said to be complete."""
    job = call.state.ingest_jobs.get(call.params["job"])
    wanted = call.request.json().get("state")
    if wanted == "Aborted":
        job.state = "Aborted"
    elif wanted == "UploadComplete" and job.state == "Open":
        _load(call, job)
    else:
        raise Refusal(400, "INVALIDJOBSTATE", f"Cannot set the state {wanted} in the state {job.state}")
    return answer({**job.as_json(), "state": wanted})


def _load(call: Call, job: IngestJob) -> None:
    """Load the rows in batches, each at a moment of its own; a header that does not fit fails the job."""
    first_line = job.body.split("\n", 1)[0]
    if first_line.endswith("\r") != (job.line_ending == "CRLF"):
        job.state, job.error_message = "Failed", "ClientInputError : LineEnding is invalid on user data"
        return
    rows = list(csv.reader(io.StringIO(job.body, newline=""), delimiter=DELIMITERS[job.delimiter]))
    job.header, records = rows[0], rows[1:]
    sobject = named_sobject(call, job.sobject)
    unknown = [name for name in job.header if not sobject.field(name)]
    if unknown:
        job.state, job.error_message = "Failed", f"InvalidBatch : Field name not found : {unknown[0]}"
        return
    size = call.state.settings.batch_size
    for start in range(0, len(records), size):
        batch = records[start : start + size]
        with call.state.lock:
            after, outcomes = changed(
                call.state.contents, sobject, [_change(job.header, row) for row in batch], call.state.clock.tick()
            )
            call.state.contents = after
        job.outcomes.extend(zip(batch, outcomes, strict=True))
    job.state = "JobComplete"


def _change(header: list[str], row: list[str]) -> Change:
    return {name: None if value == NULL else value for name, value in zip(header, row, strict=True) if value}


def poll_job(call: Call) -> Response:
    """Answer GET /jobs/ingest/{id}."""
    return answer(call.state.ingest_jobs.get(call.params["job"]).as_json())


def successful(call: Call) -> Response:
    """Answer GET …/successfulResults."""
    job = call.state.ingest_jobs.get(call.params["job"])
    rows = [[row[0], "false", *row] for row, reason in job.outcomes if reason is None]
    return _as_csv(["sf__Id", "sf__Created", *job.header], rows)


def failed(call: Call) -> Response:
    """Answer GET …/failedResults."""
    job = call.state.ingest_jobs.get(call.params["job"])
    rows = [["", reason, *row] for row, reason in job.outcomes if reason is not None]
    return _as_csv(["sf__Id", "sf__Error", *job.header], rows)


def unprocessed(call: Call) -> Response:
    """Answer GET …/unprocessedrecords: there are never any."""
    return _as_csv(call.state.ingest_jobs.get(call.params["job"]).header, [])


def _as_csv(header: list[str], rows: list[list[str]]) -> Response:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([header, *rows])
    return Response(200, text.getvalue().encode(), "text/csv")


ROUTES: Final[tuple[tuple[str, str, Callable[[Call], Response]], ...]] = (
    ("PATCH", "/sobjects/{sobject}/{id}", patch_record),
    ("POST", "/jobs/ingest", create_job),
    ("PUT", "/jobs/ingest/{job}/batches", upload),
    ("PATCH", "/jobs/ingest/{job}", close_job),
    ("GET", "/jobs/ingest/{job}", poll_job),
    ("GET", "/jobs/ingest/{job}/successfulResults", successful),
    ("GET", "/jobs/ingest/{job}/failedResults", failed),
    ("GET", "/jobs/ingest/{job}/unprocessedrecords", unprocessed),
)
