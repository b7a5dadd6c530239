import pandas as pd
import pytest

from audit.findings.rules.words_beside_number import RULE
from tests.findings.typed_in import LONDON, found_by, org, record, value


def found_in(raw: str, spelling: str = "words") -> pd.DataFrame:
    stored = value("003A", "phone", raw, LONDON, format=spelling, proposed=LONDON, confidence="review")
    return found_by(RULE, org([record("003A")], [stored]))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("020 7946 0018 (Uwe)", "“Uwe”"),
        ("Büro: +44 20 7946 0018, 2. Stock", "“Büro Stock”"),
        ("+44 20 7946 0018 (Иван)", "“Иван”"),
        ("020 7946 0018 &nbsp;Jane_x000D_", "“Jane”"),
        ("020 7946 0018 内線 801", "“内線”"),
        ("020 7946 0018 " + "bla " * 40, "“" + "bla " * 15 + "…”"),
    ],
)
def test_the_words_are_named(raw: str, words: str) -> None:
    assert found_in(raw)["message"].iloc[0].startswith(f"Phone has words next to its number: {words}. ")


def test_the_proposal_is_for_review() -> None:
    assert found_in("020 7946 0018 (Uwe)")[["proposed", "confidence"]].to_numpy().tolist() == [[LONDON, "review"]]


def test_an_extension_is_left_to_its_own_rule() -> None:
    assert found_in("020 7946 0018 x12", "extension").empty
