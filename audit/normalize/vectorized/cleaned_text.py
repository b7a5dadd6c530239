"""Clean a column of phone fields: ``classify.cleaned`` of each, character by character only where it is rare."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.columns.ascii_text import (
    Mask,
    Texts,
    chosen,
    ends_with,
    equal,
    flags,
    kinds_of,
    lengths,
    matches,
    replaced,
    replaced_in,
    rows_with,
    starts_with,
    trimmed_end,
    trimmed_start,
)
from audit.normalize import classify

DASHES: Final = r"\x{2010}\x{2012}-\x{2015}\x{2212}"
"""Dashes that cleaning leaves as they are, and that libphonenumber knows as punctuation."""
_LETTERS: Final = (
    r"\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{FF}\x{401}\x{410}-\x{44F}\x{451}"
    r"\x{3041}-\x{3096}\x{30A1}-\x{30FA}\x{4E00}-\x{9FFF}"
)
"""Accented, Cyrillic and Japanese letters that are as cleaning leaves them."""
_ODD: Final = rf"[^ -~\n{DASHES}{_LETTERS}]"
"""What cleaning may change."""
_BLANKS: Final = r"[\t\x{A0}\x{202F}]"
"""The usual ones of those that cleaning makes a space."""
_NON_BREAKING_HYPHEN, _HYPHEN = "\N{NON-BREAKING HYPHEN}", "\N{HYPHEN}"
_REMAINS: Final = "_x[0-9A-Fa-f]{4}_|</?[A-Za-z]|&[#A-Za-z]|%2[0Bb]"
"""What spreadsheets and web pages may have left."""
_FLOAT_TAIL: Final = r"^\+?[0-9]{7,}[.,]00?$"
_MAY_BE_ODD: Final = ~kinds_of("".join(map(chr, range(32, 127))) + "\n") | kinds_of("_<&%")


def cleaned(raw: Texts) -> Texts:
    """Return ``classify.cleaned`` of each text, except that what programs write for nothing stays as it is."""
    ends_as_float = np.flatnonzero(ends_with(raw, "0"))
    ends_as_float = ends_as_float[matches(chosen(raw, ends_as_float), "[.,]00?$")]
    at_an_end = np.flatnonzero(~equal(raw, _stripped(raw)) | starts_with(raw, "'"))
    rows = np.union1d(np.union1d(at_an_end, rows_with(raw, _MAY_BE_ODD)), ends_as_float)
    return replaced(raw, rows, _cleaned(chosen(raw, rows)))


def are_filled(raw: Texts) -> Mask:
    """Tell for each text whether ``classify.cleaned`` of it is not empty."""
    clean = cleaned(raw)
    is_marker = pc.is_in(clean, pa.array(sorted(classify.NULL_MARKERS), type=clean.type))
    return (lengths(clean) > 0) & ~flags(is_marker)


def _cleaned(raw: Texts) -> Texts:
    odd = np.flatnonzero(matches(raw, f"{_ODD}|{_REMAINS}"))
    spaced = pc.replace_substring_regex(chosen(raw, odd), _BLANKS, " ")
    spaced = pc.replace_substring(spaced, _NON_BREAKING_HYPHEN, _HYPHEN)
    clean = _stripped(replaced(raw, odd, spaced))
    quoted = np.flatnonzero(starts_with(clean, "'"))
    clean = replaced(clean, quoted, _stripped(replaced_in(chosen(clean, quoted), "^'", "")))
    tailed = np.flatnonzero(matches(clean, _FLOAT_TAIL))
    clean = replaced(clean, tailed, replaced_in(chosen(clean, tailed), "[.,]00?$", ""))
    odd = odd[matches(spaced, f"{_ODD}|{_REMAINS}")]
    distinct = chosen(raw, odd).dictionary_encode()
    one_by_one = pa.array([classify.cleaned(text) for text in distinct.dictionary.to_pylist()], type=raw.type)
    return replaced(clean, odd, one_by_one.take(distinct.indices))


def _stripped(texts: Texts) -> Texts:
    return trimmed_start(trimmed_end(texts, " \n"), " \n")
