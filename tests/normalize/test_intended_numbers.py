import pandas as pd
import pytest

from audit.errors import UsageError
from audit.normalize.intended_numbers import read_intended_numbers

ONE, TWO = "003A0000001IdA0IAK", "003A0000001IdA1IAK"


def winners(*rows: tuple[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(
        [(line, *row) for line, row in enumerate(rows, start=2)], columns=["line", "number", "record_id"]
    )
    return frame.astype({"line": "int64", "number": "str", "record_id": "str"})


@pytest.mark.parametrize(
    "spelling",
    [
        *("+442079460018", "+44 (0)20 7946 0018", "'+44 20 7946 0018", "tel:+442079460018"),
        *("442079460018", "44 20 7946 0018", "0044 20 7946 0018", "00442079460018"),
    ],
)
def test_a_number_may_be_spelled_in_any_way_that_has_its_country_code(spelling: str) -> None:
    assert read_intended_numbers(winners((spelling, ONE)), None)["e164"].tolist() == ["+442079460018"]


def test_a_number_without_country_code_is_read_in_the_default_region() -> None:
    assert read_intended_numbers(winners(("(212) 555-0100", ONE)), "US")["e164"].tolist() == ["+12125550100"]


def test_words_beside_a_number_do_not_matter() -> None:
    spellings = ["Uwe +49 30 901820", "49 30 901820 (Uwe)", "+49 30 901820_x000D_"]
    assert [read_intended_numbers(winners((text, ONE)), None)["e164"].item() for text in spellings] == [
        "+4930901820"
    ] * 3
    assert read_intended_numbers(winners(("030 901820 (Uwe)", ONE)), "DE")["e164"].tolist() == ["+4930901820"]


@pytest.mark.parametrize("text", ["", "call reception", "4.42E+11", "020 7946 0018", "+44 20"])
def test_a_line_without_a_number_is_an_error_that_names_the_line_and_not_the_text(text: str) -> None:
    with pytest.raises(UsageError, match="no phone number in line 3") as failure:
        read_intended_numbers(winners(("+442079460018", ONE), (text, TWO)), None)
    assert not text or text not in str(failure.value)


def test_a_line_that_is_there_twice_counts_once() -> None:
    wishes = read_intended_numbers(winners(("+442079460018", ONE), ("44 20 7946 0018", ONE)), None)
    assert wishes[["line", "record_id"]].to_numpy().tolist() == [[2, ONE]]


def test_two_records_for_one_number_are_an_error() -> None:
    with pytest.raises(UsageError, match="different records for one number in lines 2, 4"):
        read_intended_numbers(winners(("+442079460018", ONE), ("+12125550100", ONE), ("44 20 7946 0018", TWO)), None)


def test_no_lines_are_no_wishes() -> None:
    assert read_intended_numbers(winners(), None).empty
