from audit.findings.rules.undetermined_winner import RULE
from tests.findings.typed_in import LONDON, found_by, names, number, org, record, value

HELD = [value("003A", "phone", LONDON), value("003B", "phone", LONDON), value("003C", "phone", LONDON)]
TIE = [number(LONDON, "003A", decided_by="tie")]


def test_records_edited_at_the_same_moment_are_named() -> None:
    records = [record("003A"), record("003B"), record("003C", last_modified="2025-12-31")]
    found = found_by(RULE, org(records, HELD, TIE))
    assert names(found["record_id"]) == ["003A", "003B", "003C"]
    assert names(found["related_record_id"]) == ["003B", "003A", "003A"]


def test_the_message_tells_the_tied_from_the_older_ones() -> None:
    records = [record("003A"), record("003B"), record("003C", last_modified="2025-12-31")]
    messages = found_by(RULE, org(records, HELD, TIE))["message"].tolist()
    assert messages[0].startswith("Several Contacts have this number and were last modified at the same moment")
    assert messages[2].startswith("Several other Contacts have this number")


def test_records_without_any_date_tie_too() -> None:
    records = [record(name, last_modified=None) for name in ("003A", "003B", "003C")]
    found = found_by(RULE, org(records, HELD, TIE))
    assert all("none has a readable last-modified date" in message for message in found["message"])


def test_a_later_edit_decides() -> None:
    records = [record("003A", last_modified="2026-01-02"), record("003B")]
    assert found_by(RULE, org(records, HELD[:2], [number(LONDON, "003A", decided_by="most_recent")])).empty
