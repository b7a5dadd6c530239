"""Dates as people's spreadsheets and reports write them, where a column as a whole shows what they mean.

docs/simulation.md, Dates: every filled value of the column is day, month and year, or year, month and day, with one and
the same sign between them; which of the first two is the day must follow from the column.
"""

from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.sources.records.timestamps import MOMENT

Order = Literal["ymd", "dmy", "mdy"]

_TIME: Final = (
    r"(?:[\s\pZ]*,?[\s\pZ]+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
    r"(?:[\s\pZ]*(?P<half>[AaPp][Mm]))?)?"
)
_YEAR_LAST: Final = rf"^(?P<one>[0-9]{{1,2}})(?P<sign>[./-])(?P<two>[0-9]{{1,2}})[./-](?P<three>[0-9]{{4}}){_TIME}$"
_YEAR_FIRST: Final = rf"^(?P<one>[0-9]{{4}})(?P<sign>[./-])(?P<two>[0-9]{{1,2}})[./-](?P<three>[0-9]{{1,2}}){_TIME}$"
_PADDING: Final = r"^[\s\pZ]+|[\s\pZ]+$"
_SAME_SIGN: Final = r"^[0-9]+(\.[0-9]+\.|/[0-9]+/|-[0-9]+-)[0-9]"
_MONTHS: Final = 12
_NOON: Final = 12
_MS: Final = np.timedelta64(1, "ms")


@dataclass
class LocalForm:
    """What the values of one column that were seen so far say about their form."""

    is_iso: bool = True
    """every filled value is a moment in ISO 8601"""
    is_possible: bool = True
    """every filled value is in one local form"""
    example: str = ""
    """The first value that is not in ISO 8601."""
    _sign: str = ""
    _year_first: bool | None = None
    _day_first: bool = field(default=False)
    """a first part is greater than 12"""
    _month_first: bool = field(default=False)
    """a second part is greater than 12"""

    def note(self, texts: pa.Array, moments: pa.Array) -> None:
        """Take notice of some more ``texts`` (large_string); ``moments`` is what ISO 8601 makes of them."""
        filled = are_filled_dates(texts)
        odd = texts.filter(pc.and_(filled, moments.is_null()))
        if len(odd):
            self.is_iso = False
            self.example = self.example or odd[0].as_py()
        if self.is_possible and filled.true_count:
            self._look_at(_trimmed(texts.filter(filled)))

    def _look_at(self, texts: pa.Array) -> None:
        year_first = bool(self._year_first)
        if self._year_first is None:
            year_first = bool(pc.match_substring_regex(texts[:1], _YEAR_FIRST)[0].as_py())
        parts = pc.extract_regex(texts, _YEAR_FIRST if year_first else _YEAR_LAST)
        same = pc.match_substring_regex(texts, _SAME_SIGN)
        signs = pc.unique(pc.struct_field(parts, "sign")).to_pylist()
        if parts.null_count or not pc.all(same).as_py() or len({*signs, self._sign or signs[0]}) > 1:
            self.is_possible = False
            return
        self._year_first, self._sign = year_first, signs[0]
        if not year_first:
            self._day_first |= bool((_numbers(parts, "one") > _MONTHS).any())
            self._month_first |= bool((_numbers(parts, "two") > _MONTHS).any())

    @property
    def is_local(self) -> bool:
        """Whether the column as a whole is in a local form, readable or not."""
        return self.is_possible and not self.is_iso

    @property
    def order(self) -> Order | None:
        """Which part is what; None where the column is in no local form, or day and month cannot be told apart."""
        if not self.is_local:
            return None
        if self._year_first:
            return "ymd"
        if self._sign == ".":
            return "dmy"
        if self._day_first == self._month_first:
            return None
        return "dmy" if self._day_first else "mdy"


def are_filled_dates(texts: pa.Array) -> pa.Array:
    """Return whether each of ``texts`` (large_string) is more than white space (bool, never null)."""
    return pc.fill_null(pc.match_substring_regex(texts, r"[^\s\pZ]"), fill_value=False)


def local_moments(texts: pa.Array, order: Order) -> pa.Array:
    """Return the moments (timestamp[ms, UTC]) that ``texts`` write in that ``order``, as UTC.

    Null where there is none: an empty text, and a day or hour that does not exist.
    """
    parts = pc.extract_regex(_trimmed(texts), _YEAR_FIRST if order == "ymd" else _YEAR_LAST)
    position = dict(zip(order, ("one", "two", "three"), strict=True))
    year, month, day = (_numbers(parts, position[part]) for part in "ymd")
    hour, minute, second = (_numbers(parts, name) for name in ("hour", "minute", "second"))
    half = pc.utf8_lower(pc.struct_field(parts, "half"))
    has_half = pc.fill_null(pc.greater(pc.binary_length(half), 0), fill_value=False).to_numpy(zero_copy_only=False)
    is_afternoon = pc.fill_null(pc.equal(half, "pm"), fill_value=False).to_numpy(zero_copy_only=False)
    exists = (year > 0) & (month >= 1) & (month <= _MONTHS) & (day >= 1)
    exists &= np.where(has_half, (hour >= 1) & (hour <= _NOON), hour < 24) & (minute < 60) & (second < 60)
    exists &= parts.is_valid().to_numpy(zero_copy_only=False)
    months = ((np.where(exists, year, 1970) - 1970) * _MONTHS + np.where(exists, month, 1) - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (np.where(exists, day, 1) - 1)
    exists &= days.astype("datetime64[M]") == months
    hour = np.where(has_half, hour % _NOON + _NOON * is_afternoon, hour)
    milliseconds = days.astype("datetime64[ms]") + ((hour * 60 + minute) * 60 + second) * 1_000 * _MS
    return pa.array(milliseconds.astype(np.int64), pa.int64(), mask=~exists).cast(MOMENT)


def _numbers(parts: Any, name: str) -> npt.NDArray[np.int64]:
    """Return a part of each date as a number, 0 where it is not written."""
    texts = pc.struct_field(parts, name)
    written = pc.if_else(pc.greater(pc.binary_length(texts), 0), texts, "0")
    return np.asarray(pc.fill_null(written, "0").cast(pa.int64()).to_numpy(zero_copy_only=False), dtype=np.int64)


def _trimmed(texts: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(texts, _PADDING, "")
