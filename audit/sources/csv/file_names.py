"""What the name of a file says of its content (docs/contract.md, CSV input)."""

import re
import unicodedata
from typing import Final

from audit.domain import EXPORTED_SOBJECTS
from audit.sources.interface import USER

ORGANIZATION: Final = "Organization"
"""A file with one row: the company."""

_OBJECT_FILE: Final = re.compile(
    rf"({'|'.join((*EXPORTED_SOBJECTS, USER))})s?(?![^\W\d_])(?!.*__).*\.csv", re.IGNORECASE | re.DOTALL
)
"""Two underscores are those of custom objects, shares, histories and feeds: Account_Plan__c, Contact__Share."""
_ORGANIZATION_FILE: Final = re.compile(rf"{ORGANIZATION}\.csv", re.IGNORECASE)
_CSV_FILE: Final = re.compile(r".*\.csv", re.IGNORECASE | re.DOTALL)
_ZIP_FILE: Final = re.compile(r".*\.zip", re.IGNORECASE | re.DOTALL)
_WORKBOOK: Final = re.compile(r".*\.(xlsx?|xlsm|xlsb|ods|numbers)", re.IGNORECASE | re.DOTALL)
_LEFT_BY_PROGRAMS: Final = re.compile(r"\..*|~\$.*|thumbs\.db|desktop\.ini", re.IGNORECASE | re.DOTALL)
"""What file managers and office programs leave beside files: .DS_Store, ._Contact.csv, .~lock.Contact.csv#."""
MAC_FOLDER: Final = "__MACOSX"


def sobject_of(file_name: str) -> str:
    """Return the object whose rows a file of this name holds, User and Organization too; empty for none."""
    if _ORGANIZATION_FILE.fullmatch(file_name):
        return ORGANIZATION
    match = _OBJECT_FILE.fullmatch(file_name)
    return match[1].capitalize() if match else ""


def is_csv(file_name: str) -> bool:
    """Return whether the name is that of a CSV file."""
    return _CSV_FILE.fullmatch(file_name) is not None


def is_zip(file_name: str) -> bool:
    """Return whether the name is that of a zip."""
    return _ZIP_FILE.fullmatch(file_name) is not None


def is_workbook(file_name: str) -> bool:
    """Return whether the name is that of a workbook of Excel or a program like it."""
    return _WORKBOOK.fullmatch(file_name) is not None


def is_left_by_programs(file_name: str) -> bool:
    """Return whether a program has left the file there for itself."""
    return _LEFT_BY_PROGRAMS.fullmatch(file_name) is not None


def printable(name: str) -> str:
    """Return ``name`` as one line that any terminal can show."""
    return "".join("?" if unicodedata.category(char)[0] == "C" else char for char in name)


def workbook_refusal(label: str) -> str:
    """Return the sentence that refuses a workbook and says what to do instead."""
    return (
        f"{label} is a workbook, not CSV. Use the original export if you can: a workbook may have dropped plus signs "
        'and leading zeros. Otherwise, in Excel format phone columns that show 4.9E+11 as "Number" with 0 decimal '
        'places, then save as "CSV UTF-8 (Comma delimited)".'
    )
