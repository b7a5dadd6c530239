import pytest

from audit.findings.rules.mobile_without_phone import RULE
from tests.findings.typed_in import LONDON, found_by, org, record, value


def test_a_mobile_beside_an_empty_phone_is_proposed_for_phone() -> None:
    found = found_by(RULE, org([record("003A")], [value("003A", "mobile", LONDON, sync_outcome="phone_empty")]))
    assert found[["field", "proposed", "confidence"]].to_numpy().tolist() == [["MobilePhone", LONDON, "certain"]]


def test_a_mobile_that_is_not_e164_keeps_the_confidence_of_its_reading() -> None:
    values = [
        value(
            "003A",
            "mobile",
            "020 7946 0018",
            LONDON,
            format="national",
            sync_outcome="phone_empty",
            confidence="region",
        )
    ]
    found = found_by(RULE, org([record("003A")], values))
    assert found[["proposed", "confidence"]].to_numpy().tolist() == [[LONDON, "region"]]


def test_a_mobile_that_cannot_be_read_is_found_without_a_proposal() -> None:
    values = [value("003A", "mobile", "12", format="invalid", reason="too_short", sync_outcome="phone_empty")]
    found = found_by(RULE, org([record("003A")], values))
    assert len(found) == 1
    assert found["proposed"].isna().all()
    assert found["confidence"].isna().all()


@pytest.mark.parametrize("spelling", ["placeholder", "text"])
def test_a_mobile_that_has_no_number_is_not_this_gap(spelling: str) -> None:
    values = [value("003A", "mobile", "n/a", format=spelling, sync_outcome="phone_empty")]
    assert found_by(RULE, org([record("003A")], values)).empty


@pytest.mark.parametrize("outcome", ["phone_unknown", "phone_not_e164", "syncs", "object_not_synced"])
def test_any_other_outcome_of_mobile_is_not_this_gap(outcome: str) -> None:
    assert found_by(RULE, org([record("003A")], [value("003A", "mobile", LONDON, sync_outcome=outcome)])).empty
