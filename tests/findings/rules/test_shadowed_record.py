import pytest

from audit.config.profile import Profile
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
            "No calls reach this Lead: a Contact has its first number and comes first in Aircall's order. "
            "Calls on its other numbers do not reach it either."
        )
    ]


def test_a_later_edit_of_the_same_object_is_another_cause() -> None:
    values = [value("003A", "phone", LONDON), value("003B", "phone", LONDON)]
    numbers = [number(LONDON, "003B", decided_by="most_recent")]
    found = found_by(RULE, org([record("003A", reach="shadowed"), record("003B")], values, numbers))
    assert found["message"].tolist() == [
        "No calls reach this Contact: another Contact has its number and was edited more recently."
    ]


def test_a_record_that_ties_with_the_winner_may_get_the_calls() -> None:
    values = [value("003A", "phone", LONDON), value("003B", "phone", LONDON)]
    records = [record("003A"), record("003B", reach="shadowed")]
    assert found_by(RULE, org(records, values, [number(LONDON, "003A", decided_by="tie")])).empty


def test_a_record_older_than_those_that_tie_gets_none() -> None:
    values = [value(name, "phone", LONDON) for name in ("003A", "003B", "003C")]
    older = record("003C", reach="shadowed", last_modified="2025-12-31")
    found = found_by(
        RULE, org([record("003A"), record("003B"), older], values, [number(LONDON, "003A", decided_by="tie")])
    )
    assert found["message"].tolist() == [
        "No calls reach this Contact: several other Contacts have its number and were edited more recently."
    ]


def test_a_record_that_the_search_does_not_find_is_not_called_older() -> None:
    values = [value("003A", "phone", "020 7946 0018", LONDON, format="national"), value("003B", "phone", LONDON)]
    records = [record("003A", reach="shadowed"), record("003B", last_modified="2025-12-31")]
    found = found_by(RULE, org(records, values, [number(LONDON, "003B")], profile=Profile(policy="exact")))
    assert "the search does not find its number in the format that it has here" in found["message"].iloc[0]


def test_a_record_that_the_search_does_not_find_has_no_related_record() -> None:
    values = [value("003A", "phone", "020 7946 0018", LONDON, format="national")]
    found = found_by(
        RULE,
        org(
            [record("003A", reach="shadowed")],
            values,
            [number(LONDON, None, decided_by="not_found")],
            profile=Profile(policy="exact"),
        ),
    )
    assert names(found["related_record_id"]) == [None]
    assert "the search does not find its number" in found["message"].iloc[0]


@pytest.mark.parametrize("reach", ["wins", "unreadable", "no_number"])
def test_any_other_reach_is_not_shadowed(reach: str) -> None:
    assert found_by(RULE, org([record("003A"), {**LEAD, "reach": reach}], VALUES, NUMBERS)).empty
