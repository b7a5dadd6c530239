"""Rounds of real audits on a small typed-in org: one report folder a quarter."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from audit.config.audit import AuditConfig
from audit.domain import TableFormat
from audit.pipeline import run_audit
from audit.reports.read_report import stored_baseline
from audit.reports.results_json import json_document
from audit.result.results import Audit
from audit.sources.csv.read_csv import read_csv
from tests.written_tables import write_tables

Row = dict[str, str]

_HEADERS = {
    "Contact": ("Id", "FirstName", "LastName", "Phone", "MobilePhone", "LastModifiedDate", "MailingCountryCode"),
    "Lead": ("Id", "FirstName", "LastName", "Phone", "LastModifiedDate", "CountryCode"),
}


def contact(number: int, phone: str, edited: str = "2026-01-01", **fields: str) -> Row:
    """Return a row of Contact.csv; ids and names are made of the number."""
    return {
        "Id": f"003{number:012d}AAA",
        "FirstName": "Ada",
        "LastName": f"Byrne {number}",
        "Phone": phone,
        "MobilePhone": "",
        "LastModifiedDate": f"{edited}T00:00:00Z",
        "MailingCountryCode": "GB",
        **fields,
    }


def lead(number: int, phone: str, edited: str = "2026-01-01", **fields: str) -> Row:
    """Return a row of Lead.csv."""
    row = contact(number, phone, edited, **fields)
    row["Id"] = f"00Q{number:012d}AAA"
    row["CountryCode"] = row.pop("MailingCountryCode")
    return row


ORG: Sequence[Row] = (
    contact(1, "+442079460001"),
    contact(2, "020 7946 0002"),
    contact(3, "+442079460003", "2026-01-03"),
    contact(4, "+442079460003", "2026-01-02"),
    contact(5, "n/a"),
    contact(6, "", MobilePhone="+442079460006"),
)
LEADS: Sequence[Row] = (lead(7, "+442079460001"), lead(8, "020 7946 0008"))


@dataclass
class Rounds:
    """Audits in a folder, each with its report; the month of each is its place."""

    folder: Path
    n_audits: int = 0

    def audit(
        self,
        contacts: Sequence[Row] = ORG,
        leads: Sequence[Row] | None = LEADS,
        baseline: int | None = None,
        tables: TableFormat = "parquet",
        without: Sequence[str] = (),
        **config: Any,
    ) -> Audit:
        """Audit the rows, compare with the audit number ``baseline``, and write what a later one compares with."""
        self.n_audits += 1
        source = self.folder / f"export-{self.n_audits}"
        source.mkdir()
        for name, rows in (("Contact", contacts), ("Lead", leads)):
            if rows is not None:
                header = [column for column in _HEADERS[name] if column not in without]
                pd.DataFrame(list(rows), columns=header).to_csv(source / f"{name}.csv", index=False)
        settings = AuditConfig.model_validate(config)
        earlier = self.report(baseline) if baseline else None
        result = _audited(source, settings, datetime(2026, self.n_audits, 28, tzinfo=UTC), earlier)
        report = self.report(self.n_audits)
        (report / "tables").mkdir(parents=True)
        write_tables(result, report / "tables", tables)
        (report / "results.json").write_text(json_document(result.results), encoding="utf-8")
        return result

    def report(self, number: int) -> Path:
        """Return the report folder of an audit."""
        return self.folder / f"report-{number}"


_FIRST_AUDITS: dict[tuple[str, ...], Audit] = {}
"""By all that they are made of: most tests begin with the same org."""


def _audited(source: Path, settings: AuditConfig, now: datetime, earlier: Path | None) -> Audit:
    if earlier:
        return run_audit(read_csv(source, settings), settings, now, baseline=stored_baseline(earlier)).audit
    rows = (f"{path.name}\n{path.read_text(encoding='utf-8')}" for path in sorted(source.iterdir()))
    key = (now.isoformat(), settings.model_dump_json(), *rows)
    if key not in _FIRST_AUDITS:
        _FIRST_AUDITS[key] = run_audit(read_csv(source, settings), settings, now).audit
    return _as_of(_FIRST_AUDITS[key], source)


def _as_of(audit: Audit, source: Path) -> Audit:
    """Return ``audit`` as that of the same rows in another folder."""
    there = {"location": str(source), "locations": [str(source)]}
    results = audit.results.model_copy(update={"source": audit.results.source.model_copy(update=there)})
    return replace(audit, results=results, source=replace(audit.source, locations=(str(source),), paths=(source,)))


def shuffled(rows: Sequence[Row]) -> list[Row]:
    """Return the rows in another order."""
    mixed = list(rows)
    random.Random(4).shuffle(mixed)  # noqa: S311 - an order, not a secret
    return mixed


def with_row(rows: Sequence[Row], place: int, **fields: str) -> list[Row]:
    """Return the rows, one of them changed."""
    return [{**row, **fields} if at == place else row for at, row in enumerate(rows)]
