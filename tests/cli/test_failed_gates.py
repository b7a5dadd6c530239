"""When a run that is done ends in exit code 10."""

import pytest

from audit.cli.failed_gates import failed_gates
from audit.domain import SEVERITIES
from audit.result.results import Results, Scores
from audit.result.trend import GateFigures, VerdictFigures


def results(readiness: float | None, errors: int = 0, warnings: int = 0, notices: int = 0) -> Results:
    scores = Scores(
        **dict.fromkeys(Scores.model_fields),
    ).model_copy(update={"readiness": readiness})
    severities = dict(zip(SEVERITIES, (errors, warnings, notices), strict=True))
    return Results.model_construct(scores=scores, severities=severities, verdict=VerdictFigures())


def test_nothing_fails_unless_it_is_asked_for() -> None:
    assert failed_gates(results(0.0, errors=5), None, "never") == []


@pytest.mark.parametrize(
    ("readiness", "least", "failed"),
    [
        (0.8, 80.0, []),
        (0.81, 80.0, []),
        (1.0, 100.0, []),
        (0.0, 0.0, []),
        (57 / 100, 57.0, []),
        (333 / 1000, 33.3, []),
        (0.79996, 80.0, ["Check failed: readiness is 79.99%, below 80%."]),
        (0.9999999, 100.0, ["Check failed: readiness is 99.99%, below 100%."]),
        (1e-7, 50.0, ["Check failed: readiness is less than 0.01%, below 50%."]),
        (0.0, 50.0, ["Check failed: readiness is 0.00%, below 50%."]),
        (0.5, 62.5, ["Check failed: readiness is 50.00%, below 62.5%."]),
    ],
)
def test_readiness_below_the_least_fails(readiness: float, least: float, failed: list[str]) -> None:
    assert failed_gates(results(readiness), least, "never") == failed


def test_readiness_that_cannot_be_measured_fails() -> None:
    assert failed_gates(results(None), 1.0, "never") == [
        "Check failed: there is no number to measure, and readiness must be 1% or more."
    ]


@pytest.mark.parametrize(
    ("fail_on", "errors", "warnings", "notices", "failed"),
    [
        ("error", 0, 3, 3, []),
        ("error", 1, 3, 3, ["Check failed: 1 finding of severity error (--fail-on error)."]),
        ("warning", 0, 0, 3, []),
        ("warning", 0, 2, 3, ["Check failed: 2 findings of severity error or warning (--fail-on warning)."]),
        ("warning", 1000, 234, 0, ["Check failed: 1,234 findings of severity error or warning (--fail-on warning)."]),
        ("never", 9, 9, 9, []),
    ],
)
def test_findings_of_the_severity_or_worse_fail(
    fail_on: str, errors: int, warnings: int, notices: int, failed: list[str]
) -> None:
    assert failed_gates(results(1.0, errors, warnings, notices), None, fail_on) == failed  # type: ignore[arg-type]


def test_every_gate_that_failed_is_named() -> None:
    assert len(failed_gates(results(0.1, errors=1), 50.0, "error")) == 2


def verdict(enforced: str, outcome: str, *gates: GateFigures) -> Results:
    figures = VerdictFigures.model_validate({"outcome": outcome, "enforced": enforced == "enforced", "gates": gates})
    return results(0.5).model_copy(update={"verdict": figures})


def gate(outcome: str) -> GateFigures:
    return GateFigures.model_validate(
        {
            "gate_id": "e164_share",
            "unit": "share",
            "bound": "at_least",
            "measured": 0.5,
            "go": 0.9,
            "no_go": 0.8,
            "outcome": outcome,
        }
    )


def test_a_gate_of_the_configuration_that_fails_is_named_and_a_risk_is_not() -> None:
    assert failed_gates(verdict("enforced", "no_go", gate("fail"), gate("risk")), None, "never") == [
        "Check failed: In E.164: 50.0%, must be at least 80%."
    ]


@pytest.mark.parametrize(
    ("preset", "said"),
    [
        ("quarterly", "Not yet on track: In E.164 50.0%, the limit is 80%."),
        ("pre-rollout", "Check failed: In E.164: 50.0%, must be at least 80%."),
        (None, "Check failed: In E.164: 50.0%, must be at least 80%."),
    ],
)
def test_only_in_the_quarterly_job_is_an_org_that_got_better_not_yet_on_track(preset: str | None, said: str) -> None:
    poor = verdict("enforced", "no_go", gate("fail"))
    better = poor.verdict.model_copy(update={"change": "better", "preset": preset})
    assert failed_gates(poor.model_copy(update={"verdict": better}), None, "never") == [said]


def test_nothing_to_measure_fails_the_gates_of_the_configuration() -> None:
    assert failed_gates(verdict("enforced", "unmeasured"), None, "never") == [
        "Check failed: there is no number to measure."
    ]


def test_gates_for_orientation_never_fail_a_run() -> None:
    assert failed_gates(verdict("for orientation", "no_go", gate("fail")), None, "never") == []
