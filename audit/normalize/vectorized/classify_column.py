"""What a column of phone fields says before any numbering plan is asked: ``classify`` for whole columns of ASCII."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.columns.ascii_text import (
    Mask,
    Rows,
    Texts,
    are_digits,
    chosen,
    concatenated,
    counted,
    digits_in,
    flags,
    kinds_of,
    lengths,
    matches,
    replaced_in,
    rows_with,
    starts_with,
    taken,
    without_slice,
)
from audit.normalize.vectorized.letters import Lettered, beside_words, numbers_with_extension
from audit.normalize.vectorized.one_number_texts import (
    DIGITS,
    FEWEST_DIGITS,
    ONE_NUMBER_ALONE,
    Numbers,
    below_each_other,
    plain_numbers,
)
from audit.sources.records.clean_text import NULL_MARKERS, cleaned

_LONGEST_PARSED: Final = 250
"""libphonenumber refuses longer texts."""

_MOST_DIGITS: Final = 15
_DIGITS_OF_TWO: Final = 14
"""Two numbers in one field have seven digits each."""

_MAY_BE_MASKED: Final = "[xX*]{2}"
_MASKED: Final = r"(?s)[0-9](?:.*[^\p{L}*])?[xX*]{2,}(?:[^\p{L}*]|$)"
_SCIENTIFIC: Final = r"^[+-]?[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+$"
_HAS_PLUS: Final = r"^[^0-9]*\+[^0-9]*[0-9]"
SHORT_LAST_PART: Final = r"[/\n]\P{Nd}*(?:\p{Nd}\P{Nd}*){1,3}$"
"""One to three digits behind a ``/`` or line break."""
US_SCREEN: Final = r"^\([2-9][0-9]{2}\) [0-9]{3}-[0-9]{4}$"
"""Ten digits as Salesforce shows them to a user of the United States."""

_PARTS_OF_SEVEN: Final = r"(?:[0-9][^|]*){7}\|(?s:.*)(?:[0-9][^|]*){7}"
_WORD_BETWEEN: Final = r"(?i)\b(?:or|and|oder|und|ou|et|o|y|e)\b"
_NO_LETTER_BEYOND_ASCII: Final = r"[^\n -~\p{L}\p{M}]"
"""Digits of other scripts, for instance."""
_ANY_BETWEEN: Final = (
    r"(?i)[0-9].*[/|&\n;,+\\、،•·]|"
    r"(?:^|[^\p{L}\p{N}_])(?:or|and|oder|und|ou|et|o|y|e|или|и)(?:[^\p{L}\p{N}_]|$)"
)

SHAPES: Final = ("empty", "text", "scientific", "multiple", "masked", "one_number", "undecided")
"""What a text can be: one of four formats (a ``text`` has no digit), masked, a number, or left to the reference."""

EMPTY, TEXT, SCIENTIFIC, MULTIPLE, MASKED, ONE_NUMBER, UNDECIDED = range(len(SHAPES))

_LINE_ENDS: Final = kinds_of("/\n")


@dataclass(frozen=True)
class ColumnText:
    """What the texts of a column say, a row each."""

    texts: Texts
    """stored texts, then the clean ones of those rows that are not ``is_strict``"""
    clean_at: Rows
    """position in ``texts`` of the clean text"""
    is_strict: Mask
    """the stored text is a plus sign and digits"""
    has_plus: Mask
    """a plus sign stands before the first digit"""
    ends_short: Mask
    """a ``/`` or line break stands before the last one to three digits"""
    shape: npt.NDArray[np.int8]
    """a position in SHAPES"""
    numbers: Numbers
    """the texts that are ONE_NUMBER"""
    lettered: Lettered
    """the texts with words of which it is known what they are as a whole"""

    def clean(self, rows: Rows) -> Texts:
        """Return the clean texts of ``rows``."""
        return taken(self.texts, self.clean_at[rows])


def column_text(raw: Texts) -> ColumnText:
    """Return what the stored texts say, before any numbering plan is asked."""
    is_strict = _strict_e164(raw)
    strict, others = np.flatnonzero(is_strict), np.flatnonzero(~is_strict)
    other_clean = cleaned(chosen(raw, others))
    shape, has_plus, ends_short = np.full(len(raw), ONE_NUMBER, dtype=np.int8), is_strict.copy(), ~is_strict
    shape[others], numbers, with_letters = _sorted_out(other_clean)
    numbers = replace(numbers, rows=others[numbers.rows])
    alone = ~numbers.has_word
    has_plus[numbers.rows[alone]] = starts_with(chosen(numbers.number, alone), "+")
    ends_short[others] = _short_last_parts(other_clean)
    clean_at = np.arange(len(raw))
    clean_at[others] = np.arange(len(raw), len(raw) + len(others))
    numbers = below_each_other(plain_numbers(strict, chosen(raw, strict)), numbers)
    texts = concatenated([raw, other_clean])
    with_letters = replace(with_letters, rows=others[with_letters.rows])
    text = ColumnText(texts, clean_at, is_strict, has_plus, ends_short, shape, numbers, with_letters)
    others = np.union1d(np.flatnonzero(shape != ONE_NUMBER), numbers.rows[numbers.has_word])
    has_plus[others] = matches(text.clean(others), _HAS_PLUS)
    return text


def _strict_e164(raw: Texts) -> Mask:
    """Return which texts are ``classify.E164``; two digits are left to the reference like every number so short."""
    n_digits = lengths(raw) - 1
    has_length = (n_digits >= FEWEST_DIGITS) & (n_digits <= _MOST_DIGITS)
    begins = starts_with(raw, "+") & ~starts_with(raw, "0", after=1)
    return has_length & begins & are_digits(without_slice(raw, 0, 1))


def _short_last_parts(clean: Texts) -> Mask:
    rows = rows_with(clean, _LINE_ENDS)
    is_short = np.zeros(len(clean), dtype=np.bool_)
    is_short[rows] = matches(chosen(clean, rows), SHORT_LAST_PART)
    return is_short


def _sorted_out(clean: Texts) -> tuple[npt.NDArray[np.int8], Numbers, Lettered]:
    """Return what each text can be, the numbers of those that are ONE_NUMBER, and those with words as a whole."""
    shape = np.full(len(clean), UNDECIDED, dtype=np.int8)
    shape[lengths(clean) == 0] = EMPTY
    is_short = lengths(clean) <= _LONGEST_PARSED
    is_plain = is_short & matches(clean, ONE_NUMBER_ALONE)
    plain = np.flatnonzero(is_plain)
    number = digits_in(chosen(clean, plain), also="+")
    n_digits = lengths(number) - starts_with(number, "+")
    shape[plain[n_digits >= FEWEST_DIGITS]] = ONE_NUMBER
    shape[_several(clean, plain[n_digits >= _DIGITS_OF_TWO])] = MULTIPLE
    is_one = shape[plain] == ONE_NUMBER
    others = np.flatnonzero(is_short & ~is_plain & (shape == UNDECIDED))
    shape[others], unusual, with_letters = _unusual(chosen(clean, others))
    unusual = replace(unusual, rows=others[unusual.rows])
    numbers = below_each_other(plain_numbers(plain[is_one], chosen(number, is_one)), unusual)
    return shape, numbers, replace(with_letters, rows=others[with_letters.rows])


def _several(clean: Texts, rows: Rows) -> Rows:
    """Return those of ``rows`` whose text ``classify.holds_several`` numbers."""
    rows = rows[matches(chosen(clean, rows), r"[/|&\n;,+\\A-Za-z]")]
    parts = replaced_in(chosen(clean, rows), "^[^0-9]*", "")
    for pattern, by in (("(?i);ext=|,,+", "="), (r"[/&\n;,+\\]", "|"), (_WORD_BETWEEN, "|")):
        parts = pc.replace_substring_regex(parts, pattern, by)
    return rows[matches(parts, _PARTS_OF_SEVEN)]


def _unusual(clean: Texts) -> tuple[npt.NDArray[np.int8], Numbers, Lettered]:
    """Return what texts of more than a plain number can be, the numbers among them, and those with words as a whole."""
    n_digits, is_ascii = counted(clean, DIGITS), flags(pc.string_is_ascii(clean))
    shape = np.where((n_digits == 0) & is_ascii, TEXT, UNDECIDED).astype(np.int8)
    shape[flags(pc.is_in(clean, pa.array(sorted(NULL_MARKERS), type=clean.type)))] = EMPTY
    shape[matches(clean, _SCIENTIFIC)] = SCIENTIFIC
    may_be_several = np.flatnonzero((n_digits >= _DIGITS_OF_TWO) & is_ascii & (shape == UNDECIDED))
    shape[_several(clean, may_be_several)] = MULTIPLE
    is_known = is_ascii | ~matches(clean, _NO_LETTER_BEYOND_ASCII)
    is_known &= is_ascii | (n_digits < _DIGITS_OF_TWO) | ~matches(clean, _ANY_BETWEEN)
    rows = np.flatnonzero(is_known & (n_digits >= FEWEST_DIGITS) & (shape == UNDECIDED))
    may_be_masked = rows[matches(chosen(clean, rows), _MAY_BE_MASKED)]
    shape[may_be_masked[matches(chosen(clean, may_be_masked), _MASKED)]] = MASKED
    rows = np.setdiff1d(rows, may_be_masked, assume_unique=True)
    extended = numbers_with_extension(chosen(clean, rows))
    alone, with_letters = beside_words(chosen(clean, rows))
    numbers = below_each_other(extended, alone)
    numbers = replace(numbers, rows=rows[numbers.rows])
    shape[numbers.rows] = ONE_NUMBER
    return shape, numbers, replace(with_letters, rows=rows[with_letters.rows])
