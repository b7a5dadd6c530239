"""When records were last modified, column by column, written from docs/simulation.md, Dates, alone."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

ISO_8601 = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8}|[0-9]{4}-?W[0-9]{2}(-?[0-9])?)"
    r"([T ](?P<time>[0-9]{2}(:?[0-9]{2}(:?[0-9]{2}([.,][0-9]+)?)?)?)(?P<offset>Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?"
)
LOCAL = re.compile(
    r"(?P<first>[0-9]{1,4})(?P<sign>[./-])(?P<second>[0-9]{1,2})(?P=sign)(?P<third>[0-9]{1,4})"
    r"(?:,?\s+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<of_minute>[0-9]{2}))?(?:\s*(?P<half>[AaPp][Mm]))?)?"
)


def moments(texts: Sequence[str]) -> list[datetime | None]:
    """Return the moment that each text of a column gives; None where it gives none.

    The column as a whole shows whether its dates are in a local form, and which part is the day.
    """
    texts = [text.strip() for text in texts]
    filled = [text for text in texts if text]
    if all(_moment(text) for text in filled):
        return [_moment(text) for text in texts]
    order = _order([LOCAL.fullmatch(text) for text in filled])
    return [_local(text, order) if order else _moment(text) for text in texts]


def _order(dates: Sequence[re.Match[str] | None]) -> str | None:
    """Return which part of the dates is what: "ymd", "dmy" or "mdy"; None for another form or an open one."""
    if not all(dates) or len({date["sign"] for date in dates if date}) != 1:
        return None
    parts = [(date["first"], date["second"], date["third"]) for date in dates if date]
    if all(len(first) == 4 and len(third) <= 2 for first, _, third in parts):
        return "ymd"
    if not all(len(first) <= 2 and len(third) == 4 for first, _, third in parts):
        return None
    if dates[0] and dates[0]["sign"] == ".":
        return "dmy"
    day_first = any(int(first) > 12 for first, _, _ in parts)
    month_first = any(int(second) > 12 for _, second, _ in parts)
    if day_first == month_first:
        return None
    return "dmy" if day_first else "mdy"


def _local(text: str, order: str) -> datetime | None:
    date = LOCAL.fullmatch(text)
    if not date:
        return None
    part = dict(zip(order, (int(date["first"]), int(date["second"]), int(date["third"])), strict=True))
    hour = int(date["hour"] or 0)
    if date["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (date["half"].lower() == "pm")
    try:
        return datetime(
            part["y"], part["m"], part["d"], hour, int(date["minute"] or 0), int(date["of_minute"] or 0), tzinfo=UTC
        )
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    """Read an ISO 8601 date-time, cut to the millisecond; None for anything else."""
    parts = ISO_8601.fullmatch(text)
    if not parts:
        return None
    try:
        moment = datetime.fromisoformat(f"{parts['date']}T{parts['time'] or '00'}{parts['offset'] or 'Z'}")
        utc = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)
