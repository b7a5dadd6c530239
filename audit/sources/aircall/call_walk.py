"""All calls of a period, each once, though a query gives 10,000 at most and calls come and go meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from audit.errors import IncompleteExportError
from audit.sources.aircall.aircall_api import MOST_PAGES, Aircall, AircallCall, CallPage, OutOfBoundsError

_WINDOW: Final = 7 * 86_400
"""Seconds that one query spans: the calls of a week are fewer than 10,000 in most companies."""
_NARROWEST: Final = 600
"""Seconds within which no company has 10,000 calls."""
OVERLAP: Final = 60
"""Seconds that queries overlap. Nobody documents whether ``from`` and ``to`` are inclusive, they are compared with the
creation of a call, not with its start, and many calls are created in one second."""


@dataclass(frozen=True)
class Period:
    """From when to when calls began: UNIX seconds, the end not included."""

    begin: int
    end: int

    def has(self, call: AircallCall) -> bool:
        """Return whether ``call`` began within it; one without a start counts where Aircall lists it."""
        return call.started_at is None or self.begin <= call.started_at < self.end


def walk_calls(aircall: Aircall, period: Period, reached: int | None, seen: set[int]) -> Iterator[list[AircallCall]]:
    """Yield the calls of ``period`` by pages, in the order of their creation, but those whose ids are in ``seen``.

    ``seen`` gets the ids of what is yielded. ``reached`` is the start of the last call of an earlier walk: what it
    yielded, all in ``seen``, is every call created before. A window of which Aircall refuses the first page is halved,
    and so are those after it. Raise IncompleteExportError where Aircall does not give all.
    """
    begin, window = period.begin if reached is None else max(period.begin, reached), _WINDOW
    while begin < period.end:
        end = min(begin + window, period.end)
        try:
            for page in _pages(aircall, begin - OVERLAP, end + OVERLAP):
                fresh = {call.id: call for call in page.calls if call.id not in seen and period.has(call)}
                seen.update(fresh)
                yield [*fresh.values()]
        except OutOfBoundsError:
            if end - begin <= _NARROWEST:
                raise _refused() from None
            window = (end - begin) // 2
        else:
            begin = end


def _pages(aircall: Aircall, begin: int, end: int) -> Iterator[CallPage]:
    """Yield all pages of the calls created from ``begin`` to ``end``; where a query ends early, a later one goes on.

    Raise OutOfBoundsError where Aircall refuses the first page of a query.
    """
    while True:
        last: int | None = None
        total: int | None = None
        for number in range(1, MOST_PAGES + 1):
            try:
                page = aircall.calls(begin, end, number)
            except OutOfBoundsError:
                if number == 1:
                    raise
                break
            if total is not None and page.meta.total is not None and page.meta.total < total:
                break  # calls at the front are older than six months now, and all others moved up
            total = page.meta.total
            yield page
            if page.meta.next_page_link is None:
                return
            last = next((call.started_at for call in reversed(page.calls) if call.started_at is not None), last)
        begin = _further(begin, last)


def _further(begin: int, last: int | None) -> int:
    """Return from when to ask on where the last call began at ``last``."""
    further = begin if last is None else max(last - OVERLAP, begin + 1)
    if last is None or further >= last:
        raise _refused()
    return further


def _refused() -> IncompleteExportError:
    return IncompleteExportError(
        "Aircall refuses a page of calls and gives no others to go on from. Run the same command again later."
    )
