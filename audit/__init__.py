"""Show which Salesforce record an Aircall call lands on, which contacts sync, and what to fix first."""

from importlib import import_module

TYPE_CHECKING = False  # that of typing would take longer to load than this whole module
if TYPE_CHECKING:
    from audit.config.audit import AuditConfig
    from audit.pipeline import run_audit
    from audit.result.results import AuditResult

__version__ = "0.1.0"

__all__ = ["AuditConfig", "AuditResult", "__version__", "run_audit"]

_MODULES = {
    "AuditConfig": "audit.config.audit",
    "AuditResult": "audit.result.results",
    "run_audit": "audit.pipeline",
}
"""Where the public names are; loaded when first asked for, as loading the tables takes up to two seconds."""


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
