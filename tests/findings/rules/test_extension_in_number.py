from audit.findings.rules.extension_in_number import RULE
from tests.findings.typed_in import LONDON, found_by, org, record, value


def test_an_extension_is_found_with_the_number_that_would_be_left() -> None:
    extended = value(
        "003A", "phone", "020 7946 0018 x12", LONDON, format="extension", proposed=LONDON, confidence="review"
    )
    found = found_by(RULE, org([record("003A")], [extended]))
    assert found[["proposed", "confidence"]].to_numpy().tolist() == [[LONDON, "review"]]


def test_letters_that_are_no_extension_are_left_to_their_own_rule() -> None:
    assert found_by(
        RULE, org([record("003A")], [value("003A", "phone", "020 7946 OO18", LONDON, format="letters")])
    ).empty
