from audit.findings.rules.needs_region import RULE
from tests.findings.typed_in import found_by, org, record, value

NATIONAL = value("003A", "phone", "020 7946 0018", format="needs_region", region_source="none")


def test_a_national_number_without_a_country_is_found() -> None:
    found = found_by(RULE, org([record("003A", region=None, region_source="none")], [NATIONAL]))
    assert found["message"].tolist() == [
        "Phone has no country code, and neither the record nor its Account has a country, so it cannot be read."
    ]


def test_the_message_tells_when_a_country_is_there_but_not_known() -> None:
    unknown = [{"record": "003A", "field": "MailingCountry", "raw": "Freedonia"}]
    found = found_by(RULE, org([record("003A")], [NATIONAL], unknown_countries=unknown))
    assert "is not recognized" in found["message"].iloc[0]


def test_an_invalid_number_on_a_record_without_a_country_needs_more_than_that() -> None:
    bad = value("003A", "phone", "+44 20 7946", format="invalid", reason="too_short")
    assert found_by(RULE, org([record("003A", region=None)], [bad])).empty


def test_the_message_names_the_only_country_of_the_org_in_which_it_is_valid() -> None:
    records = [record("003A", region=None, region_source="none"), record("003B"), record("003C", region="FR")]
    (message,) = found_by(RULE, org(records, [NATIONAL]))["message"]
    assert message.endswith("Of this org's countries, it is valid only as a UK number.")


def test_no_country_is_named_where_two_fit() -> None:
    both = value("003A", "phone", "0800 123456", format="needs_region", region_source="none")
    records = [record("003A", region=None, region_source="none"), record("003B"), record("003C", region="AT")]
    (message,) = found_by(RULE, org(records, [both]))["message"]
    assert "only" not in message


def test_a_default_region_that_does_not_fit_is_named_and_is_no_country_of_the_org() -> None:
    by_default = {**NATIONAL, "parse_region": "US", "region_source": "default"}
    records = [record("003A", region="US", region_source="default"), record("003B")]
    (message,) = found_by(RULE, org(records, [by_default]))["message"]
    assert "With this audit's default country, US, it is not valid." in message
    assert "valid only as a UK number" in message


def test_a_hint_is_never_a_proposal() -> None:
    found = found_by(RULE, org([record("003A", region=None, region_source="none"), record("003B")], [NATIONAL]))
    assert found[["proposed", "confidence"]].isna().all(axis=None)
