from audit.config.profile import Profile
from audit.findings.rules.duplicate_same_object import RULE
from tests.findings.typed_in import LONDON, found_by, names, number, org, record, value

CONTACTS = [
    record("003A", last_modified="2026-01-01"),
    record("003B", last_modified="2026-01-03"),
    record("003C", last_modified="2026-01-02"),
]
HELD = [value("003A", "phone", LONDON), value("003B", "mobile", LONDON), value("003C", "phone", LONDON)]


def test_every_record_of_the_winning_object_is_named_with_the_winner() -> None:
    found = found_by(RULE, org(CONTACTS, HELD, [number(LONDON, "003B", decided_by="most_recent")]))
    assert names(found["record_id"]) == ["003A", "003B", "003C"]
    assert found["field"].tolist() == ["Phone", "MobilePhone", "Phone"]
    assert names(found["related_record_id"]) == ["003B", "003C", "003B"]


def test_the_advice_follows_the_relation() -> None:
    same_person = number(LONDON, "003B", decided_by="most_recent", relation="same_person")
    found = found_by(RULE, org(CONTACTS, HELD, [same_person]))
    assert all(message.endswith("They look like the same person: merge them.") for message in found["message"])


def test_a_record_that_holds_the_number_twice_is_named_once() -> None:
    twice = [*HELD, value("003A", "mobile", LONDON)]
    found = found_by(RULE, org(CONTACTS, twice, [number(LONDON, "003B", decided_by="most_recent")]))
    assert names(found["record_id"]) == ["003A", "003B", "003C"]
    assert found["field"].tolist() == ["MobilePhone", "MobilePhone", "Phone"]


def test_a_number_in_phone_and_home_is_told_of_phone() -> None:
    twice = [*HELD, value("003A", "home", LONDON)]
    found = found_by(RULE, org(CONTACTS, twice, [number(LONDON, "003B", decided_by="most_recent")]))
    assert found["field"].tolist() == ["Phone", "MobilePhone", "Phone"]


def test_records_of_another_object_are_not_rivals() -> None:
    lead = record("00QA", sobject="Lead", last_modified="2026-01-09")
    values = [*HELD, value("00QA", "phone", LONDON)]
    found = found_by(RULE, org([*CONTACTS, lead], values, [number(LONDON, "003B", decided_by="most_recent")]))
    assert "00QA" not in names(found["record_id"])


def test_one_contact_and_one_lead_are_no_duplicate_of_one_object() -> None:
    records = [record("003A"), record("00QA", sobject="Lead")]
    values = [value("003A", "phone", LONDON), value("00QA", "phone", LONDON)]
    assert found_by(RULE, org(records, values, [number(LONDON, "003A", decided_by="object_priority")])).empty


def test_a_tie_is_left_to_undetermined_winner() -> None:
    assert found_by(RULE, org(CONTACTS, HELD, [number(LONDON, "003A", decided_by="tie")])).empty


def test_a_record_that_the_policy_does_not_find_is_no_rival() -> None:
    spelled = [*HELD[:2], value("003C", "phone", "020 7946 0018", LONDON, format="national")]
    decided = [number(LONDON, "003B", decided_by="most_recent")]
    found = found_by(RULE, org(CONTACTS, spelled, decided, profile=Profile(policy="exact")))
    assert names(found["record_id"]) == ["003A", "003B"]


def test_the_policy_digits_finds_other_punctuation_but_no_trunk_zero() -> None:
    spelled = [
        value("003A", "phone", "+44 20 7946 0018", LONDON, format="international"),
        HELD[1],
        value("003C", "phone", "020 7946 0018", LONDON, format="national"),
    ]
    decided = [number(LONDON, "003B", decided_by="most_recent")]
    found = found_by(RULE, org(CONTACTS, spelled, decided, profile=Profile(policy="digits")))
    assert names(found["record_id"]) == ["003A", "003B"]
