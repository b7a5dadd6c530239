"""Salesforce record ids: 15 characters, and the three that tell them apart where case is lost."""

import re
import string
from typing import Final

_CHECK: Final = string.ascii_uppercase + "012345"
_ID: Final = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")


def full_id(record_id: str) -> str | None:
    """Return the 18-character form of an id of 15 or 18 characters; None for anything else.

    Each of the last three characters stands for five of the first 15: bit j is set when character j is an upper-case
    letter.

    >>> full_id("70130000001tcyI")
    '70130000001tcyIAAQ'
    """
    if not _ID.fullmatch(record_id):
        return None
    first = record_id[:15]
    bits = [sum(1 << j for j in range(5) if first[5 * i + j] in string.ascii_uppercase) for i in range(3)]
    return first + "".join(_CHECK[b] for b in bits)


def numbered_id(prefix: str, number: int) -> str:
    """Return the 18-character id of the ``number``-th record with a three-character key ``prefix``."""
    widened = full_id(f"{prefix}Fk{number:010d}")
    if widened is None:
        raise ValueError(f"no id with prefix {prefix!r}")
    return widened
