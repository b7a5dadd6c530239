"""The command that explains the call on one number."""

import re
from pathlib import Path
from typing import Any, Final

from audit.domain import NO_NUMBER_FORMATS
from audit.errors import UsageError
from audit.normalize.scalar import FEWEST_OF_A_NUMBER, read_number
from audit.reports.read_report import unmasked_baseline
from audit.reports.text.explanation import explanation
from audit.reports.view.figures import count
from audit.reports.view.labels import FORMATS
from audit.result.baseline import Baseline
from audit.sources.records.clean_text import cleaned_text
from audit.tables.report_tables import NUMBERS

_SHOWN: Final = 5


def explained(number: str, report: Path) -> str:
    """Return which record a call on ``number`` reaches, and why, from the report in a folder; raise AuditError.

    A number that cannot be read without its country is looked for at the end of the numbers in the report.
    """
    stored = unmasked_baseline(report)
    results: dict[str, Any] = dict(stored.results)
    reading = read_number(number, results["config"]["region"], is_default=True)
    if reading.e164 is not None:
        return explanation(report, reading.e164, results)
    fitting = _ending_like(number, stored)
    if not fitting:
        kind = FORMATS[reading.format].label if reading.format in FORMATS else "Empty"
        raise UsageError(f"This is not a phone number ({kind}). {_remedy(number, reading.format)}")
    if len(fitting) > 1:
        return "\n".join(_choice(fitting))
    (e164,) = fitting
    return f"Read as {e164}: no other number in this report ends like this.\n\n{explanation(report, e164, results)}"


def _remedy(number: str, format_: str) -> str:
    if format_ in NO_NUMBER_FORMATS:
        return "To look for a record by its name or id, use the search of report.html."
    if "+" in cleaned_text(number):
        return "Check its digits."
    return "Add its country code, as in +14155550100."


def _ending_like(number: str, stored: Baseline) -> list[str]:
    """Return the numbers of a report that end with the digits of a national number, without its trunk zero."""
    text = cleaned_text(number)
    digits = "".join(re.findall(r"\d", text)).lstrip("0")
    if "+" in text or re.search(r"[^\W\d_]", text) or len(digits) < FEWEST_OF_A_NUMBER:
        return []
    numbers = stored.read(NUMBERS, ["e164"])["e164"]
    return sorted(numbers[numbers.str.endswith(digits)])


def _choice(fitting: list[str]) -> list[str]:
    further = len(fitting) - _SHOWN
    return [
        f"{count(len(fitting))} numbers in this report end like this. Add the country code of the one you mean:",
        *(f"  {e164}" for e164 in fitting[:_SHOWN]),
        *([f"  and {count(further)} more"] if further > 0 else []),
    ]
