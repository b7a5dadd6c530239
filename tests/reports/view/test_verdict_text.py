from typing import Any

import pytest

from audit.config.gates import Gates
from audit.domain import SEVERITIES
from audit.reports.view.verdict_text import verdict_of
from audit.result.headline_counts import NumbersAndRecords
from audit.result.results import ComparedWith, Results, Trend
from audit.result.trend import FindingChanges, FindingTrend, ScoreChange
from audit.scoring.verdict import verdict_of as measured
from tests.reports.typed_org import NOW, empty_audit, small_audit

NONE = {"new": 0, "reappeared": 0, "open": 0, "fixed": 0}
NO_FINDINGS = FindingTrend(
    **NONE,
    suppressed=0,
    not_compared=0,
    not_compared_then=0,
    by_severity=dict.fromkeys(SEVERITIES, FindingChanges(**NONE)),
    by_rule=[],
    new_ids=[],
    reappeared_ids=[],
    fixed_ids=[],
)


def results_with(**scores: float) -> Results:
    """Return results in which every score is 100% but those given, judged by the gates for orientation."""
    results = small_audit().results
    perfect = dict.fromkeys(type(results.scores).model_fields, 1.0)
    return judged(results.model_copy(update={"scores": results.scores.model_copy(update={**perfect, **scores})}))


def judged(results: Results, **gates: Any) -> Results:
    return results.model_copy(update={"verdict": measured(results, Gates(**gates))})


@pytest.mark.parametrize(
    ("scores", "word"),
    [
        ({}, "Go"),
        ({"readiness": 0.8999}, "Go with risks"),
        ({"readiness": 0.5999}, "No-go"),
        ({"found_exact_share": 0.0}, "Go with risks"),
    ],
)
def test_the_verdict_is_said_in_words(scores: dict[str, float], word: str) -> None:
    assert verdict_of(results_with(**scores)).word == word


def test_a_check_says_what_was_measured_and_what_was_needed() -> None:
    check = verdict_of(results_with(readiness=0.1234)).checks[0]
    assert (check.label, check.measured, check.needed) == (
        "Readiness",
        "12.3%",
        "Go: 90% or more. With risks: 60 to 90%",
    )
    assert (check.mark, check.word) == ("✕", "Fail")


def test_gates_that_somebody_set_are_counted() -> None:
    verdict = verdict_of(judged(results_with(readiness=0.1), readiness=0.8))
    assert verdict.sentence.startswith("1 of ")


def test_a_phone_field_that_was_not_read_is_a_risk() -> None:
    results = results_with()
    objects: dict[str, Any] = results.source.objects
    hidden = objects["Lead"].fields.model_copy(update={"hidden": ["Phone"]})
    blind = {**objects, "Lead": objects["Lead"].model_copy(update={"fields": hidden})}
    source = results.source.model_copy(update={"objects": blind})
    verdict = verdict_of(judged(results.model_copy(update={"source": source})))
    assert verdict.word == "Go with risks"
    assert verdict.checks[-1].measured == "Phone is missing on Lead"


def test_without_a_number_there_is_no_verdict() -> None:
    verdict = verdict_of(empty_audit().results)
    assert (verdict.word, verdict.checks) == ("Nothing to measure", ())


def quarter(
    then: float = 0.95,
    now: float = 0.95,
    better: tuple[str, ...] = (),
    worse: tuple[str, ...] = (),
    *,
    compared: bool = True,
) -> Results:
    """Return results of the preset quarterly, of an org whose readiness was ``then`` and is ``now``."""
    results = results_with(readiness=now)
    change = now - then if compared else None
    unmoved = ScoreChange(then=1.0, now=1.0, change=0.0 if compared else None)
    scores = {**dict.fromkeys(type(results.scores).model_fields, unmoved)}
    scores["readiness"] = ScoreChange(then=then, now=now, change=change)
    trend = Trend(
        baseline=ComparedWith(generated_at=NOW, tool=results.tool, profile="aircall", redacted=False),
        differences=[],
        scores=scores,
        better=list(better),
        worse=list(worse),
        findings=NO_FINDINGS,
        winners=None,
        records=None,
        history=[],
    )
    moved = NumbersAndRecords(records=4, numbers=2)
    duplicates = results.headline.duplicates.model_copy(update={"change": moved})
    headline = results.headline.model_copy(update={"duplicates": duplicates})
    return judged(results.model_copy(update={"trend": trend, "headline": headline}), preset="quarterly")


@pytest.mark.parametrize(
    ("results", "word", "outcome"),
    [
        (quarter(now=0.96, better=("readiness",)), "Better, on track", "pass"),
        (quarter(), "Unchanged, on track", "pass"),
        (quarter(now=0.94, worse=("readiness",)), "Worse, on track", "risk"),
        (quarter(now=0.96, better=("readiness",), worse=("duplicates",)), "Better, on track", "pass"),
        (quarter(now=0.94, better=("e164_share",), worse=("readiness",)), "Worse, on track", "risk"),
        (quarter(then=0.5, now=0.55, better=("readiness",)), "Better, not yet on track", "risk"),
        (quarter(then=0.55, now=0.5, worse=("readiness",)), "Worse, not on track", "fail"),
        (quarter(worse=("duplicates",)), "Worse, on track", "risk"),
        (quarter(compared=False), "On track", "pass"),
        (judged(results_with(), preset="quarterly"), "On track", "pass"),
    ],
)
def test_each_quarter_it_is_better_or_worse_and_on_track_or_not(results: Results, word: str, outcome: str) -> None:
    verdict = verdict_of(results)
    assert (verdict.word, verdict.outcome) == (word, outcome)
    for held_up in ("live", "first", "Go"):
        assert held_up not in " ".join([verdict.sentence, *(check.needed for check in verdict.checks)])


def test_readiness_and_what_got_worse_besides_are_named_and_the_targets_are_counted() -> None:
    verdict = verdict_of(quarter(then=0.75, now=0.8, better=("readiness",), worse=("duplicates",)))
    assert verdict.sentence == (
        "Readiness rose by 5.0 points to 80.0%. Duplicates rose by 2 numbers. 4 of 5 targets are reached."
    )
    assert verdict.checks[0].needed == "target 90%, at least 60%"


def test_a_limit_that_is_missed_is_named() -> None:
    verdict = verdict_of(quarter(then=0.5, now=0.55, better=("readiness",)))
    assert verdict.sentence.endswith("Not yet on track: Readiness 55.0%, the limit is 60%.")
    fallen = verdict_of(quarter(then=0.55, now=0.5, worse=("readiness",)))
    assert "Not on track: Readiness 50.0%, the limit is 60%" in fallen.sentence


def test_the_first_quarter_has_nothing_to_compare_with() -> None:
    verdict = verdict_of(judged(results_with(), preset="quarterly"))
    assert verdict.sentence.startswith("There is nothing to compare with yet")
    assert "doesn't compare" in verdict_of(quarter(compared=False)).sentence


def test_a_share_that_just_misses_a_bound_does_not_read_as_that_bound() -> None:
    assert verdict_of(results_with(readiness=0.89996)).checks[0].measured == "89.996%"


def test_the_fall_is_the_difference_of_the_readiness_shown() -> None:
    verdict = verdict_of(quarter(then=0.9566, now=0.9374, worse=("readiness",)))
    falls = [check.measured for check in verdict.checks if check.label.startswith("Fall in readiness")]
    assert falls == ["1.92 points"]  # 95.7% and 93.7% are 2.0 apart, which would read as the bound
    nearer = verdict_of(quarter(then=0.9566, now=0.9474, worse=("readiness",)))
    assert nearer.checks[3].measured == "1.0 points"
