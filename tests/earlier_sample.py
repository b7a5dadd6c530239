"""The sample org half a year before: some records are missing, and all were edited a year earlier."""

from datetime import datetime, timedelta
from pathlib import Path

from audit.audit_result import AuditResult
from audit.config.audit import AuditConfig
from audit.package_files import shipped
from audit.pipeline import run_audit
from audit.result.results import Audit
from audit.sources.csv.read_csv import read_csv

CONFIG = AuditConfig(region="US")


def earlier_sample(folder: Path, now: datetime) -> AuditResult:
    """Return the audit of the org as it was, whose files are written into ``folder``."""
    for name in ("Contact", "Lead", "Account"):
        lines = (shipped("sample_data") / f"{name}.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)
        kept = [line for place, line in enumerate(lines) if place == 0 or place % 7]
        (folder / f"{name}.csv").write_text("".join(kept).replace("2026-0", "2025-0"), encoding="utf-8")
    return run_audit(read_csv(folder, CONFIG), CONFIG, now)


def compared_sample(folder: Path, now: datetime) -> Audit:
    """Return the audit of the sample org, compared with what it was half a year before ``now``."""
    baseline = earlier_sample(folder, now - timedelta(days=182))
    return run_audit(read_csv(shipped("sample_data"), CONFIG), CONFIG, now, baseline=baseline).audit
