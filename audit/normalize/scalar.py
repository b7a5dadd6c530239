"""The reading of one value by libphonenumber: the definition that any faster reading is compared with."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberType

from audit.domain import CONFIDENCES, FORMATS, REASONS
from audit.normalize import classify, words
from audit.normalize.parse_number import (
    MOST_DIGITS,
    NORTH_AMERICA,
    Parsed,
    e164_of,
    has_another_reading,
    parsed,
    reason_of,
)
from audit.sources.records.clean_text import cleaned_text
from audit.tables.schema import Column, Table

SUPPORTED_REGIONS: Final[frozenset[str]] = frozenset(phonenumbers.SUPPORTED_REGIONS)

NUMBER_TYPES: Final[Mapping[int, str]] = {
    number: name.lower() for name, number in vars(PhoneNumberType).items() if isinstance(number, int)
}

NON_GEOGRAPHIC: Final = "001"
"""libphonenumber's region of numbers that belong to no country (+800, +883…)."""

FEWEST_OF_A_NUMBER: Final = 7
"""Fewer digits are no number that somebody calls from abroad."""
_MOST_OF_A_WORD: Final = 5
"""So many digits beside a number are a floor, a room or an extension."""
_FEWEST_KEYS: Final = 4
"""So many letters of a vanity number stand for digits, at least."""
TYPES_OF_VANITY_NUMBERS: Final = (PhoneNumberType.TOLL_FREE, PhoneNumberType.SHARED_COST, PhoneNumberType.UAN)


READINGS: Final = Table(
    "readings",
    "What a column of texts holds: a Reading a row.",
    (
        Column("format", "category", "docs/simulation.md, Formats", ("empty", *FORMATS)),
        Column("reason", "category", "why it is invalid; NaN for every other format", REASONS),
        Column("e164", "str", "the number in E.164; NaN when not readable"),
        Column("region", "category", "region of the number", (NON_GEOGRAPHIC, *sorted(SUPPORTED_REGIONS))),
        Column("number_type", "category", "libphonenumber's type in lower case", tuple(NUMBER_TYPES.values())),
        Column("confidence", "category", "of the proposal; NaN when there is none", CONFIDENCES),
        Column("has_plus", "bool", "a plus sign stands before the first digit"),
    ),
)


class ParsedNumber(NamedTuple):
    """What one text holds (docs/simulation.md, Formats)."""

    format: str
    reason: str | None = None
    e164: str | None = None
    region: str | None = None
    number_type: str | None = None
    confidence: str | None = None
    has_plus: bool = False


class _Text(NamedTuple):
    """What a phone field says, as far as no numbering plan is asked."""

    clean: str
    bare: str
    """without a leading ``tel:``"""
    words: Sequence[words.Span]
    """in ``bare``"""
    has_plus: bool

    @property
    def n_digits(self) -> int:
        """How many digits there are, of words and extensions too."""
        return len(classify.digits_of(self.clean))


def read_number(
    raw: str,
    region: str | None,
    placeholder_words: frozenset[str] = classify.PLACEHOLDER_WORDS,
    *,
    is_default: bool = False,
) -> ParsedNumber:
    """Read one text in ``region`` (ISO alpha-2 or None; ``is_default``: it is not the record's own); no text raises.

    >>> read_number("(212) 555-0100", "US")[:3]
    ('national', None, '+12125550100')
    """
    clean = cleaned_text(raw)
    if not clean:
        return ParsedNumber("empty")
    bare = words.without_scheme(clean)
    text = _Text(clean, bare, words.words_in(bare), classify.has_plus(clean))
    found = parsed(clean, region)
    if found.valid and classify.E164.fullmatch(raw) and e164_of(found.valid) == raw:
        reading = _readable("e164", found.valid, None)
    else:
        reading = _without_plan(clean, placeholder_words) or _by_plan(text, found, region, is_default=is_default)
    return reading._replace(has_plus=text.has_plus)


def _without_plan(clean: str, placeholder_words: frozenset[str]) -> ParsedNumber | None:
    """Return what is decided before anything is parsed: scientific to masked in docs/simulation.md, Formats."""
    if classify.SCIENTIFIC.fullmatch(clean):
        return ParsedNumber("scientific")
    if classify.holds_several(clean):
        return ParsedNumber("multiple")
    if classify.is_placeholder(clean, placeholder_words):
        return ParsedNumber("placeholder")
    return ParsedNumber("invalid", reason="words") if classify.is_masked(clean) else None


def _by_plan(text: _Text, found: Parsed, region: str | None, *, is_default: bool) -> ParsedNumber:
    """Return what a numbering plan decides: extension to invalid in docs/simulation.md, Formats."""
    if found.valid and found.extension and not text.words:
        return _readable("extension", found.valid, "review")
    beside_words = _beside_words(text, region) if text.words else None
    if beside_words is not None:
        return beside_words
    if found.valid is None:
        return _unreadable(text, found, region, is_default=is_default)
    if text.words or words.has_letter_a_to_z(text.bare):
        is_vanity = _is_vanity(text, found.valid)
        return _readable("letters", found.valid, "review") if is_vanity else ParsedNumber("invalid", reason="words")
    if classify.has_short_last_part(text.clean) or has_another_reading(text.clean, found, region):
        return _readable(found.format, found.valid, "review")
    return _readable(found.format, found.valid, "certain" if found.format == "international" else "region")


def _readable(format_: str, number: PhoneNumber, confidence: str | None) -> ParsedNumber:
    return ParsedNumber(
        format=format_,
        e164=e164_of(number),
        region=phonenumbers.region_code_for_number(number),
        number_type=NUMBER_TYPES[phonenumbers.number_type(number)],
        confidence=confidence,
    )


def _beside_words(text: _Text, region: str | None) -> ParsedNumber | None:
    """Return the reading of a text that its words cut into a number and the rest, or into several numbers."""
    pieces = list(words.pieces(text.bare, text.words))
    n_digits = [len(classify.digits_of(piece.text)) for piece in pieces]
    found = [None if piece.is_open else parsed(piece.text, region).valid for piece in pieces]
    numbers = [number for number in found if number is not None]
    if len(numbers) > 1 or sum(n >= FEWEST_OF_A_NUMBER for n in n_digits) > 1:
        return ParsedNumber("multiple")
    if not numbers or any(piece.is_open for piece in pieces):
        return None
    beside = [n for n, number in zip(n_digits, found, strict=True) if number is None]
    return None if max(beside, default=0) > _MOST_OF_A_WORD else _readable("words", numbers[0], "review")


def _is_vanity(text: _Text, number: PhoneNumber) -> bool:
    """Check whether the letters are meant as keys: 1-800-FLOWERS, and 1300 FLOWER in Australia."""
    if words.letters_behind_first_digit(text.bare) < _FEWEST_KEYS:
        return False
    if number.country_code == NORTH_AMERICA:
        return True
    if phonenumbers.number_type(number) not in TYPES_OF_VANITY_NUMBERS:
        return False
    return text.has_plus or not parsed(f"+{words.from_first_digit(text.bare)}", None).valid


def _unreadable(text: _Text, found: Parsed, region: str | None, *, is_default: bool) -> ParsedNumber:
    """Return text, needs_region or invalid: what is no valid number, neither as a whole nor in a piece.

    A text that has no digit at all is one in which all words stand before the first digit, however long it is.
    A region that nobody wrote down, the default, says nothing about a number that does not fit it.
    """
    is_no_number = found.error == NumberParseException.NOT_A_NUMBER
    is_short = text.n_digits < FEWEST_OF_A_NUMBER
    if is_short and (is_no_number or words.stand_before_digits(text.bare, text.words)):
        return ParsedNumber("text")
    may_be_number = FEWEST_OF_A_NUMBER <= text.n_digits <= MOST_DIGITS and (bool(text.words) or not is_no_number)
    lacks_country = region is None and found.error == NumberParseException.INVALID_COUNTRY_CODE
    is_guess = region is None or is_default
    if not text.has_plus and (lacks_country or (is_guess and may_be_number)):
        return ParsedNumber("needs_region")
    return ParsedNumber("invalid", reason="words" if text.words or is_no_number else reason_of(found))


def calling_code(region: str) -> int:
    """Return the country calling code of a region (ISO 3166 alpha-2), 0 where there is none.

    >>> calling_code("GB")
    44
    """
    return phonenumbers.country_code_for_region(region)


def read_column(
    raw: pd.Series, region: pd.Categorical, is_default: npt.NDArray[np.bool_], placeholder_words: frozenset[str]
) -> pd.DataFrame:
    """Read a column of texts, each distinct (raw, region, is_default) once; return READINGS, one row per text in order.

    ``is_default`` says of each row whether its region is the configured default. A missing text is empty.
    """
    regions = [None, *region.categories]
    text_code, texts = pd.factorize(raw.fillna(""))
    region_code = 2 * (region.codes.astype(np.int64) + 1) + is_default
    pair_code, pairs = pd.factorize(text_code.astype(np.int64) * 2 * len(regions) + region_code)
    text_of_pair, region_of_pair = np.divmod(pairs, 2 * len(regions))
    readings = [
        read_number(text, regions[code // 2], placeholder_words, is_default=bool(code % 2))
        for text, code in zip(texts.take(text_of_pair).tolist(), region_of_pair.tolist(), strict=True)
    ]
    return (
        READINGS.typed(pd.DataFrame(readings, columns=list(ParsedNumber._fields)))
        .take(pair_code)
        .reset_index(drop=True)
    )
