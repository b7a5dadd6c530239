"""Names of files for the owners of records: valid on Windows, macOS and Linux, and no two alike there."""

import re
import unicodedata
from typing import Final

OWNERS: Final = "owners"
"""The folder of the workbooks by owner, in a report."""
_NOT_ALLOWED: Final = re.compile(r'[<>:"/\\|?*]')
_RESERVED: Final = re.compile(
    r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9\u00b9\u00b2\u00b3])\s*(\..*)?", re.IGNORECASE
)
"""Names of devices, with any ending (Naming Files, Paths, and Namespaces, learn.microsoft.com)."""
_LONGEST: Final = 120
"""Bytes of UTF-8: a path of Windows has room for 260 characters, a name elsewhere for 255 bytes."""


def workbook_name(owner: str, taken: set[str]) -> str:
    """Return the name of a workbook for ``owner`` and add it to ``taken``; one that is taken gets a number.

    >>> taken = set()
    >>> [workbook_name(owner, taken) for owner in ("Ann Lee", "ANN LEE", "Sales: EMEA/APAC", "nul", "...")]
    ['Ann Lee.xlsx', 'ANN LEE (2).xlsx', 'Sales_ EMEA_APAC.xlsx', 'nul_.xlsx', '_.xlsx']
    """
    stem = free = _stem(owner)
    number = 1
    while _compared(free) in taken:
        number += 1
        free = f"{stem} ({number})"
    taken.add(_compared(free))
    return f"{free}.xlsx"


def _stem(owner: str) -> str:
    text = unicodedata.normalize("NFC", owner)
    text = _NOT_ALLOWED.sub("_", "".join(sign if sign.isprintable() else "_" for sign in text))
    text = text.encode("utf-8", "replace")[:_LONGEST].decode("utf-8", "ignore")
    text = text.strip(" ").rstrip(". ").lstrip(". ")
    if text.startswith("~"):  # files of Excel and LibreOffice beside an open workbook begin so
        text = f"_{text[1:]}"
    return f"{text}_" if not text or _RESERVED.fullmatch(text) else text


def _compared(name: str) -> str:
    """Return what disks that ignore case compare."""
    return unicodedata.normalize("NFKC", name.casefold()).casefold()
