"""What of an org's answers is worth asking again, how long to wait before, and how often to ask."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import requests

from audit.sources.salesforce.api_errors import ApiError, refusal_in
from audit.sources.salesforce.login_refusals import is_momentary
from audit.sources.salesforce.read_only_guard import is_login

_MOST_DIGITS: Final = 9
"""Of a Retry-After in seconds: more is no wait that anybody means."""
_TRANSIENT: Final = frozenset({406, 408, 420, 429, 500, 502, 503, 504})
"""Among them two that Salesforce does not document and other exporters have met: 406 and 420, a page of its own."""


class ExportCancelledError(Exception):
    """The work was given up elsewhere: stop quietly."""


@dataclass(frozen=True)
class RetryPolicy:
    """Every waiting time in seconds; ``sleep`` and ``clock`` can be replaced by ones that take no time."""

    connect_timeout: float = 10.0
    read_timeout: float = 120.0
    attempts: int = 8
    """How often one request, or one page that came broken, is sent."""
    first_wait: float = 0.5
    longest_wait: float = 30.0
    longest_retry_after: float = 300.0
    """An org that asks for more is not waited for."""
    first_poll: float = 0.5
    longest_poll: float = 30.0
    stuck_after: float = 7_200.0
    """A job without any sign of life for so long is given up; it may still finish, and the next run picks it up."""
    jitter: Callable[[], float] = random.random
    sleep: Callable[[float], None] | None = None
    """How to wait; None: on the clock, until ``stopped`` is set."""
    clock: Callable[[], float] = time.monotonic
    stopped: threading.Event = field(default_factory=threading.Event)
    """Set when the work is given up: whoever waits then stops."""

    @property
    def timeouts(self) -> tuple[float, float]:
        """Connect and read timeout, as requests takes them."""
        return self.connect_timeout, self.read_timeout

    def pause(self, seconds: float) -> None:
        """Wait; raise StoppedError when the work is given up meanwhile."""
        if self.sleep is None:
            self.stopped.wait(seconds)
        else:
            self.sleep(seconds)
        self.go_on()

    def go_on(self) -> None:
        """Raise StoppedError when the work has been given up."""
        if self.stopped.is_set():
            raise ExportCancelledError

    def backoff(self, attempt: int) -> float:
        """Return the seconds to wait after attempt number ``attempt`` (from 1): exponential, capped, with jitter."""
        longest = min(self.longest_wait, self.first_wait * 2.0 ** (attempt - 1))
        return longest * (0.5 + self.jitter() / 2)

    def poll_waits(self, poll: int) -> float:
        """Return the seconds to wait before poll number ``poll`` (from 0) of a job: growing by half, capped."""
        return min(self.longest_poll, self.first_poll * 1.5 ** min(poll, 50))


def retry_after(response: requests.Response) -> float | None:
    """Return the seconds that a Retry-After header asks for, as seconds or as a date (RFC 9110 section 10.2.3)."""
    text = response.headers.get("Retry-After", "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return float(text[:_MOST_DIGITS])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (moment - datetime.now(UTC)).total_seconds()) if moment.tzinfo else None


def is_transient(request: requests.PreparedRequest, response: requests.Response) -> bool:
    """Return whether the org, or something before it, had a moment of weakness (docs/salesforce.md)."""
    if is_login(request) and _is_refused_login(response):
        return is_momentary(refusal_in(response.status_code, response.content))
    if response.status_code in _TRANSIENT:
        return True
    if response.status_code == 403:
        return _is_concurrent(refusal_in(403, response.content))
    # to a DELETE an org rightly answers with nothing (204)
    is_granted = 200 <= response.status_code < 300 and request.method in {"GET", "POST"}
    return is_granted and not _is_what_was_asked_for(request, response)


def _is_refused_login(response: requests.Response) -> bool:
    """Return whether it is an answer of the org itself to a login: a SOAP fault, or an error of the token endpoint."""
    return response.status_code == 400 or (response.status_code == 500 and b"Fault>" in response.content)


def day_is_spent(response: requests.Response) -> ApiError | None:
    """Return the refusal that says that the org's requests of a day are used up; None for any other answer."""
    if response.status_code < 400:
        return None
    refusal = refusal_in(response.status_code, response.content)
    return refusal if refusal.is_any_of("REQUEST_LIMIT_EXCEEDED") and not _is_concurrent(refusal) else None


def _is_concurrent(refusal: ApiError) -> bool:
    """Return whether it is only too many requests at once: the same code, and over in a moment."""
    return refusal.is_any_of("REQUEST_LIMIT_EXCEEDED") and refusal.mentions("concurrent")


def _is_what_was_asked_for(request: requests.PreparedRequest, response: requests.Response) -> bool:
    """Return whether an answer is whole JSON (SOAP, CSV where that was asked for) and not the page of a gateway."""
    if response.status_code == 204 or "text/html" in response.headers.get("Content-Type", ""):
        return False
    if "text/csv" in str(request.headers.get("Accept")):
        return True
    if "SOAPAction" in request.headers:
        return b"Envelope>" in response.content[-50:]
    try:
        response.json()
    except (ValueError, RecursionError):
        return False
    return True
