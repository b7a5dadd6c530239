"""The reading of one value by libphonenumber: the definition that any faster reading is compared with."""

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
import phonenumbers
from phonenumbers import (
    CountryCodeSource,
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
)

from audit.numbers import classify
from audit.tables import CONFIDENCES, FORMATS, REASONS, Column, Table

LIBPHONENUMBER_VERSION: Final[str] = phonenumbers.__version__
SUPPORTED_REGIONS: Final[frozenset[str]] = frozenset(phonenumbers.SUPPORTED_REGIONS)

NUMBER_TYPES: Final[Mapping[int, str]] = {
    number: name.lower() for name, number in vars(PhoneNumberType).items() if isinstance(number, int)
}

NON_GEOGRAPHIC: Final = "001"
"""libphonenumber's region of numbers that belong to no country (+800, +883…)."""

_FORMAT_BY_SOURCE: Final[Mapping[int, str]] = {
    CountryCodeSource.FROM_NUMBER_WITH_PLUS_SIGN: "international",
    CountryCodeSource.FROM_NUMBER_WITH_IDD: "idd",
    CountryCodeSource.FROM_NUMBER_WITHOUT_PLUS_SIGN: "no_plus",
    CountryCodeSource.FROM_DEFAULT_COUNTRY: "national",
}
_REASON_BY_PARSE_ERROR: Final[Mapping[int, str]] = {
    NumberParseException.INVALID_COUNTRY_CODE: "country_code",
    NumberParseException.TOO_SHORT_AFTER_IDD: "too_short",
    NumberParseException.TOO_SHORT_NSN: "too_short",
    NumberParseException.TOO_LONG: "too_long",
}
_REASON_BY_POSSIBILITY: Final[Mapping[int, str]] = {
    ValidationResult.INVALID_COUNTRY_CODE: "country_code",
    ValidationResult.TOO_SHORT: "too_short",
    ValidationResult.TOO_LONG: "too_long",
    ValidationResult.INVALID_LENGTH: "wrong_length",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "area_code_missing",
    ValidationResult.IS_POSSIBLE: "not_assigned",
}


READINGS: Final = Table(
    "readings",
    "What a column of texts holds: a Reading a row.",
    (
        Column("format", "category", "SIMULATION section 2", ("empty", *FORMATS)),
        Column("reason", "category", "why it is invalid; NaN for every other format", REASONS),
        Column("e164", "str", "the number in E.164; NaN when not readable"),
        Column("region", "category", "region of the number", (NON_GEOGRAPHIC, *sorted(SUPPORTED_REGIONS))),
        Column("number_type", "category", "libphonenumber's type in lower case", tuple(NUMBER_TYPES.values())),
        Column("confidence", "category", "of the proposal; NaN when there is none", CONFIDENCES),
        Column("has_plus", "bool", "a plus sign stands before the first digit"),
    ),
)


class Reading(NamedTuple):
    """What one text holds (SIMULATION section 2)."""

    format: str
    reason: str | None = None
    e164: str | None = None
    region: str | None = None
    number_type: str | None = None
    confidence: str | None = None
    has_plus: bool = False


def read_number(  # noqa: PLR0911 - the table of SIMULATION section 2, first match wins
    raw: str, region: str | None, placeholder_words: frozenset[str] = classify.PLACEHOLDER_WORDS
) -> Reading:
    """Read one text in ``region`` (ISO alpha-2 or None); no text raises.

    >>> read_number("(212) 555-0100", "US")[:3]
    ('national', None, '+12125550100')
    """
    clean = classify.cleaned(raw)
    if not clean:
        return Reading("empty")
    plus = classify.has_plus(clean)
    number, parse_error = _parsed(clean, region)
    valid = number is not None and phonenumbers.is_valid_number(number)
    if number is not None and valid and classify.E164.fullmatch(raw) and _e164(number) == raw:
        return _readable("e164", number, None, has_plus=plus)
    if classify.SCIENTIFIC.fullmatch(clean):
        return Reading("scientific", has_plus=plus)
    if classify.holds_several(clean):
        return Reading("multiple", has_plus=plus)
    if number is not None and valid:
        format_ = _readable_format(clean, number)
        return _readable(format_, number, _confidence(format_, clean), has_plus=plus)
    if classify.is_placeholder(clean, placeholder_words):
        return Reading("placeholder", has_plus=plus)
    if region is None and not plus and parse_error == NumberParseException.INVALID_COUNTRY_CODE:
        return Reading("needs_region")
    if parse_error == NumberParseException.NOT_A_NUMBER:
        return Reading("text", has_plus=plus)
    return Reading("invalid", reason=_reason(number, parse_error), has_plus=plus)


def _parsed(clean: str, region: str | None) -> tuple[PhoneNumber | None, int | None]:
    try:
        return phonenumbers.parse(clean.replace("\n", " "), region, keep_raw_input=True), None
    except NumberParseException as error:
        return None, error.error_type


def _readable(format_: str, number: PhoneNumber, confidence: str | None, *, has_plus: bool) -> Reading:
    return Reading(
        format=format_,
        e164=_e164(number),
        region=phonenumbers.region_code_for_number(number),
        number_type=NUMBER_TYPES[phonenumbers.number_type(number)],
        confidence=confidence,
        has_plus=has_plus,
    )


def _e164(number: PhoneNumber) -> str:
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))


def _readable_format(clean: str, number: PhoneNumber) -> str:
    if number.extension:
        return "extension"
    if classify.has_letter(clean):
        return "letters"
    return _FORMAT_BY_SOURCE[number.country_code_source]


def _confidence(format_: str, clean: str) -> str:
    if format_ in {"extension", "letters"} or classify.has_short_last_part(clean):
        return "review"
    return "certain" if format_ == "international" else "region"


def _reason(number: PhoneNumber | None, parse_error: int | None) -> str:
    if number is None:
        return _REASON_BY_PARSE_ERROR[parse_error]  # type: ignore[index]
    return _REASON_BY_POSSIBILITY[phonenumbers.is_possible_number_with_reason(number)]


def read_column(raw: pd.Series, region: pd.Categorical, placeholder_words: frozenset[str]) -> pd.DataFrame:
    """Read a column of texts, each distinct (raw, region) once; return READINGS, one row per text in its order.

    A missing text is empty.
    """
    regions = region.categories
    text_code, texts = pd.factorize(raw.fillna(""))
    pair_code, pairs = pd.factorize(text_code.astype(np.int64) * (len(regions) + 1) + region.codes + 1)
    text_of_pair, region_of_pair = np.divmod(pairs, len(regions) + 1)
    readings = [
        read_number(text, regions[code - 1] if code else None, placeholder_words)
        for text, code in zip(texts.take(text_of_pair), region_of_pair.tolist(), strict=True)
    ]
    return READINGS.typed(pd.DataFrame(readings, columns=list(Reading._fields))).take(pair_code).reset_index(drop=True)
