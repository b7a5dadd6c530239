"""A live org, as the commands use one: looked at, exported, audited.

Loaded only where an org is asked for: what talks to Salesforce takes a fifth of a second to load.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from audit.cli.console import print_error, print_lines
from audit.cli.progress import Display, progress
from audit.cli.run_options import configuration
from audit.config.audit import AuditConfig
from audit.errors import AuditError, ExitCode
from audit.sources.aircall.aircall_api import connect
from audit.sources.aircall.api_key import NAMES
from audit.sources.interface import OpenedSource
from audit.sources.salesforce.check import check
from audit.sources.salesforce.export import export
from audit.sources.salesforce.login import login
from audit.sources.salesforce.org import Org
from audit.sources.salesforce.read_org import exported
from audit.sources.secret_values import masked
from audit.sources.snapshot.read_snapshot import opened_snapshot

_STANDINGS: Final = {"ok": "ok", "warning": "look", "notice": "look", "failed": "failed", "unknown": "?"}


def print_check(alias: str | None, config: Path | None) -> int:
    """Log in, print what the login may see and the verdict on standard output, and return the exit code."""
    settings = configuration(config)
    with progress(quiet=False) as display:
        org = logged_in(alias, display)
        report = check(org, settings, _lines_of_aircall(settings))
    table = Table(box=None, show_header=False, pad_edge=False)
    for row in report.rows:
        table.add_row(_STANDINGS[row.standing], Text(row.topic), Text(masked(row.finding)))
    console = Console(highlight=False)
    console.print(table)
    console.print(Text(f"\n{report.verdict}"))
    return report.exit_code


def _lines_of_aircall(config: AuditConfig) -> Mapping[str, str] | None:
    """Return the company's lines in Aircall, name by digits; None without a key, and where Aircall does not answer."""
    if not all(os.environ.get(name) for name in NAMES):
        return None
    try:
        company = connect(config.aircall.requests_per_minute).company()
    except AuditError as error:
        print_error(f"phone-audit: {error}")
        return None
    digits = ((re.sub(r"[^0-9]", "", line.digits or ""), line.name) for line in company.lines)
    return {number: name or number for number, name in digits if number}


def export_org(alias: str | None, config: Path | None, out: Path, *, force: bool, quiet: bool) -> int:
    """Log in, export into the snapshot folder ``out``, print how much that is, and return the exit code."""
    settings = configuration(config)
    with progress(quiet=quiet) as display:
        org = logged_in(alias, display)
        display.stage("Exporting")
        snapshot = export(org, settings, out, display.rows, force=force)
    rows = sum(part.rows for part in snapshot.manifest.objects.values())
    print_lines([f"{rows:,} rows saved in {out}. To audit them: phone-audit run --snapshot {out}"], quiet=quiet)
    return ExitCode.DONE


@contextmanager
def opened_org(
    alias: str | None, config: AuditConfig, display: Display, scratch: Path | None = None
) -> Iterator[OpenedSource]:
    """Log in (without ``alias`` by the environment), export into a folder in ``scratch`` and yield what is there."""
    with exported(logged_in(alias, display), config, display.rows, scratch, display.stage) as folder:
        yield opened_snapshot(folder, kind="org")


def logged_in(alias: str | None, display: Display) -> Org:
    """Log in (without ``alias`` by the environment), say what the user should know of the login, return the org."""
    display.stage("Logging in")
    org = login(alias)
    for message in org.messages:
        print_error(f"phone-audit: {message}")
    return org
