"""What a probe cannot say."""

from audit.reports.view.search_limits import checks_text, searched_as
from tests.probe.probes import PARTS, probe


def test_the_user_whose_eyes_were_used_is_named() -> None:
    figures = probe(PARTS).model_copy(update={"username": "ada@example.com"})
    assert searched_as(figures).startswith("It searched as ada@example.com. If Aircall is connected as another user")


def test_check_questions_that_failed_are_said_to_have() -> None:
    assert checks_text(probe(PARTS)).startswith("Check questions passed: of ")
    assert checks_text(probe(PARTS, is_sound=False)).startswith("Check questions failed: of ")
