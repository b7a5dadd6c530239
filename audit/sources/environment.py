"""Values as they stand in the environment: pasted, quoted by a file of settings, ended by its line break."""

import re
import unicodedata
from typing import Final

from audit.errors import UsageError

_UNUSABLE: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode's control characters, line breaks, and bytes that are not UTF-8."""
_AROUND: Final = re.compile(r"\A[\s\ufeff\u200b-\u200f\u2060]+|[\s\ufeff\u200b-\u200f\u2060]+\Z")


def bare(value: str) -> str:
    """Return ``value`` without white space, byte order marks and marks of no width around it."""
    return _AROUND.sub("", value)


def unquoted(value: str) -> str:
    """Return ``value`` without a pair of quotation marks around it."""
    return bare(value[1:-1]) if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def check_one_line(name: str, value: str) -> None:
    """Raise UsageError, without a word of ``value``, where that of the variable ``name`` is none of one line."""
    if any(unicodedata.category(character) in _UNUSABLE for character in value):
        raise UsageError(f"{name} has a line break or control character in it. Copy it again and set it on one line.")


def is_token(text: str) -> bool:
    """Return whether ``text`` may stand in a header as a token: one word of ASCII (RFC 6750 section 2.1)."""
    return bool(text) and text.isascii() and text.isprintable() and " " not in text
