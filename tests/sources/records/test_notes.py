"""Sentences on flags and dates that were not understood or had to be guessed."""

from collections.abc import Callable

import pytest

from audit.sources.org_extract import Extract
from audit.sources.records.notes import named_words

Read = Callable[..., Extract]


def said(read_files: Read, *dates: str) -> list[str]:
    rows = "".join(f'0035Y000000000{n}AAA,+12125550100,"{date}"\n' for n, date in enumerate(dates))
    warnings = read_files({"Contact.csv": "Id,Phone,LastModifiedDate\n" + rows}).source.warnings
    return [warning for warning in warnings if "LastModifiedDate" in warning]


@pytest.mark.parametrize(
    ("date", "shown", "order"),
    [
        ("1/31/2026, 3:04 PM", "1/31/2026", "month, day, year"),
        ("31.01.2026, 15:04", "31.01.2026", "day, month, year"),
        ("31-01-2026 15:04", "31-01-2026", "day, month, year"),
        (" 2026/1/31 ", "2026/1/31", "year, month, day"),
    ],
)
def test_a_local_form_is_said_with_a_date_from_the_column(read_files: Read, date: str, shown: str, order: str) -> None:
    (sentence,) = said(read_files, date)
    assert sentence.startswith(f"LastModifiedDate of Contact is written like {shown}: read as {order}, and as UTC.")


def test_an_order_that_nothing_shows_is_said_with_a_date_and_what_to_try(read_files: Read) -> None:
    (sentence,) = said(read_files, "1/2/2026, 3:04 PM", "3/4/2026")
    assert "is written like 1/2/2026, and nothing in the column shows" in sentence
    assert "Export with dates like 2026-01-31T09:30:00Z" in sentence


@pytest.mark.parametrize(
    ("text", "masked"), [("Ada Brook", "“xxx xxxxx”"), ("+12125550100", "“+99999999999”"), ("46023", "“99999”")]
)
def test_the_example_of_what_is_no_date_shows_its_form_alone(read_files: Read, text: str, masked: str) -> None:
    (sentence,) = said(read_files, "2026-01-01", text)
    assert sentence.startswith("LastModifiedDate of 1 row of Contact cannot be read as a date and counts as missing")
    assert masked in sentence


def test_nothing_is_said_of_dates_in_iso_8601_and_of_empty_ones(read_files: Read) -> None:
    assert said(read_files, "2026-01-01T09:00:00.000+0000", "", " ", "2026-01-01 09:00") == []


def test_words_that_are_no_flag_are_said_by_field_with_their_counts(read_files: Read) -> None:
    rows = "".join(f"00Q5Y000000000{n}AAA,+12125550100,{word}\n" for n, word in enumerate(("perhaps", "perhaps", "on")))
    warnings = read_files({"Lead.csv": "Id,Phone,IsConverted\n" + rows}).source.warnings
    assert "IsConverted of Lead: not understood, so read as No: “perhaps” 2, “on” 1." in warnings


def test_the_most_frequent_come_first_and_the_rest_are_counted() -> None:
    counts = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
    assert named_words(counts) == "“six” 6, “five” 5, “four” 4, “three” 3, “two” 2, and 1 more"


def test_a_text_with_digits_is_not_shown_for_it_may_be_a_number() -> None:
    assert named_words({"+1 212 555 0100": 1}) == "a text with digits 1"


def test_a_long_word_is_cut_and_a_control_character_is_a_space() -> None:
    assert named_words({"a\x1b[": 1_000, "y" * 31: 1}) == f"“a [” 1,000, “{'y' * 30}…” 1"
