"""docs/simulation.md, Sync outcomes, row by row."""

import pytest

from audit.config.profile import SHIPPED_PROFILES, Profile
from tests.typed_org import account, contact, lead, person_account, simulated

N, M = "+12125550100", "+12125550101"
NATIONAL = "(212) 555-0100"
PHONE_MOBILE = SHIPPED_PROFILES["aircall-phone-mobile"]


def outcomes(*rows: dict[str, object], profile: Profile | None = None) -> dict[str, str]:
    """Return the outcome of each value by its slot."""
    values = simulated(*rows, profile=profile).values
    return dict(zip(values["slot"], values["sync_outcome"], strict=True))


@pytest.mark.parametrize(
    ("raw", "outcome"),
    [
        (N, "syncs"),
        (NATIONAL, "not_e164"),
        ("+1 212 555 0100", "not_e164"),
        (" +12125550100", "not_e164"),
        ("+12125550100 ext. 5", "not_e164"),
        ("2.12555E+09", "not_e164"),
        ("n/a", "not_e164"),
        ("+9991234567", "not_e164"),
    ],
)
def test_phone_syncs_only_in_e164(raw: str, outcome: str) -> None:
    assert outcomes(contact("ada", phone=raw)) == {"phone": outcome}


@pytest.mark.parametrize(
    ("phone", "mobile", "outcome"),
    [
        (N, M, "syncs"),
        (N, "212 555 0101", "not_e164"),
        (NATIONAL, M, "phone_not_e164"),
        ("n/a", M, "phone_not_e164"),
        (NATIONAL, "212 555 0101", "not_e164"),
        ("", M, "phone_empty"),
        ("", "212 555 0101", "phone_empty"),
        (" ", M, "phone_empty"),
        ("'", M, "phone_empty"),
        ("\u200b\t", M, "phone_empty"),
    ],
)
def test_mobile_syncs_only_when_phone_is_filled_in_e164(phone: str, mobile: str, outcome: str) -> None:
    assert outcomes(contact("ada", phone=phone, mobile=mobile))["mobile"] == outcome


@pytest.mark.parametrize(("phone", "outcome"), [(NATIONAL, "syncs"), ("n/a", "syncs"), ("", "phone_empty")])
def test_in_the_lenient_reading_any_filled_phone_will_do(phone: str, outcome: str) -> None:
    lenient = Profile(mobile_needs_e164_phone=False)
    assert outcomes(contact("ada", phone=phone, mobile=M), profile=lenient)["mobile"] == outcome


def test_mobile_is_unknown_when_phone_was_not_exported() -> None:
    rows = [contact("ada", mobile=M), contact("bea", mobile=NATIONAL), lead("lou", mobile=M)]
    values = simulated(*rows, phone_exported=["Lead"]).values
    assert values["sync_outcome"].tolist() == ["phone_unknown", "phone_unknown", "phone_empty"]


@pytest.mark.parametrize("slot", ["home", "assistant", "other"])
def test_the_other_slots_are_only_matched(slot: str) -> None:
    assert outcomes(contact("ada", phone=N, **{slot: M}))[slot] == "match_only"


def test_custom_fields_are_invisible() -> None:
    assert outcomes(contact("ada", custom=N)) == {"custom": "invisible"}


def test_slots_that_the_profile_does_not_match_are_invisible() -> None:
    found = outcomes(contact("ada", phone=N, mobile=M, home=N, other="n/a"), profile=PHONE_MOBILE)
    assert found == {"phone": "syncs", "mobile": "syncs", "home": "invisible", "other": "invisible"}


def test_an_object_that_does_not_sync_is_named_before_anything_else() -> None:
    contacts_only = Profile(sync_objects=("Contact",), match_slots=("phone", "mobile"))
    found = outcomes(person_account("pat", phone=NATIONAL, mobile=M, home=N, custom=N), profile=contacts_only)
    assert set(found.values()) == {"object_not_synced"}


@pytest.mark.parametrize("record", [contact, lead, account, person_account])
def test_every_object_syncs_alike_by_default(record: object) -> None:
    assert outcomes(record("ada", phone=N)) == {"phone": "syncs"}  # type: ignore[operator]


def test_a_slot_outside_the_sync_slots_is_only_matched() -> None:
    assert outcomes(contact("ada", phone=N, mobile=M), profile=Profile(sync_slots=("phone",)))["mobile"] == "match_only"


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({"phone": N, "mobile": NATIONAL, "home": N}, "syncs"),
        ({"phone": "n/a", "mobile": N, "home": NATIONAL}, "phone_not_e164"),
        ({"phone": NATIONAL, "mobile": N}, "phone_not_e164"),
        ({"phone": NATIONAL, "other": N}, "not_e164"),
        ({"mobile": N, "other": N}, "phone_empty"),
        ({"assistant": N, "custom": N}, "match_only"),
    ],
)
def test_a_number_has_the_best_outcome_of_its_winners_values(fields: dict[str, str], outcome: str) -> None:
    assert simulated(contact("ada", **fields)).numbers["sync_outcome"].tolist() == [outcome]


def test_what_the_losers_hold_does_not_sync_a_number() -> None:
    numbers = simulated(contact("ada", phone=NATIONAL), lead("lou", phone=N)).numbers
    assert numbers["sync_outcome"].tolist() == ["not_e164"]


def test_a_number_whose_winner_hides_phone_is_unknown() -> None:
    numbers = simulated(contact("ada", mobile=N, home=N), phone_exported=[]).numbers
    assert numbers["sync_outcome"].tolist() == ["phone_unknown"]


def test_a_number_of_an_object_that_does_not_sync_says_so() -> None:
    numbers = simulated(lead("lou", phone=N), profile=Profile(sync_objects=("Contact",))).numbers
    assert numbers["sync_outcome"].tolist() == ["object_not_synced"]


def test_other_numbers_of_the_winner_do_not_count() -> None:
    numbers = simulated(contact("ada", phone=M, other=N)).numbers.set_index("e164")
    assert numbers["sync_outcome"].to_dict() == {N: "match_only", M: "syncs"}
