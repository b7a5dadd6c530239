"""Words beside a number, and the pieces between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.normalize.words import (
    Piece,
    has_letter_a_to_z,
    letters_behind_first_digit,
    pieces,
    stand_before_digits,
    without_scheme,
    words_in,
)


def words_of(text: str) -> list[str]:
    return [text[word.start : word.end] for word in words_in(text)]


def pieces_of(text: str) -> list[str]:
    """Return the pieces that have a digit, stripped; those whose digits may be a word's have a question mark."""
    found = pieces(text, words_in(text))
    return [f"{piece.text.strip()}{'?' * piece.is_open}" for piece in found if any(c.isdigit() for c in piece.text)]


@pytest.mark.parametrize(
    ("clean", "bare"),
    [
        ("tel:+442079460018", "+442079460018"),
        ("TEL: 020 7946", " 020 7946"),
        ("CallTo:+44", "+44"),
        ("tel.020", "tel.020"),
        ("x tel:020", "x tel:020"),
        ("\u0660\u0661-2", "01-2"),
        ("電話 \u0662", "電話 2"),
    ],
)
def test_a_leading_scheme_is_no_word(clean: str, bare: str) -> None:
    assert without_scheme(clean) == bare


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("030 901820", []),
        ("030 901820 (Uwe)", ["Uwe"]),
        ("Tel. 030 home_office", ["Tel", "home", "office"]),
        ("+7 495 123 (Иван)", ["Иван"]),
        ("内線 801", ["内線"]),
        ("090ー1234ー5678", []),
        ("090ー1234 携帯ー", ["携帯ー"]),
        ("١٢٣ \u0645\u064e\u0643\u062a\u0628", ["\u0645\u064e\u0643\u062a\u0628"]),
        ("12\u0308", []),
        ("E9", ["E"]),
    ],
)
def test_runs_of_letters_and_marks_are_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    "mark",
    [
        "ext",
        "Ext.",
        "EXTN",
        "xt:",
        "xtn ",
        "extension",
        "extensión ",
        "доб.",
        "Доб. ",
        "anexo",
        "int",
        "x",
        "X",
        "ext=",
        "x - ,",
    ],
)
def test_a_mark_of_an_extension_is_no_word(mark: str) -> None:
    assert words_of(f"020 7946 0018 {mark}12") == []


@pytest.mark.parametrize("text", ["ext. 4712", "020 ext", "020 x.: 1", "020 exts 1", "020 xx 1", "020 ext/1", "0 x(1"])
def test_a_mark_without_a_digit_before_and_behind_is_a_word(text: str) -> None:
    assert len(words_of(text)) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("030 901820 (Uwe)", ["030 901820"]),
        ("030 901820 App. 12", ["030 901820", ". 12"]),
        ("030 901820 (2. Stock)", ["030 901820", "(2."]),
        ("030 901820 (2. Stock", ["030 901820", "(2."]),
        ("030 901820 [Stock 2] 7", ["030 901820", "2]", "7"]),
        ("(030 Uwe) 901820", ["(030", ") 901820"]),
        ("(030) 901820 privat", ["(030) 901820"]),
        ("030 (901 (Uwe 1) 820)", ["030", "(901 (", "1)", "820)"]),
        ("030 (901) 820 (Uwe)", ["030 (901) 820"]),
        ("Uwe +49 30 901820", ["+49 30 901820"]),
        ("49 + 30 Uwe", ["49", "+ 30"]),
        ("03-1234-5678 内線 801", ["03-1234-5678", "801"]),
        ("+33 1 42 68 53 00 poste 12", ["+33 1 42 68 53 00", "12"]),
        ("030 901820 x12 Uwe", ["030 901820 x12"]),
    ],
)
def test_digits_are_never_joined_across_a_word_a_plus_sign_or_a_bracket_with_words(
    text: str, expected: list[str]
) -> None:
    assert pieces_of(text) == expected


@pytest.mark.parametrize(
    "text", ["Mobil 2 0171 1234567", "Mobil2 0171 1234567", "Tel. 2: 0171 1234567", "Tel: 2) 0171 1234567"]
)
def test_the_number_of_a_word_is_part_of_it(text: str) -> None:
    assert [piece.lstrip(":) ") for piece in pieces_of(text)] == ["0171 1234567"]


@pytest.mark.parametrize(
    "text", ["Mobil 2 171 1234567", "Mobil 20 0171 1234567", "Mobil 2-0171 1234567", "Mobil 20171"]
)
def test_other_digits_behind_a_word_are_digits(text: str) -> None:
    assert [piece[0] for piece in pieces_of(text)] == ["2"]


@pytest.mark.parametrize(
    "text", ["030 901820 2. Stock", "+49 30 901820 2nd floor", "030 901820 12.OG", "030 901820 2.  Stock 5"]
)
def test_one_or_two_digits_before_a_word_leave_open_whose_they_are(text: str) -> None:
    assert pieces_of(text)[0].endswith("?")


@pytest.mark.parametrize(
    "text",
    ["030 901820 2 Stock", "030 901820-2. Stock", "030 901820 123. Stock", "2. Stock", "030 901820 (1 2. Stock)"],
)
def test_other_digits_before_a_word_are_not_open(text: str) -> None:
    assert not pieces_of(text)[0].endswith("?")


def test_letters_a_to_z_are_counted_behind_the_first_digit() -> None:
    assert letters_behind_first_digit("1-800-FLOWERS") == 7
    assert letters_behind_first_digit("Tel 1300 FLÖWER") == 5
    assert letters_behind_first_digit("CALL ME") == 0
    assert has_letter_a_to_z("020 x12")
    assert not has_letter_a_to_z("020 доб. 12 é")


@pytest.mark.parametrize(
    ("text", "before"), [("Room 123", True), ("Room", True), ("12 Room", False), ("R 1 R", False), ("12", False)]
)
def test_words_that_all_stand_before_the_digits_are_told(text: str, before: bool) -> None:  # noqa: FBT001 - a parameter
    assert stand_before_digits(text, words_in(text)) is before


@given(st.one_of(st.text(), st.text("012 .+()[]:aZйー内", max_size=30)))
def test_the_pieces_of_any_text_are_parts_of_it_in_order(clean: str) -> None:
    text = without_scheme(clean)
    found = list(pieces(text, words_in(text)))
    assert all(isinstance(piece, Piece) for piece in found)
    at = 0
    for piece in found:
        at = text.index(piece.text, at) + len(piece.text)
    assert not any(words_in(piece.text) for piece in found if "x" not in piece.text.casefold())
