"""docs/simulation.md, Reach, row by row."""

import pytest

from audit.config.profile import SHIPPED_PROFILES, Profile
from tests.typed_org import Row, contact, key_of, lead, simulated

N, M = "+12125550100", "+12125550101"


def reach(*rows: Row, profile: Profile | None = None) -> dict[str | None, tuple[str, int, int]]:
    """Return reach, numbers held and numbers won of each record by its key."""
    records = simulated(*rows, profile=profile).records
    return {
        key_of(row["record_id"]): (row["reach"], row["n_numbers"], row["n_won"]) for row in records.to_dict("records")
    }


def test_a_winner_of_one_of_its_numbers_wins() -> None:
    found = reach(lead("lou", phone=N, mobile=M), contact("ada", phone=N))
    assert found == {"lou": ("wins", 2, 1), "ada": ("wins", 1, 1)}


def test_a_record_that_wins_none_of_its_numbers_is_shadowed() -> None:
    found = reach(lead("lou", phone=N, mobile="n/a"), contact("ada", phone=N))
    assert found["lou"] == ("shadowed", 1, 0)


@pytest.mark.parametrize("raw", ["n/a", "2.12555E+09", "call reception", "+9991234567"])
def test_a_record_with_nothing_readable_is_unreadable(raw: str) -> None:
    assert reach(contact("ada", mobile=raw)) == {"ada": ("unreadable", 0, 0)}


@pytest.mark.parametrize("fields", [{}, {"phone": ""}, {"phone": " "}, {"custom": N}])
def test_a_record_without_anything_in_match_slots_has_no_number(fields: dict[str, str]) -> None:
    assert reach(contact("ada", **fields)) == {"ada": ("no_number", 0, 0)}


def test_slots_that_the_profile_does_not_match_do_not_count() -> None:
    found = reach(
        contact("ada", home=N), contact("bea", home=N, phone="n/a"), profile=SHIPPED_PROFILES["aircall-phone-mobile"]
    )
    assert found == {"ada": ("no_number", 0, 0), "bea": ("unreadable", 0, 0)}


def test_a_number_in_several_fields_of_a_record_counts_once() -> None:
    assert reach(contact("ada", phone=N, mobile="(212) 555-0100", other=M)) == {"ada": ("wins", 2, 2)}


def test_a_record_whose_number_is_not_found_is_shadowed() -> None:
    assert reach(contact("ada", phone="(212) 555-0100"), profile=Profile(policy="exact")) == {"ada": ("shadowed", 1, 0)}
