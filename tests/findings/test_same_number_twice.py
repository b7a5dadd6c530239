from audit.findings.same_number_twice import RULE
from tests.findings.typed_in import LEEDS, LONDON, number, org, record, value

NUMBERS = [number(LONDON, "003A"), number(LEEDS, "003A")]


def test_the_later_slot_repeats_the_earlier_one() -> None:
    values = [value("003A", "mobile", "020 7946 0018", LONDON, format="national"), value("003A", "phone", LONDON)]
    found = RULE.find(org([record("003A")], values, NUMBERS))
    assert found["field"].tolist() == ["MobilePhone"]
    assert found["message"].tolist() == ["Mobile repeats the number in Phone."]


def test_three_slots_are_two_repetitions() -> None:
    values = [value("003A", slot, LONDON) for slot in ("other", "home", "phone")]
    found = RULE.find(org([record("003A")], values, NUMBERS))
    assert sorted(found["field"]) == ["HomePhone", "OtherPhone"]


def test_two_numbers_are_fine() -> None:
    values = [value("003A", "phone", LONDON), value("003A", "mobile", LEEDS)]
    assert RULE.find(org([record("003A")], values, NUMBERS)).empty


def test_the_same_number_on_two_records_is_for_other_rules() -> None:
    values = [value("003A", "phone", LONDON), value("003B", "mobile", LONDON)]
    assert RULE.find(org([record("003A"), record("003B")], values, NUMBERS)).empty


def test_a_copy_in_a_custom_field_is_fine() -> None:
    values = [value("003A", "phone", LONDON), value("003A", "custom", LONDON)]
    assert RULE.find(org([record("003A")], values, NUMBERS)).empty
