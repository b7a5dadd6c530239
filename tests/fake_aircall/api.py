"""What Aircall's public API answers: six paths to read, the limit of 10,000 items, the rate limit, refusals."""

import base64
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import urlencode

import numpy as np

from tests.fake_aircall.history import HORIZON, History
from tests.fake_org.faults import Faults
from tests.fake_org.messages import Request, Response, answer
from tests.fake_org.request_log import RequestLog

HOST: Final = "api.aircall.io"
MOST_ITEMS: Final = 10_000
PATHS: Final = ("/v1/ping", "/v1/company", "/v1/numbers", "/v1/calls", "/v1/calls/search", "/v1/contacts")
"""What a reader may ask for; everything else counts as forbidden."""
OUT_OF_BOUND: Final = {
    "error": "Bad Request",
    "data": None,
    "message": "BAD_REQUEST",
    "errors": "Your query is limited to 10k results and pagination is out of bound, please use timestamps or other "
    "filters.",
    "troubleshoot": "BAD_REQUEST",
    "success": False,
}
RateHeaders = Literal["none", "seconds", "milliseconds", "retry_after"]
Bounds = Literal["[]", "()", "[)", "(]"]


@dataclass
class Settings:
    """In what one stand-in differs from another."""

    company: str = "Wren & Dove"
    bounds: Bounds = "[]"
    """Whether ``from`` and ``to`` are inclusive, which nobody documents."""
    total_cap: int | None = None
    """Where ``meta.total`` ends, which nobody documents either."""
    requests_per_minute: int | None = None
    rate_headers: RateHeaders = "seconds"
    most_items: int = MOST_ITEMS
    """Of a query; fewer than Aircall's to meet the limit sooner."""
    refuses_more: bool = False
    """Whether a query that more calls match is refused from its first page on, which nobody documents."""
    contacts: frozenset[str] | None = None
    """Numbers in E.164 that have a contact; None for all."""
    gzip: bool = True


@dataclass
class State:
    """Everything that changes while it runs."""

    history: History
    settings: Settings
    api_id: str
    api_token: str
    clock: Callable[[], float]
    """UNIX time"""
    faults: Faults = field(default_factory=Faults)
    log: RequestLog = field(default_factory=RequestLog)
    forbidden: list[str] = field(default_factory=list)
    """Requests that a reader must not send, as ``POST /v1/calls``."""
    times: deque[float] = field(default_factory=deque)
    """Of the requests of the last minute."""
    n_limited: int = 0
    most_in_a_minute: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)


def responded(state: State, request: Request) -> Response:
    """Return the answer to ``request``."""
    note_forbidden(state, request)
    limited = _rate_limited(state)
    if limited is not None:
        return limited
    authorization = request.headers.get("authorization")
    if not authorization:
        return answer({"message": "Unauthorized"}, 401)
    key = base64.b64encode(f"{state.api_id}:{state.api_token}".encode()).decode()
    if authorization != f"Basic {key}":
        return answer({"message": "Forbidden"}, 403)
    if request.method != "GET" or request.path not in PATHS:
        return answer({"message": "Not Found"}, 404)
    return _ANSWERS[request.path](state, request.query)


def note_forbidden(state: State, request: Request) -> None:
    """Remember a request that is not on the list, to another host, with a body, or with the key in its address."""
    is_allowed = request.method == "GET" and request.path in PATHS and not request.body
    is_to_us = request.headers.get("host", "") in (HOST, f"{HOST}:443")
    is_open = state.api_token in request.query_string or state.api_id in request.query_string
    if not is_allowed or not is_to_us or is_open:
        state.forbidden.append(f"{request.method} {request.path} to {request.headers.get('host', '')}")


def _rate_limited(state: State) -> Response | None:
    """Count a request; return the refusal where there were too many within a minute."""
    now = state.clock()
    with state.lock:
        while state.times and state.times[0] <= now - 60:
            state.times.popleft()
        limit = state.settings.requests_per_minute
        if limit is not None and len(state.times) >= limit:
            state.n_limited += 1
            return too_many(state, state.times[0] + 60)
        state.times.append(now)
        state.most_in_a_minute = max(state.most_in_a_minute, len(state.times))
    return None


def too_many(state: State, reset: float, headers: RateHeaders | None = None) -> Response:
    """Return the refusal of one request too many; the rate is free again at the UNIX time ``reset``."""
    response = answer({"message": "Too Many Requests"}, 429)
    limit = str(state.settings.requests_per_minute or 60)
    match headers or state.settings.rate_headers:
        case "seconds":
            moment = str(int(np.ceil(reset)))
        case "milliseconds":
            moment = str(int(np.ceil(reset * 1000)))
        case "retry_after":
            return response.with_headers(Retry_After=str(int(np.ceil(reset - state.clock()))))
        case _:
            return response
    return response.with_headers(X_AircallApi_Limit=limit, X_AircallApi_Remaining="0", X_AircallApi_Reset=moment)


def _ping(_: State, __: Mapping[str, str]) -> Response:
    return answer({"ping": "pong"})


def _company(state: State, _: Mapping[str, str]) -> Response:
    lines = len(state.history.lines)
    return answer({"company": {"name": state.settings.company, "users_count": 3, "numbers_count": lines}})


def _numbers(state: State, query: Mapping[str, str]) -> Response:
    return _page(state, "numbers", query, range(len(state.history.lines)), state.history.line_json)


def _contacts(state: State, query: Mapping[str, str]) -> Response:
    return _page(state, "contacts", query, range(0), lambda place: {"id": place})


def _calls(state: State, query: Mapping[str, str]) -> Response:
    now = state.clock()
    places = _places(state, query, now)
    if query.get("order", "asc") == "desc":
        places = places[::-1]
    is_asked = query.get("fetch_contact") == "true"

    def call(place: int) -> dict[str, Any]:
        """Return a call, with its contact if that is asked for and there."""
        number, having = str(state.history.other[place]).replace(" ", ""), state.settings.contacts
        return state.history.call(int(place), now, with_contact=is_asked and (having is None or number in having))

    return _page(state, "calls", query, places, call)


def _search(state: State, query: Mapping[str, str]) -> Response:
    return _calls(state, query)


def _places(state: State, query: Mapping[str, str], now: float) -> np.ndarray:
    """Return the places of the calls that are there and asked for, in the order of creation."""
    created = state.history.created
    first, last = state.settings.bounds
    start = max(now - HORIZON, float(query.get("from", 0)))
    begin = np.searchsorted(created, start, "left" if first == "[" else "right")
    end = np.searchsorted(created, now, "right")
    if "to" in query:
        end = min(end, np.searchsorted(created, float(query["to"]), "right" if last == "]" else "left"))
    places = np.arange(begin, max(begin, end))
    history = state.history
    if "phone_number" in query:
        wanted = query["phone_number"].replace(" ", "")
        places = places[[other.replace(" ", "") == wanted for other in history.other[places]]]
    if "direction" in query:
        places = places[history.is_inbound[places] == (query["direction"] == "inbound")]
    return places


def _page(
    state: State, name: str, query: Mapping[str, str], places: Any, item: Callable[[int], dict[str, Any]]
) -> Response:
    """Return one page of a list; 400 for one out of bounds."""
    try:
        page, per_page = int(query.get("page", 1)), int(query.get("per_page", 20))
    except ValueError:
        page, per_page = 0, 0
    if page < 1 or not 1 <= per_page <= 50:
        return answer({"error": "Bad Request", "troubleshoot": "per_page must be between 1 and 50"}, 400)
    most, total = state.settings.most_items, len(places)
    if page * per_page > most or (state.settings.refuses_more and total > most):
        return answer(OUT_OF_BOUND, 400)
    shown = places[(page - 1) * per_page : page * per_page]
    meta = {
        "count": len(shown),
        "total": total if state.settings.total_cap is None else min(total, state.settings.total_cap),
        "current_page": page,
        "per_page": per_page,
        "next_page_link": _link(name, query, page + 1, per_page) if page * per_page < total else None,
        "previous_page_link": _link(name, query, page - 1, per_page) if page > 1 else None,
    }
    return answer({"meta": meta, name: [item(place) for place in shown]})


def _link(name: str, query: Mapping[str, str], page: int, per_page: int) -> str:
    return f"https://{HOST}/v1/{name}?{urlencode({**query, 'page': page, 'per_page': per_page})}"


_ANSWERS: Final[Mapping[str, Callable[[State, Mapping[str, str]], Response]]] = {
    "/v1/ping": _ping,
    "/v1/company": _company,
    "/v1/numbers": _numbers,
    "/v1/calls": _calls,
    "/v1/calls/search": _search,
    "/v1/contacts": _contacts,
}
