"""Texts of the CRM made safe to look at: hidden characters become visible, endless ones end."""

import re
from collections.abc import Callable
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

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


def shown_numbers(stored: pd.Series, longest: int) -> pd.Series:
    """Return stored numbers (str, NaN for missing) as they are shown, missing ones as the empty text."""
    return _shown(stored, longest, visible_number)


def shown_texts(stored: pd.Series, longest: int) -> pd.Series:
    """Return names and other texts (str, NaN for missing) as they are shown, missing ones as the empty text."""
    return _shown(stored, longest, visible_text)


_SHOWN_AS_IT_IS: Final = r"\A([!-~]([ -~]*[!-~])?)?\z"
"""ASCII that prints, with no space at its ends (RE2): nearly every text of an org."""


def _shown(stored: pd.Series, longest: int, visible: Callable[[str], str]) -> pd.Series:
    """Return each text made visible and cut, the plain ones at once and each of the others by itself."""
    texts = stored.fillna("")
    array = pa.array(texts, pa.large_string())
    is_plain = pc.and_(pc.match_substring_regex(array, _SHOWN_AS_IT_IS), pc.less_equal(pc.utf8_length(array), longest))
    others = np.flatnonzero(~np.asarray(is_plain.to_numpy(zero_copy_only=False), dtype=np.bool_))
    if len(others):
        texts = texts.copy()
        codes, distinct = pd.factorize(texts.iloc[others])
        shown = pd.Series([cut(visible(text), longest) for text in distinct.tolist()], dtype="str")
        texts.iloc[others] = shown.take(codes).array
    return texts
