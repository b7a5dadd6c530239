"""The endpoints of Bulk API 2.0 query: create, poll, results by locator, result pages, abort, delete, list."""

from typing import Any, Final

from tests.fake_org import bulk_csv
from tests.fake_org.bulk_jobs import ENDED, Job
from tests.fake_org.messages import Delivery, Framing, Refusal, Response, answer
from tests.fake_org.schema import ADDRESS
from tests.fake_org.selection import Selection, select
from tests.fake_org.soql import parse
from tests.fake_org.state import Call

PAGES_AT_A_TIME: Final = 5
LISTED_AT_A_TIME: Final = 1_000
_OPERATIONS: Final = ("query", "queryAll")


def create(call: Call) -> Response:
    """Answer POST /jobs/query."""
    wanted = call.request.json()
    if wanted.get("operation") not in _OPERATIONS:
        raise Refusal(400, "INVALIDJOB", f"Invalid operation: {wanted.get('operation')}")
    delimiter = _one_of(wanted, "columnDelimiter", bulk_csv.DELIMITERS)
    line_ending = _one_of(wanted, "lineEnding", bulk_csv.LINE_ENDINGS)
    selection = bulk_selection(str(wanted.get("query", "")), call)
    settings = call.state.settings
    job = call.state.jobs.add(
        call.user.id,
        wanted["operation"],
        selection,
        api_version=call.version,
        delimiter=delimiter,
        line_ending=line_ending,
        plan=["UploadComplete", *["InProgress"] * settings.polls, "JobComplete"],
        shuffle=settings.shuffle,
    )
    return answer(job.as_json(with_progress=False))


def bulk_selection(soql: str, call: Call) -> Selection:
    """Return the query of a job; raise Refusal for what the Bulk API does not take (Bulk API 2.0 guide, "Queries")."""
    query = parse(soql)
    for clause in sorted(query.clauses - {"USING SCOPE"}):
        raise Refusal(400, "MALFORMED_QUERY", f"{clause} is not supported in Bulk Query")
    if query.aggregates:
        raise Refusal(400, "MALFORMED_QUERY", "Aggregate Relationship not supported in Bulk Query")
    selection = select(query, call.state.contents, bulk=True)
    if any(column.field.type == ADDRESS for column in selection.columns):
        raise Refusal(400, "INVALID_FIELD", "Selecting compound data not supported in Bulk Query")
    return selection


def _one_of(wanted: dict[str, Any], key: str, known: dict[str, str]) -> str:
    value = wanted.get(key) or next(iter(known))
    if value not in known:
        raise Refusal(400, "INVALIDJOB", f"Invalid {key}: {value}")
    return str(value)


def poll(call: Call) -> Response:
    """Answer GET /jobs/query/{id}: each poll moves the job one state on."""
    job = _job(call)
    job.n_polls += 1
    return answer(job.as_json())


def results(call: Call) -> Response:
    """Answer GET /jobs/query/{id}/results: one page, cut by the smaller of maxRecords and the server's size."""
    job = _finished(call)
    ceiling = call.state.settings.bulk_page_size
    start = job.start_of(call.request.query.get("locator"))
    asked = call.request.query.get("maxRecords")
    if asked is not None and not (asked.isdigit() and int(asked)):
        raise Refusal(400, "INVALID_FIELD", f"maxRecords must be a positive number, not {asked}")
    stop = min(start + min(int(asked or ceiling), ceiling), len(job.positions))
    positions = job.positions[start:stop]
    names = [column.name for column in job.selection.columns]
    cells = job.selection.cells(positions)
    order = sorted(range(len(names)), key=names.__getitem__) if float(job.api_version) < 50 else range(len(names))
    body = bulk_csv.page([names[i] for i in order], [cells[i] for i in order], job.delimiter, job.line_ending)
    call.state.jobs.store(len(body))
    headers = {
        "Sforce-NumberOfRecords": str(len(positions)),
        "Sforce-Locator": "null" if stop >= len(job.positions) else job.locator(stop),
    }
    framing: Framing = "chunked" if call.state.settings.chunked else "length"
    return Response(200, body, "text/csv", headers, Delivery(framing))


def result_pages(call: Call) -> Response:
    """Answer GET /jobs/query/{id}/resultPages: the addresses of up to five pages at a time."""
    settings = call.state.settings
    if settings.result_pages == "off" or float(call.version) < 58:
        raise Refusal(404, "NOT_FOUND", "The requested resource does not exist")
    job = _finished(call)
    base = f"/services/data/v{call.version}/jobs/query/{job.id}"
    prefix = call.state.url if settings.result_pages == "absolute" else ""
    size = settings.bulk_page_size
    first = job.start_of(call.request.query.get("locator"))
    starts = list(range(first, max(len(job.positions), 1), size))
    pages = [{"resultUrl": f"{prefix}{base}/results?locator={job.locator(s)}"} for s in starts[:PAGES_AT_A_TIME]]
    shown: dict[str, Any] = {"resultPages": pages, "done": len(starts) <= PAGES_AT_A_TIME}
    if not shown["done"]:
        locator = job.locator(starts[PAGES_AT_A_TIME])
        shown["nextRecordsUrl"] = f"{prefix}{base}/resultPages?locator={locator}"
    return answer(shown)


def change(call: Call) -> Response:
    """Answer PATCH /jobs/query/{id}: the only change there is, is to abort."""
    job = _job(call)
    if call.request.json().get("state") != "Aborted":
        raise Refusal(400, "INVALIDJOBSTATE", "Only the state Aborted can be set on a query job")
    if job.state in ENDED:
        raise Refusal(400, "INVALIDJOBSTATE", f"Cannot abort a job in the state {job.state}")
    job.plan = ["Aborted"]
    return answer(job.as_json())


def delete(call: Call) -> Response:
    """Answer DELETE /jobs/query/{id}: 204 and no body, once the job has ended."""
    job = _job(call)
    if job.state not in ENDED:
        reason = "Error encountered when deleting the job because the job is not terminated"
        raise Refusal(400, "API_ERROR", reason)
    call.state.jobs.remove(job.id)
    return Response(status=204)


def list_jobs(call: Call) -> Response:
    """Answer GET /jobs/query: the user's own jobs, up to 1,000 a page, oldest first."""
    query = call.request.query
    kind = query.get("jobType", "V2Query")
    own = [job for job in call.state.jobs if job.owner_id == call.user.id and kind == "V2Query"]
    start = int(query.get("queryLocator", "0"))
    stop = start + LISTED_AT_A_TIME
    more = stop < len(own)
    following = f"/services/data/v{call.version}/jobs/query?queryLocator={stop}" if more else None
    shown = [_listed(job) for job in own[start:stop]]
    return answer({"done": not more, "records": shown, "nextRecordsUrl": following})


def _listed(job: Job) -> dict[str, Any]:
    hidden = ("numberRecordsProcessed", "retries", "totalProcessingTime")
    return {name: value for name, value in job.as_json().items() if name not in hidden}


def _job(call: Call) -> Job:
    return call.state.jobs.of(call.user.id, call.params["job"])


def _finished(call: Call) -> Job:
    """Return a complete job; raise Refusal 409 for another API version than its own, 412 when it is not complete."""
    job = _job(call)
    if job.api_version != call.version:
        reason = f"The job was created with API version {job.api_version}, not {call.version}"
        raise Refusal(409, "API_VERSION_MISMATCH", reason)
    if job.state != "JobComplete":
        status = {"InProgress": "IN_PROGRESS", "UploadComplete": "UPLOAD_COMPLETE"}.get(job.state, job.state.upper())
        reason = (
            "can only download query results of successfully completed bulk job with status: JOB_COMPLETE."
            f" Current status: {status}"
        )
        raise Refusal(412, "JOB_NOT_COMPLETE", reason)
    return job
