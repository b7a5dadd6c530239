"""Aircall's public API as far as it is read: is the key good, which lines are there, a page of calls."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

import requests
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from audit.errors import AuditError, ConnectionFailedError, IncompleteExportError, LoginRefusedError
from audit.sources.aircall.aircall_transport import open_aircall
from audit.sources.aircall.allow_list import HOST
from audit.sources.aircall.api_key import WHERE, api_key_in
from audit.sources.aircall.request_rate import RequestRate
from audit.sources.http.retry_policy import RetryPolicy
from audit.sources.secret_values import masked, remember_environment

CALLS_OF_A_PAGE: Final = 50
MOST_PAGES: Final = 200
"""Aircall gives 10,000 items of a query and no more."""
_DEFAULT_WAITS: Final = RetryPolicy(first_wait=2.0)


class _Answer(BaseModel):
    """An answer, or a part of one: what it has beyond this is not looked at."""

    model_config = ConfigDict(coerce_numbers_to_str=True, frozen=True, defer_build=True)


class Line(_Answer):
    """A number of the company's own."""

    id: int
    name: str | None = None
    digits: str | None = None
    """With spaces."""
    open: bool | None = None
    """Whether it is within its opening hours."""


class _Agent(_Answer):
    email: str | None = None


class _LineOfCall(_Answer):
    digits: str | None = None


class AircallCall(_Answer):
    """What is kept of a call: no name, comment or recording."""

    id: int
    direction: str | None = None
    status: str | None = None
    started_at: int | None = None
    answered_at: int | None = None
    ended_at: int | None = None
    duration: int | None = None
    raw_digits: str | None = None
    user: _Agent | None = None
    number: _LineOfCall | None = None
    contact: _Answer | None = None
    """Whether there is one, and nothing of it; always None unless it is asked for."""


class _Meta(_Answer):
    total: int | None = None
    next_page_link: str | None = None


class CallPage(_Answer):
    """A page of calls, in the order of their creation."""

    meta: _Meta
    calls: list[AircallCall]


class _LinePage(_Answer):
    meta: _Meta
    numbers: list[Line]


class _CompanyName(_Answer):
    name: str


class _CompanyAnswer(_Answer):
    company: _CompanyName


class _Pong(_Answer):
    ping: str = Field(pattern="^pong$")


@dataclass(frozen=True)
class Company:
    """Whose key it is."""

    name: str
    lines: tuple[Line, ...]


class OutOfBoundsError(Exception):
    """Aircall refused a page, most likely for its limit of 10,000 items a query."""


Form = TypeVar("Form", bound=_Answer)


@dataclass(frozen=True)
class Aircall:
    """A session with Aircall; everything that it sends is on the allow-list."""

    http: requests.Session
    fetch_contact: bool = False
    """Whether calls are asked for with their contacts."""

    def company(self) -> Company:
        """Test the key and return the company with its lines.

        Raise LoginRefusedError for a key that is refused, ConnectionFailedError and IncompleteExportError as they say.
        """
        self._got("ping", _Pong)
        name = masked(self._got("company", _CompanyAnswer).company.name)
        lines: list[Line] = []
        for page in range(1, MOST_PAGES + 1):
            got = self._got("numbers", _LinePage, page=page, per_page=CALLS_OF_A_PAGE)
            lines += got.numbers
            if got.meta.next_page_link is None:
                break
        return Company(name, tuple(lines))

    def calls(self, begin: int, end: int, page: int, per_page: int = CALLS_OF_A_PAGE) -> CallPage:
        """Return one page of the calls that were created from ``begin`` to ``end`` (UNIX seconds), oldest first.

        Raise OutOfBoundsError where Aircall refuses the page.
        """
        parameters: dict[str, int | str] = {
            "from": begin,
            "to": end,
            "order": "asc",
            "page": page,
            "per_page": per_page,
            **({"fetch_contact": "true"} if self.fetch_contact else {}),
        }
        return self._got("calls", CallPage, **parameters)

    def _got(self, path: str, form: type[Form], **parameters: int | str) -> Form:
        response = self.http.get(f"https://{HOST}/v1/{path}", params=parameters)
        if response.status_code >= 300:
            raise _refusal(response.status_code, path)
        try:
            return form.model_validate_json(response.content)
        except ValidationError:  # its text quotes the answer
            raise ConnectionFailedError(
                f"Aircall's answer on {path} is not of the form that it documents: something between may have changed "
                "it. Try again later, or from another network."
            ) from None


def connect(
    requests_per_minute: int,
    *,
    fetch_contact: bool = False,
    environ: Mapping[str, str] | None = None,
    patience: RetryPolicy = _DEFAULT_WAITS,
    now: Callable[[], float] = time.time,
) -> Aircall:
    """Return a session with the key of the environment; nothing is asked yet. Raise UsageError for a missing key."""
    surroundings = os.environ if environ is None else environ
    remember_environment(surroundings)
    rate = RequestRate(requests_per_minute, patience)
    http = open_aircall(api_key_in(surroundings), rate, patience, surroundings, now)
    return Aircall(http, fetch_contact=fetch_contact)


def _refusal(status: int, path: str) -> AuditError | OutOfBoundsError:
    if status == 400 and path == "calls":
        return OutOfBoundsError()
    if status == 401:
        return ConnectionFailedError(
            "The key did not reach Aircall (401): something between, such as a proxy, took it out of the request. Try "
            "from another network."
        )
    if status == 403:
        return LoginRefusedError(
            "Aircall refuses the key (403): it is wrong, or was revoked. Check AIRCALL_API_ID and AIRCALL_API_TOKEN, "
            f"or make a new key ({WHERE})."
        )
    return IncompleteExportError(f"Aircall did not answer a request for {path} as expected (HTTP {status}).")
