"""The org as the CSV files that Data Loader exports."""

import csv
import string
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from .org import Org, Record
from .values import SLOT_FIELDS

_COMMON: Final = ("OwnerId", "Owner.Name", "CreatedDate", "LastModifiedDate")
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "Contact": (
        *("Id", "IsDeleted", "AccountId", "IsPersonAccount", "FirstName", "LastName", "Name", "Title", "Email"),
        *("Phone", "MobilePhone", "HomePhone", "AssistantPhone", "OtherPhone", "Direct_Phone__c", "WhatsApp_Mobile__c"),
        *("MailingCity", "MailingCountry", "OtherCountry", *_COMMON),
    ),
    "Lead": (
        *("Id", "IsDeleted", "IsConverted", "ConvertedContactId", "FirstName", "LastName", "Name", "Company", "Email"),
        *("Phone", "MobilePhone", "WhatsApp_Mobile__c", "LeadSource", "Status", "City", "Country", *_COMMON),
    ),
    "Account": (
        *("Id", "IsDeleted", "IsPersonAccount", "PersonContactId", "Name", "FirstName", "LastName", "PersonEmail"),
        *("Phone", "Support_Phone__c", "PersonMobilePhone", "PersonHomePhone", "PersonAssistantPhone"),
        *("PersonOtherPhone", "Holiday_Phone__pc", "PersonMailingCity", "PersonMailingCountry"),
        *("BillingCity", "BillingCountry", "ShippingCountry", *_COMMON),
    ),
}
_FLAGS: Final = {"IsDeleted": "false", "IsConverted": "false"}
_PREFIXES: Final = {"Contact": "003", "Lead": "00Q", "Account": "001", "User": "005", "Task": "00T"}
_BASE_62: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
_CHECK: Final = string.ascii_uppercase + "012345"


def write_records(org: Org, folder: Path) -> None:
    """Write Contact.csv, Lead.csv and Account.csv."""
    ids = record_ids(org)
    owners = sorted({str(record.fields["Owner.Name"]) for record in org.records})
    owner_ids = {owner: record_id("User", 7 * position) for position, owner in enumerate(owners)}
    for file, columns in COLUMNS.items():
        rows = sorted((ids[record], _row(record, ids, owner_ids)) for record in ids if _file(record) == file)
        write_csv(folder / f"{file}.csv", columns, [[row.get(column, "") for column in columns] for _, row in rows])


def write_csv(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write a CSV file as Data Loader does: UTF-8, every cell quoted."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([header, *rows])


def record_ids(org: Org) -> dict[Record, str]:
    """Return the id of every record; ids rise with the date of creation, and some were given to records long gone."""
    ids: dict[Record, str] = {}
    for file in COLUMNS:
        of_file = sorted((r for r in org.records if _file(r) == file), key=lambda record: record.created)
        ids |= {record: record_id(file, 3001 + 13 * position) for position, record in enumerate(of_file)}
    return ids


def record_id(org_object: str, number: int) -> str:
    """Return the 18-character id of a record: prefix, instance, number, and three characters that tell capitals.

    >>> record_id("Contact", 3001)
    '0035Y00000000mPQAQ'
    """
    digits = ""
    for _ in range(7):
        number, digit = divmod(number, 62)
        digits = _BASE_62[digit] + digits
    short = f"{_PREFIXES[org_object]}5Y000{digits}"
    fives = (short[start : start + 5] for start in (0, 5, 10))
    return short + "".join(_CHECK[sum(c.isupper() << bit for bit, c in enumerate(five))] for five in fives)


def _file(record: Record) -> str:
    return "Account" if record.sobject == "PersonAccount" else record.sobject


def _row(record: Record, ids: Mapping[Record, str], owner_ids: Mapping[str, str]) -> dict[str, str]:
    row = {name: ids[field] if isinstance(field, Record) else field for name, field in record.fields.items()}
    fields = SLOT_FIELDS[record.sobject]
    return {
        **_FLAGS,
        "IsPersonAccount": str(record.sobject == "PersonAccount").lower(),
        **row,
        **{fields[slot]: value.text for slot, value in record.values.items()},
        "Id": ids[record],
        "Name": record.name,
        "OwnerId": owner_ids[row["Owner.Name"]],
        "CreatedDate": _moment(record.created),
        "LastModifiedDate": _moment(record.modified),
    }


def _moment(moment: datetime | str) -> str:
    return moment if isinstance(moment, str) else moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
