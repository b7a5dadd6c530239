"""The verdict in words, fit for the job: go or no-go before a rollout, better or worse each quarter."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from audit.findings.labels import OBJECT_LABELS
from audit.findings.rules.registry import RULES
from audit.reports.view.counters import COUNTER_LABELS, move_text
from audit.reports.view.figures import count, points, share
from audit.reports.view.labels import SCORE_LABELS
from audit.reports.view.models import Check, Verdict
from audit.result.results import Results, Trend
from audit.result.trend import GateFigures

_Outcome = Literal["pass", "risk", "fail", "unmeasured"]
_Verb = Literal["rose", "fell"]

QUARTERLY: Final = "quarterly"
"""The preset whose verdict is on what changed; every other one is on whether to go live."""
NOT_YET: Final = "Not yet on track"
"""What is said of a limit that an org misses although it got better."""
_NAMED: Final = 3

_WORDS: Final[Mapping[str, tuple[_Outcome, str, str]]] = {
    "go": ("pass", "Go", "Every check passes."),
    "go_with_risks": (
        "risk",
        "Go with risks",
        "You can go live, but where a check is a risk, expect calls on the wrong record and contacts that don't sync.",
    ),
    "no_go": (
        "fail",
        "No-go",
        "Clean up first: too many calls would be logged on the wrong record, or too many contacts wouldn't sync.",
    ),
    "unmeasured": ("unmeasured", "Nothing to measure", "No phone field has a number that could be called."),
}
_CHECK_WORDS: Final[Mapping[_Outcome, tuple[str, str]]] = {
    "pass": ("✓", "Pass"),
    "risk": ("△", "Risk"),
    "fail": ("✕", "Fail"),
    "unmeasured": ("?", "Not measured"),
}
_TARGET_WORDS: Final[Mapping[_Outcome, tuple[str, str]]] = {
    "pass": ("✓", "On target"),
    "risk": ("△", "Off target"),
    "fail": ("✕", "Missed"),
    "unmeasured": ("?", "Not measured"),
}
_RESTING: Final = {
    *("readiness", "match_clear_share", "sync_ready_share", "readiness_drop"),
    *(f"rules.{rule.id}.{unit}" for rule in RULES if rule.looks_at == "number" for unit in ("count", "share")),
}
"""Checks of figures that follow from what the search finds."""
_LABELS: Final = {
    **SCORE_LABELS,
    "readiness_drop": "Fall in readiness since the last audit",
    "no_new_errors": "New errors since the last audit",
    "fields": "The Phone field was read on every object",
}


def verdict_of(results: Results) -> Verdict:
    """Return the verdict and the checks that it rests on; without a number at all there are none."""
    figures = results.verdict
    outcome, word, sentence = _WORDS[figures.outcome]
    if outcome == "unmeasured":
        return Verdict(outcome, word, sentence, ())
    if figures.preset == QUARTERLY:
        return _on_the_quarter(results)
    if figures.enforced and outcome != "pass":
        n_checks = sum(check.outcome == outcome for check in figures.gates)
        verb = {"fail": "fails" if n_checks == 1 else "fail", "risk": "is a risk" if n_checks == 1 else "are risks"}
        sentence = f"{n_checks} of {len(figures.gates)} checks {verb[outcome]}. {sentence}"
    return Verdict(outcome, word, sentence, _checks(results, _CHECK_WORDS))


def outcome_word(outcome: str, preset: str | None) -> str:
    """Return a verdict in a word or three, fit for the job that ``preset`` is for.

    >>> outcome_word("no_go", None), outcome_word("go_with_risks", "quarterly")
    ('No-go', 'On track')
    """
    if preset == QUARTERLY and outcome != "unmeasured":
        return "Not on track" if outcome == "no_go" else "On track"
    return _WORDS[outcome][1]


def _on_the_quarter(results: Results) -> Verdict:
    """Return better, unchanged or worse than the last audit, and on track or not; nothing has to wait for it."""
    figures, trend = results.verdict, results.trend
    on_track = figures.outcome != "no_go"
    track = "on track" if on_track else "not yet on track" if figures.change == "better" else "not on track"
    word = f"{figures.change.capitalize()}, {track}" if figures.change else track.capitalize()
    reached = all(gate.outcome in {"pass", "unmeasured"} for gate in figures.gates)
    fine = figures.change != "worse" and reached
    sentence = f"{_moves(results, trend)} {_targets(results)}"
    outcome: _Outcome = "pass" if fine else "risk" if on_track or figures.change == "better" else "fail"
    return Verdict(outcome, word, sentence, _checks(results, _TARGET_WORDS))


def _moves(results: Results, trend: Trend | None) -> str:
    """Return what became of readiness since the last audit, what got worse besides, and else what got better."""
    if trend is None:
        return "There is nothing to compare with yet: give the next audit this report as --baseline."
    if results.verdict.change is None:
        return "The last audit doesn't compare: its org, settings or fields differ."
    worse = [_moved(results, trend, name, "rose", "fell") for name in trend.worse if name != "readiness"]
    better = [_moved(results, trend, name, "fell", "rose") for name in trend.better if name != "readiness"]
    besides = _listed(worse or better)
    return f"{_readiness(trend)}{f' {besides}.' if besides else ''}"


def _readiness(trend: Trend) -> str:
    readiness = trend.scores["readiness"]
    if not readiness.change:
        return f"Readiness is unchanged at {share(readiness.now)}."
    return f"{_score_moved(trend, 'readiness', 'rose' if readiness.change > 0 else 'fell')} to {share(readiness.now)}."


def _moved(results: Results, trend: Trend, name: str, count_verb: _Verb, score_verb: _Verb) -> str:
    return move_text(results, name, count_verb) if name in COUNTER_LABELS else _score_moved(trend, name, score_verb)


def _score_moved(trend: Trend, name: str, verb: _Verb) -> str:
    return f"{SCORE_LABELS[name]} {verb} by {points(trend.scores[name]).lstrip('+-')}"


def _listed(texts: Sequence[str]) -> str:
    further = len(texts) - _NAMED
    return ", ".join(texts[:_NAMED]) + (f" and {further} more" if further > 0 else "")


def _targets(results: Results) -> str:
    gates = results.verdict.gates
    failing = [missed_limit(gate, results) for gate in gates if gate.outcome == "fail"]
    if failing:
        return f"{NOT_YET if results.verdict.change == 'better' else 'Not on track'}: {_listed(failing)}."
    measured = [gate for gate in gates if gate.outcome != "unmeasured"]
    n_reached = sum(gate.outcome == "pass" for gate in measured)
    if n_reached == len(measured):
        return "Every target is reached."
    return f"{n_reached} of {len(measured)} targets are reached."


def _checks(results: Results, words: Mapping[_Outcome, tuple[str, str]]) -> tuple[Check, ...]:
    needed = _target if results.verdict.preset == QUARTERLY else _needed
    return tuple(
        Check(
            gate_label(gate, results),
            _without_phone(results) if gate.gate_id == "fields" else measured_text(gate, results),
            needed(gate),
            gate.outcome,
            *words[gate.outcome],
            rests_on_search=gate.gate_id in _RESTING,
        )
        for gate in results.verdict.gates
    )


def _without_phone(results: Results) -> str:
    return f"Phone is missing on {', '.join(OBJECT_LABELS[sobject] for sobject in results.source.without_phone)}"


def gate_label(gate: GateFigures, results: Results) -> str:
    """Return what a gate is about: a sentence without its full stop."""
    if not gate.gate_id.startswith("rules."):
        return _LABELS[gate.gate_id]
    rule_id = gate.gate_id.split(".")[1]
    titles = {rule.rule_id: rule.title for rule in results.rules}
    of = " (share of records)" if gate.unit == "share" else ""
    return f"{titles.get(rule_id, rule_id)}{of}"


def measured_text(gate: GateFigures, results: Results) -> str:
    """Return what a gate measured, with as many decimals as it takes not to look like a bound that it missed."""
    if gate.measured is None:
        return "nothing to compare with" if gate.bound == "at_most" else "nothing to measure"
    if gate.unit == "count":
        return count(int(gate.measured))
    if gate.gate_id != "readiness_drop":
        return _beside_bounds(gate, share(gate.measured))
    shown = points(results.trend.scores["readiness"]) if results.trend and gate.measured else "0 points"
    return _beside_bounds(gate, shown.lstrip("-").removesuffix(" points") + "%").replace("%", " points")


def _beside_bounds(gate: GateFigures, shown: str) -> str:
    bounds = [bound for bound in (gate.go, gate.no_go) if bound is not None and bound != gate.measured]
    decimals = 1
    while decimals < _MOST_DECIMALS and any(_reads_as(shown, bound) for bound in bounds):
        decimals += 1
        shown = f"{gate.measured:.{decimals}%}"
    return shown


_MOST_DECIMALS: Final = 6


def _reads_as(shown: str, bound: float) -> bool:
    digits = shown.rstrip("%").lstrip("<>")
    return float(digits) == float(f"{bound * 100:.6f}")


def _needed(gate: GateFigures) -> str:
    go = _bound_text(gate, gate.go)
    if gate.bound == "at_most":
        return f"at most {go}"
    if gate.no_go is None or gate.no_go == gate.go:
        return f"Go: {go} or more"
    risks = f"{_bound_text(gate, gate.no_go)[:-1]} to {go}" if gate.no_go else f"below {go}"
    return f"Go: {go} or more. With risks: {risks}"


def _target(gate: GateFigures) -> str:
    go = _bound_text(gate, gate.go)
    if gate.bound == "at_most":
        return f"at most {go}"
    at_least = f", at least {_bound_text(gate, gate.no_go)}" if gate.no_go and gate.no_go != gate.go else ""
    return f"target {go}{at_least}"


def _bound_text(gate: GateFigures, bound: float) -> str:
    unit = " points" if gate.gate_id == "readiness_drop" else "%"
    return f"{bound * 100:g}{unit}" if gate.unit == "share" else count(int(bound))


def gate_sentence(gate: GateFigures, results: Results) -> str:
    """Return one sentence on a gate that failed: what was measured and what it had to be, or usually is."""
    needed = _limit(gate)
    bound, missed = ("at least", "below") if gate.bound == "at_least" else ("at most", "above")
    told = f"must be {bound} {needed}" if results.verdict.enforced else f"{missed} the default limit of {needed}"
    return f"{gate_label(gate, results)}: {measured_text(gate, results)}, {told}."


def missed_limit(gate: GateFigures, results: Results) -> str:
    """Return the same, without its full stop, for an org that got better: as "Readiness 53.2%, the limit is 60%"."""
    return f"{gate_label(gate, results)} {measured_text(gate, results)}, the limit is {_limit(gate)}"


def _limit(gate: GateFigures) -> str:
    return _bound_text(gate, gate.go if gate.no_go is None else gate.no_go)
