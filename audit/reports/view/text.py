"""Texts of the CRM made safe to look at: hidden characters become visible, endless ones end."""

import re
from collections.abc import Callable
from typing import Final

import pandas as pd

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


def cut(text: str, longest: int) -> str:
    """Return a text of at most ``longest`` characters, with a mark that says how much is missing.

    >>> cut("a" * 50, 25)
    'aaa… [47 more characters]'
    """
    if len(text) <= longest // 2 or _utf16_units(text) <= longest:
        return text
    if _utf16_units(text) > len(text):
        longest //= 2
    room = longest - len(f"… [{len(text):,} more characters]")
    return f"{text[:room]}… [{len(text) - room:,} more characters]"


def _utf16_units(text: str) -> int:
    """Return the length of a text as Excel counts it."""
    return len(text) + sum(character > "\uffff" for character in text)


def shown_text(stored: str) -> str:
    """Return one name or other text as it is shown."""
    return cut(visible_text(stored), LONGEST_ON_PAGE)


def shown_numbers(stored: pd.Series, longest: int) -> pd.Series:
    """Return stored numbers (str, NaN for missing) as they are shown, missing ones as the empty text."""
    return _each_distinct(stored, lambda text: cut(visible_number(text), longest))


def shown_texts(stored: pd.Series, longest: int) -> pd.Series:
    """Return names and other texts (str, NaN for missing) as they are shown, missing ones as the empty text."""
    return _each_distinct(stored, lambda text: cut(visible_text(text), longest))


def _each_distinct(stored: pd.Series, shown: Callable[[str], str]) -> pd.Series:
    codes, distinct = pd.factorize(stored)
    texts = pd.Series([*map(shown, distinct.tolist()), ""], dtype="str")
    return pd.Series(texts.take(codes).array, index=stored.index)
