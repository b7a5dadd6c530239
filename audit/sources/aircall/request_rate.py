"""How often Aircall is asked: the limit is the whole company's, and other integrations need their share."""

from audit.sources.http.retry_policy import RetryPolicy


class RequestRate:
    """Spreads requests evenly over the minute."""

    def __init__(self, per_minute: int, patience: RetryPolicy) -> None:
        """Let the first request go at once; wait by the clock of ``patience``."""
        self._apart = 60.0 / per_minute
        self._patience = patience
        self._next: float | None = None

    def wait(self) -> None:
        """Return when the next request may be sent."""
        now = self._patience.clock()
        due = now if self._next is None else max(now, self._next)
        self._next = due + self._apart
        if due > now:
            self._patience.pause(due - now)
