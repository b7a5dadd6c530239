import pytest

from audit.findings.rules.shadowed_record import RULE
from tests.findings.typed_in import LEEDS, LONDON, found_by, names, number, org, record, value

LEAD = record("00QA", sobject="Lead", reach="shadowed", n_numbers=2, n_won=0)
VALUES = [value("003A", "phone", LONDON), value("00QA", "mobile", LEEDS), value("00QA", "phone", LONDON)]
NUMBERS = [number(LEEDS, "00QA"), number(LONDON, "003A", decided_by="object_priority")]


def test_a_record_that_wins_none_of_its_numbers_is_named_with_the_winner_of_the_first() -> None:
    found = found_by(RULE, org([record("003A"), LEAD], VALUES, NUMBERS))
    assert names(found["record_id"]) == ["00QA"]
    assert names(found["related_record_id"]) == ["003A"]
    assert found["message"].tolist() == [
        (
            "No call reaches this Lead: its first number goes to a record of an object that comes first (Contact), "
            "and its other numbers to others as well."
        )
    ]


def test_a_later_edit_of_the_same_object_is_another_cause() -> None:
    values = [value("003A", "phone", LONDON), value("003B", "phone", LONDON)]
    numbers = [number(LONDON, "003B", decided_by="most_recent")]
    found = found_by(RULE, org([record("003A", reach="shadowed"), record("003B")], values, numbers))
    assert found["message"].tolist() == [
        "No call reaches this Contact: its number goes to another Contact that was edited later."
    ]


def test_a_tie_is_not_called_a_later_edit() -> None:
    values = [value("003A", "phone", LONDON), value("003B", "phone", LONDON)]
    records = [record("003A"), record("003B", reach="shadowed")]
    found = found_by(RULE, org(records, values, [number(LONDON, "003A", decided_by="tie")]))
    assert "of several that were edited last at the same moment" in found["message"].iloc[0]


def test_a_record_that_the_search_does_not_find_has_no_related_record() -> None:
    values = [value("003A", "phone", "020 7946 0018", LONDON, format="national")]
    found = found_by(
        RULE, org([record("003A", reach="shadowed")], values, [number(LONDON, None, decided_by="not_found")])
    )
    assert names(found["related_record_id"]) == [None]
    assert "none of its numbers is spelled so that the search finds it" in found["message"].iloc[0]


@pytest.mark.parametrize("reach", ["wins", "unreadable", "no_number"])
def test_any_other_reach_is_not_shadowed(reach: str) -> None:
    assert found_by(RULE, org([record("003A"), {**LEAD, "reach": reach}], VALUES, NUMBERS)).empty
