from audit.findings.rules.twin_records import RULE
from tests.findings.typed_in import LONDON, Row, found_by, names, number, org, record, value

NUMBERS = [number(LONDON, "003A", decided_by="most_recent")]


def pair(second_created: str | None, **second: object) -> tuple[list[Row], list[Row]]:
    records = [
        record("003A", created="2026-01-15T12:00:00Z"),
        record("003B", **{"created": second_created, **second}),
    ]
    return records, [value("003A", "phone", LONDON), value("003B", "phone", LONDON)]


def test_the_later_of_two_created_within_15_minutes_is_found() -> None:
    found = found_by(RULE, org(*pair("2026-01-15T12:15:00Z"), NUMBERS))
    assert names(found["record_id"]) == ["003B"]
    assert names(found["related_record_id"]) == ["003A"]


def test_a_moment_later_is_too_late() -> None:
    assert found_by(RULE, org(*pair("2026-01-15T12:15:00.001Z"), NUMBERS)).empty


def test_without_a_created_date_nothing_is_said() -> None:
    assert found_by(RULE, org(*pair(None), NUMBERS)).empty


def test_records_of_different_objects_are_no_twins() -> None:
    assert found_by(RULE, org(*pair("2026-01-15T12:01:00Z", sobject="Lead"), NUMBERS)).empty


def test_each_of_a_chain_is_related_to_the_one_before() -> None:
    records, values = pair("2026-01-15T12:10:00Z")
    records.append(record("003C", created="2026-01-15T12:20:00Z"))
    found = found_by(RULE, org(records, [*values, value("003C", "phone", LONDON)], NUMBERS))
    assert names(found["record_id"]) == ["003B", "003C"]
    assert names(found["related_record_id"]) == ["003A", "003B"]
