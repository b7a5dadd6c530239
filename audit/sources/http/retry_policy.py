"""How long to wait before a request is sent again, and how often it is sent."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import requests

_MOST_DIGITS: Final = 9
"""Of a Retry-After in seconds: more is no wait that anybody means."""


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
