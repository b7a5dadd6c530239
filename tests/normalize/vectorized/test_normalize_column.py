"""The reading of whole columns gives the answers of the reference, to the last cell."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from audit.normalize import scalar
from audit.normalize.classify import PLACEHOLDER_WORDS
from audit.normalize.scalar import READINGS
from audit.normalize.vectorized import normalize_column
from tests.benchmarks import mix
from tests.benchmarks.dialed import REGIONS
from tests.benchmarks.spellings import adversarial_values, alike_values

ALL_REGIONS = [None, *REGIONS]


def column(texts: Sequence[str | None]) -> pd.Series:
    return pd.Series(texts, dtype="str")


def in_region(regions: Sequence[str | None]) -> pd.Categorical:
    return pd.Categorical(regions, categories=REGIONS)


def assert_same(
    raw: pd.Series,
    region: pd.Categorical,
    is_default: Sequence[bool] | None = None,
    words: frozenset[str] = PLACEHOLDER_WORDS,
) -> pd.DataFrame:
    """Compare every column of the two readings, and return them."""
    default = np.array(is_default or [False] * len(raw), dtype=np.bool_)
    fast = normalize_column.read_column(raw, region, default, words)
    pd.testing.assert_frame_equal(fast, scalar.read_column(raw, region, default, words))
    return fast


def read_column(raw: pd.Series, region: pd.Categorical) -> pd.DataFrame:
    """Return the vectorized reading of texts in regions that are all the records' own."""
    return normalize_column.read_column(raw, region, np.zeros(len(raw), dtype=np.bool_), PLACEHOLDER_WORDS)


def assert_same_everywhere(text: str) -> None:
    """Compare the two readings of one text in every region, the record's own or the default, and in none."""
    regions = [*ALL_REGIONS, *REGIONS]
    default = [False] * len(ALL_REGIONS) + [True] * len(REGIONS)
    assert_same(column([text] * len(regions)), in_region(regions), default)


@pytest.mark.slow
def test_adversarial_texts_of_all_regions_are_read_as_by_the_reference() -> None:
    texts, regions, is_default = adversarial_values(50_000, seed=20_261)
    assert_same(column(texts), in_region(regions), is_default)


@pytest.mark.slow
def test_texts_that_begin_alike_are_read_as_by_the_reference() -> None:
    texts, regions, is_default = alike_values(50_000, seed=20_262)
    assert_same(column(texts), in_region(regions), is_default)


def test_the_texts_of_an_ordinary_org_are_read_as_by_the_reference() -> None:
    texts, region, is_default = mix.mixed_column(20_000, seed=3)
    categories = pd.Categorical.from_codes(region, categories=list(mix.REGIONS))
    readings = assert_same(pd.Series(pd.array(texts, dtype="str")), categories, is_default.tolist())
    assert readings["format"].isin(["e164", "national", "international"]).mean() > 0.9


@pytest.mark.parametrize(
    "spelling",
    [PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.RFC3966, PhoneNumberFormat.NATIONAL],
)
def test_example_numbers_of_every_region_and_type_are_read_as_by_the_reference(spelling: int) -> None:
    examples = [
        (phonenumbers.format_number(number, spelling), region)
        for region in REGIONS
        for number_type in PhoneNumberType.values()
        if (number := phonenumbers.example_number_for_type(region, number_type)) is not None
    ]
    texts, regions = zip(*examples, strict=True)
    assert_same(column(texts), in_region(regions))
    assert_same(column(texts), in_region([None] * len(texts)))


@pytest.mark.parametrize(
    "text",
    [
        "+442079460018",
        "+4402079460018",
        "+390668822445",
        "+3966882244",
        "+5491123456789",
        "+54111523456789",
        "+5215512345678",
        "+1",
        "+12",
        "+120",
        "+999123456",
        "+0",
        "+8001234567890123",
        "+375810409846600",
    ],
)
def test_a_plus_sign_and_digits(text: str) -> None:
    assert_same_everywhere(text)


@pytest.mark.parametrize(
    "text",
    [
        "+44 (0)20 7946 0018",
        "(+44) 20 7946 0018",
        "+ 44 20 7946 0018",
        "++44 20 7946 0018",
        "+44+20 7946 0018",
        "44 20 7946 0018+",
        "+44 20 7946 0018 +",
        "* +44 20 7946 0018 ,",
        "+44\n20 7946/0018",
    ],
)
def test_punctuation_around_and_between_digits(text: str) -> None:
    assert_same_everywhere(text)


@pytest.mark.parametrize(
    "text",
    [
        "0111523456789",
        "011 15 2345-6789",
        "91123456789",
        "0 21 11 2345-6789",
        "(11) 91234-5678",
        "0449 55 1234 5678",
        "7946001",
        "4640123",
        "(268) 464-1234",
        "00020 1234 567",
        "8 10 44 20 7946 0018",
        "0549 886377",
        "180020 960194",
    ],
)
def test_national_prefixes_with_and_without_a_rule(text: str) -> None:
    assert_same_everywhere(text)


@pytest.mark.parametrize(
    "text",
    [
        "0044 20 7946 0018",
        "00 0 20 7946",
        "00",
        "001",
        "0012",
        "00999 1234567",
        "+0044 20 7946 0018",
        "+00 44 20 7946 0018",
        "011 44 20 7946 0018",
        "0011 44 20 7946 0018",
        "1 212 555 0100",
        "44 020 7946 0018",
        "4444 20 7946 0018",
        "375 8 0152 450911",
    ],
)
def test_international_prefixes_and_calling_codes_without_a_plus(text: str) -> None:
    assert_same_everywhere(text)


@pytest.mark.parametrize(
    "text",
    [
        "020 7946 0018 ext. 12",
        "020 7946 0018x12",
        "020 7946 0018 /x12",
        "020 7946 0018/ X12",
        "020 7946 0018;ext=12",
        "020 7946 0018 #12",
        "020 7946 0018 12#",
        "020 7946 0018 ext 1234567890",
        "1-800-FLOWERS",
        "1-800-FLEX-123",
        "1-800-POINTS1",
        "020 7946 0018 (fax)",
        "020 7946 0018 m",
        "tel:+442079460018",
        "TEL: +44 20 7946 0018 w",
        "call 020 7946 0018 int 5",
        "tel:2079460018;phone-context=+44",
        "+442079460018;isub=1",
        "12a34",
        "1x23",
        "room 12",
    ],
)
def test_extensions_and_letters(text: str) -> None:
    assert_same_everywhere(text)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "030 901820 (Uwe)",
        "030 901820 App. 12",
        "030 901820 (2. Stock)",
        "030 901820 2. Stock",
        "030 901820 2nd floor",
        "+7 495 123-46-00 (Иван)",
        "03-1234-5678 内線 801",
        "090ー1234ー5678",
        "Mobil 2 0171 1234567",
        "12 Uwe +49 30 901820",
        "Büro 030 901820 mobil 0171 1234567",
        "*tel:+218-53-9641816\n*",
        ",\u0661(259)8/915/298 extn 8",
        "Straße 030 901820",
        "1-800-FLOWERS",
        "1300 FLOWER",
        "0808 1KP 0TEA",
        "646-2147 Bob",
        "Tel 646-2147",
        "49151 35m238256",
        "212-555-XXXX",
        "030 9018**",
        "0000000xx",
        "030 901820 Foxx",
        "+49 30 901820 xx",
        "Room 123",
        "12 calls a day",
        "4915135238256",
        "4915135238256 x12",
        "(212) 555-0149",
        "+8 495 123 45 67",
        "+4930111111111111",
        "030 1111111111111",
        "0055 51 96811 2849",
        "+00 55 51 96811 2849",
        "\u0661+(3508.05.64.1/ \tx*37#",
        "\u0661\u0662 030 9018xx",
        "22 22 22 22",
        "9876543210",
        "00357.0000.0.00.0",
        "+49 30 901820_x000D_",
        "&nbsp;020 7946 0018",
        "%2B44 20 7946 0018",
        "<b>020 7946 0018</b>",
        "#N/A",
        "null",
        "Null",
        "020 7946 0018+020 7946 0019",
        "020 7946 0018 \\ 020 7946 0019",
        "020 7946 0018 • 020 7946 0019",
        "020 7946 0018 или 020 7946 0019",
    ],
)
def test_words_remains_and_second_readings(text: str) -> None:
    assert_same_everywhere(text)


@pytest.mark.parametrize(
    "text",
    [
        "020 7946 0018 / 020 7946 0019",
        "020 7946 0018,, 020 7946 0019",
        "020 7946 0018 or 020 7946 0019",
        "020 7946 0018or020 7946 0019",
        "0049/89/12345678",
        "020 7946 0018;EXT=79460019",
        "+49 30 123456/78",
        "4.4E+11",
        "2079460018.0",
        "'020 7946 0018",
        "00000",
        "000000000",
        "000000000TJ",
        "+992 00 000 0000",
        "1234567890",
        "n/a",
        "0",
        "1",
        "-1",
        "?",
        "",
        " ",
        "9" * 251,
        "a" * 251,
        "\u0660\u0661\u0662\u0663\u0664\u0665\u0666",
        "020\u00a07946\u00a00018",
        "020\u20137946\u20110018",
        "+44\u201020\u20117946\u22120018",
        "020\u20127946\u20140018\u2015",
        "\u2013020 7946 0018",
        "020 7946\u20130018 x12",
        "020 7946 0018\u2011#12",
        "\uff0b\uff14\uff14 20 7946 0018",
    ],
)
def test_texts_of_every_other_kind(text: str) -> None:
    assert_same_everywhere(text)


@given(
    st.lists(st.tuples(st.text("0123456789+ ()-./x#,;eE'\nab", max_size=24), st.sampled_from(ALL_REGIONS)), max_size=20)
)
@settings(deadline=None, max_examples=50)
def test_any_text_is_read_as_by_the_reference(values: list[tuple[str, str | None]]) -> None:
    assert_same(column([text for text, _ in values]), in_region([region for _, region in values]))


def test_configured_placeholders_are_told_from_texts_and_numbers() -> None:
    words = PLACEHOLDER_WORDS | {"siehe notizen", "0815 555 123", "123"}
    texts = ["Siehe Notizen", "0815 555 123", "123", "siehe"]
    readings = assert_same(column(texts), in_region(["US"] * len(texts)), words=words)
    assert readings["format"].tolist() == ["placeholder", "placeholder", "placeholder", "text"]


def test_a_configured_placeholder_in_another_case_is_told_beyond_ascii_too() -> None:
    words = PLACEHOLDER_WORDS | {"straße 030 901820".casefold()}
    readings = assert_same(column(["STRASSE 030 901820", "Straße 030 901820"]), in_region(["DE"] * 2), words=words)
    assert readings["format"].tolist() == ["placeholder", "placeholder"]


def test_regions_may_be_listed_in_any_order() -> None:
    raw = column(["020 7946 0018", "(212) 555-0100", "020 7946 0018"])
    regions = pd.Categorical(["GB", "US", None], categories=["US", "GB"])
    assert assert_same(raw, regions)["format"].tolist() == ["national", "national", "needs_region"]


def test_row_order_and_the_size_of_the_column_never_change_a_reading() -> None:
    texts, regions, _ = adversarial_values(3_000, seed=1)
    raw, region = column(texts), in_region(regions)
    whole = read_column(raw, region)
    order = np.random.default_rng(0).permutation(len(raw))
    shuffled = read_column(raw.take(order).reset_index(drop=True), region[order])
    pd.testing.assert_frame_equal(shuffled, whole.take(order).reset_index(drop=True))
    halves = [slice(0, 1_000), slice(1_000, 3_000)]
    read = [read_column(raw[half], region[half]) for half in halves]
    pd.testing.assert_frame_equal(pd.concat(read, ignore_index=True), whole)


def test_a_column_that_is_read_in_several_parts_keeps_its_order() -> None:
    texts, regions, _ = adversarial_values(1_000, seed=2)
    times = 140
    once = read_column(column(texts), in_region(regions))
    often = read_column(column(texts * times), in_region(regions * times))
    pd.testing.assert_frame_equal(often, pd.concat([once] * times, ignore_index=True))


def test_a_column_without_rows_is_read() -> None:
    readings = read_column(column([]), in_region([]))
    pd.testing.assert_frame_equal(readings, READINGS.empty())


def test_a_missing_text_is_empty() -> None:
    readings = assert_same(column(["+442079460018", None]), in_region([None, None]))
    assert readings["format"].tolist() == ["e164", "empty"]
