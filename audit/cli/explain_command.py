"""The command that explains the call on one number."""

from pathlib import Path

from audit.errors import UsageError
from audit.normalize.scalar import read_number
from audit.reports.read_report import stored_results
from audit.reports.text.explanation import explanation
from audit.reports.view.labels import FORMATS


def explained(number: str, report: Path) -> str:
    """Return which record a call on ``number`` reaches, and why, from the report in a folder; raise AuditError."""
    results = stored_results(report)
    if results["config"]["redact"]:
        raise UsageError(f"The numbers in {report} are masked (--redact). Use a report made without --redact.")
    reading = read_number(number, results["config"]["region"], is_default=True)
    if reading.e164 is None:
        kind = FORMATS[reading.format].label if reading.format in FORMATS else "Empty"
        raise UsageError(f"This is not a phone number ({kind}). Add its country code, as in +14155550100.")
    return explanation(report, reading.e164, results)
