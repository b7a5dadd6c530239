"""Texts of the CRM made safe to look at: hidden characters become visible, endless ones end."""

import re
from typing import Final

LONGEST_ON_PAGE: Final = 160
LONGEST_IN_CELL: Final = 32_767
"""What Excel holds in one cell, in UTF-16 code units."""

_BIDI_AND_CONTROLS: Final = (
    "\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff"
)
_OTHER_INVISIBLE: Final = (
    "\u00a0\u00ad\u034f\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180e\u2000-\u200d\u202f\u205f-\u2065"
    "\u206a-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufffb"
)
_DANGEROUS_IN_TEXT: Final = f"[{_BIDI_AND_CONTROLS}]"
_HIDDEN_IN_NUMBER: Final = f"[{_BIDI_AND_CONTROLS}{_OTHER_INVISIBLE}]|^ +| +$"


def visible_number(stored: str) -> str:
    """Return a stored number with every character that does not show written as its code point.

    >>> visible_number("+4420\u200b79460018")
    '+4420⟨U+200B⟩79460018'
    """
    if _is_plain(stored) and stored == stored.strip():
        return stored
    return re.sub(_HIDDEN_IN_NUMBER, _marks, stored)


def visible_text(stored: str) -> str:
    """Return a name with control and direction characters written as their code points; scripts keep their joiners."""
    return stored if _is_plain(stored) else re.sub(_DANGEROUS_IN_TEXT, _marks, stored)


def _is_plain(stored: str) -> bool:
    return stored.isascii() and stored.isprintable()


def _marks(found: re.Match[str]) -> str:
    return "".join(f"⟨U+{ord(character):04X}⟩" for character in found.group())


_LIKE_AN_ESCAPE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED_UNDERSCORE: Final = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)")


def literal_in_cell(text: str) -> str:
    """Return what a file of Excel must hold for ``text`` to show as it is (ECMA-376 part 1, 22.9.2.19, ST_Xstring).

    Exports of spreadsheets bring ``_x000D_`` and the like into an org: written as it is, it would become a character.

    >>> literal_in_cell("_x0041_x0042_ _y")
    '_x005F_x0041_x005F_x0042_ _y'
    """
    return _LIKE_AN_ESCAPE.sub("_x005F_", text) if "_x" in text else text


def text_of_cell(stored: str) -> str:
    """Return the text that ``literal_in_cell`` gave ``stored`` for: openpyxl gives inline strings as they are stored.

    >>> text_of_cell("_x005F_x0041_x005F_x0042_ _y")
    '_x0041_x0042_ _y'
    """
    return _ESCAPED_UNDERSCORE.sub("_", stored) if "_x" in stored else stored


def cut(text: str, longest: int) -> str:
    """Return a text of at most ``longest`` characters, with a mark that says how much is missing.

    >>> cut("a" * 50, 25)
    'aaa… [47 more characters]'
    """
    if len(text) <= longest // 2 or _utf16_units(text) <= longest:
        return text
    room = longest - len(f"… [{len(text):,} more characters]")
    if _utf16_units(text) > len(text):  # Excel counts some characters twice
        room //= 2
    return f"{text[:room]}… [{len(text) - room:,} more characters]"


def _utf16_units(text: str) -> int:
    """Return the length of a text as Excel counts it."""
    return len(text) + sum(character > "\uffff" for character in text)


def shown_text(stored: str) -> str:
    """Return one name or other text as it is shown."""
    return cut(visible_text(stored), LONGEST_ON_PAGE)
