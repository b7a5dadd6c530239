from audit.findings.rules.letters_in_number import RULE
from tests.findings.typed_in import LONDON, NEW_YORK, found_by, org, record, value


def test_letters_among_the_digits_are_found() -> None:
    vanity = value(
        "003A", "phone", "1-212-555-01CE", NEW_YORK, format="letters", proposed=NEW_YORK, confidence="review"
    )
    found = found_by(RULE, org([record("003A")], [vanity]))
    assert found[["proposed", "confidence"]].to_numpy().tolist() == [[NEW_YORK, "review"]]


def test_an_extension_is_left_to_its_own_rule() -> None:
    extended = value("003A", "phone", "020 7946 0018 x12", LONDON, format="extension")
    assert found_by(RULE, org([record("003A")], [extended])).empty
