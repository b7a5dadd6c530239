import pytest
from phonenumbers import PhoneNumberType

from audit.findings.rules.unusual_number_type import RULE, UNUSUAL_TYPES
from tests.findings.typed_in import LONDON, found_by, org, record, value


def test_a_premium_rate_number_is_found() -> None:
    premium = value("003A", "phone", "+449098790018", number_type="premium_rate")
    found = found_by(RULE, org([record("003A")], [premium]))
    assert found["message"].tolist() == ["Phone has a premium-rate number."]


@pytest.mark.parametrize(
    "number_type", ["mobile", "fixed_line", "fixed_line_or_mobile", "toll_free", "voip", "unknown"]
)
def test_common_kinds_are_fine(number_type: str) -> None:
    assert found_by(RULE, org([record("003A")], [value("003A", "phone", LONDON, number_type=number_type)])).empty


def test_the_kinds_are_names_of_libphonenumber() -> None:
    assert {name.upper() for name in UNUSUAL_TYPES} <= set(vars(PhoneNumberType))
