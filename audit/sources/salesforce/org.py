"""An org that we are logged in to: how to ask it, and what it says of itself."""

import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final, Self
from urllib.parse import urlencode, urlsplit

import requests
from simple_salesforce.api import Salesforce

from audit.errors import LoginRefusedError
from audit.sources.http.retry_policy import RetryPolicy
from audit.sources.salesforce.api_errors import ApiError, explained, refusal_in, refusals
from audit.sources.salesforce.json_answers import mapping, mappings, unexpected, whole_number
from audit.sources.salesforce.read_only_guard import Guard
from audit.sources.salesforce.transport import OrgAdapter

API_VERSION: Final = "62.0"
"""Pinned: at least 58.0 for result pages, less than 65.0 for the SOAP login."""
_ORGANIZATION: Final = "SELECT Id, Name, IsSandbox, OrganizationType, InstanceName, Country FROM Organization"
_UNKNOWN_CLOCK: Final = timedelta(minutes=5)
_COUNTS: Final = "the number of its records"
_VERSIONS: Final = "its API versions"
_VERSION: Final = re.compile(r"[0-9]{2,3}\.0")
_NEXT_PAGE: Final = re.compile(r"/services/data/v[0-9]{2,3}\.0/query/[\w./-]+")
_NO_ORGANIZATION: Final = (
    "The org does not show this user which org it is: Organization has no row, and the login does not tell it. Give the"
    ' user the permission "API Enabled" and read access to the organization, or log in as another user.'
)
_HIDDEN_IN_LIBRARY: Final = "the session is held by the transport"


@dataclass(frozen=True)
class Identity:
    """The org and the user, as far as the user may see."""

    org_id: str
    org_name: str | None = None
    edition: str | None = None
    is_sandbox: bool | None = None
    instance: str | None = None
    country: str | None = None
    user_id: str | None = None
    username: str | None = None


@dataclass(frozen=True)
class Org:
    """A session with an org; every method raises ApiError for an answer that is not what was asked for."""

    host: str
    http: requests.Session
    guard: Guard
    patience: RetryPolicy
    way: str
    """How the login was done, for people."""
    messages: tuple[str, ...]
    """What the user should know about the login."""
    api_version: str
    rest: Salesforce = field(repr=False)
    downloads: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(5), repr=False)
    """At most so many pages of results are read at a time."""

    @property
    def url(self) -> str:
        """The address of the org."""
        return f"https://{self.host}"

    def get(self, path: str, **parameters: str) -> Any:
        """Return the JSON at ``path`` below the version's root."""
        asked = f"?{urlencode(parameters, safe=',')}" if parameters else ""
        return self.send("GET", f"/services/data/v{self.api_version}/{path}{asked}").json()

    def describe(self, sobject: str) -> dict[str, Any]:
        """Return the describe of an object: only what this user may see."""
        with refusals():
            described = mapping(getattr(self.rest, sobject).describe(), f"the fields of {sobject}")
        mappings(described.get("fields"), f"the fields of {sobject}", "name")
        return described

    def query(self, soql: str) -> dict[str, Any]:
        """Return the first page of a query."""
        with refusals():
            return _page(self.rest.query(soql))

    def query_more(self, next_url: str) -> dict[str, Any]:
        """Return a further page of a query, from the same host whatever the URL says."""
        path = local(next_url)
        if _NEXT_PAGE.fullmatch(path) is None or ".." in path:
            raise unexpected("a query")
        with refusals():
            return _page(self.rest.query_more(path, identifier_is_url=True))

    def count(self, sobject: str, where: str | None = None) -> int:
        """Return the exact number of rows that this user may see, of those that ``where`` describes."""
        condition = f" WHERE {where}" if where else ""
        said = self.query(f"SELECT COUNT() FROM {sobject}{condition}")  # noqa: S608 - ours
        return whole_number(said["totalSize"], "a query")

    def approximate_counts(self, sobjects: Iterable[str]) -> dict[str, int]:
        """Return recordCount of each object that the org counts; nothing without the right to view the setup."""
        try:
            said = self.get("limits/recordCount", sObjects=",".join(sobjects))
        except ApiError:
            return {}
        counted = mapping(said, _COUNTS).get("sObjects", [])
        return {
            str(one["name"]): whole_number(one["count"], _COUNTS) for one in mappings(counted, _COUNTS, "name", "count")
        }

    def send(
        self,
        method: str,
        path: str,
        *,
        body: str | None = None,
        stream_csv: bool = False,
        timeouts: tuple[float, float] | None = None,
    ) -> requests.Response:
        """Send a request of the Bulk API to ``path`` and return the answer; a CSV answer comes as an unread stream."""
        accept = "text/csv; charset=UTF-8" if stream_csv else "application/json"
        headers = {"Accept": accept, "Content-Type": "application/json; charset=UTF-8"}
        response = self.http.request(
            method, f"{self.url}{path}", data=body, headers=headers, stream=stream_csv, timeout=timeouts
        )
        if response.status_code >= 300:
            raise refusal_in(response.status_code, response.content)
        return response

    def begin(self) -> None:
        """Start a run with this session, whatever ended an earlier one."""
        self.patience.stopped.clear()
        adapter = self.http.get_adapter(self.url)
        if isinstance(adapter, OrgAdapter):
            adapter.begin()

    @property
    def n_sent(self) -> int:
        """How many requests were sent, those among them that were sent again."""
        adapter = self.http.get_adapter(self.url)
        return adapter.n_sent if isinstance(adapter, OrgAdapter) else 0

    def now(self) -> datetime:
        """Return when the org last answered, by its own clock, which dates its jobs too; else about ours."""
        adapter = self.http.get_adapter(self.url)
        date = adapter.date if isinstance(adapter, OrgAdapter) else None
        try:
            return parsedate_to_datetime(date or "").astimezone(UTC)
        except ValueError:
            return datetime.now(UTC) - _UNKNOWN_CLOCK

    def identity(self) -> Identity:
        """Return what the org says of itself and of the user.

        A user whom the org shows no row of Organization learns the org's id from the login alone; raise
        LoginRefusedError where that does not tell it either.
        """
        row, user = self._organization(), self._user()
        if not row and not user.get("organization_id"):
            raise LoginRefusedError(_NO_ORGANIZATION)
        return Identity(
            org_id=str(row.get("Id") or user["organization_id"]),
            org_name=row.get("Name"),
            edition=row.get("OrganizationType"),
            is_sandbox=row.get("IsSandbox"),
            instance=row.get("InstanceName"),
            country=row.get("Country"),
            user_id=user.get("user_id"),
            username=user.get("preferred_username"),
        )

    def _organization(self) -> Mapping[str, Any]:
        """Return the one row of Organization; nothing where this user sees none."""
        with explained():
            rows = mappings(self.query(_ORGANIZATION)["records"], "its own name")
        return rows[0] if rows and rows[0].get("Id") else {}

    def _user(self) -> Mapping[str, Any]:
        """Return the claims on the user; nothing where the login's scopes do not include them."""
        try:
            claims = self.send("GET", "/services/oauth2/userinfo").json()
        except ApiError:
            return {}
        return claims if isinstance(claims, Mapping) else {}

    def at_version(self, version: str) -> Self:
        """Return the same session with another API version."""
        if version == self.api_version:
            return self
        return replace(self, api_version=version, rest=_library(self.host, self.http, version))


def open_org(  # noqa: PLR0913 - one place puts it together
    host: str, http: requests.Session, guard: Guard, patience: RetryPolicy, *, way: str, messages: tuple[str, ...]
) -> Org:
    """Return the org at ``host``, at the API version that this program is written for or the nearest on offer."""
    org = Org(host, http, guard, patience, way, messages, API_VERSION, _library(host, http, API_VERSION))
    with explained():
        said = mappings(org.send("GET", "/services/data/").json(), _VERSIONS, "version")
    offered = [str(one["version"]) for one in said]
    if not all(_VERSION.fullmatch(version) for version in offered):
        raise unexpected(_VERSIONS)
    return org.at_version(nearest_version(offered))


def nearest_version(offered: Iterable[str]) -> str:
    """Return the pinned version where it is offered, else the highest below it, else the lowest of all.

    >>> nearest_version(["61.0", "59.0", "66.0"])
    '61.0'
    """
    versions = sorted(set(offered), key=float)
    below = [version for version in versions if float(version) <= float(API_VERSION)]
    return (below or versions or [API_VERSION])[-1 if below else 0]


def _page(said: object) -> dict[str, Any]:
    """Return a page of a query; raise ConnectionFailedError where rows or their number are missing."""
    page = mapping(said, "a query", "totalSize", "records")
    mappings(page["records"], "a query")
    return page


def local(url: str) -> str:
    """Return path and query of a URL that an org gave, so that a session is sent to no other host; else nothing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _library(host: str, http: requests.Session, version: str) -> Salesforce:
    """simple_salesforce signs with what it is given; the transport's own signature takes its place."""
    return Salesforce(instance=host, session_id=_HIDDEN_IN_LIBRARY, session=http, version=version)
