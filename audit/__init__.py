"""Show which Salesforce record an Aircall call reaches, which contacts sync, and what to fix first.

    import audit

    config = audit.AuditConfig(region="US")         # every setting: docs/settings.md
    extract = audit.read_csv("export", config)      # or read_frames, read_snapshot, read_org
    result = audit.run_audit(extract)
    result.headline, result.scores, result.actions  # figures
    result.findings                                 # a DataFrame, as are values, numbers and records
    result.write("phone-audit-report")              # page, workbook, tables, load files

Whatever fails raises AuditError, with a sentence that says what to try. docs/notebook.md is a walk with pandas.
"""

from importlib import import_module

TYPE_CHECKING = False  # that of typing would take longer to load than this whole module
if TYPE_CHECKING:
    from audit.audit_result import AuditResult
    from audit.config.audit import AuditConfig
    from audit.errors import AuditError, UsageError
    from audit.pipeline import run_audit
    from audit.result.baseline import Baseline
    from audit.result.headline_counts import Headline
    from audit.result.results import Action, Results, Scores
    from audit.sources.calls.read_calls import read_calls, read_log_entries
    from audit.sources.csv.read_csv import read_csv
    from audit.sources.frames.read_frames import read_frames
    from audit.sources.org_extract import Extract
    from audit.sources.salesforce.read_org import read_org
    from audit.sources.snapshot.read_snapshot import read_snapshot
    from audit.tables.calls import CallLog

__version__ = "0.1.0"

__all__ = [
    "Action",
    "AuditConfig",
    "AuditError",
    "AuditResult",
    "Baseline",
    "CallLog",
    "Extract",
    "Headline",
    "Results",
    "Scores",
    "UsageError",
    "__version__",
    "read_calls",
    "read_csv",
    "read_frames",
    "read_log_entries",
    "read_org",
    "read_snapshot",
    "run_audit",
]

_MODULES = {
    "Action": "audit.result.results",
    "AuditConfig": "audit.config.audit",
    "AuditError": "audit.errors",
    "AuditResult": "audit.audit_result",
    "Baseline": "audit.result.baseline",
    "CallLog": "audit.tables.calls",
    "Extract": "audit.sources.org_extract",
    "Headline": "audit.result.headline_counts",
    "Results": "audit.result.results",
    "Scores": "audit.result.results",
    "UsageError": "audit.errors",
    "read_calls": "audit.sources.calls.read_calls",
    "read_csv": "audit.sources.csv.read_csv",
    "read_frames": "audit.sources.frames.read_frames",
    "read_log_entries": "audit.sources.calls.read_calls",
    "read_org": "audit.sources.salesforce.read_org",
    "read_snapshot": "audit.sources.snapshot.read_snapshot",
    "run_audit": "audit.pipeline",
}
"""Where the public names are; loaded when first asked for, as loading the tables takes up to two seconds."""


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
