import numpy as np
import pytest

from audit.reports.html.page import render_html
from audit.reports.view import page_lists as lists
from audit.reports.view.build_view import View, build_view
from audit.reports.view.page_selection import Choice, largest_that_fits
from audit.reports.view.page_tables import page_tables
from audit.reports.view.ranking import ranking_of
from audit.reports.view.record_labels import cards_of
from audit.result.results import Audit
from tests.reports.typed_org import empty_audit, large_audit
from tests.reports.view.told_tables import told_tables


@pytest.fixture(scope="module")
def large() -> Audit:
    return large_audit(12_000)


def test_all_of_an_org_that_fits_is_on_the_page(large: Audit) -> None:
    view = build_view(large)
    told = told_tables(view)
    assert len(told["findings"]["rule"]) == len(large.findings.found)
    assert len(told["numbers"]["e164"]) == len(large.numbers)
    assert view.lists.findings_note == view.lists.duplicates_note == ""
    assert len(render_html(view).encode()) < 5_000_000


@pytest.fixture(scope="module")
def cut(large: Audit) -> View:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lists, "PACKED_BYTES", 100_000)
        return build_view(large)


def test_what_does_not_fit_is_said_with_its_counts(large: Audit, cut: View) -> None:
    shown = len(told_tables(cut)["findings"]["rule"])
    assert 0 < shown < len(large.findings.found)
    assert cut.lists.findings_note.startswith(f"This page has {shown:,} of {len(large.findings.found):,} findings")
    assert "tables/findings.parquet" in cut.lists.findings_note
    assert "duplicates first" in cut.lists.simulator_note
    assert "phone-audit explain" in cut.lists.simulator_note


def test_the_room_is_filled_and_never_passed(cut: View) -> None:
    assert 80_000 < len(cut.lists.packed) <= 100_000


def test_every_rule_has_findings_on_a_page_that_is_cut(large: Audit, cut: View) -> None:
    rules = large.findings.found["rule_id"].nunique()
    assert len(set(told_tables(cut)["findings"]["rule"])) == rules


def test_the_holders_of_every_number_that_can_be_tried_are_on_the_page(large: Audit) -> None:
    ranking, cards = ranking_of(large), cards_of(large, 160)
    choice = Choice(large, ranking)
    selection, _ = largest_that_fits(choice, lambda chosen: page_tables(large, ranking, cards, chosen), 100_000)
    holds = np.isin(large.values["number"].to_numpy(), selection.numbers)
    assert set(np.flatnonzero(holds)) <= set(selection.values)


def test_duplicates_come_before_numbers_of_one_record(large: Audit) -> None:
    choice = Choice(large, ranking_of(large))
    shared = large.numbers["n_records"].to_numpy()[choice.numbers] > 1
    assert shared[: shared.sum()].all()


def test_duplicates_are_on_a_page_that_has_no_room_for_a_sixtieth_of_all_numbers(large: Audit) -> None:
    ranking, cards = ranking_of(large), cards_of(large, 160)
    choice = Choice(large, ranking)
    selection, _ = largest_that_fits(choice, lambda chosen: page_tables(large, ranking, cards, chosen), 12_000)
    assert set(choice.shared[:60]) <= set(selection.numbers)


def test_an_org_without_records_has_empty_lists() -> None:
    view = build_view(empty_audit())
    assert told_tables(view)["findings"]["rule"] == []
    assert view.lists.simulator_note == "There is no number to try."
