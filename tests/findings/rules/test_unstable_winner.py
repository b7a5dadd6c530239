import pytest

from audit.findings.rules.unstable_winner import RULE
from tests.findings.typed_in import LONDON, Row, found_by, names, number, org, record, value

HELD = [value("003A", "phone", LONDON), value("003B", "phone", LONDON), value("003C", "phone", LONDON)]
B_WINS = [number(LONDON, "003B", decided_by="most_recent")]


def contacts(runner_up: str | None) -> list[Row]:
    return [
        record("003A", last_modified="2025-01-01"),
        record("003B", last_modified="2026-01-15T12:00:00Z"),
        record("003C", last_modified=runner_up),
    ]


def test_a_runner_up_edited_seven_days_before_is_near() -> None:
    found = found_by(RULE, org(contacts("2026-01-08T12:00:00Z"), HELD, B_WINS))
    assert names(found["record_id"]) == ["003B"]
    assert names(found["related_record_id"]) == ["003C"]


@pytest.mark.parametrize("runner_up", ["2026-01-08T11:59:59.999Z", None])
def test_one_edited_earlier_or_never_is_not(runner_up: str | None) -> None:
    assert found_by(RULE, org(contacts(runner_up), HELD, B_WINS)).empty


def test_a_tie_is_left_to_undetermined_winner() -> None:
    tie = [number(LONDON, "003B", decided_by="tie")]
    assert found_by(RULE, org(contacts("2026-01-15T12:00:00Z"), HELD, tie)).empty


def test_a_record_of_another_object_is_no_runner_up() -> None:
    records = [*contacts("2025-01-01"), record("00QA", sobject="Lead", last_modified="2026-01-15")]
    assert found_by(RULE, org(records, [*HELD, value("00QA", "phone", LONDON)], B_WINS)).empty
