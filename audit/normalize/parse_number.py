"""One text as libphonenumber reads it, and which other number it may be (docs/simulation.md, Formats, Confidence)."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import phonenumbers
from phonenumbers import (
    CountryCodeSource,
    NumberParseException,
    PhoneMetadata,
    PhoneNumber,
    ValidationResult,
)

from audit.normalize import classify

LIBPHONENUMBER_VERSION: Final[str] = phonenumbers.__version__

MOST_DIGITS: Final = 15
"""E.164 holds no more, country calling code included; libphonenumber knows German numbers of 16 and 17."""

NORTH_AMERICA: Final = 1
"""Country calling code of the United States and its neighbors."""

PREFIX_ABROAD: Final = "00"
"""What most of the world dials before a country calling code, and people write where other prefixes are dialed."""

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


class Parsed(NamedTuple):
    """What libphonenumber makes of a text in a region."""

    number: PhoneNumber | None
    error: int | None = None
    """of the parse, where there is no number"""
    valid: PhoneNumber | None = None
    """the number if libphonenumber calls it valid, and E.164 can hold it"""
    format: str = ""
    """of a valid number without extension and letters: by where its country was found"""
    extension: str = ""
    is_second_reading: bool = False
    """it was read as if a plus sign stood before it, and may be a national number"""


def parsed(text: str, region: str | None) -> Parsed:
    """Parse ``text`` in ``region``.

    Where the region has a national prefix and none was taken away, digits that begin with the country calling code
    are an international number if they are a valid one of the region: the second case of ``no_plus`` in
    docs/simulation.md, Formats.
    """
    try:
        # A line break in a text makes libphonenumber find no number. It says where the country comes from only when
        # it is to keep the raw input.
        number = phonenumbers.parse(text.replace("\n", " "), region, keep_raw_input=True)
    except NumberParseException as error:
        return Parsed(None, error.error_type)
    extension = number.extension or ""
    with_plus = _with_plus_sign(text, number, region)
    if with_plus is not None:
        return Parsed(with_plus, None, with_plus, "no_plus", extension, is_second_reading=True)
    format_ = _FORMAT_BY_SOURCE[number.country_code_source]
    return Parsed(number, None, number if _is_valid(number) else None, format_, extension)


def e164_of(number: PhoneNumber) -> str:
    """Return the E.164 form of a number.

    It is that of ``format_number``, which gives back the text of a number that is zeros only.
    """
    return f"+{number.country_code}{phonenumbers.national_significant_number(number)}"


def reason_of(found: Parsed) -> str:
    """Return why what was parsed is no valid number: one of REASONS other than ``words``."""
    if found.number is None:
        return _REASON_BY_PARSE_ERROR[found.error]  # type: ignore[index]
    if _is_too_long(found.number):
        return "too_long"
    return _REASON_BY_POSSIBILITY[phonenumbers.is_possible_number_with_reason(found.number)]


def has_another_reading(clean: str, found: Parsed, region: str | None) -> bool:
    """Check whether ``clean``, which was read as ``found`` and has no letters, may well be another number.

    docs/simulation.md, Confidence, lists them. One is ``0055…`` on a Brazilian record, which libphonenumber reads as
    dialed through carrier 55: ``00`` and the region's own calling code most often stand for a plus sign and that code.
    """
    if found.valid is None or region is None:
        return False
    if found.is_second_reading:
        return True
    calling_code = phonenumbers.country_code_for_region(region)
    if calling_code != NORTH_AMERICA and classify.is_as_on_us_screens(clean):
        return True
    digits = classify.digits_of(clean)
    other = None
    if found.format == "national":
        other = _number_with_plus(digits, region)
    elif found.format == "international":
        other = _national_number(digits, region)
    elif found.format == "idd" and digits.startswith(f"{PREFIX_ABROAD}{calling_code}"):
        other = _number_with_plus(digits.removeprefix(PREFIX_ABROAD), region)
    return other is not None and e164_of(other) != e164_of(found.valid)


def _with_plus_sign(text: str, number: PhoneNumber, region: str | None) -> PhoneNumber | None:
    if region is None or number.country_code_source != CountryCodeSource.FROM_DEFAULT_COUNTRY:
        return None
    digits = classify.digits_of(text).removesuffix(number.extension or "")
    if not digits.startswith(str(number.country_code)) or not _national_prefix(region):
        return None
    if digits != phonenumbers.national_significant_number(number):
        return None
    return _number_with_plus(digits, region)


def _national_prefix(region: str) -> str:
    metadata: Any = PhoneMetadata.metadata_for_region(region)
    return (metadata and metadata.national_prefix) or ""


def _number_with_plus(digits: str, region: str) -> PhoneNumber | None:
    """Return the number that ``digits`` behind a plus sign are, if it is valid and of ``region``."""
    try:
        number = phonenumbers.parse(f"+{digits}")
    except NumberParseException:
        return None
    is_there = _is_valid(number) and phonenumbers.region_code_for_number(number) == region
    return number if is_there else None


def _national_number(digits: str, region: str) -> PhoneNumber | None:
    """Return the number that ``digits`` are as dialed in ``region`` with its national prefix, if that is valid."""
    prefix = _national_prefix(region)
    if not prefix or not digits.startswith(prefix):
        return None
    try:
        number = phonenumbers.parse(digits, region, keep_raw_input=True)
    except NumberParseException:
        return None
    is_national = number.country_code_source == CountryCodeSource.FROM_DEFAULT_COUNTRY
    return number if is_national and _is_valid(number) else None


def _is_valid(number: PhoneNumber) -> bool:
    return bool(phonenumbers.is_valid_number(number)) and not _is_too_long(number)


def _is_too_long(number: PhoneNumber) -> bool:
    return len(e164_of(number)) > len("+") + MOST_DIGITS
