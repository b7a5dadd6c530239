"""An org of sixty contacts, and a login that waits for nothing."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.config.audit import AuditConfig
from audit.sources.http.retry_policy import RetryPolicy
from audit.sources.org_extract import Extract
from audit.sources.salesforce import Org, export, login
from audit.sources.salesforce.download import Batches
from tests.fake_org import FakeOrg
from tests.fake_org.fixtures import start_org

__all__ = ["start_org"]

N_CONTACTS = 60
CONTACT_ROWS = [
    [
        f"0035e000{i:07d}",
        f"Ada {i}",
        f'O\'Hara "{i}"\nLovelace' if i % 7 == 0 else f"Lovelace, {i}",
        ["+12125550101", "(212) 555-0102", "0044 20 7946 0001", "NA", "", "\u202d+1 212 555 0103\u202c"][i % 6],
        "+12125550104" if i % 5 == 0 else "",
        "0015e0000000001" if i % 3 else "0015e0000000002",
        ["Ola Owner", "Per Owner", "Queen Owner"][i % 3],
        f"2026-01-{i % 28 + 1:02d}T03:04:05.000Z",
        "US" if i % 2 else "Deutschland",
        "+12125550105" if i % 10 == 0 else "",
    ]
    for i in range(N_CONTACTS)
]
TABLES = {
    "Contact": [
        "Id FirstName LastName Phone MobilePhone AccountId Owner.Name LastModifiedDate MailingCountry Direct_Phone__c",
        *CONTACT_ROWS,
    ],
    "Lead": [
        "Id FirstName LastName Phone OwnerId Owner.Name LastModifiedDate IsConverted Country",
        [
            "00Q5e0000000001",
            "Ed",
            "Eager",
            "+33199001234",
            "00G5e0000000001",
            "Inbound queue",
            "2026-01-02",
            "false",
            "FR",
        ],
        ["00Q5e0000000002", "Flo", "Fast", "+12125550101", "0055e0000000009", "Ola Owner", "2026-01-03", "true", "US"],
    ],
    "Account": [
        "Id Name Phone BillingCountry LastModifiedDate Owner.Name",
        ["0015e0000000001", "Ample Inc", "+12125550199", "US", "2026-01-02", "Ola Owner"],
        ["0015e0000000002", "Brisk GmbH", "030 123456", "DE", "2026-01-03", "Per Owner"],
    ],
}


def write_tables(folder: Path, tables: dict[str, list]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, (header, *rows) in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header.split(), *rows])
    return folder


class Waits(list):
    """Seconds that would have been waited; the clock goes by them."""

    def clock(self) -> float:
        return sum(self)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def patience(waits: Waits) -> RetryPolicy:
    return RetryPolicy(read_timeout=0.5, attempts=4, sleep=waits.append, clock=waits.clock)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_tables(tmp_path / "data", TABLES)


@pytest.fixture
def small_pages() -> Batches:
    """Everything by query jobs, in pages of a few rows."""
    return Batches(rest_rows=0, page_rows=7)


@pytest.fixture
def start(start_org: Callable[..., FakeOrg], data: Path) -> Callable[..., FakeOrg]:
    """Return an org with the sixty contacts, whose pages of bulk results are short."""

    def started(**settings: object) -> FakeOrg:
        return start_org(data, **{"bulk_page_size": 7, **settings})

    return started


@pytest.fixture
def log_in(patience: RetryPolicy) -> Callable[..., Org]:
    return lambda fake, kind="client_credentials": login(environ=fake.env(kind), patience=patience)


@pytest.fixture
def exported(log_in: Callable[..., Org], tmp_path: Path, small_pages: Batches) -> Callable[..., object]:
    """Return a function that exports a fake org into ``tmp_path / "out"`` by query jobs in short pages."""

    def run(fake: FakeOrg, kind: str = "client_credentials", **options: object) -> object:
        config = options.pop("config", AuditConfig())
        return export(log_in(fake, kind), config, tmp_path / "out", **{"batches": small_pages, **options})

    return run


def comparable(extract: Extract) -> dict[str, list[tuple[str, ...]]]:
    """Return records and phones as sorted tuples: the order of rows is the org's affair."""
    records = extract.audited.records
    phones = extract.audited.phones
    ids = records["record_id"].take(phones["record"]).astype(str)
    columns = [name for name in records.columns if name != "created"]
    return {
        "records": sorted(zip(*(records[name].astype(str) for name in columns), strict=True)),
        "phones": sorted(zip(ids, *(phones[name].astype(str) for name in ("field", "slot", "raw")), strict=True)),
    }
