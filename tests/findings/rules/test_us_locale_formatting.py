import phonenumbers
import pytest

from audit.findings.rules.us_locale_formatting import NANP_REGIONS, RULE
from tests.findings.typed_in import found_by, org, record, value

MANGLED = value("003A", "phone", "(061) 234-5678", "+33612345678", format="national", region_source="record")


def test_north_american_punctuation_on_a_french_record_is_found() -> None:
    found = found_by(RULE, org([record("003A", region="FR")], [MANGLED]))
    assert found["raw"].tolist() == ["(061) 234-5678"]
    assert "the record's country is France" in found["message"].iloc[0]


@pytest.mark.parametrize("region", ["US", "CA", "JM", None])
def test_on_a_north_american_record_or_one_without_a_region_it_is_fine(region: str | None) -> None:
    assert found_by(RULE, org([record("003A", region=region)], [MANGLED])).empty


@pytest.mark.parametrize(
    "raw", ["(061)234-5678", "061 234-5678", "(061) 234-56789", "(061) 234 5678", "+1 (212) 555-0123"]
)
def test_any_other_punctuation_is_not_what_the_user_interface_makes(raw: str) -> None:
    assert found_by(RULE, org([record("003A", region="FR")], [{**MANGLED, "raw": raw}])).empty


def test_the_regions_are_those_of_country_calling_code_1() -> None:
    assert set(phonenumbers.COUNTRY_CODE_TO_REGION_CODE[1]) == NANP_REGIONS
