"""What single cells of a call history say: durations, the company's lines, ids of calls in links."""

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

_TEXT: Final = pa.large_string()
_CLOCK: Final = r"^(?:(?P<hours>[0-9]{1,3}):)?(?P<minutes>[0-9]{1,2}):(?P<seconds>[0-9]{2})(?:\.[0-9]+)?$"
_WHOLE: Final = r"^[0-9]{1,7}(?:\.[0-9]+)?$"
_LINE: Final = r"(?:^|\()\+?(?P<line>[0-9][0-9 ().-]{5,}[0-9])\)?$"
"""A number alone, or in brackets behind the name of the line: Sales Paris (+33 1 99 00 99 00)."""
_LINE_AMONG_WORDS: Final = r"(?:^|[^0-9A-Za-z])(?P<line>[0-9]{7,15})(?:[^0-9A-Za-z]|$)"
_LINK: Final = (
    r"(?:assets\.aircall\.io/(?:calls|recording|voicemail)|dashboard\.aircall\.io/calls)/(?P<call_id>[0-9]{1,19})"
)
"""Links to a recording or to the call itself, of today's package and of older ones."""
_DESTROYED: Final = r"(?i)^[0-9](?:[.,][0-9]+)?E\+?[0-9]{1,2}$"
_SMS: Final = r"(?i)\b(?:sms|mms|whatsapp|text message)\b|^messages?$"
_NOT_CALLS: Final = frozenset(["task", "email", "listemail", "cadence", "linkedin", "meeting"])
"""Values of TaskSubtype other than Call."""


def none_of(n_rows: int) -> pa.Array:
    """Return ``n_rows`` missing texts."""
    return pa.nulls(n_rows, _TEXT)


def first_filled(choices: Iterable[pa.Array], n_rows: int) -> pa.Array:
    """Return of each row the first of ``choices`` (large_string) that is not null."""
    return pc.coalesce(*choices, none_of(n_rows))


def seconds_of(texts: pa.Array) -> npt.NDArray[np.int64]:
    """Return durations in seconds, -1 for none: ``433``, ``433.0``, ``00:07:13``, ``7:13``."""
    whole = pc.if_else(pc.match_substring_regex(texts, _WHOLE), texts, pa.scalar(None, _TEXT))
    parts = pc.extract_regex(texts, _CLOCK)
    hours, minutes, seconds = (_number(parts, name) for name in ("hours", "minutes", "seconds"))
    clock = pc.add(pc.add(pc.multiply(hours, 3600), pc.multiply(minutes, 60)), seconds)
    found = pc.coalesce(pc.floor(whole.cast(pa.float64())).cast(pa.int64()), clock)
    return np.asarray(pc.fill_null(found, -1).to_numpy(zero_copy_only=False), dtype=np.int64)


def _number(parts: pa.Array, name: str) -> pa.Array:
    texts = pc.struct_field(parts, name)
    return pc.if_else(pc.equal(texts, ""), "0", texts).cast(pa.int64())


def line_digits(texts: pa.Array) -> pa.Array:
    """Return the digits of the company's line that a column of lines names, null for none."""
    distinct = texts.dictionary_encode()
    found = pc.struct_field(pc.extract_regex(distinct.dictionary, _LINE), "line")
    return pc.replace_substring_regex(found, r"^00|[^0-9]", "").take(distinct.indices)


def line_among_words(texts: pa.Array) -> pa.Array:
    """Return the first number of 7 to 15 digits in CallDisposition: there it is the company's line."""
    distinct = texts.dictionary_encode()
    return pc.struct_field(pc.extract_regex(distinct.dictionary, _LINE_AMONG_WORDS), "line").take(distinct.indices)


def linked_call_ids(columns: Iterable[pa.Array], n_rows: int) -> pa.Array:
    """Return the id of the call that a link in one of ``columns`` leads to, null for none."""
    found = (pc.struct_field(pc.extract_regex(texts, _LINK), "call_id") for texts in columns)
    return first_filled(found, n_rows)


def call_ids(texts: pa.Array) -> pa.Array:
    """Return ids of calls, null for none: also where a spreadsheet made 2.4E+09 of them, the same of many."""
    whole = pc.replace_substring_regex(texts, r"\.0$", "")
    is_lost = pc.match_substring_regex(whole, _DESTROYED)
    return pc.if_else(is_lost, pa.scalar(None, _TEXT), whole)


def are_sms(texts: pa.Array) -> npt.NDArray[np.bool_]:
    """Return which of ``texts`` say that the row is a message."""
    return _flags(pc.match_substring_regex(texts, _SMS))


def are_other_tasks(texts: pa.Array) -> npt.NDArray[np.bool_]:
    """Return which of ``texts``, values of TaskSubtype, say that the row is no call."""
    return _flags(pc.is_in(pc.utf8_lower(texts), pa.array(sorted(_NOT_CALLS), _TEXT)))


def are_of_aircall(texts: pa.Array) -> npt.NDArray[np.bool_]:
    """Return which of ``texts``, values of CallDisposition, the integration wrote."""
    return _flags(pc.match_substring(texts, "aircall", ignore_case=True))


def _flags(mask: pa.Array) -> npt.NDArray[np.bool_]:
    return np.asarray(pc.fill_null(mask, fill_value=False).to_numpy(zero_copy_only=False), dtype=np.bool_)
