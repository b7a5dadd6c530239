"""Show which Salesforce record an Aircall call lands on, which contacts sync, and what to fix first."""

__version__ = "0.1.0"
