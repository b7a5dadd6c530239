"""Show which Salesforce record an Aircall call lands on, which contacts sync, and what to fix first."""

from audit.config import AuditConfig
from audit.pipeline import run_audit
from audit.result import AuditResult

__version__ = "0.1.0"

__all__ = ["AuditConfig", "AuditResult", "__version__", "run_audit"]
