"""What the text of a phone field says before any numbering plan is asked (SIMULATION section 2)."""

import html
import re
import unicodedata
from html.entities import html5
from typing import Final

E164: Final = re.compile(r"\+[1-9][0-9]{1,14}")
SCIENTIFIC: Final = re.compile(r"[+-]?\d+([.,]\d+)?[eE][+-]?\d+")

_ESCAPED_CHARACTER: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How a workbook writes what XML cannot hold (ECMA-376, ST_Xstring)."""
_TAG: Final = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(\s[^<>]*)?/?>")
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,9}|#[xX][0-9A-Fa-f]{1,8}|[A-Za-z][A-Za-z0-9]*);")
_MAY_BE_REMAINS: Final = re.compile(r"[_<&%]")
NULL_MARKERS: Final = frozenset(
    ["#N/A", "#VALUE!", "#REF!", "#NAME?", "nan", "NaN", "null", "NULL", "<null>", r"\N"],
)
"""What programs write for an empty field, in exactly this case."""

_LINE_BREAKS: Final = dict.fromkeys(map(ord, "\n\r\v\f\x85\u2028\u2029"), "\n")
_FLOAT_TAIL: Final = re.compile(r"(\+?\d{7,})[.,]00?")
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


def cleaned(raw: str) -> str:
    """Return ``raw`` without what a person does not see or did not mean: the ``clean`` of SIMULATION section 2.

    >>> cleaned(" '020 7946 0018.0 ")
    '020 7946 0018.0'
    >>> cleaned("02079460018.0")
    '02079460018'
    >>> cleaned("+49 30 901820_x000D_")
    '+49 30 901820'
    """
    text = _without_remains(raw) if _MAY_BE_REMAINS.search(raw) else raw
    text = text.translate(_LINE_BREAKS).replace("\t", " ")
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf"})
    text = unicodedata.normalize("NFKC", text).strip().removeprefix("'").strip()
    tail = _FLOAT_TAIL.fullmatch(text)
    text = tail[1] if tail else text
    return "" if text in NULL_MARKERS else text


def _without_remains(raw: str) -> str:
    """Undo what spreadsheets and web pages leave, each once, in the order of SIMULATION section 2."""
    text = _ESCAPED_CHARACTER.sub(_unescaped, raw)
    text = _TAG.sub(" ", text)
    text = _ENTITY.sub(_character, text)
    return text.replace("%2B", "+").replace("%2b", "+").replace("%20", " ")


def _unescaped(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return "" if unicodedata.category(character) == "Cs" else character


def _character(entity: re.Match[str]) -> str:
    is_known = entity[0].startswith("&#") or entity[0][1:] in html5
    return html.unescape(entity[0]) if is_known else entity[0]


def holds_several(clean: str) -> bool:
    """Tell whether at least two parts of ``clean`` have seven or more digits each: two numbers in one field."""
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
    """Tell whether a plus sign stands before the first digit of ``clean``: it names its own country."""
    first = _DIGIT.search(clean)
    return first is not None and "+" in clean[: first.start()]


def has_short_last_part(clean: str) -> bool:
    """Tell whether a ``/`` or line break stands before the last one to three digits: two lines, not one number."""
    return _SHORT_LAST_PART.search(clean) is not None


def is_as_on_us_screens(clean: str) -> bool:
    """Tell whether ``clean`` is ``(xxx) xxx-xxxx``, as Salesforce shows ten digits to a user of the United States."""
    return _US_SCREEN.fullmatch(clean) is not None


def is_masked(clean: str) -> bool:
    """Tell whether digits of ``clean`` are hidden: ``xx`` or ``**`` behind a digit, beside no other letter.

    Any two of ``x``, ``X`` and ``*`` in a row hide digits.
    """
    first = _DIGIT.search(clean)
    if first is None:
        return False
    hidden = _MASKED.finditer(clean, first.end())
    return any(not is_letter(clean[run.start() - 1]) and not is_letter(clean[run.end() :][:1]) for run in hidden)


def is_letter(character: str) -> bool:
    """Tell whether ``character`` (one or none) is of Unicode category L."""
    return character != "" and unicodedata.category(character)[0] == "L"


def is_placeholder(clean: str, words: frozenset[str]) -> bool:
    """Tell whether ``clean`` stands for "no number"; ``words`` are case-folded."""
    digits = "".join(re.findall(r"[0-9]", clean))
    repeated = len(digits) >= 5 and len(set(digits)) == 1
    return repeated or digits in PLACEHOLDER_DIGITS or clean.casefold() in words
