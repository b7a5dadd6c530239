"""When calls took place: the ways in which call histories write a moment, and what each needs to be one."""

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.sources.records.local_dates import LocalForm, local_moments
from audit.sources.records.timestamps import MOMENT, parse_timestamps

_TEXT: Final = pa.large_string()
_SECONDS: Final = r"^[0-9]{9,10}(?:\.[0-9]*)?$"
_MILLISECONDS: Final = r"^[0-9]{12,13}(?:\.0*)?$"
"""UNIX time, also as a spreadsheet or pandas writes it: 1775042683.0"""
_CLOCK: Final = r"(:[0-9]{2}(?:\.[0-9]+)?)"
_UTC_NAMED: Final = rf"{_CLOCK}\s*(?:UTC|GMT|Z)$"
_SHORT_OFFSET: Final = rf"{_CLOCK}\s*(?:UTC|GMT)?\s*([+-])([0-9])(?::?([0-9]{{2}}))?$"
_OFFSET: Final = rf"{_CLOCK}\s*(?:UTC|GMT)?\s*([+-])([0-9]{{2}})(?::?([0-9]{{2}}))?$"
_DATE_ALONE: Final = len("2026-01-31")
_HAS_OFFSET: Final = r":[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:?(?:[0-9]{2})?)$"


@dataclass(frozen=True)
class Moments:
    """One column of times, read."""

    at: pa.Array
    """timestamp[ms, UTC], null where there is none"""
    n_local: int
    """texts that are a time, of which nothing says how far it is from UTC"""
    n_unreadable: int
    form: LocalForm
    """in which it is written when it is not ISO 8601"""


def read_moments(texts: pa.Array, zones: pa.Array | None, zone: str | None, *, is_utc: bool) -> Moments:
    """Return the moments that ``texts`` (large_string, null for none) write down: ISO 8601, UNIX time, local forms.

    A time without offset is in UTC if ``is_utc``, else in the time zone that ``zones`` names for it, else in ``zone``,
    else unknown. An hour that the clocks go through twice, or not at all, is unknown as well, and a date alone is no
    moment.
    """
    plain = _plain(texts, is_utc=is_utc)
    if plain is not None:
        return Moments(plain, 0, 0, LocalForm())
    unix = _unix(texts)
    n_filled = len(texts) - texts.null_count
    clock = pc.and_(unix.is_null(), pc.match_substring(texts, ":"))
    texts = _with_plain_offset(pc.if_else(clock, texts, pa.scalar(None, _TEXT)))
    read, form = parse_timestamps(texts), LocalForm()
    if read.null_count > texts.null_count:
        form.note(pc.fill_null(texts, ""), read)
    if form.order is not None:
        read = local_moments(pc.fill_null(texts, ""), form.order)
    has_offset = pc.fill_null(pc.match_substring_regex(texts, _HAS_OFFSET), fill_value=False)
    needs_zone = pc.and_(pc.invert(has_offset), read.is_valid())
    n_local = 0
    if not is_utc and needs_zone.true_count:
        local = pc.if_else(needs_zone, read, pa.scalar(None, MOMENT))
        in_zone = _in_zones(local, _zone_names(zones, zone, len(texts)))
        read = pc.if_else(needs_zone, in_zone, read)
        n_local = (len(local) - local.null_count) - (len(in_zone) - in_zone.null_count)
    at = pc.coalesce(unix, read)
    return Moments(at, n_local, n_filled - n_local - (len(at) - at.null_count), form)


def _plain(texts: pa.Array, *, is_utc: bool) -> pa.Array | None:
    """Return the moments of a column in which all are written alike, as programs do; None for any other."""
    if (pc.min(pc.binary_length(texts)).as_py() or 0) <= _DATE_ALONE:
        return None
    try:
        return texts.cast(pa.timestamp("ms")).cast(pa.int64()).cast(MOMENT) if is_utc else texts.cast(MOMENT)
    except pa.ArrowInvalid:
        return None


def is_zone(name: str) -> bool:
    """Return whether ``name`` is a time zone of the IANA database, as Europe/Paris.

    >>> is_zone("Europe/Paris"), is_zone("Paris"), is_zone("../etc")
    (True, False, False)
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _unix(texts: pa.Array) -> pa.Array:
    as_seconds = pc.if_else(pc.match_substring_regex(texts, _SECONDS), texts, pa.scalar(None, _TEXT))
    as_milliseconds = pc.if_else(pc.match_substring_regex(texts, _MILLISECONDS), texts, pa.scalar(None, _TEXT))
    seconds = pc.floor(pc.multiply(as_seconds.cast(pa.float64()), 1000)).cast(pa.int64())
    milliseconds = pc.floor(as_milliseconds.cast(pa.float64())).cast(pa.int64())
    return pc.coalesce(seconds, milliseconds).cast(MOMENT)


def _with_plain_offset(texts: pa.Array) -> pa.Array:
    """Return ``texts`` with offsets such as `` UTC+2`` and `` GMT`` written as ISO 8601 does."""
    for pattern, plain in ((_UTC_NAMED, r"\1Z"), (_SHORT_OFFSET, r"\1\20\3:\4"), (_OFFSET, r"\1\2\3:\4")):
        texts = pc.replace_substring_regex(texts, pattern, plain)  # RE2 knows groups of one digit: \20 is \2 and 0
    return pc.replace_substring_regex(texts, rf"{_CLOCK}([+-][0-9]{{2}}):$", r"\1\2:00")


def _zone_names(zones: pa.Array | None, zone: str | None, n_rows: int) -> pd.Categorical:
    """Return the name of the zone of each row, missing where there is no known one."""
    named = pa.nulls(n_rows, _TEXT) if zones is None else zones
    names = pd.Categorical(pc.fill_null(named, zone).to_pandas() if zone else named.to_pandas())
    return names.remove_categories([name for name in names.categories if not is_zone(name)])


def _in_zones(local: pa.Array, zones: pd.Categorical) -> pa.Array:
    """Return the moments of clock times ``local`` (written as if in UTC) in their time zones, null without one."""
    clock = pd.Series(local.to_numpy(zero_copy_only=False)).astype("datetime64[ms]")
    moments = np.full(len(clock), np.datetime64("NaT", "ms"))
    for code, name in enumerate(zones.categories):
        rows = np.flatnonzero(zones.codes == code)
        there = clock.take(rows).dt.tz_localize(str(name), ambiguous="NaT", nonexistent="NaT")
        moments[rows] = there.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("datetime64[ms]")
    return pa.array(moments).cast(MOMENT)
