"""What the text of a phone field says before any numbering plan is asked (docs/simulation.md, Cleaning)."""

import re
import unicodedata
from typing import Final

E164: Final = re.compile(r"\+[1-9][0-9]{1,14}")
SCIENTIFIC: Final = re.compile(r"[+-]?\d+([.,]\d+)?[eE][+-]?\d+")

_BETWEEN_NUMBERS: Final = re.compile(
    r"[/|&\n+\\、،；•·]|;(?!ext=)|(?<!,),(?!,)|\b(?:or|and|oder|und|ou|et|o|y|e|или|и)\b",  # noqa: RUF001 - Russian
    re.IGNORECASE,
)
_MASKED: Final = re.compile(r"[xX*]{2,}")
_US_SCREEN: Final = re.compile(r"\([2-9][0-9]{2}\) [0-9]{3}-[0-9]{4}")
_SHORT_LAST_PART: Final = re.compile(r"[/\n]\D*(?:\d\D*){1,3}\Z")
_DIGIT: Final = re.compile(r"\d")

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


def holds_several(clean: str) -> bool:
    """Check whether at least two parts of ``clean`` have seven or more digits each: two numbers in one field."""
    first = _DIGIT.search(clean)
    if first is None:
        return False
    # A part before the first digit has none, so what stands there, a plus sign also, parts nothing.
    parts = _BETWEEN_NUMBERS.split(clean[first.start() :])
    return sum(len(_DIGIT.findall(part)) >= 7 for part in parts) >= 2


def digits_of(text: str) -> str:
    """Return the decimal digits of ``text``, those of every script as 0 to 9."""
    digits = "".join(_DIGIT.findall(text))
    return digits if digits.isascii() else "".join(str(unicodedata.decimal(digit)) for digit in digits)


def has_plus(clean: str) -> bool:
    """Check whether a plus sign stands before the first digit of ``clean``: it names its own country."""
    first = _DIGIT.search(clean)
    return first is not None and "+" in clean[: first.start()]


def has_short_last_part(clean: str) -> bool:
    """Check whether a ``/`` or line break stands before the last one to three digits: two lines, not one number."""
    return _SHORT_LAST_PART.search(clean) is not None


def is_as_on_us_screens(clean: str) -> bool:
    """Check whether ``clean`` is ``(xxx) xxx-xxxx``, as Salesforce shows ten digits to a user of the United States."""
    return _US_SCREEN.fullmatch(clean) is not None


def is_masked(clean: str) -> bool:
    """Check whether digits of ``clean`` are hidden: ``xx`` or ``**`` behind a digit, beside no other letter.

    Any two of ``x``, ``X`` and ``*`` in a row hide digits.
    """
    first = _DIGIT.search(clean)
    if first is None:
        return False
    hidden = _MASKED.finditer(clean, first.end())
    return any(not is_letter(clean[run.start() - 1]) and not is_letter(clean[run.end() :][:1]) for run in hidden)


def is_letter(character: str) -> bool:
    """Check whether ``character`` (one or none) is of Unicode category L."""
    return character != "" and unicodedata.category(character)[0] == "L"


def is_placeholder(clean: str, words: frozenset[str]) -> bool:
    """Check whether ``clean`` stands for "no number"; ``words`` are case-folded."""
    digits = "".join(re.findall(r"[0-9]", clean))
    repeated = len(digits) >= 5 and len(set(digits)) == 1
    return repeated or digits in PLACEHOLDER_DIGITS or clean.casefold() in words
