"""The text of a phone field before any numbering plan is asked: docs/simulation.md, Cleaning and Formats."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.normalize.classify import (
    PLACEHOLDER_DIGITS,
    PLACEHOLDER_WORDS,
    SCIENTIFIC,
    digits_of,
    has_plus,
    has_short_last_part,
    holds_several,
    is_as_on_us_screens,
    is_masked,
    is_placeholder,
)
from audit.sources.records.clean_text import cleaned_text


@pytest.mark.parametrize("line_break", ["\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_line_break_becomes_a_line_feed(line_break: str) -> None:
    assert cleaned_text(f"020 7946 0018{line_break}home") == "020 7946 0018\nhome"


def test_a_tab_becomes_a_space() -> None:
    assert cleaned_text("020\t7946\t0018") == "020 7946 0018"


@pytest.mark.parametrize(
    "invisible", ["\x00", "\x1f", "\x7f", "\x9f", "\u00ad", "\u200b", "\u200e", "\u202c", "\ufeff"]
)
def test_control_and_format_characters_vanish(invisible: str) -> None:
    assert cleaned_text(f"{invisible}+44 20{invisible} 7946 0018{invisible}") == "+44 20 7946 0018"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("\uff0b\uff14\uff14\u3000\uff12\uff10\u30007946\u30000018", "+44 20 7946 0018"),
        ("+44\u00a020\u202f7946\u20070018", "+44 20 7946 0018"),
        ("020 7946 00①⁸", "020 7946 0018"),
        ("020\u20117946", "020\u20107946"),
    ],
)
def test_compatibility_characters_become_ordinary_ones(raw: str, clean: str) -> None:
    assert cleaned_text(raw) == clean


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  +12125550100 ", "+12125550100"),
        ("'+12125550100", "+12125550100"),
        (" ' +12125550100", "+12125550100"),
        ("''+12125550100", "'+12125550100"),
        ("+12125550100'", "+12125550100'"),
        ("'", ""),
        (" \t\r\n", ""),
    ],
)
def test_white_space_and_one_leading_apostrophe_are_removed(raw: str, clean: str) -> None:
    assert cleaned_text(raw) == clean


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("2125550100.0", "2125550100"),
        ("2125550100.00", "2125550100"),
        ("2125550100,0", "2125550100"),
        ("+2125550100,00", "+2125550100"),
        ("'5550100.0 ", "5550100"),
        ("555010.0", "555010.0"),
        ("2125550100.000", "2125550100.000"),
        ("2125550100.5", "2125550100.5"),
        ("212 5550100.0", "212 5550100.0"),
        ("2125550100.0.0", "2125550100.0.0"),
        ("-2125550100.0", "-2125550100.0"),
    ],
)
def test_a_float_tail_is_removed_from_seven_digits_or_more(raw: str, clean: str) -> None:
    assert cleaned_text(raw) == clean


@given(st.text())
def test_clean_holds_no_control_character_but_line_feeds_and_no_white_space_around(raw: str) -> None:
    clean = cleaned_text(raw)
    assert clean == clean.strip()
    assert not [c for c in clean if unicodedata.category(c) in {"Cc", "Cf"} and c != "\n"]


@pytest.mark.parametrize("text", ["1E5", "4.42079E+11", "4,42079e+11", "+4.4E12", "-1E-7", "12e07"])
def test_a_number_with_an_exponent_is_scientific(text: str) -> None:
    assert SCIENTIFIC.fullmatch(text)


@pytest.mark.parametrize("text", ["4.42079", "4.4 E+11", "4.4E", "E11", "4.4.2E+11", "4.4E+11x", "4.4E+1.1"])
def test_other_texts_with_an_e_are_not_scientific(text: str) -> None:
    assert not SCIENTIFIC.fullmatch(text)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("+49 30 901820_x000D_", "+49 30 901820"),
        ("020 7946 0018_x000D__x000A_020 7946 0019", "020 7946 0018\n\n020 7946 0019"),
        ("020_x0009_7946", "020 7946"),
        ("_x0000_020 7946", "020 7946"),
        ("_x005F_x000D_", "_x000D_"),
        ("020 7946 _xD83D__xDCDE_", "020 7946"),
        ("020 7946_x00a0_0018", "020 7946 0018"),
        ("020_x00", "020_x00"),
        ("<b>020 7946</b> 0018", "020 7946  0018"),
        ("<br/>020<BR />7946", "020 7946"),
        ('<a href="tel:1">020 7946</a>', "020 7946"),
        ("020 7946 0018<br>020 7946 0019", "020 7946 0018 020 7946 0019"),
        ("<+44 20 7946 0958>", "<+44 20 7946 0958>"),
        ("<tel:+442079460958>", "<tel:+442079460958>"),
        ("020 < 7946 > 0018", "020 < 7946 > 0018"),
        ("+44&nbsp;20 7946 0018&nbsp;", "+44 20 7946 0018"),
        ("&#43;44 20 7946", "+44 20 7946"),
        ("&#x2b;44&plus;1", "+44+1"),
        ("&amp;nbsp;020", "&nbsp;020"),
        ("&amp 020 &nbsp 1", "&amp 020 &nbsp 1"),
        ("&ampfoo; 020", "&ampfoo; 020"),
        (
            "&#0; &#x110000; &#99999999999999999999;",
            "\N{REPLACEMENT CHARACTER} \N{REPLACEMENT CHARACTER} &#99999999999999999999;",
        ),
        ("&lt;b&gt;020", "<b>020"),
        ("%2B44%2020%207946", "+44 20 7946"),
        ("%2b44%2", "+44%2"),
        ("_x0025_2B44", "+44"),
        ("&#39;020 7946", "020 7946"),
        ("_x0027_+442079460018.0", "+442079460018"),
    ],
)
def test_remains_of_spreadsheets_and_web_pages_are_undone_once_and_in_order(raw: str, clean: str) -> None:
    assert cleaned_text(raw) == clean


@pytest.mark.parametrize("raw", ["#N/A", "#VALUE!", "#REF!", "#NAME?", "nan", "NaN", "null", "NULL", "<null>", r"\N"])
def test_what_programs_write_for_nothing_is_empty(raw: str) -> None:
    assert cleaned_text(raw) == ""
    assert cleaned_text(f" '{raw}\t") == ""
    assert cleaned_text(f"{raw} 1") != ""


@pytest.mark.parametrize("raw", ["Null", "NAN", "#n/a", "n/a", "none", r"\n"])
def test_nothing_in_another_spelling_is_left_to_the_placeholders(raw: str) -> None:
    assert cleaned_text(raw) == raw


ONE, OTHER = "020 7946 0018", "020 7946 0019"


@pytest.mark.parametrize(
    "between",
    [
        "/",
        " / ",
        "|",
        "&",
        "\n",
        ";",
        "; ",
        ",",
        ", ",
        *(" or ", " AND ", " oder ", " Und ", " ou ", " ET "),
        *(" o ", " y ", " E ", " или ", " И "),
        *("+", " +", "、", "،", "•", "·", "\\", "\N{FULLWIDTH SEMICOLON}"),
    ],
)
def test_two_numbers_apart_by_a_separator_are_several(between: str) -> None:
    assert holds_several(ONE + between + OTHER)


@pytest.mark.parametrize("between", [" ", "-", ";ext=", ",,", ",,,", " nor ", "or", " x ", " ext. ", " u ", "ß", "_"])
def test_two_numbers_apart_by_anything_else_are_one(between: str) -> None:
    assert not holds_several(ONE + between + OTHER)


def test_a_part_of_six_digits_is_no_second_number() -> None:
    assert not holds_several("020 7946 0018 / 946001")
    assert holds_several("020 7946 0018 / 9460019")


def test_parts_without_a_number_between_two_numbers_do_not_matter() -> None:
    assert holds_several("020 7946 0018, home, 020 7946 0019")


def test_a_plus_sign_before_the_first_digit_is_between_no_numbers() -> None:
    assert not holds_several("+442079460018")
    assert not holds_several("/ + +442079460018 x 1234")
    assert holds_several("442079460018+442079460019")


@pytest.mark.parametrize(
    "text", ["212-555-XXXX", "030 9018**", "1xx", "1 x*", "12 ** 34", "1 Fox xx", "+49 30 9018xx", "5 (xxx)", "1é xx"]
)
def test_two_or_more_signs_that_hide_digits_behind_a_digit_mask_them(text: str) -> None:
    assert is_masked(text)


@pytest.mark.parametrize(
    "text", ["", "xxx", "XXX-555-0149", "** 030 901820", "030 1x2", "030*1*2", "030 Foxx", "1 xxl", "1 xя", "1 éxx"]
)
def test_other_texts_are_not_masked(text: str) -> None:
    assert not is_masked(text)


@pytest.mark.parametrize("text", ["(212) 555-0149", "(989) 000-0000"])
def test_ten_digits_as_a_us_screen_shows_them_are_told(text: str) -> None:
    assert is_as_on_us_screens(text)


@pytest.mark.parametrize(
    "text",
    ["(011) 555-0149", "(112) 555-0149", "(212)555-0149", "(212) 555 0149", "(212) 555-0149 x1", "1 (212) 555-0149"],
)
def test_other_spellings_are_not_those_of_a_us_screen(text: str) -> None:
    assert not is_as_on_us_screens(text)


def test_digits_of_every_script_are_digits() -> None:
    assert digits_of("\u0660\u0661 2-\uff13") == "0123"


@pytest.mark.parametrize("text", ["+44", " (+44)", "tel:+44", "a+b4", "++44"])
def test_a_plus_sign_before_the_first_digit_counts(text: str) -> None:
    assert has_plus(text)


@pytest.mark.parametrize("text", ["44+", "0+44", "+", "", "tel", "020 7946 0018"])
def test_a_plus_sign_elsewhere_or_without_digits_does_not_count(text: str) -> None:
    assert not has_plus(text)


@pytest.mark.parametrize(
    "text", ["+49 30 123456/78", "+49 30 123456/7", "+49 30 123456 / 789 ", "+49 30 123456\n78", "1/2/3"]
)
def test_one_to_three_digits_after_a_slash_or_line_break_are_a_short_last_part(text: str) -> None:
    assert has_short_last_part(text)


@pytest.mark.parametrize("text", ["+49 30/1234567", "030/1234", "+49 30 1234567", "030/", "030-12", "12/3456 78"])
def test_other_numbers_have_no_short_last_part(text: str) -> None:
    assert not has_short_last_part(text)


@pytest.mark.parametrize("digits", sorted(PLACEHOLDER_DIGITS))
def test_runs_of_the_keyboard_are_placeholders_in_any_spelling(digits: str) -> None:
    assert is_placeholder(digits, frozenset())
    assert is_placeholder(f"+({digits[:3]}) {digits[3:]} home", frozenset())


@pytest.mark.parametrize("text", ["00000", "999-999-9999", "+1 (111) 111-1111", "1 1 1 1 1 x"])
def test_one_digit_five_times_or_more_is_a_placeholder(text: str) -> None:
    assert is_placeholder(text, frozenset())


@pytest.mark.parametrize("text", ["0000", "00001", "123456", "0 1234567 8 9 1", "12345678901"])
def test_shorter_or_other_digits_are_no_placeholder(text: str) -> None:
    assert not is_placeholder(text, frozenset())


@pytest.mark.parametrize("word", sorted(PLACEHOLDER_WORDS))
def test_every_word_of_the_list_is_a_placeholder_in_any_case(word: str) -> None:
    assert is_placeholder(word, PLACEHOLDER_WORDS)
    assert is_placeholder(word.upper(), PLACEHOLDER_WORDS)
    assert not is_placeholder(f"{word} !", PLACEHOLDER_WORDS)


def test_the_word_list_is_the_one_of_the_specification() -> None:
    given_ = (
        "n/a|na|n.a.|n.a|none|null|nil|unknown|tbd|tbc|test|x|xx|xxx|-|--|---|.|..|?|??|no phone|no number|"
        "not available|not applicable|private|anonymous|same|0"
    )
    assert frozenset(given_.split("|")) == PLACEHOLDER_WORDS
