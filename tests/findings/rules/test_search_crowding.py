from audit.config.profile import Profile
from audit.findings.rules.search_crowding import RULE
from tests.findings.typed_in import LONDON, Row, found_by, names, number, org, record, value


def crowd(size: int) -> tuple[list[Row], list[Row]]:
    ids = [f"003{position:06d}X" for position in range(size)]
    return [record(name) for name in ids], [value(name, "phone", LONDON) for name in ids]


def test_a_number_on_2001_records_is_one_finding_on_its_winner() -> None:
    records, values = crowd(2_001)
    found = found_by(RULE, org(records, values, [number(LONDON, "003000777X", decided_by="tie")]))
    assert names(found["record_id"]) == ["003000777X"]


def test_a_number_on_2000_records_is_within_the_limit() -> None:
    records, values = crowd(2_000)
    assert found_by(RULE, org(records, values, [number(LONDON, "003000777X", decided_by="tie")])).empty


def test_without_a_winner_the_least_record_id_stands_for_the_number() -> None:
    records, values = crowd(2_001)
    nobody = [number(LONDON, None, decided_by="not_found")]
    found = found_by(RULE, org(records, values, nobody, profile=Profile(policy="exact")))
    assert names(found["record_id"]) == ["003000000X"]
