"""The org's clock for changes: whole seconds, and never the same one twice."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Moments of changes, each later than the one before."""

    def __init__(self, start: str | None) -> None:
        self._fixed = start is not None
        begin = datetime.fromisoformat(start) if start else datetime.now(UTC)
        self._last = begin.replace(microsecond=0, tzinfo=begin.tzinfo or UTC) - timedelta(seconds=1)

    def now(self) -> datetime:
        """Return the moment, as far as changes have gone where the clock is a fixed one."""
        return self._last if self._fixed else datetime.now(UTC)

    def tick(self) -> str:
        """Return the moment of one batch of changes, as ``2026-01-02T03:04:05.000Z``."""
        now = self._last if self._fixed else datetime.now(UTC).replace(microsecond=0)
        self._last = max(now, self._last + timedelta(seconds=1))
        return self._last.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
