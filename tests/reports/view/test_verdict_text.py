from typing import Any

import pytest

from audit.config.gates import Gates
from audit.reports.view.verdict_text import verdict_of
from audit.result.results import Results
from audit.scoring.verdict import verdict_of as measured
from tests.reports.typed_org import empty_audit, small_audit


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
        "Right record, and syncs",
        "12.3%",
        "at least 90% to go, 60% with risks",
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
