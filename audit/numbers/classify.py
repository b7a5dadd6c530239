"""What the text of a phone field says before any numbering plan is asked (SIMULATION section 2)."""

import re
import unicodedata
from typing import Final

E164: Final = re.compile(r"\+[1-9][0-9]{1,14}")
SCIENTIFIC: Final = re.compile(r"[+-]?\d+([.,]\d+)?[eE][+-]?\d+")

_LINE_BREAKS: Final = dict.fromkeys(map(ord, "\n\r\v\f\x85\u2028\u2029"), "\n")
_FLOAT_TAIL: Final = re.compile(r"(\+?\d{7,})[.,]00?")
_BETWEEN_NUMBERS: Final = re.compile(r"[/|&\n]|;(?!ext=)|(?<!,),(?!,)|\b(?:or|and|oder|und|ou|et)\b", re.IGNORECASE)
_SHORT_LAST_PART: Final = re.compile(r"[/\n]\D*(?:\d\D*){1,3}\Z")
_FIRST_DIGIT: Final = re.compile(r"\d")

PLACEHOLDER_DIGITS: Final = frozenset(
    [
        *("1234567", "12345678", "123456789", "1234567890", "0123456789", "01234567890"),
        *("9876543210", "987654321", "87654321"),
    ]
)
PLACEHOLDER_WORDS: Final = frozenset(
    [
        *("n/a", "na", "n.a.", "n.a", "none", "null", "nil", "unknown", "tbd", "tbc", "test", "x", "xx", "xxx"),
        *("-", "--", "---", ".", "..", "?", "??", "no phone", "no number", "not available", "not applicable"),
        *("private", "anonymous", "same", "0"),
    ]
)


def cleaned(raw: str) -> str:
    """Return ``raw`` without what a person does not see or did not mean: the ``clean`` of SIMULATION section 2.

    >>> cleaned(" '020 7946 0018.0 ")
    '020 7946 0018.0'
    >>> cleaned("02079460018.0")
    '02079460018'
    """
    text = raw.translate(_LINE_BREAKS).replace("\t", " ")
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf"})
    text = unicodedata.normalize("NFKC", text).strip().removeprefix("'").strip()
    tail = _FLOAT_TAIL.fullmatch(text)
    return tail[1] if tail else text


def holds_several(clean: str) -> bool:
    """Tell whether at least two parts of ``clean`` have seven or more digits each: two numbers in one field."""
    return sum(len(re.findall(r"\d", part)) >= 7 for part in _BETWEEN_NUMBERS.split(clean)) >= 2


def has_letter(clean: str) -> bool:
    """Tell whether ``clean`` has a letter A to Z other than in a leading ``tel:``."""
    return re.search(r"[A-Za-z]", clean[4:] if clean[:4].lower() == "tel:" else clean) is not None


def has_plus(clean: str) -> bool:
    """Tell whether a plus sign stands before the first digit of ``clean``: it names its own country."""
    first = _FIRST_DIGIT.search(clean)
    return first is not None and "+" in clean[: first.start()]


def has_short_last_part(clean: str) -> bool:
    """Tell whether a ``/`` or line break stands before the last one to three digits: two lines, not one number."""
    return _SHORT_LAST_PART.search(clean) is not None


def is_placeholder(clean: str, words: frozenset[str]) -> bool:
    """Tell whether ``clean`` stands for "no number"; ``words`` are case-folded."""
    digits = "".join(re.findall(r"[0-9]", clean))
    repeated = len(digits) >= 5 and len(set(digits)) == 1
    return repeated or digits in PLACEHOLDER_DIGITS or clean.casefold() in words
