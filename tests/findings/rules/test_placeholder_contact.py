import pytest

from audit.findings.rules.placeholder_contact import RULE
from tests.findings.typed_in import found_by, names, org, record


@pytest.mark.parametrize("name", ["+442079460018", "020 7946 0018", "(212) 555-0123", "+44-20-7946.0018"])
def test_a_name_that_is_only_a_number_is_found(name: str) -> None:
    found = found_by(RULE, org([record("003A", name=name), record("003B", name="Ada Example")]))
    assert names(found["record_id"]) == ["003A"]
    assert found["message"].tolist() == ["The name of this Contact is a number: nobody has entered who it is."]


@pytest.mark.parametrize("name", ["+442079460018 Aircall new contact", "AIRCALL NEW CONTACT"])
def test_the_name_that_aircall_gives_is_found_in_any_case(name: str) -> None:
    found = found_by(RULE, org([record("00QA", sobject="Lead", name=name)]))
    assert "the name that Aircall gives" in found["message"].iloc[0]


@pytest.mark.parametrize("name", ["1-800-EXAMPLE", "4711", "Studio 1234567", "Aircall", None])
def test_a_name_with_a_word_or_a_short_number_is_a_name(name: str | None) -> None:
    assert found_by(RULE, org([record("003A", name=name)])).empty
