from audit.findings.rules.shared_line import RULE
from tests.findings.typed_in import LONDON, found_by, names, number, org, record, record_id, value

ACME = record("001A", sobject="Account", account_id=record_id("001A"))
PEOPLE = [record("003A", account_id=record_id("001A")), record("003B", account_id=record_id("001A"))]
HELD = [value("003A", "phone", LONDON), value("003B", "phone", LONDON), value("001A", "phone", LONDON)]
SHARED = [number(LONDON, "003A", decided_by="most_recent", relation="same_account")]


def test_each_contact_that_holds_the_line_is_named_with_the_account() -> None:
    found = found_by(RULE, org([*PEOPLE, ACME], HELD, SHARED))
    assert names(found["record_id"]) == ["003A", "003B"]
    assert names(found["related_record_id"]) == ["001A", "001A"]
    assert "has the number of its Account" in found["message"].iloc[0]


def test_contacts_may_share_a_line_that_the_account_does_not_hold() -> None:
    found = found_by(RULE, org([*PEOPLE, ACME], HELD[:2], SHARED))
    assert "the Account itself does not" in found["message"].iloc[0]


def test_a_number_of_unrelated_records_is_no_shared_line() -> None:
    unrelated = [number(LONDON, "003A", decided_by="most_recent", relation="unrelated")]
    assert found_by(RULE, org([*PEOPLE, ACME], HELD, unrelated)).empty


def test_a_number_of_one_record_is_no_shared_line() -> None:
    assert found_by(RULE, org([*PEOPLE, ACME], HELD[:1], [number(LONDON, "003A")])).empty
