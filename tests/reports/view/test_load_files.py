from typing import Any

from audit.reports.view.build_view import View
from audit.reports.view.load_files import load_files_of
from audit.reports.view.models import LoadFiles
from audit.result.results import FixFigures
from tests.reports.typed_org import empty_audit, small_audit


def load_files_with(**figures: Any) -> LoadFiles | None:
    results = small_audit().results
    assert isinstance(results.fixes, FixFigures)
    return load_files_of(results.model_copy(update={"fixes": results.fixes.model_copy(update=figures)}))


def test_readiness_before_and_after_loading_is_shown(view: View) -> None:
    assert view.load_files is not None
    assert view.load_files.after.text == "100%"


def test_the_files_are_listed_in_the_order_of_loading(view: View) -> None:
    assert view.load_files is not None
    (steps,) = [table for table in view.load_files.tables if table.caption == "Load in this order"]
    assert [row.label for row in steps.rows] == ["Step 1: Contact.csv", "Step 2: Lead.csv"]


def test_it_says_that_nobody_gets_other_calls(view: View) -> None:
    assert view.load_files is not None
    assert "No call would reach another record than today." in view.load_files.promises


def test_it_says_when_somebody_gets_other_calls() -> None:
    changed = load_files_with(winners_changed=1)
    assert changed is not None
    assert "1 number would reach another record than today." in changed.promises


def test_it_says_when_a_load_makes_new_findings() -> None:
    worse = load_files_with(new_errors=2, new_warnings=1)
    assert worse is not None
    assert worse.promises[0] == "2 new errors and 1 new warning would appear."


def test_files_that_change_nothing_are_not_mentioned() -> None:
    assert load_files_with(records=0) is None
    assert load_files_of(empty_audit().results) is None
