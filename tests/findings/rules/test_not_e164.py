import pytest

from audit.config.profile import Profile
from audit.findings.rules.not_e164 import RULE
from tests.findings.typed_in import LONDON, found_by, org, record, value

NATIONAL = {
    "format": "national",
    "parse_region": "GB",
    "region_source": "record",
    "proposed": LONDON,
    "confidence": "region",
}


def test_a_national_number_in_phone_is_an_error_with_a_proposal() -> None:
    found = found_by(RULE, org([record("003A")], [value("003A", "phone", "020 7946 0018", LONDON, **NATIONAL)]))
    assert found[["field", "raw", "proposed", "confidence", "severity"]].to_numpy().tolist() == [
        ["Phone", "020 7946 0018", LONDON, "region", "error"]
    ]
    assert found["message"].tolist() == [
        "Phone has no country code, so it won't sync. Read as UK (+44), the record's country."
    ]


def test_in_a_match_only_slot_it_is_a_warning() -> None:
    found = found_by(RULE, org([record("003A")], [value("003A", "other", "020 7946 0018", LONDON, **NATIONAL)]))
    assert found["severity"].tolist() == ["warning"]


def test_in_a_sync_slot_of_an_object_that_never_syncs_it_is_a_warning() -> None:
    values = [value("00QA", "phone", "020 7946 0018", LONDON, **NATIONAL)]
    contacts_only = Profile(sync_objects=("Contact",))
    found = found_by(RULE, org([record("00QA", sobject="Lead")], values, profile=contacts_only))
    assert found["severity"].tolist() == ["warning"]


def test_e164_is_fine() -> None:
    assert found_by(RULE, org([record("003A")], [value("003A", "phone", LONDON)])).empty


def test_a_custom_field_is_not_looked_at() -> None:
    assert found_by(RULE, org([record("003A")], [value("003A", "custom", "020 7946 0018", LONDON, **NATIONAL)])).empty


def test_a_field_outside_the_match_slots_of_the_profile_is_not_looked_at() -> None:
    values = [value("003A", "home", "020 7946 0018", LONDON, **NATIONAL)]
    assert found_by(RULE, org([record("003A")], values, profile=Profile(match_slots=("phone", "mobile")))).empty


def test_what_cannot_be_read_is_left_to_other_rules() -> None:
    assert found_by(RULE, org([record("003A")], [value("003A", "phone", "n/a", format="placeholder")])).empty


def test_a_proposal_that_may_be_half_of_two_numbers_says_so() -> None:
    doubtful = {**NATIONAL, "confidence": "review"}
    found = found_by(RULE, org([record("003A")], [value("003A", "phone", "020 7946 0018/19", LONDON, **doubtful)]))
    assert "It may be two numbers" in found["message"].iloc[0]


@pytest.mark.parametrize(
    ("raw", "spelling", "doubt"),
    [
        ("+44 20 7946/18", "international", "It may be two numbers"),
        ("(207) 946-0018", "national", "It may be a US number"),
        ("442079460018", "no_plus", "valid both with and without a plus sign"),
        ("+020 7946 0018", "international", "without the plus sign it is valid in the record's country"),
    ],
)
def test_a_number_for_review_says_which_other_reading_is_plausible(raw: str, spelling: str, doubt: str) -> None:
    stored = value("003A", "phone", raw, LONDON, format=spelling, proposed=LONDON, confidence="review")
    (message,) = found_by(RULE, org([record("003A")], [stored]))["message"]
    assert doubt in message
    assert message.endswith("Check it before you use the proposed number.")


def test_a_number_read_in_the_default_region_says_that_the_record_has_no_country() -> None:
    stored = value(
        "003A",
        "phone",
        "020 7946 0018",
        LONDON,
        format="national",
        proposed=LONDON,
        confidence="region",
        parse_region="GB",
        region_source="default",
    )
    (message,) = found_by(RULE, org([record("003A", region="GB", region_source="default")], [stored]))["message"]
    assert message.endswith("The record has no country, so it was read as UK. Check the country first.")


@pytest.mark.parametrize(
    ("raw", "flaw"),
    [
        ("+44 20 7946 0018", "contains spaces or punctuation, so it won't sync."),
        ("+44\u202820", "contains spaces or punctuation, so it won't sync."),
        (
            "+4402079460018",
            "has digits that do not belong there, such as a 0 after the country code, so it won't sync.",
        ),
    ],
)
def test_an_international_number_says_what_is_in_it_beside_the_number(raw: str, flaw: str) -> None:
    stored = value("003A", "mobile", raw, LONDON, format="international", confidence="certain", proposed=LONDON)
    assert found_by(RULE, org([record("003A")], [stored]))["message"].tolist() == [f"Mobile {flaw}"]
