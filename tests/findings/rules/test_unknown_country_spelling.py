from audit.findings.rules.unknown_country_spelling import RULE
from tests.findings.typed_in import found_by, names, org, record


def test_each_country_field_with_an_unknown_text_is_found() -> None:
    unknown = [
        {"record": "003B", "field": "MailingCountry", "raw": "Freedonia"},
        {"record": "003B", "field": "OtherCountry", "raw": "Sylvania"},
    ]
    found = found_by(RULE, org([record("003A"), record("003B", region=None)], unknown_countries=unknown))
    assert names(found["record_id"]) == ["003B", "003B"]
    assert found[["field", "raw"]].to_numpy().tolist() == [
        ["MailingCountry", "Freedonia"],
        ["OtherCountry", "Sylvania"],
    ]
    assert "Freedonia" not in found["message"].iloc[0]


def test_a_record_without_any_country_is_fine() -> None:
    assert found_by(RULE, org([record("003A", region=None, region_source="none")])).empty
