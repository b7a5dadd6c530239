"""Whether an audit is good enough to go on: the gates of the command line."""

from collections.abc import Mapping
from typing import Final, Literal

from audit.result import Results
from audit.tables import Severity

FailOn = Literal["error", "warning", "never"]
"""The least severity of findings that fails the run."""

_GRAVE: Final[Mapping[FailOn, tuple[Severity, ...]]] = {
    "error": ("error",),
    "warning": ("error", "warning"),
    "never": (),
}


def failed_gates(results: Results, fail_under: float | None, fail_on: FailOn) -> list[str]:
    """Return a sentence for each gate that failed; ``fail_under`` is a percentage of readiness."""
    failed = []
    readiness = results.scores.readiness
    if fail_under is not None and readiness is None:
        failed.append(f"Gate failed: there is no number to measure, and readiness must be {fail_under:g} % or more.")
    elif fail_under is not None and readiness is not None and readiness * 100 < fail_under:
        failed.append(f"Gate failed: readiness is {readiness * 100:.2f} %, below {fail_under:g} %.")
    grave = _GRAVE[fail_on]
    n_findings = sum(results.severities[severity] for severity in grave)
    if n_findings:
        failed.append(f"Gate failed: {n_findings:,} findings of severity {' or '.join(grave)} (--fail-on {fail_on}).")
    return failed
