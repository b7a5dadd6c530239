import pytest

from audit.findings.rules.number_region_differs import RULE
from tests.findings.typed_in import LONDON, PARIS, found_by, org, record, value


def test_a_french_number_on_a_british_record_is_found() -> None:
    found = found_by(RULE, org([record("003A", region="GB")], [value("003A", "mobile", PARIS, region="FR")]))
    assert found["message"].tolist() == [
        "Mobile has a number from another country, France (+33): the record's country is UK."
    ]


def test_the_country_of_the_account_counts_too() -> None:
    contact = record("003A", region="GB", region_source="account")
    found = found_by(RULE, org([contact], [value("003A", "mobile", PARIS, region="FR")]))
    assert found["message"].iloc[0].endswith("its Account's country is UK.")


def test_a_canadian_number_on_a_us_record_differs_although_both_have_code_1() -> None:
    canadian = value("003A", "phone", "+16135550123", region="CA")
    assert len(found_by(RULE, org([record("003A", region="US")], [canadian]))) == 1


def test_a_number_of_the_country_of_the_record_is_fine() -> None:
    assert found_by(RULE, org([record("003A", region="GB")], [value("003A", "phone", LONDON)])).empty


@pytest.mark.parametrize(("region", "source"), [("GB", "default"), (None, "none")])
def test_a_record_without_a_country_of_its_own_cannot_differ(region: str | None, source: str) -> None:
    contact = record("003A", region=region, region_source=source)
    assert found_by(RULE, org([contact], [value("003A", "phone", PARIS, region="FR")])).empty


def test_a_number_that_belongs_to_no_country_does_not_differ() -> None:
    universal = value("003A", "phone", "+80012345678", region="001")
    assert found_by(RULE, org([record("003A", region="GB")], [universal])).empty


def test_a_custom_field_is_not_looked_at() -> None:
    assert found_by(RULE, org([record("003A", region="GB")], [value("003A", "custom", PARIS, region="FR")])).empty
