from audit.findings.rules.text_in_phone_field import RULE
from tests.findings.typed_in import found_by, org, record, value


def test_it_is_found_in_a_phone_field() -> None:
    found = found_by(RULE, org([record("003A")], [value("003A", "mobile", "call her husband", format="text")]))
    assert found[["field", "raw"]].to_numpy().tolist() == [["MobilePhone", "call her husband"]]
    assert "fewer than seven digits" in found["message"].iloc[0]
    assert found["proposed"].isna().all()


def test_the_format_next_to_it_is_left_to_its_own_rule() -> None:
    assert found_by(RULE, org([record("003A")], [value("003A", "mobile", "n/a", format="placeholder")])).empty


def test_a_custom_field_is_not_looked_at() -> None:
    assert found_by(RULE, org([record("003A")], [value("003A", "custom", "call her husband", format="text")])).empty
