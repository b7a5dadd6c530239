from audit.findings.rules.scientific_notation import RULE
from tests.findings.typed_in import found_by, org, record, value


def test_it_is_found_in_a_phone_field() -> None:
    found = found_by(RULE, org([record("003A")], [value("003A", "mobile", "4.41E+11", format="scientific")]))
    assert found[["field", "raw"]].to_numpy().tolist() == [["MobilePhone", "4.41E+11"]]
    assert "Its digits are lost" in found["message"].iloc[0]
    assert found["proposed"].isna().all()


def test_the_format_next_to_it_is_left_to_its_own_rule() -> None:
    assert found_by(RULE, org([record("003A")], [value("003A", "mobile", "4412345678", format="invalid")])).empty


def test_a_custom_field_is_not_looked_at() -> None:
    assert found_by(RULE, org([record("003A")], [value("003A", "custom", "4.41E+11", format="scientific")])).empty
