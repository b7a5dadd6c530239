"""A live org as a source: log in, look, export everything into a snapshot; read-only by construction."""

from audit.sources.salesforce.check import CheckReport, check
from audit.sources.salesforce.check_row import CheckRow
from audit.sources.salesforce.export import export
from audit.sources.salesforce.login import login
from audit.sources.salesforce.org import Org

__all__ = ["CheckReport", "CheckRow", "Org", "check", "export", "login"]
