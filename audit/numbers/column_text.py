"""What a column of phone fields says before any numbering plan is asked: ``classify`` for whole columns of ASCII."""

import string
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.numbers import classify
from audit.numbers.arrow_text import (
    ByteKinds,
    Mask,
    Rows,
    Texts,
    are_digits,
    chosen,
    concatenated,
    counted,
    digits_in,
    ends_with,
    equal,
    flags,
    lengths,
    matches,
    replaced,
    replaced_in,
    rows_with,
    starts_with,
    taken,
    translated,
    trimmed_end,
    trimmed_start,
    without_slice,
)

_LONGEST_PARSED: Final = 250
"""libphonenumber refuses longer texts."""

_FEWEST_DIGITS: Final = 3
"""Shorter numbers are left to the reference: whether libphonenumber parses two digits depends on what is between."""
_MOST_DIGITS: Final = 15
_DIGITS_OF_TWO: Final = 14
"""Two numbers in one field have seven digits each."""

_DASHES: Final = r"\x{2010}\x{2012}-\x{2015}\x{2212}"
"""Dashes that cleaning leaves as they are, and that libphonenumber knows as punctuation."""
_ODD: Final = rf"[^ -~\n{_DASHES}]"
"""What cleaning may change."""
_BLANKS: Final = r"[\t\x{A0}\x{202F}]"
"""The usual ones of those that cleaning makes a space."""
_NON_BREAKING_HYPHEN, _HYPHEN = "\N{NON-BREAKING HYPHEN}", "\N{HYPHEN}"

_SCIENTIFIC: Final = r"^[+-]?[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+$"
_FLOAT_TAIL: Final = r"^\+?[0-9]{7,}[.,]00?$"
_ONLY_TEL: Final = r"^(?i:tel:)[^A-Za-z]*$"
_HAS_PLUS: Final = r"^[^0-9]*\+[^0-9]*[0-9]"
SHORT_LAST_PART: Final = r"[/\n]\P{Nd}*(?:\p{Nd}\P{Nd}*){1,3}$"
"""One to three digits behind a ``/`` or line break."""
US_SCREEN: Final = r"^\([2-9][0-9]{2}\) [0-9]{3}-[0-9]{4}$"
"""Ten digits as Salesforce shows them to a user of the United States."""

_PARTS_OF_SEVEN: Final = r"(?:[0-9][^|]*){7}\|(?s:.*)(?:[0-9][^|]*){7}"
_WORD_BETWEEN: Final = r"(?i)\b(?:or|and|oder|und|ou|et)\b"

_PUNCTUATION: Final = r" ().\-/"
"""Between the digits of one number, as libphonenumber knows it; others are left to the reference."""
_BETWEEN: Final = rf"{_PUNCTUATION}\n{_DASHES}"
_BEFORE: Final = r" \n!-*,-/:-@\[-`{-~"
_AFTER: Final = r" \n!\"$-*,-/:-@\[-`{-~"
_ONE_NUMBER: Final = rf"^[{_BEFORE}]*\+?[{_BETWEEN}]*[0-9][0-9{_BETWEEN}]*[{_AFTER}]*$"
"""A number without letters, in other ASCII punctuation: libphonenumber drops what stands before and after it."""
_THREE_DIGITS: Final = rf"^\+?(?:[{_PUNCTUATION}]*[0-9]){{3}}"
_EXTENSION: Final = (
    rf"(?i)^\+?(?:[{_PUNCTUATION}]*[0-9]){{3}}[0-9{_PUNCTUATION}]*"
    r"(?:;ext=|[ ,]*(?:e?xtn?|extension|#)[:.]?[ ,-]*|[ ,]*x[:.]?[ ,-]*)[0-9]{1,9}$"
)
_NEVER_FIRST: Final = "".join(c for c in map(chr, range(32, 127)) if c not in string.digits + "+")
_NEVER_LAST: Final = "".join(c for c in map(chr, range(32, 127)) if not c.isalnum() and c != "#")
"""What libphonenumber drops before and after a number (``_extract_possible_number``)."""
_PHONE_CONTEXT: Final = ";phone-context="
_SECOND_NUMBER: Final = r"[/\\] *x"
"""Where libphonenumber cuts a second number off."""
_ORDINARY: Final = rf"^\+?[0-9A-Za-z{_PUNCTUATION}]*$"

SHAPES: Final = ("empty", "text", "scientific", "multiple", "one_number", "undecided")
"""What a text can be: one of four formats (a ``text`` cannot be parsed), a number, or left to the reference."""

EMPTY, TEXT, SCIENTIFIC, MULTIPLE, ONE_NUMBER, UNDECIDED = range(len(SHAPES))

_KEYS: Final = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999", strict=True))
"""The digit on whose key each letter stands (ITU-T E.161)."""


def _bytes(characters: str) -> ByteKinds:
    return np.isin(np.arange(256), list(characters.encode()))


_DIGITS: Final = _bytes("0123456789")
_LETTERS: Final = _bytes("".join(_KEYS) + "".join(_KEYS).lower())
_LINE_ENDS: Final = _bytes("/\n")
_MAY_BE_ODD: Final = ~_bytes("".join(map(chr, range(32, 127))) + "\n")


@dataclass(frozen=True)
class Numbers:
    """Those texts of a column that hold one number, a row each."""

    rows: Rows
    number: Texts
    """its digits, after a plus sign where there is one; no extension; a vanity number's letters are digits"""
    has_extension: Mask
    has_letter: Mask
    """other than in a leading ``tel:``"""


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
    """EMPTY, TEXT, SCIENTIFIC, MULTIPLE, ONE_NUMBER or UNDECIDED"""
    numbers: Numbers
    """the texts that are ONE_NUMBER"""

    def clean(self, rows: Rows) -> Texts:
        """Return the clean texts of ``rows``."""
        return taken(self.texts, self.clean_at[rows])


def column_text(raw: Texts) -> ColumnText:
    """Return what the stored texts say, before any numbering plan is asked."""
    is_strict = _strict_e164(raw)
    strict, others = np.flatnonzero(is_strict), np.flatnonzero(~is_strict)
    other_clean = cleaned(chosen(raw, others))
    shape, has_plus, ends_short = np.full(len(raw), ONE_NUMBER, dtype=np.int8), is_strict.copy(), ~is_strict
    shape[others], numbers = _sorted_out(other_clean)
    numbers = replace(numbers, rows=others[numbers.rows])
    has_plus[numbers.rows] = starts_with(numbers.number, "+")
    ends_short[others] = _short_last_parts(other_clean)
    clean_at = np.arange(len(raw))
    clean_at[others] = np.arange(len(raw), len(raw) + len(others))
    numbers = _below_each_other(_plain(strict, chosen(raw, strict)), numbers)
    texts = concatenated([raw, other_clean])
    text = ColumnText(texts, clean_at, is_strict, has_plus, ends_short, shape, numbers)
    no_number = np.flatnonzero(shape != ONE_NUMBER)
    has_plus[no_number] = matches(text.clean(no_number), _HAS_PLUS)
    return text


def _strict_e164(raw: Texts) -> Mask:
    """Tell which texts are ``classify.E164``; two digits are left to the reference like every number so short."""
    n_digits = lengths(raw) - 1
    has_length = (n_digits >= _FEWEST_DIGITS) & (n_digits <= _MOST_DIGITS)
    begins = starts_with(raw, "+") & ~starts_with(raw, "0", after=1)
    return has_length & begins & are_digits(without_slice(raw, 0, 1))


def _plain(rows: Rows, number: Texts) -> Numbers:
    never = np.zeros(len(rows), dtype=np.bool_)
    return Numbers(rows, number, has_extension=never, has_letter=never)


def _below_each_other(upper: Numbers, lower: Numbers) -> Numbers:
    return Numbers(
        rows=np.concatenate([upper.rows, lower.rows]),
        number=concatenated([upper.number, lower.number]),
        has_extension=np.concatenate([upper.has_extension, lower.has_extension]),
        has_letter=np.concatenate([upper.has_letter, lower.has_letter]),
    )


def cleaned(raw: Texts) -> Texts:
    """Return ``classify.cleaned`` of each text; only rare characters are looked at text by text."""
    ends_as_float = np.flatnonzero(ends_with(raw, "0"))
    ends_as_float = ends_as_float[matches(chosen(raw, ends_as_float), "[.,]00?$")]
    at_an_end = np.flatnonzero(~equal(raw, _stripped(raw)) | starts_with(raw, "'"))
    rows = np.union1d(np.union1d(at_an_end, rows_with(raw, _MAY_BE_ODD)), ends_as_float)
    return replaced(raw, rows, _cleaned(chosen(raw, rows)))


def _cleaned(raw: Texts) -> Texts:
    odd = np.flatnonzero(matches(raw, _ODD))
    spaced = pc.replace_substring_regex(chosen(raw, odd), _BLANKS, " ")
    spaced = pc.replace_substring(spaced, _NON_BREAKING_HYPHEN, _HYPHEN)
    clean = _stripped(replaced(raw, odd, spaced))
    quoted = np.flatnonzero(starts_with(clean, "'"))
    clean = replaced(clean, quoted, _stripped(replaced_in(chosen(clean, quoted), "^'", "")))
    tailed = np.flatnonzero(matches(clean, _FLOAT_TAIL))
    clean = replaced(clean, tailed, replaced_in(chosen(clean, tailed), "[.,]00?$", ""))
    odd = odd[matches(spaced, _ODD)]
    distinct = chosen(raw, odd).dictionary_encode()
    one_by_one = pa.array([classify.cleaned(text) for text in distinct.dictionary.to_pylist()], type=raw.type)
    return replaced(clean, odd, one_by_one.take(distinct.indices))


def _stripped(texts: Texts) -> Texts:
    return trimmed_start(trimmed_end(texts, " \n"), " \n")


def _short_last_parts(clean: Texts) -> Mask:
    rows = rows_with(clean, _LINE_ENDS)
    is_short = np.zeros(len(clean), dtype=np.bool_)
    is_short[rows] = matches(chosen(clean, rows), SHORT_LAST_PART)
    return is_short


def placeholders(clean: Texts, words: frozenset[str]) -> Mask:
    """Tell for each text whether it stands for "no number"; ``words`` are case-folded."""
    digits = digits_in(clean)
    repeated = "|".join(f"{digit}{{5,}}" for digit in range(10))
    known = pc.is_in(digits, pa.array(sorted(classify.PLACEHOLDER_DIGITS), type=pa.large_string()))
    word = pc.is_in(pc.ascii_lower(clean), pa.array(sorted(words), type=pa.large_string()))
    return matches(digits, f"^(?:{repeated})$") | flags(known) | flags(word)


def _sorted_out(clean: Texts) -> tuple[npt.NDArray[np.int8], Numbers]:
    """Return what each text can be, and the numbers of those that are ONE_NUMBER."""
    shape = np.full(len(clean), UNDECIDED, dtype=np.int8)
    shape[lengths(clean) == 0] = EMPTY
    is_short = lengths(clean) <= _LONGEST_PARSED
    is_plain = is_short & matches(clean, _ONE_NUMBER)
    plain = np.flatnonzero(is_plain)
    number = digits_in(chosen(clean, plain), also="+")
    n_digits = lengths(number) - starts_with(number, "+")
    shape[plain[n_digits >= _FEWEST_DIGITS]] = ONE_NUMBER
    shape[_several(clean, plain[n_digits >= _DIGITS_OF_TWO])] = MULTIPLE
    is_one = shape[plain] == ONE_NUMBER
    others = np.flatnonzero(is_short & ~is_plain & (shape == UNDECIDED))
    others = others[flags(pc.string_is_ascii(chosen(clean, others)))]
    shape[others], unusual = _unusual(chosen(clean, others))
    return shape, _below_each_other(
        _plain(plain[is_one], chosen(number, is_one)), replace(unusual, rows=others[unusual.rows])
    )


def _several(clean: Texts, rows: Rows) -> Rows:
    """Return those of ``rows`` whose text ``classify.holds_several`` numbers."""
    rows = rows[matches(chosen(clean, rows), r"[/|&\n;,A-Za-z]")]
    parts = chosen(clean, rows)
    for pattern, by in (("(?i);ext=|,,+", "="), (r"[/&\n;,]", "|"), (_WORD_BETWEEN, "|")):
        parts = pc.replace_substring_regex(parts, pattern, by)
    return rows[matches(parts, _PARTS_OF_SEVEN)]


def _unusual(clean: Texts) -> tuple[npt.NDArray[np.int8], Numbers]:
    """Return what texts of more than a plain number can be, and the numbers among them."""
    n_digits = counted(clean, _DIGITS)
    shape = np.where(n_digits == 0, TEXT, UNDECIDED).astype(np.int8)
    shape[matches(clean, _SCIENTIFIC)] = SCIENTIFIC
    shape[_several(clean, np.flatnonzero((n_digits >= _DIGITS_OF_TWO) & (shape == UNDECIDED)))] = MULTIPLE
    rows = np.flatnonzero((n_digits >= _FEWEST_DIGITS) & (shape == UNDECIDED))
    shape[rows], numbers = _with_letters(chosen(clean, rows))
    return shape, replace(numbers, rows=rows[numbers.rows])


def _with_letters(clean: Texts) -> tuple[npt.NDArray[np.int8], Numbers]:
    """Return what texts with letters or an extension can be, and the numbers among them."""
    body = trimmed_start(pc.replace_substring(clean, "\n", " "), _NEVER_FIRST)
    body = trimmed_end(body, _NEVER_LAST)
    is_simple = ~(matches(body, _SECOND_NUMBER) | matches(clean, _PHONE_CONTEXT))
    has_extension = is_simple & matches(body, _EXTENSION)
    has_x = matches(body, "[Xx]")
    ends_in_letter = matches(body, "[A-Za-z]$")
    is_simple &= matches(body, _ORDINARY) & (ends_in_letter | ~(has_x | matches(body, "(?i)int")))
    is_viable = matches(body, _THREE_DIGITS)
    is_number = has_extension | (is_simple & is_viable)
    is_text = is_simple & ~is_viable & ~has_x
    shape = np.select([is_number, is_text], [ONE_NUMBER, TEXT], UNDECIDED).astype(np.int8)
    extended = np.flatnonzero(has_extension)
    main = digits_in(trimmed_end(chosen(body, extended), string.digits), also="+")
    number = replaced(_normalized(body), extended, main)
    numbers = chosen(clean, is_number)
    return shape, Numbers(
        rows=np.flatnonzero(is_number),
        number=chosen(number, is_number),
        has_extension=has_extension[is_number],
        has_letter=matches(numbers, "[A-Za-z]") & ~matches(numbers, _ONLY_TEL),
    )


def _normalized(body: Texts) -> Texts:
    """Return plus sign and digits of each text; of three letters or more each is a digit (``_normalize``)."""
    vanity = np.flatnonzero(counted(body, _LETTERS) >= 3)
    key = np.arange(256, dtype=np.uint8)
    for letter, digit in _KEYS.items():
        key[[ord(letter), ord(letter.lower())]] = ord(digit)
    return digits_in(replaced(body, vanity, translated(chosen(body, vanity), key)), also="+")
