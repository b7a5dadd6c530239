from audit.findings.needs_region import RULE
from tests.findings.typed_in import found_by, org, record, value

NATIONAL = value("003A", "phone", "020 7946 0018", format="needs_region", region_source="none")


def test_a_national_number_without_a_country_is_found() -> None:
    found = found_by(RULE, org([record("003A", region=None, region_source="none")], [NATIONAL]))
    assert found["message"].tolist() == [
        "Phone has no country code, and neither the record nor its Account has a country, so the number cannot be read."
    ]


def test_the_message_tells_when_a_country_is_there_but_not_known() -> None:
    unknown = [{"record": "003A", "field": "MailingCountry", "raw": "Freedonia"}]
    found = found_by(RULE, org([record("003A")], [NATIONAL], unknown_countries=unknown))
    assert "is not a known one" in found["message"].iloc[0]


def test_an_invalid_number_on_a_record_without_a_country_needs_more_than_that() -> None:
    bad = value("003A", "phone", "+44 20 7946", format="invalid", reason="too_short")
    assert found_by(RULE, org([record("003A", region=None)], [bad])).empty
