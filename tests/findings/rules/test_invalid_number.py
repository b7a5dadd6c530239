import pytest

from audit.findings.rules.invalid_number import RULE
from audit.normalize.classify import is_masked
from tests.findings.typed_in import LONDON, found_by, org, record, value


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("country_code", "no country has this country code"),
        ("too_short", ": too few digits"),
        ("too_long", ": too many digits"),
        ("wrong_length", "wrong number of digits"),
        ("area_code_missing", "the area code is missing"),
        ("not_assigned", "Not a valid UK number. "),
    ],
)
def test_the_message_says_why_it_is_invalid(reason: str, words: str) -> None:
    bad = value("003A", "phone", "020 7946", format="invalid", reason=reason, parse_region="GB", region_source="record")
    message = found_by(RULE, org([record("003A")], [bad]))["message"].iloc[0]
    assert words in message
    assert message.endswith("Read as UK (+44), the record's country. Check the country first.")


def test_no_region_is_named_where_the_number_brings_its_own() -> None:
    bad = value("003A", "phone", "+44 20 7946", format="invalid", reason="too_short")
    assert found_by(RULE, org([record("003A")], [bad]))["message"].tolist() == ["Not a valid number: too few digits."]


def test_a_valid_number_that_is_not_e164_is_left_to_its_own_rule() -> None:
    assert found_by(
        RULE, org([record("003A")], [value("003A", "phone", "020 7946 0018", LONDON, format="national")])
    ).empty


def test_a_custom_field_is_not_looked_at() -> None:
    bad = value("003A", "custom", "020 7946", format="invalid", reason="too_short")
    assert found_by(RULE, org([record("003A")], [bad])).empty


@pytest.mark.parametrize(
    ("raw", "cause"),
    [
        ("646-2147 Bob", "it cannot be read with the words “Bob” in it."),
        ("212-555-XXXX", "some digits are masked with x or *."),
        ("030 9018**", "some digits are masked with x or *."),
        ("5551234 Maxx", "it cannot be read with the words “Maxx” in it."),
        ("$2,125,550,152.00", "it has characters that no phone number has."),
    ],
)
def test_the_message_says_what_stands_among_the_digits(raw: str, cause: str) -> None:
    stored = value("003A", "phone", raw, format="invalid", reason="words", region_source="number")
    assert found_by(RULE, org([record("003A")], [stored]))["message"].tolist() == [f"Not a valid number: {cause}"]


@pytest.mark.parametrize(
    "raw", ["12xx", "12 xx", "12x", "xx12", "12 axx", "12xxb", "1 ** 2", "12x*y", "1éxx", "1 Xx", "٣xx"]
)
def test_masked_means_what_reading_means_by_it(raw: str) -> None:
    stored = value("003A", "phone", raw, format="invalid", reason="words", region_source="number")
    (message,) = found_by(RULE, org([record("003A")], [stored]))["message"]
    assert ("masked" in message) == is_masked(raw)


def test_the_country_is_no_matter_where_words_or_a_mask_are() -> None:
    stored = value(
        "003A", "phone", "212-555-XXXX", format="invalid", reason="words", parse_region="US", region_source="record"
    )
    (message,) = found_by(RULE, org([record("003A")], [stored]))["message"]
    assert "country" not in message
