"""Go, go with risks or no-go: what the figures must reach, and what decided."""

from dataclasses import dataclass
from typing import Final, Literal

from audit.reports.view.figures import share
from audit.reports.view.shapes import Check, Verdict
from audit.result import Results


@dataclass(frozen=True)
class Threshold:
    """A share that must be at least ``go`` to pass; below ``no_go`` it fails, in between it is a risk."""

    key: str
    label: str
    go: float
    no_go: float


THRESHOLDS: Final = (
    Threshold("readiness", "Calls land on the right record and the number syncs", go=0.90, no_go=0.60),
    Threshold("match_clear_share", "Calls land on a record that the data itself determines", go=0.95, no_go=0.80),
    Threshold("found_exact_share", "Numbers are found even if the search is literal", go=0.90, no_go=0.0),
)
"""A literal search is the cautious reading where the vendor is silent: alone it is a risk, never a no-go."""

_Outcome = Literal["pass", "risk", "fail"]
_WORDS: Final[dict[_Outcome, tuple[str, str]]] = {
    "pass": ("Go", "Every check passes."),
    "risk": (
        "Go with risks",
        "It can go live, but expect misfiled calls and missing contacts where a check is a risk.",
    ),
    "fail": ("No-go", "Clean up first: too many calls would be misfiled or contacts missing."),
}
_CHECK_WORDS: Final[dict[_Outcome, tuple[str, str]]] = {
    "pass": ("✓", "Pass"),
    "risk": ("△", "Risk"),
    "fail": ("✕", "Fail"),
}


def verdict_of(results: Results) -> Verdict:
    """Return the verdict: the worst of the checks; "nothing to measure" when there is no number at all."""
    if results.scores.readiness is None:
        return Verdict("unmeasured", "Nothing to measure", "No phone field holds anything that could be called.", ())
    checks = (*(_share_check(results, threshold) for threshold in THRESHOLDS), *_coverage_checks(results))
    outcomes = {check.outcome for check in checks}
    worst: _Outcome = "fail" if "fail" in outcomes else "risk" if "risk" in outcomes else "pass"
    word, sentence = _WORDS[worst]
    return Verdict(worst, word, sentence, checks)


def _share_check(results: Results, threshold: Threshold) -> Check:
    value = getattr(results.scores, threshold.key) or 0.0
    outcome: _Outcome = "pass" if value >= threshold.go else "risk" if value >= threshold.no_go else "fail"
    needed = f"at least {threshold.go:.0%} to go"
    if threshold.no_go:
        needed += f", {threshold.no_go:.0%} with risks"
    return Check(threshold.label, share(value), needed, outcome, *_CHECK_WORDS[outcome])


def _coverage_checks(results: Results) -> tuple[Check, ...]:
    blind = [name for name, found in results.source.objects.items() if found.audited and "Phone" in found.fields.hidden]
    if not blind:
        return ()
    measured = f"Phone is missing on {', '.join(blind)}"
    return (Check("The Phone field was read", measured, "Phone on every object", "risk", *_CHECK_WORDS["risk"]),)
