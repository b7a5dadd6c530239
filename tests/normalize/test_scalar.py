"""docs/simulation.md, Formats, row by row, and what must hold of every reading."""

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd
import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from audit.domain import FORMATS, READABLE_FORMATS, REASONS
from audit.normalize import classify
from audit.normalize.classify import PLACEHOLDER_WORDS
from audit.normalize.scalar import READINGS, SUPPORTED_REGIONS, read_column, read_number

LONDON = "+442079460018"
NEW_YORK = "+12125550100"


@pytest.mark.parametrize(
    ("raw", "region", "format_"),
    [
        ("", "GB", "empty"),
        (" \t\n", "GB", "empty"),
        ("\u200b'", "GB", "empty"),
        (LONDON, None, "e164"),
        (LONDON, "US", "e164"),
        ("+390668822445", None, "e164"),
        (f" {LONDON}", None, "international"),
        (f"{LONDON}\n", None, "international"),
        ("+4402079460018", None, "international"),
        ("\uff0b442079460018", None, "international"),
        ("4.42079E+11", "GB", "scientific"),
        ("1E5", None, "scientific"),
        ("+4.42079e11", "GB", "scientific"),
        ("020 7946 0018 / 020 7946 0019", "GB", "multiple"),
        ("020 7946 0018\n020 7946 0019", "GB", "multiple"),
        ("020 7946 0018 or 020 7946 0019", None, "multiple"),
        ("0000000 / 1111111", "GB", "multiple"),
        ("020 7946 0018 ext. 12", "GB", "extension"),
        ("+44 20 7946 0018 x12", None, "extension"),
        ("tel:+44-20-7946-0018;ext=12", None, "extension"),
        ("+44 20 7946 0018,,12", None, "extension"),
        ("Tel. 020 7946 0018", "GB", "words"),
        ("tel:+442079460018 m", None, "words"),
        ("1-800-FLOWERS", "US", "letters"),
        ("1300 FLOWER", "AU", "letters"),
        ("+61 1300 FLOWER", None, "letters"),
        ("callto:+44 20 7946 0018", None, "international"),
        ("+44 20 7946 0018", None, "international"),
        ("+44 (0)20 7946 0018", "US", "international"),
        ("tel:+442079460018", None, "international"),
        ("0044 20 7946 0018", "DE", "idd"),
        ("011 44 20 7946 0018", "US", "idd"),
        ("+0044 20 7946 0018", "DE", "idd"),
        ("442079460018", "GB", "no_plus"),
        ("020 7946 0018", "GB", "national"),
        ("2079460018", "GB", "national"),
        ("2079460018.0", "GB", "national"),
        ("(212) 555-0100", "US", "national"),
        ("1 212 555 0100", "US", "no_plus"),
        ("4915135238256", "DE", "no_plus"),
        ("n/a", "GB", "placeholder"),
        ("Not Available", None, "placeholder"),
        ("0", "GB", "placeholder"),
        ("000-000-0000", "US", "placeholder"),
        ("1234567", None, "placeholder"),
        ("1234567890", "GB", "placeholder"),
        ("22 22 22 22", "NO", "placeholder"),
        ("+47 22 22 22 22", "NO", "international"),
        ("Null", "GB", "placeholder"),
        ("null", "GB", "empty"),
        ("#N/A", None, "empty"),
        ("+1234567890", "GB", "placeholder"),
        ("020 7946 0018", None, "needs_region"),
        ("0044 20 7946 0018", None, "needs_region"),
        ("123", None, "needs_region"),
        ("030 901820 (Uwe)", None, "needs_region"),
        ("030 9018 Büro 20", None, "needs_region"),
        ("020 7946 0018 020 7946 0018", None, "needs_region"),
        ("call reception", "GB", "text"),
        ("ext 4", None, "text"),
        ("ext. 4712", None, "text"),
        ("Room 123", "US", "text"),
        ("Etage 12/3", None, "text"),
        ("内線 801", "JP", "text"),
        ("1 2", "GB", "text"),
        ("call me " * 40, "GB", "text"),
        ("12", "GB", "invalid"),
        ("tel: 123", "GB", "invalid"),
        ("123 Room", "GB", "invalid"),
        ("Room 123 A", "GB", "invalid"),
        ("+999 20 7946 0018", None, "invalid"),
    ],
)
def test_each_row_of_the_table_has_its_format(raw: str, region: str | None, format_: str) -> None:
    assert read_number(raw, region).format == format_


@pytest.mark.parametrize(
    ("raw", "region", "reason"),
    [
        ("+999 20 7946 0018", None, "country_code"),
        ("+0 20 7946 0018", None, "country_code"),
        ("00 999 20 7946", "GB", "country_code"),
        ("+44 2", None, "too_short"),
        ("207", "GB", "too_short"),
        ("0044", "GB", "too_short"),
        ("+44 20 7946 0018 00", None, "too_long"),
        ("020 7946 0018 020 7946 0018", "GB", "too_long"),
        ("12" * 126, "GB", "too_long"),
        ("+49 " + "30" * 9, None, "too_long"),
        ("+44 7946 0018", None, "area_code_missing"),
        ("555-0100", "US", "area_code_missing"),
        ("+1 112 555 0100", None, "not_assigned"),
        ("+43 1", None, "too_short"),
        ("+505 123 4567", None, "too_short"),
        ("+47 123456", None, "wrong_length"),
        ("+4930111111111111", None, "too_long"),
        ("030 1111111111111", "DE", "too_long"),
        ("$2,125,550,152.00", "US", "words"),
        ("212-555-XXXX", "US", "words"),
        ("030 9018**", "DE", "words"),
        ("030 9018xx", None, "words"),
        ("646-2147 Bob", "US", "words"),
        ("1-800-FLOWERS", "DE", "words"),
        ("030 901820 2. Stock", "DE", "words"),
        ("030 901820 2. этаж", "DE", "words"),
        ("+49 30 901820 2nd floor", None, "words"),
        ("+49 301 Büro 1234", None, "words"),
        ("123 Room", "GB", "words"),
    ],
)
def test_an_invalid_number_has_its_reason(raw: str, region: str | None, reason: str) -> None:
    assert read_number(raw, region)[:2] == ("invalid", reason)


def test_a_text_that_is_too_long_to_be_parsed_is_too_long() -> None:
    assert read_number("12" * 126, "GB")[:2] == ("invalid", "too_long")


def test_the_first_row_that_matches_decides() -> None:
    assert read_number("+442079460018 ext. 5 or 020 7946 0019", None).format == "multiple"
    assert read_number("+4.4E+11", None).format == "scientific"
    assert read_number("Tel. 020 7946 0018 ext. 5", "GB").format == "words"
    assert read_number("n/a 0000000", None).format == "placeholder"
    assert read_number("0044 20 7946 0018 m", "DE").format == "words"
    assert read_number("0000000xx", None).format == "placeholder"
    assert read_number("020 7946 0018 / 020 7946 01xx", "GB").format == "multiple"
    assert read_number("+22222222", None).format == "placeholder"


@pytest.mark.parametrize(
    ("raw", "region", "e164"),
    [
        ("030 901820 (Uwe)", "DE", "+4930901820"),
        ("030 901820 privat", "DE", "+4930901820"),
        ("030 901820 App. 12", "DE", "+4930901820"),
        ("030 901820 (2. Stock)", "DE", "+4930901820"),
        ("03-1234-5678 内線 801", "JP", "+81312345678"),
        ("+33 1 42 68 53 00 poste 12", None, "+33142685300"),
        ("+7 495 123-46-00 (Иван)", "RU", "+74951234600"),
        ("+7 495 123-46-00 (Ivan)", None, "+74951234600"),
        ("Mobil 2 0171 1234567", "DE", "+491711234567"),
        ("Uwe +49 30 901820", "US", "+4930901820"),
        ("12 Uwe +49 30 901820", "US", "+4930901820"),
        ("privat 0049 30 901820", "GB", "+4930901820"),
        ("privat 4915135238256", "DE", "+4915135238256"),
        ("030 901820 x12 Uwe", "DE", "+4930901820"),
        ("030 901820\nUwe", "DE", "+4930901820"),
        ("030 901820 Uwe 12345", "DE", "+4930901820"),
        ("هاتف ٠٢٠ ٧٩٤٦ ٠٠١٨", "GB", LONDON),
        ("tel: 020 7946 0018 home", "GB", LONDON),
    ],
)
def test_one_number_beside_words_is_the_one_without_them(raw: str, region: str | None, e164: str) -> None:
    reading = read_number(raw, region)
    assert (reading.format, reading.e164, reading.confidence) == ("words", e164, "review")


@pytest.mark.parametrize(
    "raw",
    [
        "030 901820 Uwe 030 901821",
        "Büro 030 901820 mobil 0171 1234567",
        "030 901820 Uwe 9018201",
        "1234567 Uwe 9999998",
        "030 901820 2. Stock 030 901821",
    ],
)
def test_two_numbers_with_a_word_between_are_several(raw: str) -> None:
    assert read_number(raw, "DE").format == "multiple"


def test_six_digits_beside_a_number_and_words_leave_it_open() -> None:
    assert read_number("030 901820 Uwe 123456", "DE")[:2] == ("invalid", "words")


def test_a_default_region_that_does_not_fit_says_nothing_about_a_number() -> None:
    assert read_number("089 68863877", "US").format == "invalid"
    assert read_number("089 68863877", "US", is_default=True)[:3] == ("needs_region", None, None)
    assert read_number("(212) 555-0100", "US", is_default=True).format == "national"
    assert read_number("089 68863877 Büro", "US", is_default=True).format == "needs_region"
    assert read_number("+999 20 7946 0018", "US", is_default=True)[:2] == ("invalid", "country_code")
    assert read_number("123456", "US", is_default=True)[:2] == ("invalid", "too_short")
    assert read_number("0" + "89" * 8, "US", is_default=True)[:2] == ("invalid", "too_long")
    assert read_number("$2,125,550,152.00", "US", is_default=True)[:2] == ("invalid", "words")
    assert read_number("212-555-XXXX", "US", is_default=True)[:2] == ("invalid", "words")


def test_a_configured_word_is_a_placeholder() -> None:
    assert read_number("Siehe Notizen", "DE").format == "text"
    assert read_number("Siehe Notizen", "DE", PLACEHOLDER_WORDS | {"siehe notizen"}).format == "placeholder"


@pytest.mark.parametrize(
    ("raw", "region", "confidence"),
    [
        (LONDON, None, None),
        ("+44 20 7946 0018", None, "certain"),
        ("0044 20 7946 0018", "DE", "region"),
        ("442079460018", "GB", "region"),
        ("020 7946 0018", "GB", "region"),
        ("020 7946 0018 x12", "GB", "review"),
        ("Tel. 020 7946 0018", "GB", "review"),
        ("1-800-FLOWERS", "US", "review"),
        ("4915135238256", "DE", "review"),
        ("(212) 555-0149", "DE", "review"),
        ("(212) 555-0149", "CA", "region"),
        ("(011) 555-0149", "ZA", "region"),
        ("+8 495 123 45 67", "RU", "review"),
        ("+8 495 123 45 67", "US", "certain"),
        ("00 55 38 92300-5211", "BR", "review"),
        ("0021 1 212 555 0100", "BR", "region"),
        ("+84951234567", "RU", None),
        ("+1 (212) 555-0100", "US", "certain"),
        ("0044 30\n1", None, None),
        ("+49 30 123456/78", None, "review"),
        ("030 123456\n78", "DE", "review"),
        ("030 123456/78", "DE", "review"),
        ("0049 30 123456/7", "GB", "review"),
        ("+49 30/12345678", None, "certain"),
        ("n/a", None, None),
        ("+999 1", None, None),
    ],
)
def test_each_proposal_has_its_confidence(raw: str, region: str | None, confidence: str | None) -> None:
    assert read_number(raw, region).confidence == confidence


@pytest.mark.parametrize(
    ("raw", "region", "of_number", "number_type"),
    [
        ("+442079460018", None, "GB", "fixed_line"),
        ("+447400123456", None, "GB", "mobile"),
        ("+12125550100", "GB", "US", "fixed_line_or_mobile"),
        ("+14165550134", None, "CA", "fixed_line_or_mobile"),
        ("+80012345678", None, "001", "toll_free"),
        ("+441481960194", None, "GG", "fixed_line"),
        ("+77172123456", None, "KZ", "fixed_line"),
        ("+390669812345", None, "VA", "fixed_line"),
    ],
)
def test_a_number_has_its_own_region_and_type(raw: str, region: str | None, of_number: str, number_type: str) -> None:
    reading = read_number(raw, region)
    assert (reading.region, reading.number_type) == (of_number, number_type)


def test_a_plus_sign_before_the_first_digit_is_told() -> None:
    assert read_number("tel:+442079460018", None).has_plus
    assert read_number("+0044 20 7946 0018", "DE").has_plus
    assert not read_number("020 7946 0018", "GB").has_plus


def examples() -> Iterator[tuple[str, PhoneNumber]]:
    """Yield libphonenumber's own example of every region and type."""
    for region in sorted(SUPPORTED_REGIONS):
        for number_type in PhoneNumberType.values():
            number = phonenumbers.example_number_for_type(region, number_type)
            if number is not None:
                yield region, number


def e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


@pytest.mark.parametrize(
    ("spelling", "format_"),
    [
        (PhoneNumberFormat.E164, "e164"),
        (PhoneNumberFormat.INTERNATIONAL, "international"),
        (PhoneNumberFormat.RFC3966, "international"),
        (PhoneNumberFormat.NATIONAL, "national"),
    ],
)
def test_every_example_number_is_read_back_from_every_spelling(spelling: int, format_: str) -> None:
    for region, number in examples():
        text = phonenumbers.format_number(number, spelling)
        reading = read_number(text, region)
        is_placeholder = format_ == "national" and classify.is_placeholder(text, frozenset())
        expected = ("placeholder", None) if is_placeholder else (format_, e164(number))
        assert (reading.format, reading.e164) == expected


@pytest.mark.parametrize("caller", ["US", "DE", "GB", "JP"])
def test_every_example_number_is_read_back_as_dialed_from_abroad(caller: str) -> None:
    code = phonenumbers.country_code_for_region(caller)
    for _, number in examples():
        reading = read_number(phonenumbers.format_out_of_country_calling_number(number, caller), caller)
        assert reading.e164 == e164(number)
        assert (reading.format == "idd") == (number.country_code != code)


@pytest.mark.parametrize("code", sorted(phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS))
def test_numbers_of_no_country_are_read_too(code: int) -> None:
    number = phonenumbers.example_number_for_non_geo_entity(code)
    reading = read_number(e164(number), None)
    assert (reading.format, reading.region) == ("e164", "001")


REGIONS = sorted(SUPPORTED_REGIONS)
phone_like = st.one_of(
    st.text(),
    st.text("0123456789+ ()-./x#,;eE'\n", max_size=30),
    st.text("0123456789+ ()[]-.x*abцー&<>%_;", max_size=40),
)
in_regions = st.sampled_from([None, *REGIONS])


@given(phone_like, in_regions, st.booleans())
@settings(deadline=None)
def test_no_text_raises_and_every_column_fits_its_format(raw: str, region: str | None, is_default: bool) -> None:  # noqa: FBT001 - drawn
    reading = read_number(raw, region, is_default=is_default)
    is_readable = reading.format in READABLE_FORMATS
    assert reading.format in ("empty", *FORMATS)
    assert (reading.reason in REASONS) == (reading.format == "invalid")
    assert is_readable == (reading.e164 is not None) == (reading.region is not None)
    assert (reading.confidence is not None) == (is_readable and reading.format != "e164")
    assert reading.e164 is None or re.fullmatch(r"\+[1-9][0-9]{1,14}", reading.e164)


@given(st.sampled_from(list(examples())), st.integers(0, 9999), in_regions)
@settings(deadline=None)
def test_reading_is_idempotent_on_e164(example: tuple[str, PhoneNumber], end: int, other: str | None) -> None:
    region, number = example
    spelled = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)[:-4] + f"{end:04}"
    first = read_number(spelled, region)
    if first.e164 is not None:
        again = read_number(first.e164, other)
        assert (again.format, again.e164, again.region) == ("e164", first.e164, first.region)


@given(
    st.sampled_from(list(examples())),
    st.lists(st.sampled_from(["", " ", "-", ".", " ", "\u00a0", "\u200b"]), min_size=15),
)
@settings(deadline=None)
def test_formatting_noise_never_changes_a_number(example: tuple[str, PhoneNumber], noise: list[str]) -> None:
    number = e164(example[1])
    noisy = number[0] + "".join(digit + gap for digit, gap in zip(number[1:], noise, strict=False))
    reading = read_number(noisy + number[1 + len(noise) :], None)
    assert reading.e164 == number


def test_a_column_is_read_in_its_order_each_text_in_its_region() -> None:
    raw = pd.Series(["020 7946 0018", LONDON, "020 7946 0018", "", "020 7946 0018"], dtype="str")
    region = pd.Categorical(["GB", "US", None, "GB", "GB"], categories=["DE", "GB", "US"])
    readings = read_column(raw, region, np.array([False] * 5), PLACEHOLDER_WORDS)
    assert readings.columns.tolist() == READINGS.names
    assert readings.index.tolist() == [0, 1, 2, 3, 4]
    assert readings["format"].tolist() == ["national", "e164", "needs_region", "empty", "national"]
    assert readings["e164"].fillna("").tolist() == [LONDON, LONDON, "", "", LONDON]


def test_a_missing_text_is_empty() -> None:
    raw = pd.Series([LONDON, None], dtype="str")
    region = pd.Categorical([None, None], categories=["GB"])
    formats = read_column(raw, region, np.array([False, False]), PLACEHOLDER_WORDS)["format"]
    assert formats.tolist() == ["e164", "empty"]


def test_one_text_in_one_region_is_read_apart_where_that_is_the_default() -> None:
    raw = pd.Series(["089 68863877"] * 3, dtype="str")
    region = pd.Categorical(["US"] * 3, categories=["US"])
    formats = read_column(raw, region, np.array([False, True, False]), PLACEHOLDER_WORDS)["format"]
    assert formats.tolist() == ["invalid", "needs_region", "invalid"]


def test_a_column_without_rows_is_read() -> None:
    raw, region = pd.Series([], dtype="str"), pd.Categorical([], categories=["GB"])
    readings = read_column(raw, region, np.array([], dtype=np.bool_), PLACEHOLDER_WORDS)
    pd.testing.assert_frame_equal(readings, READINGS.empty(), check_index_type=False)
