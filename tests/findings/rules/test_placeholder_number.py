import pytest

from audit.findings.rules.placeholder_number import RULE
from tests.findings.typed_in import found_by, org, record, value


def test_it_is_found_in_a_phone_field() -> None:
    found = found_by(RULE, org([record("003A")], [value("003A", "mobile", "n/a", format="placeholder")]))
    assert found[["field", "raw"]].to_numpy().tolist() == [["MobilePhone", "n/a"]]
    assert "has a placeholder" in found["message"].iloc[0]
    assert found["proposed"].isna().all()


def test_the_format_next_to_it_is_left_to_its_own_rule() -> None:
    assert found_by(RULE, org([record("003A")], [value("003A", "mobile", "call her husband", format="text")])).empty


def test_a_custom_field_is_not_looked_at() -> None:
    assert found_by(RULE, org([record("003A")], [value("003A", "custom", "n/a", format="placeholder")])).empty


@pytest.mark.parametrize(
    ("raw", "is_said"), [("22 22 22 22", True), ("0123456789", True), ("n/a", False), ("0", False)]
)
def test_what_may_be_a_real_number_is_said_to_be_read_with_its_country_code(raw: str, is_said: bool) -> None:  # noqa: FBT001 - a parameter
    stored = value("003A", "phone", raw, format="placeholder")
    (message,) = found_by(RULE, org([record("003A")], [stored]))["message"]
    assert ("add its country code" in message) is is_said
