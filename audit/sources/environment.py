"""Values as they stand in the environment: pasted, quoted by a file of settings, ended by its line break."""

import re
from typing import Final

_AROUND: Final = re.compile(r"\A[\s\ufeff\u200b-\u200f\u2060]+|[\s\ufeff\u200b-\u200f\u2060]+\Z")


def bare(value: str) -> str:
    """Return ``value`` without white space, byte order marks and marks of no width around it."""
    return _AROUND.sub("", value)


def unquoted(value: str) -> str:
    """Return ``value`` without a pair of quotation marks around it."""
    return bare(value[1:-1]) if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
