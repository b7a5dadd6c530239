from audit.config.profile import Profile
from audit.findings.rules.duplicate_across_objects import RULE
from tests.findings.typed_in import LONDON, found_by, names, number, org, record, value

RECORDS = [record("003A"), record("00QA", sobject="Lead"), record("001A", sobject="Account")]
HELD = [value("003A", "phone", LONDON), value("00QA", "phone", LONDON), value("001A", "phone", LONDON)]
CONTACT_WINS = [number(LONDON, "003A", decided_by="object_priority", relation="unrelated")]


def test_each_record_of_a_later_object_is_named_with_the_winner() -> None:
    found = found_by(RULE, org(RECORDS, HELD, CONTACT_WINS))
    assert names(found["record_id"]) == ["001A", "00QA"]
    assert names(found["related_record_id"]) == ["003A", "003A"]


def test_a_lead_of_the_same_person_is_to_be_converted() -> None:
    same_person = [number(LONDON, "003A", decided_by="object_priority", relation="same_person")]
    found = found_by(RULE, org(RECORDS[:2], HELD[:2], same_person))
    assert found["message"].iloc[0].endswith("convert the Lead.")


def test_an_account_is_not_said_to_be_the_same_person() -> None:
    people = [record("003A"), record("003B"), record("001A", sobject="Account")]
    values = [value(name, "phone", LONDON) for name in ("003A", "003B", "001A")]
    shared = [number(LONDON, "003A", decided_by="most_recent", relation="same_person")]
    (message,) = found_by(RULE, org(people, values, shared))["message"]
    assert message.endswith("Find out whether it is the Account's number or the person's.")


def test_a_contact_and_a_person_account_cannot_be_merged() -> None:
    people = [record("003A"), record("001A", sobject="PersonAccount")]
    values = [value("003A", "phone", LONDON), value("001A", "phone", LONDON)]
    shared = [number(LONDON, "003A", decided_by="object_priority", relation="same_person")]
    (message,) = found_by(RULE, org(people, values, shared))["message"]
    assert message.endswith("keep one record, clear the number on the other.")


def test_several_with_tied_dates_are_not_told_as_one_winner() -> None:
    records = [record("003A"), record("003B"), record("00QA", sobject="Lead")]
    values = [value(name, "phone", LONDON) for name in ("003A", "003B", "00QA")]
    (message,) = found_by(RULE, org(records, values, [number(LONDON, "003A", decided_by="tie")]))["message"]
    assert message == (
        "Several Contacts have the same number and come before Lead in Aircall's order, so one of them gets the calls."
    )


def test_the_order_of_the_profile_says_who_comes_first() -> None:
    account_wins = [number(LONDON, "001A", decided_by="object_priority")]
    found = found_by(RULE, org(RECORDS[1:], HELD[1:], account_wins))
    assert found["message"].tolist() == [
        "An Account has the same number and comes before Lead in Aircall's order, so the Account gets the calls."
    ]


def test_two_contacts_are_no_duplicate_across_objects() -> None:
    records = [record("003A"), record("003B")]
    values = [value("003A", "phone", LONDON), value("003B", "phone", LONDON)]
    assert found_by(RULE, org(records, values, [number(LONDON, "003A", decided_by="most_recent")])).empty


def test_a_number_that_nobody_is_found_under_has_no_loser() -> None:
    nobody = [number(LONDON, None, decided_by="not_found")]
    assert found_by(RULE, org(RECORDS, HELD, nobody, profile=Profile(policy="exact"))).empty
