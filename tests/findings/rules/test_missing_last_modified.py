from audit.findings.rules.missing_last_modified import RULE
from tests.findings.typed_in import found_by, names, org, record


def test_a_record_with_a_number_and_without_a_date_is_found() -> None:
    found = found_by(RULE, org([record("003A", last_modified=None), record("003B")]))
    assert names(found["record_id"]) == ["003A"]


def test_without_a_number_the_date_decides_nothing() -> None:
    assert found_by(RULE, org([record("003A", last_modified=None, n_numbers=0, reach="no_number")])).empty
