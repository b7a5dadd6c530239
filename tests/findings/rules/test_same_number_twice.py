from audit.findings.rules.same_number_twice import RULE
from tests.findings.typed_in import LEEDS, LONDON, found_by, number, org, record, value

NUMBERS = [number(LONDON, "003A"), number(LEEDS, "003A")]


def test_the_later_slot_repeats_the_earlier_one() -> None:
    values = [value("003A", "home", "020 7946 0018", LONDON, format="national"), value("003A", "mobile", LONDON)]
    found = found_by(RULE, org([record("003A")], values, NUMBERS))
    assert found["field"].tolist() == ["HomePhone"]
    assert found["message"].tolist() == ["Home Phone has the same number as Mobile."]


def test_a_mobile_that_repeats_phone_is_as_the_sync_needs_it() -> None:
    values = [value("003A", slot, LONDON) for slot in ("phone", "mobile", "home")]
    assert found_by(RULE, org([record("003A")], values[:2], NUMBERS)).empty
    assert found_by(RULE, org([record("003A")], values, NUMBERS))["field"].tolist() == ["HomePhone"]


def test_three_slots_are_two_repetitions() -> None:
    values = [value("003A", slot, LONDON) for slot in ("other", "home", "phone")]
    found = found_by(RULE, org([record("003A")], values, NUMBERS))
    assert sorted(found["field"]) == ["HomePhone", "OtherPhone"]


def test_two_numbers_are_fine() -> None:
    values = [value("003A", "phone", LONDON), value("003A", "mobile", LEEDS)]
    assert found_by(RULE, org([record("003A")], values, NUMBERS)).empty


def test_the_same_number_on_two_records_is_for_other_rules() -> None:
    values = [value("003A", "phone", LONDON), value("003B", "mobile", LONDON)]
    assert found_by(RULE, org([record("003A"), record("003B")], values, NUMBERS)).empty


def test_a_copy_in_a_custom_field_is_fine() -> None:
    values = [value("003A", "phone", LONDON), value("003A", "custom", LONDON)]
    assert found_by(RULE, org([record("003A")], values, NUMBERS)).empty
