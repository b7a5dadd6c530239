"""Whether an audit is good enough to go on: the gates of the configuration and of the command line."""

from collections.abc import Iterator, Mapping
from decimal import ROUND_FLOOR, Decimal
from typing import Final

from audit.config.gates import FailOn
from audit.domain import Severity
from audit.reports.view.figures import counted
from audit.reports.view.verdict_text import NOT_YET, QUARTERLY, gate_sentence, missed_limit
from audit.result.results import Results

_GRAVE: Final[Mapping[FailOn, tuple[Severity, ...]]] = {
    "error": ("error",),
    "warning": ("error", "warning"),
    "never": (),
}


FAILED: Final = "Check failed"


def failed_gates(results: Results, fail_under: float | None, fail_on: FailOn) -> list[str]:
    """Return a sentence for each gate that failed; ``fail_under`` is a percentage of readiness.

    The gates of the verdict count only where somebody asked for them: in the configuration or by a preset.
    """
    failed = [*_readiness(results, fail_under)]
    grave = _GRAVE[fail_on]
    n_findings = sum(results.severities[severity] for severity in grave)
    if n_findings:
        failed.append(f"{counted(n_findings, 'finding')} of severity {' or '.join(grave)} (--fail-on {fail_on}).")
    return [*_configured(results), *(f"{FAILED}: {sentence}" for sentence in failed)]


def _configured(results: Results) -> Iterator[str]:
    if not results.verdict.enforced:
        return
    if results.verdict.outcome == "unmeasured":
        yield f"{FAILED}: there is no number to measure."
    is_under_way = results.verdict.preset == QUARTERLY and results.verdict.change == "better"
    for gate in results.verdict.gates:
        if gate.outcome == "fail":
            yield (
                f"{NOT_YET}: {missed_limit(gate, results)}."
                if is_under_way
                else f"{FAILED}: {gate_sentence(gate, results)}"
            )


def _readiness(results: Results, fail_under: float | None) -> Iterator[str]:
    readiness = results.scores.readiness
    if fail_under is None:
        return
    if readiness is None:
        yield f"there is no number to measure, and readiness must be {fail_under:g}% or more."
        return
    percent = Decimal(repr(readiness)) * 100  # exact: 0.57 is 57 %, where floats make it less
    if percent < Decimal(repr(fail_under)):
        shown = percent.quantize(Decimal("0.01"), ROUND_FLOOR)
        yield f"readiness is {shown if shown or not percent else 'less than 0.01'}%, below {fail_under:g}%."
