from typing import Any

import pytest

from tests.fixes.planned import GB, changes, kinds, plan_for
from tests.typed_org import account, contact, lead, person_account

LONDON, NEW_YORK = "+442079460018", "+12125550100"


@pytest.mark.parametrize(
    ("raw", "written"),
    [
        (LONDON, None),
        ("+44 20 7946 0018", LONDON),
        ("0044 20 7946 0018", LONDON),
        ("442079460018", LONDON),
        ("020 7946 0018", LONDON),
        ("+44 20 7946 0018 ext 5", None),
        ("020 7946 0018 x5", None),
        ("+44 20 7946 001/8", None),
        ("0800 FLOWERS", None),
        ("020 7946 0018 / 020 7946 0019", None),
        ("4.42E+11", None),
        ("n/a", None),
        ("0000000", None),
        ("+44 20 7946", None),
        ("call reception", None),
    ],
)
def test_only_a_number_that_nobody_has_to_look_at_is_rewritten(raw: str, written: str | None) -> None:
    expected = {("ada", "Phone"): written} if written else {}
    assert changes(contact("ada", phone=raw, **GB)) == expected


@pytest.mark.parametrize(
    ("raw", "country"),
    [
        ("4917139200123", "Germany"),
        ("(212) 555-0149", "Germany"),
        ("1234567890", "GB"),
        ("030 23125123 (Uwe)", "Germany"),
        ("030 23125123 2. Stock", "Germany"),
        ("+49 30 23125/12", "Germany"),
        ("+49 30 23125\n12", "Germany"),
        ("22 22 22 22", "Norway"),
        ("212-555-XXXX", "US"),
        ("+4930231251234567", "Germany"),
        ("030 231251234567", "Germany"),
        ("0049 30231251234567", "Germany"),
    ],
)
def test_what_has_two_readings_or_is_longer_than_e164_is_neither_rewritten_nor_copied(raw: str, country: str) -> None:
    rows = (contact("ada", phone=raw, countries=(country,)), contact("bob", mobile=raw, countries=(country,)))
    assert changes(*rows) == {}


@pytest.mark.parametrize(
    ("asked", "written"),
    [(["record", "account"], {"rec", "acc"}), (["record"], {"rec"}), (["default"], {"def"}), ([], set())],
)
def test_a_national_number_is_rewritten_when_its_country_comes_from_where_the_settings_say(
    asked: list[str], written: set[str]
) -> None:
    rows = (
        contact("rec", phone="020 7946 0018", **GB),
        contact("acc", phone="020 7946 0019", account="acme"),
        contact("def", phone="020 7946 0020"),
        account("acme", **GB),
    )
    assert {key for key, _ in changes(*rows, region="GB", fix={"region_sources": asked})} == written


def test_a_number_with_a_plus_sign_is_certain_whatever_the_region_sources() -> None:
    assert changes(contact("ada", phone="+44 20 7946 0018"), fix={"region_sources": []}) == {("ada", "Phone"): LONDON}


def test_every_standard_field_is_rewritten_also_one_that_the_profile_leaves_out() -> None:
    row = contact("ada", phone=NEW_YORK, other="+44 20 7946 0018")
    assert changes(row, profile="aircall-phone-mobile") == {("ada", "OtherPhone"): LONDON}


def test_a_person_account_is_rewritten_under_its_own_field_names() -> None:
    row = person_account("pa", phone="+1 212 555 0100", mobile="+44 20 7946 0018")
    assert changes(row) == {("pa", "Phone"): NEW_YORK, ("pa", "PersonMobilePhone"): LONDON}


def test_mobile_is_copied_to_an_empty_phone_in_e164() -> None:
    rows = (contact("ada", mobile=LONDON), lead("bob", mobile="020 7946 0019", **GB))
    assert kinds(*rows) == {
        ("ada", "Phone"): "mobile_to_phone",
        ("bob", "Phone"): "mobile_to_phone",
        ("bob", "MobilePhone"): "to_e164",
    }
    assert changes(*rows)["bob", "Phone"] == "+442079460019"


@pytest.mark.parametrize("mobile", ["n/a", "020 7946 0018", "+44 20 7946 0018 ext 5"])
def test_mobile_is_not_copied_when_it_is_no_number_that_may_be_loaded(mobile: str) -> None:
    assert changes(contact("ada", mobile=mobile), region="GB") == {}


def test_mobile_is_not_copied_over_a_phone_that_holds_anything() -> None:
    assert ("ada", "Phone") not in changes(contact("ada", phone="n/a", mobile=LONDON))


def test_mobile_is_not_copied_to_a_phone_that_was_not_exported() -> None:
    rows = (contact("ada", mobile=LONDON), lead("bob", mobile=NEW_YORK))
    assert set(changes(*rows, exported={"Contact": ["MobilePhone"], "Lead": ["Phone"]})) == {("bob", "Phone")}


def test_mobile_is_not_copied_when_the_settings_say_off() -> None:
    assert changes(contact("ada", mobile=LONDON), fix={"mobile_to_phone": "off"}) == {}


def test_a_moved_mobile_is_cleared_and_not_rewritten() -> None:
    row = contact("ada", mobile="+44 20 7946 0018")
    assert changes(row, fix={"mobile_to_phone": "move"}) == {("ada", "Phone"): LONDON, ("ada", "MobilePhone"): None}


def test_a_mobile_stays_where_calls_are_not_matched_on_phone() -> None:
    settings = {"fix": {"mobile_to_phone": "move"}, "profile": {"match_slots": ["mobile"]}}
    assert changes(contact("ada", mobile=LONDON), **settings) == {("ada", "Phone"): LONDON}


def test_the_old_value_of_a_phone_that_holds_only_blanks_are_those_blanks() -> None:
    _, plan = plan_for(contact("ada", phone="\u200b", mobile=LONDON), contact("bob", mobile=NEW_YORK))
    assert plan.cells["old"].fillna("nothing").tolist() == ["\u200b", "nothing"]


def test_a_custom_field_is_left_where_it_is_unless_asked_for() -> None:
    row = contact("ada", custom="+44 20 7946 0018")
    assert changes(row) == {}
    asked = {"custom_fields": {"Contact.Direct_Phone__c": "other"}}
    assert changes(row, fix=asked) == {("ada", "OtherPhone"): LONDON}
    assert changes(contact("ada", custom=LONDON), fix=asked) == {("ada", "OtherPhone"): LONDON}


@pytest.mark.parametrize("other", [{"phone": LONDON}, {"custom": LONDON}])
def test_a_custom_number_that_another_record_has_or_gets_is_not_copied(other: dict[str, Any]) -> None:
    asked = {"custom_fields": {"Contact.Direct_Phone__c": "other"}}
    assert changes(contact("ada", custom=LONDON), contact("bob", **other), fix=asked) == {}


def test_a_custom_field_is_not_copied_over_anything() -> None:
    asked = {"custom_fields": {"Contact.Direct_Phone__c": "other"}}
    assert changes(contact("ada", custom=LONDON, other="n/a"), fix=asked) == {}


def test_a_custom_field_is_not_copied_to_a_field_that_was_not_exported() -> None:
    asked = {"custom_fields": {"Contact.Direct_Phone__c": "other"}}
    assert changes(contact("ada", custom=LONDON), fix=asked, exported={"Contact": ["Phone"]}) == {}


def test_phone_that_a_custom_field_fills_gets_no_mobile_and_the_mobile_stays() -> None:
    settings = {"custom_fields": {"Contact.Direct_Phone__c": "phone"}, "mobile_to_phone": "move"}
    row = contact("ada", custom=LONDON, mobile=NEW_YORK)
    assert kinds(row, fix=settings) == {("ada", "Phone"): "custom_to_slot"}


def test_mobile_goes_to_phone_when_the_custom_number_may_not() -> None:
    settings = {"custom_fields": {"Contact.Direct_Phone__c": "phone"}}
    rows = (contact("ada", custom=LONDON, mobile=NEW_YORK), contact("bob", phone=LONDON))
    assert kinds(*rows, fix=settings) == {("ada", "Phone"): "mobile_to_phone"}


@pytest.mark.parametrize(
    ("phone", "copied"), [({}, False), ({"phone": "n/a"}, False), ({"phone": "+1 212 555 0100"}, True)]
)
def test_a_custom_number_goes_to_mobile_only_where_phone_lets_it_sync(phone: dict[str, str], copied: bool) -> None:  # noqa: FBT001
    asked = {"custom_fields": {"Contact.Direct_Phone__c": "mobile"}}
    assert (("ada", "MobilePhone") in changes(contact("ada", custom=LONDON, **phone), fix=asked)) is copied


def test_what_is_to_be_left_alone_is_neither_rewritten_nor_copied() -> None:
    rows = (contact("ada", phone="+44 20 7946 0018"), contact("bob", mobile=NEW_YORK))
    assert changes(*rows, alone=[("ada", "+44 20 7946 0018"), ("bob", NEW_YORK)]) == {}


def test_an_org_without_numbers_has_an_empty_plan() -> None:
    assert changes() == {}
    assert changes(contact("ada")) == {}
