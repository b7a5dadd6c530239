"""What the org was asked, for tests to assert on; no body and no secret is kept."""

import threading
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qsl


@dataclass
class Entry:
    """One request; ``status`` is 0 until it is answered."""

    number: int
    method: str
    path: str
    query_string: str
    authorization: str
    """The scheme only: Bearer, Basic or nothing."""
    accept_encoding: str
    started: float = field(default_factory=time.monotonic)
    status: int = 0
    n_bytes: int = 0
    """Bytes of the body as sent, after compression."""
    fault: str = ""
    """Name of the scripted fault that it met."""

    @property
    def query(self) -> dict[str, str]:
        """Return the parameters of the URL."""
        return dict(parse_qsl(self.query_string, keep_blank_values=True))

    @property
    def url(self) -> str:
        """Return path and parameters as sent."""
        return f"{self.path}?{self.query_string}" if self.query_string else self.path


class RequestLog:
    """Every request in the order of arrival, the writes among them, and how many were under way at once."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.writes: list[Entry] = []
        """Requests that would have changed a record."""
        self.bugs: list[str] = []
        """Tracebacks of the fake itself."""
        self.failed_handshakes = 0
        self.most_at_once = 0
        self._under_way = 0
        self._lock = threading.Lock()

    def open(self, method: str, path: str, query_string: str, authorization: str, accept_encoding: str) -> Entry:
        """Return the entry of a request that has just arrived."""
        with self._lock:
            self._under_way += 1
            self.most_at_once = max(self.most_at_once, self._under_way)
            scheme = authorization.split(" ", 1)[0]
            entry = Entry(len(self.entries) + 1, method, path, query_string, scheme, accept_encoding)
            self.entries.append(entry)
            return entry

    def close(self) -> None:
        """Note that a request has been dealt with."""
        with self._lock:
            self._under_way -= 1
