from audit.findings.rules.several_numbers_in_field import RULE
from tests.findings.typed_in import LONDON, found_by, org, record, value


def test_it_is_found_in_a_phone_field() -> None:
    found = found_by(
        RULE, org([record("003A")], [value("003A", "mobile", "020 7946 0018 or 020 7946 0023", format="multiple")])
    )
    assert found[["field", "raw"]].to_numpy().tolist() == [["MobilePhone", "020 7946 0018 or 020 7946 0023"]]
    assert "several numbers" in found["message"].iloc[0]
    assert found["proposed"].isna().all()


def test_two_lines_written_as_one_number_are_one_number() -> None:
    two_lines = value("003A", "phone", "020 7946 0018/19", LONDON, format="national", confidence="review")
    assert found_by(RULE, org([record("003A")], [two_lines])).empty


def test_the_format_next_to_it_is_left_to_its_own_rule() -> None:
    assert found_by(
        RULE, org([record("003A")], [value("003A", "mobile", "020 7946 0018/19 or so", format="invalid")])
    ).empty


def test_a_custom_field_is_not_looked_at() -> None:
    assert found_by(
        RULE, org([record("003A")], [value("003A", "custom", "020 7946 0018 or 020 7946 0023", format="multiple")])
    ).empty
