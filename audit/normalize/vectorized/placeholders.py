"""Which texts of a column stand for "no number": ``classify.is_placeholder`` for whole columns."""

import re
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.columns.ascii_text import Mask, Rows, Texts, chosen, digits_in, flags, matches, number_at, starts_with
from audit.normalize import classify
from audit.normalize.vectorized.classify_column import ColumnText
from audit.normalize.vectorized.one_number_texts import FEWEST_DIGITS

_REPEATED: Final = rf"^\+?(?:{'|'.join(f'{digit}{{5,}}' for digit in range(10))})$"
_KNOWN: Final = sorted({sign + digits for digits in classify.PLACEHOLDER_DIGITS for sign in ("", "+")})

_BEGINS_LIKE_NONE: Final = np.isin(
    np.arange(10**FEWEST_DIGITS), [*range(0, 1000, 111), *(int(digits[:3]) for digits in classify.PLACEHOLDER_DIGITS)]
)
"""By the first three digits."""


def placeholder_rows(text: ColumnText, asked: Mask, words: frozenset[str]) -> Rows:
    """Return the rows, of those ``asked``, whose text stands for "no number"; ``words`` are case-folded."""
    numbers = text.numbers
    is_alone = asked[numbers.rows] & ~numbers.has_extension & ~numbers.has_word
    alone = numbers.rows[is_alone]
    is_other = asked.copy()
    is_other[alone] = False
    others = np.flatnonzero(is_other)
    clean = text.clean(others)
    number = chosen(numbers.number, is_alone)
    may_be = np.flatnonzero(_BEGINS_LIKE_NONE[number_at(number, starts_with(number, "+"), FEWEST_DIGITS)])
    found = [alone[may_be[_have_digits_of_none(chosen(number, may_be))]]]
    found.append(others[_have_digits_of_none(digits_in(clean)) | _are_words(clean, words)])
    if with_digits := frozenset(word for word in words if _counts(word)):
        found.append(alone[_are_words(text.clean(alone), with_digits)])
    return np.unique(np.concatenate(found))


def may_fold_to_word(words: frozenset[str]) -> bool:
    """Check whether a text with digits and letters beyond ASCII may be one of ``words`` in another case."""
    return any(_counts(word) and re.search(r"[^\W\d_]", word) for word in words)


def _counts(word: str) -> bool:
    return len(re.findall(r"[0-9]", word)) >= FEWEST_DIGITS


def _have_digits_of_none(digits: Texts) -> Mask:
    known = pc.is_in(digits, pa.array(_KNOWN, type=pa.large_string()))
    return matches(digits, _REPEATED) | flags(known)


def _are_words(clean: Texts, words: frozenset[str]) -> Mask:
    return flags(pc.is_in(pc.ascii_lower(clean), pa.array(sorted(words), type=pa.large_string())))
