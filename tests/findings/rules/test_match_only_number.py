import pytest

from audit.findings.rules.match_only_number import RULE
from tests.findings.typed_in import LONDON, found_by, names, number, org, record, value


def test_a_number_that_its_winner_holds_only_in_home_phone_is_found_there() -> None:
    values = [value("003A", "home", LONDON), value("00QA", "phone", LONDON)]
    match_only = number(LONDON, "003A", decided_by="object_priority", sync_outcome="match_only")
    found = found_by(RULE, org([record("003A"), record("00QA", sobject="Lead")], values, [match_only]))
    assert names(found["record_id"]) == ["003A"]
    assert found["field"].tolist() == ["HomePhone"]


def test_calls_are_not_promised_to_one_of_several_with_tied_dates() -> None:
    values = [value("003A", "home", LONDON), value("003B", "home", LONDON)]
    tied = number(LONDON, "003A", decided_by="tie", sync_outcome="match_only")
    (message,) = found_by(RULE, org([record("003A"), record("003B")], values, [tied]))["message"]
    assert "calls may be logged here" in message


@pytest.mark.parametrize("outcome", ["syncs", "not_e164", "phone_empty", "object_not_synced"])
def test_a_number_with_any_other_outcome_is_not_match_only(outcome: str) -> None:
    values = [value("003A", "home", LONDON), value("003A", "mobile", LONDON)]
    assert found_by(RULE, org([record("003A")], values, [number(LONDON, "003A", sync_outcome=outcome)])).empty
