"""Every way in which one fake org can differ from another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tests.fake_org.schema import Package

ResultPages = Literal["relative", "absolute", "off"]


@dataclass(frozen=True)
class Settings:
    """What the org is, what its user may see, and how its server behaves."""

    org_name: str = "Fernsprech & Töchter"
    edition: str = "Enterprise Edition"
    is_sandbox: bool = False
    country: str = "US"
    locale: str = "en_US"
    person_accounts: bool | None = None
    """None: as the rows say (an Account.csv with IsPersonAccount has them)."""
    country_codes: bool | None = None
    """State and country picklists; None: as the rows say."""
    all_fields: bool = False
    """Show every standard field; otherwise the user sees those that the CSV files have."""
    record_types: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    """Translated or renamed labels by ``Object.Field``."""
    field_types: Mapping[str, str] = field(default_factory=dict)
    """Types of custom fields by ``Object.Field``; otherwise docs/simulation.md, Region decides, by name and content."""
    hidden: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Fields that field-level security hides, by object."""
    package: Package = "none"
    """What the integration has installed."""
    logging: Literal["Task", "Task and Log", "Log only"] = "Task"
    """As what the integration logs calls; Aircall Logs need a package."""
    integration_user: str = "Aircall Integration"
    """Name of the user who creates Tasks and Aircall Logs."""
    integration_lacks: Sequence[str] = ()
    """Rights to read that this user has not: objects, and fields as ``Object.Field``."""
    hidden_objects: Sequence[str] = ()
    """Objects that the user who logs in does not see."""
    may_view_setup: bool = True
    """The right that recordCount asks for."""
    api_enabled: bool = True
    rest_page_size: int = 2_000
    bulk_page_size: int = 50_000
    """The largest page of results, whatever maxRecords asks for."""
    result_pages: ResultPages = "relative"
    polls: int = 1
    """How many polls of a new job still find it in progress."""
    shuffle: int | None = 1
    """Seed of the row order of bulk results; None leaves the rows as they are."""
    gzip: bool = True
    """Compress for clients that ask for it."""
    chunked: bool = True
    """Send bulk results in chunks; otherwise with their length."""
    daily_requests: int = 100_000
    daily_query_jobs: int = 10_000
    daily_result_kilobytes: int = 1_000_000_000
    token_uses: int | None = None
    """After how many requests a token expires; None: never by itself."""
    allow_updates: bool = False
    """Accept changes to records (PATCH and ingest jobs), to prove that a fix file loads."""
    trusted_ip: bool = False
    """Log in over SOAP without a security token."""
    batch_size: int = 10_000
    """Rows of an update job that are saved at one moment."""
    may_search: bool = True
    search_model: Literal["parts", "value", "e164", "pieces"] = "parts"
    """How phone fields are indexed (search_index.py)."""
    index_delay_minutes: int = 0
    """For how long after a change a record is not found."""
    clock: str | None = None
    """The org's first moment for updates, ISO 8601; None: now."""
