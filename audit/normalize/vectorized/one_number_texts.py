"""Texts of a column that hold one number: what such a text looks like, and what is kept of it."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from audit.columns.ascii_text import Mask, Rows, Texts, concatenated, kinds_of
from audit.sources.records.clean_text import DASHES

DIGITS: Final = kinds_of("0123456789")

FEWEST_DIGITS: Final = 3
"""Shorter numbers are left to the reference: whether libphonenumber parses two digits depends on what is between."""

PUNCTUATION: Final = r" ().\-/"
"""Between the digits of one number, as libphonenumber knows it; others are left to the reference."""
_BETWEEN: Final = rf"{PUNCTUATION}\n{DASHES}"
_BEFORE: Final = r" \n!-*,-/:-@\[-`{-~"
_AFTER: Final = r" \n!\"$-),-/:-@\[-`{-~"
"""No asterisk: two of them hide digits."""
ONE_NUMBER_ALONE: Final = rf"^[{_BEFORE}]*\+?[{_BETWEEN}]*[0-9][0-9{_BETWEEN}]*[{_AFTER}]*$"
"""A number without letters, in other ASCII punctuation: libphonenumber drops what stands before and after it."""


@dataclass(frozen=True)
class Numbers:
    """Those texts of a column that hold one number, a row each."""

    rows: Rows
    number: Texts
    """its digits, after a plus sign where there is one; no extension, nothing of the words beside it"""
    has_extension: Mask
    has_word: Mask
    """it stands beside words, and is what they say only if it is valid"""


def plain_numbers(rows: Rows, number: Texts) -> Numbers:
    """Return numbers that have nothing beside them."""
    never = np.zeros(len(rows), dtype=np.bool_)
    return Numbers(rows, number, has_extension=never, has_word=never)


def below_each_other(upper: Numbers, lower: Numbers) -> Numbers:
    """Return the numbers of both."""
    return Numbers(
        rows=np.concatenate([upper.rows, lower.rows]),
        number=concatenated([upper.number, lower.number]),
        has_extension=np.concatenate([upper.has_extension, lower.has_extension]),
        has_word=np.concatenate([upper.has_word, lower.has_word]),
    )
