"""Results of REST queries that are read page by page."""

import itertools
import threading
from dataclasses import dataclass

from tests.fake_org.ids import numbered_id
from tests.fake_org.rows import Positions
from tests.fake_org.selection import Selection


@dataclass(frozen=True)
class Cursor:
    """What one query found."""

    id: str
    selection: Selection
    positions: Positions
    size: int


class Cursors:
    """Open cursors by id."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._open: dict[str, Cursor] = {}
        self._lock = threading.Lock()

    def open(self, selection: Selection, positions: Positions, size: int) -> Cursor:
        """Return a new cursor with pages of ``size`` rows."""
        with self._lock:
            cursor = Cursor(numbered_id("01g", next(self._numbers)), selection, positions, size)
            self._open[cursor.id] = cursor
            return cursor

    def get(self, cursor_id: str) -> Cursor | None:
        """Return an open cursor."""
        return self._open.get(cursor_id)

    def expire(self) -> None:
        """Close every cursor."""
        self._open.clear()
