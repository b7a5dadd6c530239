"""The verdict: what each gate measured, and the worst of them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, Literal

from audit.config.gates import GATED_SHARES, Gates, RuleGate
from audit.result.headline_counts import HeadlineCounts
from audit.result.results import Audit, Results, RuleFigures, Trend
from audit.result.trend import GateFigures, VerdictFigures

_Outcome = Literal["pass", "risk", "fail", "unmeasured"]
_Change = Literal["better", "unchanged", "worse"]

FIELDS_GATE: Final = "fields"
"""Counts the audited objects whose Phone field was not read: of them nothing certain can be said."""


def with_verdict(result: Audit) -> Audit:
    """Return ``result`` with its verdict, by the gates of its configuration."""
    verdict = verdict_of(result.results, result.config.gates)
    return replace(result, results=result.results.model_copy(update={"verdict": verdict}))


def verdict_of(results: Results, gates: Gates) -> VerdictFigures:
    """Return the verdict on the figures and the trend of ``results``: the worst of the gates in force.

    It is unmeasured when there is no number at all. A gate that compares with a baseline says nothing without one.
    """
    found = list(_judged_gates(results, gates.in_force()))
    outcomes = {gate.outcome for gate in found}
    outcome: Literal["go", "go_with_risks", "no_go", "unmeasured"] = "go"
    if results.scores.readiness is None:
        outcome = "unmeasured"
    elif "fail" in outcomes:
        outcome = "no_go"
    elif "risk" in outcomes:
        outcome = "go_with_risks"
    return VerdictFigures(
        outcome=outcome, change=_change(results.trend), preset=gates.preset, enforced=gates.enforced, gates=found
    )


def _change(trend: Trend | None) -> _Change | None:
    """Return whether the org got better since the baseline, None where the scores do not compare.

    Readiness decides. Where it is unchanged, to a tenth of a percent, the three counts do: worse when one rose, else
    better when one fell.
    """
    if trend is None or all(score.change is None for score in trend.scores.values()):
        return None
    readiness = trend.scores["readiness"]
    if readiness.change and f"{readiness.then:.1%}" != f"{readiness.now:.1%}":
        return "better" if readiness.change > 0 else "worse"
    counts = HeadlineCounts.model_fields.keys()
    return "worse" if counts & trend.worse else "better" if counts & trend.better else "unchanged"


def _judged_gates(results: Results, gates: Gates) -> Iterator[GateFigures]:
    for name in GATED_SHARES:
        gate = getattr(gates, name)
        if gate is not None:
            yield _at_least(name, getattr(results.scores, name), gate.go, gate.no_go)
    by_id = {rule.rule_id: rule for rule in results.rules}
    for rule_id, rule_gate in gates.rules.items():
        yield from _rule_gates(rule_id, rule_gate, by_id.get(rule_id), results.totals.records)
    yield from _trend_gates(results, gates)
    if results.source.without_phone:
        yield _at_most(FIELDS_GATE, "count", len(results.source.without_phone), 0, None)


def _rule_gates(rule_id: str, gate: RuleGate, found: RuleFigures | None, n_records: int) -> Iterator[GateFigures]:
    n_findings, n_found = (found.findings, found.records) if found else (0, 0)
    if gate.count is not None:
        yield _at_most(f"rules.{rule_id}.count", "count", n_findings, gate.count, gate.count)
    if gate.share is not None:
        share = n_found / n_records if n_records else None
        yield _at_most(f"rules.{rule_id}.share", "share", share, gate.share, gate.share)


def _trend_gates(results: Results, gates: Gates) -> Iterator[GateFigures]:
    trend = results.trend
    if gates.readiness_drop is not None:
        change = trend.scores["readiness"].change if trend else None
        drop = None if change is None else max(-change, 0.0)
        yield _at_most("readiness_drop", "share", drop, gates.readiness_drop, gates.readiness_drop)
    if gates.no_new_errors:
        errors = trend.findings.by_severity["error"] if trend else None
        n_new = errors.new + errors.reappeared if errors else None
        yield _at_most("no_new_errors", "count", n_new, 0, None if gates.no_new_errors == "risk" else 0)


def _at_least(gate_id: str, measured: float | None, go: float, no_go: float) -> GateFigures:
    outcome: _Outcome = "unmeasured"
    if measured is not None:
        outcome = "pass" if measured >= go else "risk" if measured >= no_go else "fail"
    return GateFigures(
        gate_id=gate_id, unit="share", bound="at_least", measured=measured, go=go, no_go=no_go, outcome=outcome
    )


def _at_most(
    gate_id: str, unit: Literal["share", "count"], measured: float | None, go: float, no_go: float | None
) -> GateFigures:
    outcome: _Outcome = "unmeasured"
    if measured is not None:
        outcome = "pass" if measured <= go else "fail" if no_go is not None and measured > no_go else "risk"
    return GateFigures(
        gate_id=gate_id, unit=unit, bound="at_most", measured=measured, go=go, no_go=no_go, outcome=outcome
    )
