"""Figures as people read them: shares that never falsely round to 0 or 100 percent, counts, moments, record links."""

import re
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.reports.view.models import Figure
from audit.result.trend import ScoreChange

NOTHING: Final = "n/a"
"""Stands where there is nothing to measure."""
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEB_ADDRESS: Final = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]+)?")


def share(fraction: float | None) -> str:
    """Return a fraction of 1 as percent with one decimal; 0% and 100% mean exactly that.

    >>> share(0.61382), share(0.0), share(0.0001), share(0.99999), share(1.0), share(None)
    ('61.4%', '0%', '<0.1%', '>99.9%', '100%', 'n/a')
    """
    if fraction is None:
        return NOTHING
    if fraction in (0.0, 1.0):
        return f"{fraction:.0%}"
    text = f"{fraction:.1%}"
    return {"0.0%": "<0.1%", "100.0%": ">99.9%"}.get(text, text)


def count(number: int) -> str:
    """Return a whole number with separators.

    >>> count(1234567)
    '1,234,567'
    """
    return f"{number:,}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun.

    >>> counted(1, "record"), counted(2000, "record"), counted(2, "entry", "entries")
    ('1 record', '2,000 records', '2 entries')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def moment(when: datetime | None) -> str:
    """Return a moment in UTC as people write it.

    >>> moment(datetime(2026, 3, 31, 14, 5, tzinfo=UTC))
    'Mar 31, 2026, 14:05 UTC'
    """
    if when is None:
        return NOTHING
    return f"{day(when)}, {when.astimezone(UTC):%H:%M} UTC"


def day(when: datetime) -> str:
    """Return the day of a moment in UTC as people write it.

    >>> day(datetime(2026, 3, 31, 14, 5, tzinfo=UTC))
    'Mar 31, 2026'
    """
    utc = when.astimezone(UTC)
    return f"{_MONTHS[utc.month - 1]} {utc.day}, {utc.year}"


def sortable_moment(when: datetime) -> str:
    """Return a moment in UTC as a text that sorts by time, as lists have it.

    >>> sortable_moment(datetime(2026, 3, 31, 14, 5, tzinfo=UTC))
    '2026-03-31 14:05'
    """
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M}"


def dates(moments: pd.Series) -> pd.Series:
    """Return timestamps as ``2026-03-31 14:05`` (UTC), missing ones as the sign for nothing."""
    in_utc = pc.cast(pa.array(moments, from_pandas=True), pa.timestamp("ms"))
    texts = pc.utf8_slice_codeunits(
        pc.cast(in_utc, pa.string()), 0, len("2026-03-31 14:05")
    )  # strftime: 8 times as long
    return pd.Series(pd.array(pc.fill_null(texts, NOTHING), dtype="str"), index=moments.index)


def share_figure(key: str, label: str, value: float | None, meaning: str = "") -> Figure:
    """Return the figure of a share."""
    return Figure(key, label, value, share(value), meaning, is_share=True)


def count_figure(key: str, label: str, value: int, meaning: str = "") -> Figure:
    """Return the figure of a count."""
    return Figure(key, label, value, count(value), meaning)


def points(change: ScoreChange) -> str:
    """Return how far a share moved, in percentage points: the difference of the shares as they are shown.

    A move is never shown as none.

    >>> points(ScoreChange(then=0.4174, now=0.4366, change=0.0192))
    '+2.0 points'
    >>> points(ScoreChange(then=0.5, now=0.50001, change=0.00001)), points(ScoreChange(then=0.5, now=0.5, change=0.0))
    ('+<0.1 points', 'unchanged')
    """
    if change.then is None or change.now is None or change.change is None:
        return "not compared"
    if not change.change:
        return "unchanged"
    shown = abs(float(f"{change.now * 100:.1f}") - float(f"{change.then * 100:.1f}"))
    sign = "+" if change.change > 0 else "-"
    size = f"{shown:.1f}"
    return f"{sign}{'<0.1' if size == '0.0' else size} points"


def findings_address(problem: str) -> str:
    """Return where the page lists the findings of an action, a rule or a sheet.

    >>> findings_address("sheet:Not E.164")
    '#problem=sheet%3ANot%20E.164'
    """
    return f"#problem={quote(problem)}"


def record_address(instance_url: str | None) -> str:
    """Return what a record id is appended to, or the empty text where the org's address is not known.

    Only a plain https address counts: nothing else that a source says may become a link.
    """
    address = (instance_url or "").rstrip("/")
    return f"{address}/" if _WEB_ADDRESS.fullmatch(address) else ""
