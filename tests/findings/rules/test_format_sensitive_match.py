from audit.config.profile import Profile
from audit.findings.rules.format_sensitive_match import RULE
from tests.findings.typed_in import LONDON, found_by, names, number, org, record, record_id, value

RECORDS = [record("003A"), record("003B")]
HELD = [
    value("003A", "phone", "020 7946 0018", LONDON, format="national"),
    value("003B", "phone", LONDON),
]
SENSITIVE = {"format_sensitive": True, "winner_exact": record_id("003B"), "winner_digits": record_id("003B")}


def test_the_winner_is_named_with_the_record_that_a_stricter_search_finds() -> None:
    found = found_by(RULE, org(RECORDS, HELD, [number(LONDON, "003A", **SENSITIVE)]))
    assert names(found["record_id"]) == ["003A"]
    assert names(found["related_record_id"]) == ["003B"]
    assert "a search for exact E.164 would find another" in found["message"].iloc[0]


def test_only_the_policy_digits_may_differ() -> None:
    digits_differ = {**SENSITIVE, "winner_exact": None}
    found = found_by(RULE, org(RECORDS, HELD, [number(LONDON, "003A", **digits_differ)]))
    assert names(found["related_record_id"]) == ["003B"]
    assert "a search for the digits as stored" in found["message"].iloc[0]


def test_under_a_strict_profile_that_finds_nobody_the_finding_is_on_the_next_lenient_winner() -> None:
    unfound = {**SENSITIVE, "winner_exact": None, "decided_by": "not_found"}
    found = found_by(RULE, org(RECORDS, HELD, [number(LONDON, None, **unfound)], profile=Profile(policy="exact")))
    assert names(found["record_id"]) == ["003B"]
    assert names(found["related_record_id"]) == [None]
    assert "the one set in the profile none" in found["message"].iloc[0]


def test_a_number_that_every_search_finds_on_the_same_record_is_fine() -> None:
    agreed = number(LONDON, "003B", winner_exact=record_id("003B"), winner_digits=record_id("003B"))
    assert found_by(RULE, org(RECORDS, HELD, [agreed])).empty


def test_no_winner_is_named_where_dates_are_tied() -> None:
    tied = number(LONDON, "003A", **SENSITIVE, decided_by="tie")
    (message,) = found_by(RULE, org(RECORDS, HELD, [tied]))["message"]
    assert "calls reach this one" not in message
    assert "one of several that were last modified at the same moment gets the calls" in message
