"""The formats in which a number is searched for."""

import pytest

from audit.normalize.spellings import SPELLINGS, neighbor_of, spellings_of


def test_a_french_number_has_seven() -> None:
    assert spellings_of("+33199009061") == {
        "e164": "+33199009061",
        "digits": "33199009061",
        "trunk": "0199009061",
        "no_trunk": "199009061",
        "international": "+33 1 99 00 90 61",
        "national": "01 99 00 90 61",
        "idd": "0033199009061",
    }


@pytest.mark.parametrize("e164", ["+12125550100", "+34910000000", "+390669000000"])
def test_a_country_without_a_trunk_prefix_has_one_less(e164: str) -> None:
    assert spellings_of(e164).keys() == set(SPELLINGS) - {"trunk"}


def test_a_neighbor_is_another_valid_number() -> None:
    assert neighbor_of("+33199009999", 7) == "+33199000006"
    assert neighbor_of("+4930123", 7) in {None, "+4930130"}
