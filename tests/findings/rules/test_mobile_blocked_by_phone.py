from audit.findings.rules.mobile_blocked_by_phone import RULE
from tests.findings.typed_in import LEEDS, LONDON, found_by, org, record, value

BLOCKED = value("003A", "mobile", LONDON, sync_outcome="phone_not_e164")


def test_a_correct_mobile_beside_a_national_phone_is_blocked() -> None:
    phone = value("003A", "phone", "0113 496 0023", LEEDS, format="national", sync_outcome="not_e164")
    found = found_by(RULE, org([record("003A")], [phone, BLOCKED]))
    assert found["field"].tolist() == ["MobilePhone"]
    assert "fix Phone first" in found["message"].iloc[0]


def test_the_message_tells_when_phone_holds_no_number_to_correct() -> None:
    phone = value("003A", "phone", "n/a", format="placeholder", sync_outcome="not_e164")
    found = found_by(RULE, org([record("003A")], [phone, BLOCKED]))
    assert "Phone has no number at all" in found["message"].iloc[0]


def test_a_phone_that_cannot_be_read_has_a_finding_of_its_own() -> None:
    phone = value("003A", "phone", "0113 496 0023", format="needs_region", sync_outcome="not_e164")
    found = found_by(RULE, org([record("003A")], [phone, BLOCKED]))
    assert "Phone cannot be read as a number" in found["message"].iloc[0]


def test_a_mobile_that_is_not_e164_itself_is_not_blocked_by_phone_alone() -> None:
    mobile = value("003A", "mobile", "020 7946 0018", LONDON, format="national", sync_outcome="not_e164")
    assert found_by(RULE, org([record("003A")], [mobile])).empty


def test_a_mobile_beside_an_e164_phone_syncs() -> None:
    assert found_by(RULE, org([record("003A")], [value("003A", "phone", LEEDS), value("003A", "mobile", LONDON)])).empty
