import pandas as pd
import pytest

from audit.normalize.callers import read_callers
from audit.normalize.classify import PLACEHOLDER_WORDS


def read(*raw: str | None, region: str | None = None, has_country_code: bool = True) -> list[tuple[str, str | None]]:
    texts = pd.Series(raw, dtype="str")
    frame = read_callers(texts, region, PLACEHOLDER_WORDS, has_country_code=has_country_code).astype(object)
    return list(frame.where(frame.notna(), None).itertuples(index=False, name=None))


@pytest.mark.parametrize("region", [None, "US", "DE"])
@pytest.mark.parametrize("raw", ["+61 491 570 156", "+61491570156", "61491570156", "0061491570156", "'61491570156"])
def test_what_aircall_writes_is_read_with_its_country_code_with_or_without_plus(raw: str, region: str | None) -> None:
    ((_, e164),) = read(raw, region=region)
    assert e164 == "+61491570156"


def test_a_number_of_aircall_is_not_taken_for_one_of_the_region() -> None:
    """44 20 7946 0018 is in London; within Germany, 04420 would be an area code."""
    (in_london,), (in_germany,) = (
        read("442079460018", region="DE", has_country_code=has_country_code) for has_country_code in (True, False)
    )
    assert in_london[1] == "+442079460018"
    assert in_germany == ("national", "+49442079460018")


def test_a_national_number_is_read_in_the_region() -> None:
    assert read("020 7946 0018", region="GB") == [("national", "+442079460018")]
    assert read("(212) 555-0100", region="US") == [("national", "+12125550100")]


def test_a_caller_is_read_as_a_value_of_the_audit_is() -> None:
    assert read("4915135238256", region="DE", has_country_code=False) == [("no_plus", "+4915135238256")]
    assert read("030 901820 (Uwe)", region="DE") == [("words", "+4930901820")]
    assert read("1234567890", region="GB") == [("placeholder", None)]
    assert read("089 68863877", region="US") == [("needs_region", None)]


def test_somebodys_own_list_may_lack_the_plus_sign_too() -> None:
    ((_, e164),) = read("442079460018", region="US", has_country_code=False)
    assert e164 == "+442079460018"


@pytest.mark.parametrize(
    ("raw", "format_"),
    [
        ("anonymous", "placeholder"),
        ("", "empty"),
        (None, "empty"),
        ("Private", "placeholder"),
        ("4.41632E+11", "scientific"),
        ("+1999", "invalid"),
    ],
)
def test_what_is_no_number_says_what_it_is(raw: str | None, format_: str) -> None:
    assert read(raw) == [(format_, None)]


def test_every_call_has_its_reading_in_its_place() -> None:
    assert [e164 for _, e164 in read("+12125550100", "anonymous", "12125550100", "+442079460018")] == [
        "+12125550100", None, "+12125550100", "+442079460018",
    ]  # fmt: skip


def test_no_calls_are_no_readings() -> None:
    assert read() == []
