"""What may help a person who looks at a number."""

import pandas as pd
import pytest

from audit.normalize.review_hints import only_region, review_causes
from audit.normalize.scalar import read_number


def fitting(text: str, *regions: str) -> str | None:
    found = only_region(pd.Series([text], dtype="str"), regions)
    return None if pd.isna(found[0]) else str(found[0])


def test_a_number_that_fits_one_country_alone_names_it() -> None:
    assert fitting("089 68863877", "US", "DE", "GB") == "DE"
    assert fitting("020 7946 0018 (home)", "US", "GB") == "GB"


def test_a_number_that_fits_several_countries_or_none_names_none() -> None:
    assert fitting("089 68863877", "DE", "AT") is None
    assert fitting("089 68863877", "US") is None
    assert fitting("089 68863877") is None


def test_a_number_of_a_country_that_shares_the_calling_code_fits_its_own_alone() -> None:
    assert fitting("(212) 555-0100", "CA", "US") == "US"
    assert fitting("(212) 555-0100", "CA", "GB") is None


def test_every_row_of_a_column_has_its_country_in_order() -> None:
    raw = pd.Series(["089 68863877", None, "(212) 555-0100", "089 68863877", "030 901820"], dtype="str")
    found = only_region(raw, ["US", "GB", "DE", "US"])
    assert ["" if pd.isna(region) else region for region in found] == ["DE", "", "", "DE", "DE"]


@pytest.mark.parametrize(
    ("raw", "region", "cause"),
    [
        ("4915135238256", "DE", "calling_code"),
        ("(212) 555-0149", "DE", "us_screen"),
        ("+8 495 123 45 67", "RU", "national_prefix"),
        ("00 55 38 92300-5211", "BR", "own_code_abroad"),
        ("+49 30 123456/78", "DE", "two_lines"),
        ("030 123456\n78", "DE", "two_lines"),
        ("030 901820", "DE", None),
        ("030 901820 (Uwe)", "DE", None),
        ("n/a", "DE", None),
    ],
)
def test_a_number_for_review_has_its_cause(raw: str, region: str, cause: str | None) -> None:
    reading = read_number(raw, region)
    values = pd.DataFrame({"raw": [raw], "format": [reading.format], "confidence": [reading.confidence]}, dtype="str")
    found = review_causes(values)[0]
    assert (None if pd.isna(found) else found) == cause
