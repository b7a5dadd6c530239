"""Texts of dates as moments to the millisecond (docs/simulation.md, Dates)."""

import re
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

MOMENT = pa.timestamp("ms", "UTC")
_WITHOUT_OFFSET = pa.timestamp("ms")

_DATE_AND_MINUTE = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?"
_USUAL_WITH_OFFSET = _DATE_AND_MINUTE + r"(Z|[+-]\d\d:?\d\d)$"
_USUAL_WITHOUT_OFFSET = rf"^\d{{4}}-\d\d-\d\d$|{_DATE_AND_MINUTE}$"

_PADDING = r"^[\s\pZ]+|[\s\pZ]+$"

_ISO_8601 = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d|\d{8}|\d{4}-?W\d\d(?:-?\d)?|\d{4}-?\d{3})"
    r"(?:[T ](?P<time>\d\d(?::?\d\d(?::?\d\d)?)?(?:[.,]\d+)?)(?P<offset>Z|[+-]\d\d(?::?\d\d)?)?)?",
    re.ASCII | re.IGNORECASE,
)
_ORDINAL = re.compile(r"(\d{4})-?(\d{3})", re.ASCII)
_MIDNIGHT_AT_THE_END = re.compile(r"24(?::?00(?::?00)?)?(?:[.,]0+)?", re.ASCII)
_PART_OF_HOUR_OR_MINUTE = re.compile(r"(\d\d)(:?\d\d)?[.,](\d+)", re.ASCII)
"""ISO 8601 lets the last part of a time have a fraction, whichever it is; Python reads that of seconds alone."""
_YEAR_ZERO = "0000"
"""Python knows no such year; Arrow does."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse_timestamps(texts: pa.Array) -> pa.Array:
    """Return the moments (timestamp[ms, UTC]) that ``texts`` (large_string) write down, null where none is readable.

    Read is what ISO 8601 allows, with a space for the T too; no offset means UTC and a date alone midnight UTC.
    Fractions of a millisecond are cut off.
    """
    unreadable = pc.or_(pc.equal(texts, ""), pc.starts_with(texts, _YEAR_ZERO))
    filled = pc.if_else(unreadable, None, texts)
    if filled.null_count == len(filled):
        return pa.nulls(len(filled), MOMENT)
    whole = _cast(filled, MOMENT)
    return _by_shape(filled) if whole is None else whole


def _by_shape(texts: pa.Array) -> pa.Array:
    """Read the usual spellings by column and any other one by one, each distinct text once."""
    texts = pc.replace_substring_regex(texts, _PADDING, "")
    # Arrow refuses a column in which some have an offset and others have none
    with_offset = _where(texts, _USUAL_WITH_OFFSET)
    without_offset = _where(texts, _USUAL_WITHOUT_OFFSET)
    read_with_offset, read_without_offset = _cast(with_offset, MOMENT), _cast(without_offset, _WITHOUT_OFFSET)
    if read_with_offset is None or read_without_offset is None:  # a 30th of February among them
        return _one_by_one(texts)
    read = pc.coalesce(read_with_offset, read_without_offset.cast(pa.int64()).cast(MOMENT))
    odd = pc.if_else(read.is_valid(), None, texts)
    return read if odd.null_count == len(odd) else pc.coalesce(read, _one_by_one(odd))


def _where(texts: pa.Array, pattern: str) -> pa.Array:
    return pc.if_else(pc.match_substring_regex(texts, pattern), texts, None)


def _cast(texts: pa.Array, to: pa.DataType) -> pa.Array | None:
    """Return ``texts`` as ``to``; None when Arrow, which is as strict as ISO 8601, refuses one of them."""
    try:
        return texts.cast(to)
    except pa.ArrowInvalid:
        return None


def _one_by_one(texts: pa.Array) -> pa.Array:
    distinct = texts.dictionary_encode()
    read = pa.array([milliseconds(text) for text in distinct.dictionary.to_pylist()], pa.int64())
    return read.take(distinct.indices).cast(MOMENT)


def milliseconds(text: str) -> int | None:
    """Return the milliseconds from 1970 to the moment that ``text`` writes down; None when it is not ISO 8601.

    >>> milliseconds("1970-01-01 00:00:01.5+00:00"), milliseconds("1970-002"), milliseconds("02.01.1970")
    (1500, 86400000, None)
    """
    shape = _ISO_8601.fullmatch(text)
    if shape is None:
        return None
    time, offset = shape["time"] or "00", (shape["offset"] or "Z").upper()
    at_the_end = _MIDNIGHT_AT_THE_END.fullmatch(time) is not None
    try:
        time, further = _without_coarse_fraction("00" if at_the_end else time)
        day = _day(shape["date"].upper())
        moment = datetime.fromisoformat(f"{day.isoformat()}T{time}{offset}")
        return (moment + timedelta(days=at_the_end) - _EPOCH) // timedelta(milliseconds=1) + further
    except (ValueError, OverflowError):
        return None


def _without_coarse_fraction(time: str) -> tuple[str, int]:
    """Return ``time`` without a fraction of an hour or a minute, and that fraction in milliseconds."""
    coarse = _PART_OF_HOUR_OR_MINUTE.fullmatch(time)
    if coarse is None:
        return time, 0
    hour, minute, fraction = coarse.groups(default="")
    return hour + minute, int(fraction) * (60_000 if minute else 3_600_000) // 10 ** len(fraction)


def _day(text: str) -> date:
    ordinal = _ORDINAL.fullmatch(text)
    if ordinal is None:
        return date.fromisoformat(text)
    day = date(int(ordinal[1]), 1, 1) + timedelta(days=int(ordinal[2]) - 1)
    if day.year != int(ordinal[1]):
        raise ValueError(text)
    return day
