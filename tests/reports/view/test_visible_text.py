import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.reports.view.visible_text import cut, visible_number, visible_text


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("+44\u200b20", "+44⟨U+200B⟩20"),
        ("+44\u00a020", "+44⟨U+00A0⟩20"),
        ("\u202a+4420\u202c", "⟨U+202A⟩+4420⟨U+202C⟩"),
        ("\ufeff+4420", "⟨U+FEFF⟩+4420"),
        ("+44\t20", "+44⟨U+0009⟩20"),
        ("+44\n20", "+44⟨U+000A⟩20"),
        (" +4420 ", "⟨U+0020⟩+4420⟨U+0020⟩"),
        ("+44 20", "+44 20"),
        ("\uff0b4420", "\uff0b4420"),
    ],
)
def test_a_hidden_character_of_a_number_is_written_out(stored: str, shown: str) -> None:
    assert visible_number(stored) == shown


def test_a_name_keeps_the_joiners_of_its_script() -> None:
    persian = "\u0645\u06cc\u200c\u062e\u0648"
    assert visible_text(persian) == persian


def test_a_name_cannot_turn_the_direction_of_the_page() -> None:
    assert visible_text("Acme\u202egnp.exe") == "Acme⟨U+202E⟩gnp.exe"


@given(st.text())
def test_no_control_character_is_left(text: str) -> None:
    for shown in (visible_number(text), visible_text(text)):
        assert not {character for character in shown if unicodedata.category(character) in ("Cc", "Cs")}


@given(st.text())
def test_what_is_visible_stays_as_it_is(text: str) -> None:
    assert visible_number(visible_number(text)) == visible_number(text)


@given(st.text(min_size=0, max_size=400), st.integers(40, 200))
def test_a_cut_text_has_at_most_the_length_asked_for(text: str, longest: int) -> None:
    assert len(cut(text, longest)) <= longest


def test_a_cut_text_of_wide_characters_has_at_most_the_length_asked_for() -> None:
    assert len(cut("000" + "\U00010000" * 20, 40)) <= 40


def test_a_cut_text_says_how_much_is_missing() -> None:
    assert cut("a" * 1_000, 40) == "a" * 15 + "… [985 more characters]"


def test_a_text_of_wide_characters_fits_the_cell_of_excel() -> None:
    shown = cut("\U0001f600" * 32_767, 32_767)
    assert len(shown.encode("utf-16-le")) // 2 <= 32_767
