from audit.findings.rules.custom_field_only import RULE
from tests.findings.typed_in import LEEDS, LONDON, found_by, org, record, value

CUSTOM = value("003A", "custom", LONDON, sync_outcome="invisible")


def test_a_number_that_is_only_in_a_custom_field_is_proposed() -> None:
    found = found_by(RULE, org([record("003A", reach="no_number", n_numbers=0)], [CUSTOM]))
    assert found[["field", "proposed", "confidence"]].to_numpy().tolist() == [["Direct_Phone__c", LONDON, "certain"]]


def test_an_unreadable_standard_field_does_not_count() -> None:
    values = [value("003A", "phone", "n/a", format="placeholder"), CUSTOM]
    assert len(found_by(RULE, org([record("003A", reach="unreadable", n_numbers=0)], values))) == 1


def test_a_record_with_a_number_in_a_standard_field_is_fine() -> None:
    assert found_by(RULE, org([record("003A", n_numbers=1)], [value("003A", "phone", LEEDS), CUSTOM])).empty


def test_a_custom_field_without_a_readable_number_holds_none() -> None:
    unreadable = value("003A", "custom", "ask", format="text", sync_outcome="invisible")
    assert found_by(RULE, org([record("003A", reach="no_number", n_numbers=0)], [unreadable])).empty
