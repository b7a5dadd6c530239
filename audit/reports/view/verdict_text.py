"""Go, go with risks or no-go: what the figures had to reach, and what decided, in words."""

from typing import Final, Literal

from audit.reports.view.figures import count, share
from audit.reports.view.models import Check, Verdict
from audit.result.results import Results
from audit.result.trend import GateFigures

_Outcome = Literal["pass", "risk", "fail", "unmeasured"]

_WORDS: Final[dict[str, tuple[_Outcome, str, str]]] = {
    "go": ("pass", "Go", "Every check passes."),
    "go_with_risks": (
        "risk",
        "Go with risks",
        "It can go live, but expect misfiled calls and missing contacts where a check is a risk.",
    ),
    "no_go": ("fail", "No-go", "Clean up first: too many calls would be misfiled or contacts missing."),
    "unmeasured": ("unmeasured", "Nothing to measure", "No phone field holds anything that could be called."),
}
_CHECK_WORDS: Final[dict[_Outcome, tuple[str, str]]] = {
    "pass": ("✓", "Pass"),
    "risk": ("△", "Risk"),
    "fail": ("✕", "Fail"),
    "unmeasured": ("?", "Not measured"),
}
_LABELS: Final = {
    "readiness": "Right record, and syncs",
    "match_clear_share": "Right record",
    "sync_ready_share": "Numbers that Contact Sync can copy",
    "e164_share": "Values stored in E.164",
    "found_digits_share": "Found by a search for digits",
    "found_exact_share": "Found even by a literal search",
    "readiness_drop": "Fall of readiness since the earlier audit",
    "no_new_errors": "New errors since the earlier audit",
    "fields": "The Phone field was read on every object",
}


def verdict_of(results: Results) -> Verdict:
    """Return the verdict and the checks that it rests on; without a number at all there are none."""
    outcome, word, sentence = _WORDS[results.verdict.outcome]
    if outcome == "unmeasured":
        return Verdict(outcome, word, sentence, ())
    if results.verdict.enforced and outcome != "pass":
        n_gates = sum(check.outcome == outcome for check in results.verdict.gates)
        verb = {"fail": "fails" if n_gates == 1 else "fail", "risk": "is a risk" if n_gates == 1 else "are risks"}[
            outcome
        ]
        sentence = f"{n_gates} of {len(results.verdict.gates)} gates {verb}. {sentence}"
    return Verdict(outcome, word, sentence, tuple(_check(gate, results) for gate in results.verdict.gates))


def gate_label(gate: GateFigures, results: Results) -> str:
    """Return what a gate is about: a sentence without its full stop."""
    if not gate.gate_id.startswith("rules."):
        return _LABELS[gate.gate_id]
    rule_id = gate.gate_id.split(".")[1]
    titles = {rule.rule_id: rule.title for rule in results.rules}
    of = ", share of records" if gate.unit == "share" else ""
    return f"{titles.get(rule_id, rule_id)} ({rule_id}{of})"


def measured_text(gate: GateFigures) -> str:
    """Return what a gate measured."""
    if gate.measured is None:
        return "nothing to compare with" if gate.bound == "at_most" else "nothing to measure"
    if gate.gate_id == "readiness_drop":
        return share(gate.measured).replace("%", " points")
    return share(gate.measured) if gate.unit == "share" else count(int(gate.measured))


def _check(gate: GateFigures, results: Results) -> Check:
    measured = measured_text(gate)
    if gate.gate_id == "fields":
        scopes = results.source.objects.items()
        blind = [name for name, scope in scopes if scope.audited and "Phone" in scope.fields.hidden]
        measured = f"Phone is missing on {', '.join(blind)}"
    return Check(gate_label(gate, results), measured, _needed(gate), gate.outcome, *_CHECK_WORDS[gate.outcome])


def _needed(gate: GateFigures) -> str:
    bound = "at least" if gate.bound == "at_least" else "at most"
    text = f"{bound} {_bound_text(gate, gate.go)} to go"
    if gate.no_go is None or gate.no_go == gate.go or (gate.bound == "at_least" and not gate.no_go):
        return text
    return f"{text}, {_bound_text(gate, gate.no_go)} with risks"


def _bound_text(gate: GateFigures, bound: float) -> str:
    unit = " points" if gate.gate_id == "readiness_drop" else "%"
    return f"{bound * 100:g}{unit}" if gate.unit == "share" else count(int(bound))


def gate_sentence(gate: GateFigures, results: Results) -> str:
    """Return one sentence on a gate that failed: what was measured and what it had to be."""
    bound = "at least" if gate.bound == "at_least" else "at most"
    needed = _bound_text(gate, gate.go if gate.no_go is None else gate.no_go)
    return f"{gate_label(gate, results)}: {measured_text(gate)}, must be {bound} {needed}."
