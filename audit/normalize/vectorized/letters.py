"""Texts of a column that have more than a number: an extension, or words beside it; ``words`` for whole columns.

Whatever is not ordinary is left to the reference: the functions return the rows of which they are sure.
"""

import string
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from audit.columns.ascii_text import (
    Mask,
    Rows,
    Texts,
    chosen,
    counted,
    digits_in,
    flags,
    kinds_of,
    matches,
    replaced,
    replaced_in,
    translated,
    trimmed_end,
    trimmed_start,
)
from audit.normalize.vectorized.one_number_texts import DIGITS, ONE_NUMBER_ALONE, PUNCTUATION, Numbers, plain_numbers

_SCHEME: Final = "^(?i:tel|callto):"
_HAS_LETTER: Final = r"\p{L}"
_LETTER: Final = r"[\p{L}\p{M}]"

_THREE_DIGITS: Final = rf"^\+?(?:[{PUNCTUATION}]*[0-9]){{3}}"
_EXTENSION: Final = (
    rf"(?i)^[^0-9+\p{{L}}\p{{M}}]*\+?(?:[{PUNCTUATION}]*[0-9]){{3}}[0-9{PUNCTUATION}]*"
    r"(?:;ext=|[ ,]*(?:e?xtn?|extension|#)[:.]?[ ,-]*|[ ,]*x[:.]?[ ,-]*)[0-9]{1,9}$"
)
_NEVER_FIRST: Final = "".join(c for c in map(chr, range(32, 127)) if c not in string.digits + "+")
_NEVER_LAST: Final = "".join(c for c in map(chr, range(32, 127)) if not c.isalnum() and c != "#")
"""What libphonenumber drops before and after a number (``_extract_possible_number``)."""
_PHONE_CONTEXT: Final = ";phone-context="
_SECOND_NUMBER: Final = r"[/\\] *x"
"""Where libphonenumber cuts a second number off."""
_ORDINARY: Final = rf"^\+?[0-9A-Za-z{PUNCTUATION}]*$"

_WORD: Final = rf"\p{{M}}*\p{{L}}{_LETTER}*"
_CUT: Final = "\x01"
"""Cleaning leaves no such character."""
_REST: Final = rf"[^0-9{_CUT}]*(?:[0-9][^0-9{_CUT}]*){{0,3}}"
"""A piece that is no valid number in any country: the shortest have four digits."""
_MAIN: Final = rf"[^0-9{_CUT}]*(?:[0-9][^0-9{_CUT}]*){{4,}}"
_ONE_MAIN: Final = rf"^(?:{_REST}{_CUT})*({_MAIN})(?:{_CUT}{_REST})*$"
_NO_MAIN: Final = rf"^{_REST}(?:{_CUT}{_REST})*$"

_MARK: Final = r"(?:ext|extn|xt|xtn|extension|extensión|доб|anexo|int|x)[.:=]?[\s,-]*[0-9]"
_LEFT_TO_REFERENCE: Final = "|".join(
    [
        r"[^\n -~\p{L}\p{M}]|ー",
        r"[\[\]]|\([^)]*[0-9][^)]*\p{L}|\([^)]*\p{L}[^)]*[0-9]",
        rf"(?i:(?:^|[^\p{{L}}\p{{M}}]){_MARK})",
        rf"{_LETTER}[.:]?\s*[1-9][\s.:)]+0",
        rf"\s[0-9]{{1,2}}(?:\.\s*)?{_LETTER}",
    ]
)
"""Brackets with words and digits, marks of extensions, numbers of words, digits that may be a word's (``words``)."""

_KEYS: Final = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999", strict=True))
"""The digit on whose key each letter stands (ITU-T E.161)."""
_FEWEST_KEYED: Final = 3
"""Fewer letters are dropped by libphonenumber, not read as keys."""
_VANITY_LETTERS: Final = 4
_LETTERS: Final = kinds_of(string.ascii_letters)


@dataclass(frozen=True)
class Lettered:
    """Texts with words, taken as a whole, a row each: what they are when no piece of them is a valid number."""

    rows: Rows
    is_viable: Mask
    """libphonenumber parses it"""
    number: Texts
    """its digits, letters read as keys, after a plus sign where there is one; empty where it is not viable"""
    n_digits: npt.NDArray[np.int64]
    may_be_vanity: Mask
    """it has four letters or more behind the first digit"""
    begins_with_words: Mask
    """and has none behind its first digit"""

    def at(self, kept: Mask) -> "Lettered":
        """Return the texts of some rows."""
        columns = {field.name: getattr(self, field.name) for field in fields(self)}
        columns["number"] = chosen(self.number, kept)
        return Lettered(**{name: values if name == "number" else values[kept] for name, values in columns.items()})


def without_scheme(clean: Texts) -> Texts:
    """Return ``words.without_scheme`` of texts without digits of other scripts."""
    return replaced_in(clean, _SCHEME, "")


def numbers_with_extension(clean: Texts) -> Numbers:
    """Return the numbers that have an extension and no word, and those with nothing but a scheme before them."""
    bare = pc.replace_substring(without_scheme(clean), "\n", " ")
    body = trimmed_end(bare, _NEVER_LAST)
    is_simple = ~(matches(body, _SECOND_NUMBER) | matches(clean, _PHONE_CONTEXT))
    has_extension = is_simple & flags(pc.string_is_ascii(clean)) & matches(body, _EXTENSION)
    is_bare = ~has_extension & ~matches(bare, _HAS_LETTER) & matches(bare, ONE_NUMBER_ALONE)
    rows = np.flatnonzero(has_extension | is_bare)
    extended = np.flatnonzero(has_extension[rows])
    number = chosen(body, rows)
    number = replaced(number, extended, trimmed_end(chosen(number, extended), string.digits))
    number = digits_in(number, also="+")
    numbers = plain_numbers(rows, number)
    return Numbers(rows, number, has_extension=has_extension[rows], has_word=numbers.has_word)


def beside_words(clean: Texts) -> tuple[Numbers, Lettered]:
    """Return the numbers of texts with words in which one piece alone can be a number, and such texts as a whole.

    A text as a whole is what it is if no piece of it is a valid number.
    """
    bare = without_scheme(clean)
    rows = np.flatnonzero(matches(bare, _HAS_LETTER))
    rows = rows[~matches(chosen(bare, rows), _LEFT_TO_REFERENCE)]
    bare = chosen(bare, rows)
    cut = pc.replace_substring(pc.replace_substring_regex(bare, _WORD, _CUT), "+", f"{_CUT}+")
    main_rows = np.flatnonzero(matches(cut, _ONE_MAIN))
    main = replaced_in(chosen(cut, main_rows), _ONE_MAIN, r"\1")
    is_plain = matches(main, ONE_NUMBER_ALONE)
    main_rows, number = main_rows[is_plain], digits_in(chosen(main, is_plain), also="+")
    is_cut = matches(cut, _NO_MAIN)
    is_cut[main_rows] = True
    whole = _lettered(chosen(bare, is_cut), rows[is_cut])
    never = np.zeros(len(main_rows), dtype=np.bool_)
    return Numbers(rows[main_rows], number, has_extension=never, has_word=~never), whole


def _lettered(bare: Texts, rows: Rows) -> Lettered:
    """Return the texts of which it is sure how libphonenumber takes the whole; ``rows`` is where they stand."""
    body = trimmed_start(pc.replace_substring(bare, "\n", " "), _NEVER_FIRST)
    body = trimmed_end(body, _NEVER_LAST)
    n_letters = counted(body, _LETTERS)
    # every mark of an extension that libphonenumber knows in ASCII letters has an x, but for "int"
    has_x, is_viable = matches(body, "(?i)x|int"), matches(body, _THREE_DIGITS)
    is_sure = ~matches(body, _SECOND_NUMBER) & ~matches(bare, _PHONE_CONTEXT) & matches(body, _ORDINARY)
    is_sure &= flags(pc.string_is_ascii(bare)) & (~has_x | (matches(body, "[A-Za-z]$") & is_viable))
    is_sure &= ~is_viable | (n_letters == 0) | (n_letters >= _FEWEST_KEYED)
    sure, body = chosen(bare, is_sure), chosen(body, is_sure)
    return Lettered(
        rows=rows[is_sure],
        is_viable=is_viable[is_sure],
        number=digits_in(translated(body, _KEY_OF), also="+"),
        n_digits=counted(sure, DIGITS),
        may_be_vanity=n_letters[is_sure] >= _VANITY_LETTERS,
        begins_with_words=matches(sure, "^[^0-9]*[0-9][^A-Za-z]*$"),
    )


def _keys() -> npt.NDArray[np.uint8]:
    key = np.arange(256, dtype=np.uint8)
    for letter, digit in _KEYS.items():
        key[[ord(letter), ord(letter.lower())]] = ord(digit)
    return key


_KEY_OF: Final = _keys()
