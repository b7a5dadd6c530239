"""From a request to its answer: the table of paths, the token check, the day's allowance, the guard against writes."""

import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.fake_org import bulk_api, describe, ingest_api, login, rest_api, search_api, soap_login
from tests.fake_org.faults import Exchange
from tests.fake_org.messages import Refusal, Request, Response, refusal
from tests.fake_org.request_log import Entry
from tests.fake_org.rest_api import NEWEST_VERSION, OLDEST_VERSION
from tests.fake_org.sessions import User
from tests.fake_org.state import Call, State

_DATA: Final = re.compile(r"/services/data/v(?P<version>\d+\.\d)(?P<rest>/.*)?")


@dataclass(frozen=True)
class _Route:
    method: str
    path: re.Pattern[str]
    answer: Callable[[Call], Response]


def _route(method: str, path: str, answer: Callable[[Call], Response]) -> _Route:
    return _Route(method, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path) + "/?"), answer)


_ROUTES: Final = (
    _route("GET", "", rest_api.resources),
    _route("GET", "/limits", rest_api.limits),
    _route("GET", "/limits/recordCount", rest_api.record_count),
    _route("GET", "/sobjects", describe.list_sobjects),
    _route("GET", "/sobjects/{sobject}/describe", describe.describe),
    _route("GET", "/sobjects/User/{record}", rest_api.user_record),
    _route("GET", "/query", rest_api.query),
    _route("GET", "/queryAll", rest_api.query),
    _route("GET", "/query/{cursor}", rest_api.query_more),
    _route("GET", "/queryAll/{cursor}", rest_api.query_more),
    _route("GET", "/search", search_api.search),
    _route("GET", "/jobs/query", bulk_api.list_jobs),
    _route("POST", "/jobs/query", bulk_api.create),
    _route("GET", "/jobs/query/{job}", bulk_api.poll),
    _route("PATCH", "/jobs/query/{job}", bulk_api.change),
    _route("DELETE", "/jobs/query/{job}", bulk_api.delete),
    _route("GET", "/jobs/query/{job}/results", bulk_api.results),
    _route("GET", "/jobs/query/{job}/resultPages", bulk_api.result_pages),
)
_UPDATES: Final = tuple(_route(method, path, answer) for method, path, answer in ingest_api.ROUTES)
_READING: Final = {"POST": ("/jobs/query",), "PATCH": ("/jobs/query/",), "DELETE": ("/jobs/query/",)}
"""What a reader may do beside GET: its own query jobs."""


def respond(state: State, request: Request, entry: Entry) -> Response:
    """Return the answer to ``request``, through the fault that it meets; a bug of the fake is noted and answers 500."""

    def proceed() -> Response:
        try:
            return _answer(state, request, entry)
        except Refusal as refused:
            return refused.response

    try:
        fault = state.faults.meet(request)
        if fault is None:
            return proceed()
        entry.fault = fault.name or fault.on
        return fault.act(Exchange(state, request, proceed))
    except Exception:  # noqa: BLE001 (whatever it is, the test must see it and the client must be answered)
        state.log.bugs.append(traceback.format_exc())
        return refusal(500, "FAKE_ORG", "The fake org has a bug; it raises it when it is closed.")


def _answer(state: State, request: Request, entry: Entry) -> Response:
    path = request.path
    if path == "/services/oauth2/token" and request.method == "POST":
        return login.token(state, request)
    if path.startswith("/services/Soap/u/") and request.method == "POST":
        return soap_login.login(state, request)
    if path.rstrip("/") == "/services/data" and request.method == "GET":
        return rest_api.versions(state)
    if path == "/services/oauth2/userinfo":
        return rest_api.userinfo(Call(state, request, _user(state, request), "", {}))
    data = _DATA.fullmatch(path)
    if data is None:
        _note_write(state, request, path, entry)
        raise Refusal(404, "NOT_FOUND", "The requested resource does not exist")
    return _data_answer(state, request, entry, data["version"], data["rest"] or "")


def _data_answer(state: State, request: Request, entry: Entry, version: str, path: str) -> Response:
    _note_write(state, request, path, entry)
    if float(version) < OLDEST_VERSION:
        raise Refusal(410, "UNSUPPORTED_API_VERSION", f"The API version {version} is no longer available")
    if float(version) > NEWEST_VERSION:
        raise Refusal(404, "NOT_FOUND", "The requested resource does not exist")
    user = _user(state, request)
    used = _counted(state)
    try:
        response = _routed(Call(state, request, user, version, {}), path)
    except Refusal as refused:
        response = refused.response
    return response.with_headers(Sforce_Limit_Info=f"api-usage={used}/{state.settings.daily_requests}")


def _routed(call: Call, path: str) -> Response:
    routes = [*_ROUTES, *(_UPDATES if call.state.settings.allow_updates else ())]
    here = [(route, match) for route in routes if (match := route.path.fullmatch(path))]
    for route, match in here:
        if route.method == call.request.method:
            chosen = Call(call.state, call.request, call.user, call.version, match.groupdict())
            response: Response = route.answer(chosen)
            return response
    if call.request.method != "GET" and not here:
        raise Refusal(403, "INSUFFICIENT_ACCESS_OR_READONLY", "This org is read-only")
    if not here:
        raise Refusal(404, "NOT_FOUND", "The requested resource does not exist")
    allowed = ",".join(sorted({route.method for route, _ in here}))
    reason = f"HTTP Method '{call.request.method}' not allowed. Allowed are {allowed}"
    raise Refusal(405, "METHOD_NOT_ALLOWED", reason)


def _note_write(state: State, request: Request, path: str, entry: Entry) -> None:
    if request.method in ("GET", "HEAD"):
        return
    allowed = _READING.get(request.method, ())
    exact = request.method == "POST" and path.rstrip("/") in allowed
    own_job = request.method != "POST" and any(path.startswith(prefix) for prefix in allowed)
    if not (exact or own_job):
        state.log.writes.append(entry)


def _user(state: State, request: Request) -> User:
    if request.headers.get("host", "").endswith(".lightning.force.com"):
        raise Refusal(401, "INVALID_SESSION_ID", "Session expired or invalid")
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    user = state.sessions.user_of(token) if scheme.lower() in ("bearer", "oauth") else None
    if user is None:
        raise Refusal(401, "INVALID_SESSION_ID", "Session expired or invalid")
    if not state.settings.api_enabled:
        raise Refusal(403, "API_DISABLED_FOR_ORG", "The REST API is not enabled for this Organization.")
    return user


def _counted(state: State) -> int:
    """Count one call; raise Refusal REQUEST_LIMIT_EXCEEDED when the day's calls are used up."""
    with state.lock:
        if state.n_calls >= state.settings.daily_requests:
            raise Refusal(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
        state.n_calls += 1
        return state.n_calls
