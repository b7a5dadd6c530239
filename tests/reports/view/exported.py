"""A small export, audited, and its sheets."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from audit.config.audit import AuditConfig
from audit.pipeline import run_audit
from audit.reports.view.build_view import build_view
from audit.reports.view.worksheets import Worksheet
from audit.result.results import Audit
from audit.sources.csv.read_csv import read_csv

NOW = datetime(2026, 2, 1, tzinfo=UTC)
ADDRESS = "https://acme.my.salesforce.com"
CONTACT = "Id,Name,Email,AccountId,Phone,MobilePhone,HomePhone,MailingCountry,LastModifiedDate,CreatedDate"
LEAD = "Id,Name,Email,Phone,MobilePhone,Country,LastModifiedDate,CreatedDate"
ACCOUNT = "Id,Name,Phone,BillingCountry,LastModifiedDate,CreatedDate"
_PREFIXES = {"Contact": "003", "Lead": "00Q", "Account": "001"}


def id_of(sobject: str, number: int) -> str:
    """Return the id of a record that is told by its number."""
    return f"{_PREFIXES[sobject]}5Y{number:010}AAA"


def audited_export(folder: Path, *, config: AuditConfig | None = None, further: str = "", **rows: list[str]) -> Audit:
    """Return the audit of ``rows`` by object (contact, lead, account): lines without the id, which is their number.

    Contacts have the columns ``further``, too.
    """
    headers = {"Contact": CONTACT + further, "Lead": LEAD, "Account": ACCOUNT}
    for sobject, header in headers.items():
        lines = [f"{id_of(sobject, place)},{line}" for place, line in enumerate(rows.get(sobject.lower(), []), 1)]
        (folder / f"{sobject}.csv").write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    config = config or AuditConfig(region="GB", instance_url=ADDRESS)
    return run_audit(read_csv(folder, config), config, now=NOW).audit


def sheet_of(audit: Audit, name: str) -> Worksheet:
    """Return a sheet of the workbook."""
    (sheet,) = (sheet for sheet in build_view(audit).worksheets if sheet.name == name)
    return sheet


def rows_of(audit: Audit, name: str) -> pd.DataFrame:
    """Return the rows of a sheet."""
    return sheet_of(audit, name).rows
