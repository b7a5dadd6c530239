"""What may be sent to an org: logins, reads, and the life of our own query jobs; everything else is refused here."""

import json
import re
from typing import Final
from urllib.parse import parse_qs, urlsplit

import requests

_VERSIONED: Final = r"/services/data/v[0-9]{2,3}\.0"
_READS: Final = re.compile(rf"/services/data/?|{_VERSIONED}/[\w./-]*|/services/oauth2/userinfo")
_QUERY_JOBS: Final = re.compile(rf"{_VERSIONED}/jobs/query/?")
_QUERY_JOB: Final = re.compile(rf"{_VERSIONED}/jobs/query/(\w{{15,18}})")
_TOKEN: Final = "/services/oauth2/token"  # noqa: S105 - a path
_SOAP_LOGIN: Final = re.compile(r"/services/Soap/u/[0-9]{2,3}\.0")


class WriteRefusedError(RuntimeError):
    """A request that could change the org was about to be sent: a defect of this program, never sent."""


class Guard:
    """Refuses every request that is not a login, a read, or the creation, abort or deletion of an own query job."""

    def __init__(self) -> None:
        """Start with no job of our own."""
        self._own_jobs: set[str] = set()

    def own(self, job_id: str) -> None:
        """Remember a query job as our own: it may be aborted and deleted."""
        self._own_jobs.add(job_id[:15])

    def check(self, request: requests.PreparedRequest) -> None:
        """Raise WriteRefusedError for a request that must not be sent."""
        address = urlsplit(request.url or "")
        allowed = (
            address.scheme == "https"
            and "_HttpMethod" not in parse_qs(address.query, keep_blank_values=True)
            and self._allows(request.method or "", address.path, _text(request.body))
        )
        if not allowed:
            raise WriteRefusedError(f"refused to send {request.method} {address.path}: this program only reads")

    def _allows(self, method: str, path: str, body: str) -> bool:
        if method == "GET":
            return bool(_READS.fullmatch(path)) and ".." not in path
        if method == "POST":
            return path == _TOKEN or _is_soap_login(path, body) or _creates_query_job(path, body)
        job = _QUERY_JOB.fullmatch(path)
        if job is None or job[1][:15] not in self._own_jobs:
            return False
        return method == "DELETE" or (method == "PATCH" and _object(body) == {"state": "Aborted"})


def is_login(request: requests.PreparedRequest) -> bool:
    """Return whether a request carries credentials instead of a session."""
    path = urlsplit(request.url or "").path
    return path == _TOKEN or bool(_SOAP_LOGIN.fullmatch(path))


def creates_query_job(request: requests.PreparedRequest) -> bool:
    """Return whether sending a request twice would make two jobs."""
    return request.method == "POST" and bool(_QUERY_JOBS.fullmatch(urlsplit(request.url or "").path))


def _is_soap_login(path: str, body: str) -> bool:
    """Return whether it is the login: the endpoint takes writes too, but none without a session header."""
    return bool(_SOAP_LOGIN.fullmatch(path)) and ":login" in body and "SessionHeader" not in body


def _creates_query_job(path: str, body: str) -> bool:
    return bool(_QUERY_JOBS.fullmatch(path)) and _object(body).get("operation") == "query"


def _text(body: bytes | str | object) -> str:
    return body.decode("utf-8", "replace") if isinstance(body, bytes) else str(body or "")


def _object(body: str) -> dict[str, object]:
    try:
        parsed = json.loads(body)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}
