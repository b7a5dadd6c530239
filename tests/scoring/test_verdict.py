from typing import Any

import pytest

from audit.config.gates import Gates, ShareGate
from audit.result.provenance import ObjectInScope
from audit.result.results import Results, RuleFigures, Scores, Trend
from audit.result.trend import GateFigures, ScoreChange
from audit.scoring.verdict import verdict_of
from tests.reports.typed_org import empty_audit, small_audit

READY = {
    "readiness": 0.95, "e164_share": 0.97, "found_exact_share": 0.96, "found_digits_share": 0.98,
    "match_clear_share": 0.97, "sync_ready_share": 0.96,
}  # fmt: skip


def results_with(**scores: float) -> Results:
    """Return results of ten records with these scores, good ones for the rest, whose Phone fields were all read."""
    results = small_audit().results
    return results.model_copy(
        update={
            "scores": Scores(**{**READY, **scores}),
            "totals": results.totals.model_copy(update={"records": 10}),
            "rules": [
                RuleFigures(rule_id="not-e164", severity="error", title="T", findings=3, records=2, suppressed=1)
            ],
        }
    )


def judged(results: Results, gates: dict[str, Any]) -> GateFigures:
    """Return the only gate of the verdict."""
    (gate,) = verdict_of(results, Gates.model_validate(gates)).gates
    return gate


@pytest.mark.parametrize(
    ("readiness", "outcome", "verdict"),
    [(0.9, "pass", "go"), (0.8999, "risk", "go_with_risks"), (0.6, "risk", "go_with_risks"), (0.5999, "fail", "no_go")],
)
def test_without_gates_the_verdict_is_for_orientation(readiness: float, outcome: str, verdict: str) -> None:
    found = verdict_of(results_with(readiness=readiness), Gates())
    assert (found.gates[0].outcome, found.outcome, found.enforced) == (outcome, verdict, False)


def test_a_share_gate_of_one_number_leaves_no_room_for_risk() -> None:
    assert judged(results_with(e164_share=0.89), {"e164_share": 0.9}).outcome == "fail"


def test_a_share_gate_passes_at_its_bound() -> None:
    assert judged(results_with(e164_share=0.9), {"e164_share": 0.9}).outcome == "pass"


@pytest.mark.parametrize(("most", "outcome"), [(3, "pass"), (2, "fail")])
def test_the_count_of_a_rule_leaves_suppressed_findings_out(most: int, outcome: str) -> None:
    gate = judged(results_with(), {"rules": {"not-e164": most}})
    assert (gate.measured, gate.outcome) == (3, outcome)


@pytest.mark.parametrize(("most", "outcome"), [(0.2, "pass"), (0.19, "fail")])
def test_the_share_of_a_rule_is_of_the_records(most: float, outcome: str) -> None:
    gate = judged(results_with(), {"rules": {"not-e164": {"share": most}}})
    assert (gate.gate_id, gate.measured, gate.outcome) == ("rules.not-e164.share", 0.2, outcome)


def test_a_rule_may_have_a_count_and_a_share() -> None:
    gates = Gates.model_validate({"rules": {"not-e164": {"count": 3, "share": 0.1}}})
    assert [gate.outcome for gate in verdict_of(results_with(), gates).gates] == ["pass", "fail"]


def test_without_a_baseline_new_errors_are_not_measured() -> None:
    verdict = verdict_of(results_with(), Gates(no_new_errors=True))
    assert (verdict.outcome, verdict.gates[0].outcome) == ("go", "unmeasured")


def test_an_object_without_its_phone_field_is_a_risk() -> None:
    scope = ObjectInScope.model_validate(
        {"read": 1, "audited": 1, "out_of_scope": {}, "fields": {"present": [], "hidden": ["Phone"]}}
    )
    results = results_with()
    blind = results.model_copy(update={"source": results.source.model_copy(update={"objects": {"Lead": scope}})})
    verdict = verdict_of(blind, Gates())
    assert (verdict.outcome, verdict.gates[-1].gate_id) == ("go_with_risks", "fields")


def test_an_org_without_a_number_is_not_measured() -> None:
    verdict = verdict_of(empty_audit().results, Gates(readiness=0.5))  # type: ignore[arg-type]
    assert (verdict.outcome, verdict.gates[0].outcome) == ("unmeasured", "unmeasured")
    assert judged(empty_audit().results, {"rules": {"not-e164": {"share": 0.1}}}).measured is None


def test_a_preset_is_named() -> None:
    assert verdict_of(results_with(), Gates(preset="quarterly")).preset == "quarterly"


@pytest.mark.parametrize(
    ("better", "worse", "readiness", "change"),
    [
        ([], [], 0.0, "unchanged"),
        (["duplicates"], [], 0.0, "better"),
        ([], ["e164_share"], 0.0, "unchanged"),
        (["readiness"], ["duplicates"], 0.1, "better"),
        (["duplicates"], ["readiness"], -0.1, "worse"),
        (["duplicates"], ["not_e164"], 0.0, "worse"),
        (["readiness"], ["not_e164"], 0.0001, "worse"),  # shown as the same readiness
        ([], [], None, None),
    ],
)
def test_readiness_says_what_changed_and_the_three_counts_where_it_is_unchanged(
    better: list[str], worse: list[str], readiness: float | None, change: str | None
) -> None:
    scores = {"readiness": ScoreChange(then=0.5, now=0.5 + (readiness or 0.0), change=readiness)}
    trend = Trend.model_construct(better=better, worse=worse, scores=scores)
    results = results_with().model_copy(update={"trend": trend})
    assert verdict_of(results, Gates(readiness=ShareGate(go=0.5, no_go=0.5))).change == change
