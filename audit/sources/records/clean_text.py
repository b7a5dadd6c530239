"""The text of a phone field without what a person does not see or did not mean (docs/simulation.md, Formats, *clean*).

A column is cleaned character by character only where that is rare.
"""

import html
import re
import unicodedata
from html.entities import html5
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

_ESCAPED_CHARACTER: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How a workbook writes what XML cannot hold (ECMA-376, ST_Xstring)."""
_TAG: Final = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(\s[^<>]*)?/?>")
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,9}|#[xX][0-9A-Fa-f]{1,8}|[A-Za-z][A-Za-z0-9]*);")
_MAY_BE_REMAINS: Final = re.compile(r"[_<&%]")
NULL_MARKERS: Final = frozenset(
    ["#N/A", "#VALUE!", "#REF!", "#NAME?", "nan", "NaN", "null", "NULL", "<null>", r"\N"],
)
"""What programs write for an empty field, in exactly this case."""

_LINE_BREAKS: Final = dict.fromkeys(map(ord, "\n\r\v\f\x85\u2028\u2029"), "\n")
_WHOLE_FLOAT: Final = re.compile(r"(\+?\d{7,})[.,]00?")

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
_NULL_MARKERS: Final = pa.array(sorted(NULL_MARKERS), pa.large_string())
_LONGEST_MARKER: Final = max(map(len, NULL_MARKERS))


def cleaned_text(raw: str) -> str:
    """Return ``raw`` without what a person does not see or did not mean: the ``clean`` of docs/simulation.md, Cleaning.

    >>> cleaned_text(" '020 7946 0018.0 ")
    '020 7946 0018.0'
    >>> cleaned_text("02079460018.0")
    '02079460018'
    >>> cleaned_text("+49 30 901820_x000D_")
    '+49 30 901820'
    """
    text = _without_remains(raw) if _MAY_BE_REMAINS.search(raw) else raw
    text = text.translate(_LINE_BREAKS).replace("\t", " ")
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf"})
    text = unicodedata.normalize("NFKC", text).strip().removeprefix("'").strip()
    tail = _WHOLE_FLOAT.fullmatch(text)
    text = tail[1] if tail else text
    return "" if text in NULL_MARKERS else text


def _without_remains(raw: str) -> str:
    """Undo what spreadsheets and web pages leave, each once, in the order of docs/simulation.md, Cleaning."""
    text = _ESCAPED_CHARACTER.sub(_unescaped, raw)
    text = _TAG.sub(" ", text)
    text = _ENTITY.sub(_character, text)
    return text.replace("%2B", "+").replace("%2b", "+").replace("%20", " ")


def _unescaped(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return "" if unicodedata.category(character) == "Cs" else character


def _character(entity: re.Match[str]) -> str:
    is_known = entity[0].startswith("&#") or entity[0][1:] in html5
    return html.unescape(entity[0]) if is_known else entity[0]


def cleaned(raw: Texts) -> Texts:
    """Return ``cleaned_text`` of each text, except that what programs write for nothing stays as it is."""
    ends_as_float = np.flatnonzero(ends_with(raw, "0"))
    ends_as_float = ends_as_float[matches(chosen(raw, ends_as_float), "[.,]00?$")]
    at_an_end = np.flatnonzero(~equal(raw, _stripped(raw)) | starts_with(raw, "'"))
    rows = np.union1d(np.union1d(at_an_end, rows_with(raw, _MAY_BE_ODD)), ends_as_float)
    return replaced(raw, rows, _cleaned(chosen(raw, rows)))


def are_filled(raw: Texts) -> Mask:
    """Check for each text whether ``cleaned_text`` of it is not empty."""
    clean = cleaned(raw)
    is_marker = pc.is_in(clean, pa.array(sorted(NULL_MARKERS), type=clean.type))
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
    one_by_one = pa.array([cleaned_text(text) for text in distinct.dictionary.to_pylist()], type=raw.type)
    return replaced(clean, odd, one_by_one.take(distinct.indices))


def _stripped(texts: Texts) -> Texts:
    return trimmed_start(trimmed_end(texts, " \n"), " \n")


def null_where_marked(texts: pa.Array) -> pa.Array:
    """Return ``texts`` with null for each that is just a marker of a missing value (docs/simulation.md, Cleaning).

    Spaces around it are no part of it: databases pad their columns.
    """
    shortest = pc.min(pc.binary_length(texts)).as_py()
    if shortest is None or (shortest > _LONGEST_MARKER and not pc.any(pc.ends_with(texts, " ")).as_py()):
        return texts
    marked = pc.is_in(pc.ascii_trim_whitespace(texts), _NULL_MARKERS)
    return pc.if_else(marked, None, texts) if marked.true_count else texts
