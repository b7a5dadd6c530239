"""A live org, as the commands use one: looked at, exported, audited.

Loaded only where an org is asked for: what talks to Salesforce takes a fifth of a second to load.
"""

from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from audit.cli.console import Display, print_error
from audit.config.audit import AuditConfig
from audit.errors import UsageError
from audit.sources.org_extract import Extract
from audit.sources.salesforce.check import CheckReport, check
from audit.sources.salesforce.export import export
from audit.sources.salesforce.login import login
from audit.sources.salesforce.org import Org
from audit.sources.salesforce.read_org import exported_and_read
from audit.sources.secret_values import masked

_STANDINGS: Final = {"ok": "ok", "warning": "look", "failed": "failed", "unknown": "?"}


def checked_org(alias: str | None, config: AuditConfig, display: Display, *, env: bool) -> CheckReport:
    """Log in and return what the login may see; raise UsageError unless one of ``alias`` and ``env`` is given."""
    return check(_opened(alias, display, env=env), config)


def exported_org(  # noqa: PLR0913 - one parameter an option
    alias: str | None, config: AuditConfig, out: Path, display: Display, *, env: bool, force: bool
) -> int:
    """Log in, export into the snapshot folder ``out`` and return how many rows there are; raise as ``checked_org``."""
    org = _opened(alias, display, env=env)
    display.stage("Exporting")
    snapshot = export(org, config, out, display.rows, force=force)
    return sum(part.rows for part in snapshot.manifest.objects.values())


def read_org(alias: str | None, config: AuditConfig, display: Display, scratch: Path | None = None) -> Extract:
    """Log in (without ``alias`` by the environment), export into a folder in ``scratch`` and read that."""
    return exported_and_read(_logged_in(alias, display), config, display.rows, scratch, display.stage)


def print_check(report: CheckReport) -> None:
    """Print what a login may see as a table, and the verdict, on standard output."""
    table = Table(box=None, show_header=False, pad_edge=False)
    for row in report.rows:
        table.add_row(_STANDINGS[row.standing], Text(row.topic), Text(masked(row.finding)))
    console = Console(highlight=False)
    console.print(table)
    console.print(Text(f"\n{report.verdict}"))


def _opened(alias: str | None, display: Display, *, env: bool) -> Org:
    if (alias is None) != env:
        raise UsageError("Give exactly one of --org ALIAS and --env.")
    return _logged_in(alias, display)


def _logged_in(alias: str | None, display: Display) -> Org:
    display.stage("Logging in")
    org = login(alias)
    for message in org.messages:
        print_error(f"phone-audit: {message}")
    return org
