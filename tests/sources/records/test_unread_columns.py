"""Columns that are not read and look as if they should be."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from audit.normalize.overlooked_columns import overlooked_columns
from audit.sources.org_extract import Extract

Read = Callable[..., Extract]


def overlooked(extract: Extract, region: str | None = None) -> list[str]:
    return [sentence for columns in extract.unread for sentence in overlooked_columns(columns, region)]


def said(
    read_files: Read, heading: str, values: Sequence[str], country: str = "", *, phone: str = "", **settings: Any
) -> list[str]:
    """Return what is said of a column of contacts in that country, whose own number is ``phone``."""
    rows = "".join(f'0035Y{n:010}AAA,{phone},{country},"{value}"\n' for n, value in enumerate(values))
    extract = read_files({"Contact.csv": f"Id,Phone,MailingCountry,{heading}\n" + rows}, **settings)
    return [warning for warning in overlooked(extract, settings.get("region")) if heading in warning]


GERMAN = [f"0171 12345{n:02}" for n in range(25)]
NORWEGIAN = [f"220000{n:02}" for n in range(25)]


def test_a_column_of_numbers_is_named_with_what_to_do(read_files: Read) -> None:
    (sentence,) = said(read_files, "Direct", GERMAN, "Germany")
    assert sentence == (
        "Contact.csv has the column Direct, which is not read, though 25 of the first 25 values in it are phone "
        'numbers. To audit it, add "Contact.Direct" to include under [custom_fields] in the configuration.'
    )


@pytest.mark.parametrize(
    ("values", "country"),
    [
        (NORWEGIAN, "Norway"),
        ([f"22 00 00 {n:02}" for n in range(25)], "Norway"),
        ([f"(212) 555-01{n:02}" for n in range(25)], "US"),
        ([f"+1212555{n:04}" for n in range(100, 125)], ""),
        ([*GERMAN, *["unknown"] * 25], "Germany"),
    ],
)
def test_numbers_are_known_in_the_country_of_their_record(read_files: Read, values: list[str], country: str) -> None:
    assert len(said(read_files, "Direct", values, country)) == 1


def test_where_no_country_is_known_the_number_of_the_record_tells_it(read_files: Read) -> None:
    assert len(said(read_files, "Mobiltelefon", GERMAN, phone="+4930901820")) == 1


def test_where_nothing_tells_it_the_default_region_does(read_files: Read) -> None:
    assert said(read_files, "Direct", GERMAN) == []
    assert len(said(read_files, "Direct", GERMAN, region="DE")) == 1


@pytest.mark.parametrize(
    ("heading", "values"),
    [
        ("Umsatz", [str(12_345 * 3 ** (n % 9)) for n in range(25)]),
        ("Betrag", [f"{30901820 + n}.50" for n in range(25)]),
        ("AnnualRevenue", [str(30_901_820 + n) for n in range(25)]),
        ("Account Number", [str(30_901_820 + n) for n in range(25)]),
        ("MailingPostalCode", [str(1_000_000 + n) for n in range(25)]),
        ("ERP_Id__c", [str(30_901_820 + n) for n in range(25)]),
        ("Fax", GERMAN),
        ("Birthdate", [f"1980-01-{n:02}" for n in range(1, 26)]),
        ("Start", [f"202601{n:02}T0900" for n in range(1, 26)]),
        ("Employees", [str(10 * n) for n in range(25)]),
    ],
)
def test_amounts_dates_and_other_digits_are_not_named(read_files: Read, heading: str, values: list[str]) -> None:
    assert said(read_files, heading, values, "Germany") == []


def test_fewer_than_twenty_values_show_nothing(read_files: Read) -> None:
    assert said(read_files, "Direct", GERMAN[:19], "Germany") == []
    assert len(said(read_files, "Direct", GERMAN[:20], "Germany")) == 1


def test_half_of_the_values_must_be_numbers(read_files: Read) -> None:
    assert said(read_files, "Direct", [*GERMAN, *["unknown"] * 26], "Germany") == []


def test_a_column_that_the_configuration_leaves_out_is_not_named(read_files: Read) -> None:
    assert said(read_files, "Direct", GERMAN, "Germany", custom_fields={"exclude": ["Contact.Direct"]}) == []


def test_a_column_of_countries_is_named_where_no_country_is_read(read_files: Read) -> None:
    rows = "".join(f"0035Y{n:010}AAA,+4930901820,Deutschland\n" for n in range(25))
    warnings = overlooked(read_files({"Contact.csv": "Id,Phone,Land\n" + rows}))
    (sentence,) = [warning for warning in warnings if "Land" in warning]
    assert "the column Land, which is not read, though it has countries" in sentence
    assert "call the column MailingCountry" in sentence


@pytest.mark.parametrize("values", [["CA", "DE", "IN"], ["de", "fr", "es"], ["Bayern", "Berlin", "Hessen"]])
def test_states_and_languages_are_no_countries(read_files: Read, values: list[str]) -> None:
    rows = "".join(f"0035Y{n:010}AAA,+4930901820,{values[n % 3]}\n" for n in range(25))
    warnings = overlooked(read_files({"Contact.csv": "Id,Phone,Somewhere\n" + rows}))
    assert not [warning for warning in warnings if "Somewhere" in warning]


def test_where_a_country_is_read_another_one_is_not_named(read_files: Read) -> None:
    assert said(read_files, "Birthplace", ["Germany"] * 25, "Germany") == []
