from typing import Any

import pytest

from audit.reports.view.build_view import View
from audit.reports.view.load_files import load_files_of
from audit.reports.view.models import LoadFiles
from audit.result.results import FixFigures, LoadStep
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
    assert "Every call still goes to the same record." in view.load_files.promises


def test_it_says_when_somebody_gets_other_calls() -> None:
    changed = load_files_with(winners_changed=1)
    assert changed is not None
    assert "Calls on 1 number would go to another record than today." in changed.promises


def test_it_says_when_a_load_makes_new_findings() -> None:
    worse = load_files_with(new_errors=2, new_warnings=1)
    assert worse is not None
    assert worse.promises[0] == "The next audit will show 2 new errors, 1 new warning."


def test_notices_alone_are_said_to_be_harmless() -> None:
    promised = load_files_with(new_notices=2)
    assert promised is not None
    assert promised.promises[0] == (
        "The next audit will show 2 new notices. Notices are good to know: nothing is broken."
    )


def test_every_call_is_promised_its_record_where_the_search_finds_all() -> None:
    promised = load_files_with()
    assert promised is not None
    assert "Every call still goes to the same record." in promised.promises


def test_calls_that_find_nobody_today_are_left_out_of_that_promise() -> None:
    results = small_audit().results
    strict = results.model_copy(update={"profile": results.profile.model_copy(update={"policy": "exact"})})
    promised = load_files_of(strict)
    assert promised is not None
    assert "Every call that finds a record today still goes to the same record." in promised.promises


@pytest.mark.parametrize(("moved", "which"), [(0, ""), (3, " All of them"), (1, " 1 of them")])
def test_it_says_which_new_findings_are_known_on_another_field(moved: int, which: str) -> None:
    promised = load_files_with(new_warnings=1, new_notices=2, moved=moved)
    assert promised is not None
    known = f"{which} are known already, on another field of the same record." if which else ""
    assert promised.promises[0] == f"The next audit will show 1 new warning, 2 new notices.{known}"


def test_new_findings_do_not_count_those_of_close_edits() -> None:
    promised = load_files_with(new_errors=2, closer_edits=5)
    assert promised is not None
    assert promised.promises[0] == "The next audit will show 2 new errors, not counting “may change”."
    assert "5 shared numbers will show as “may change” next time" in promised.promises[-1]


def test_it_says_that_nothing_is_new_only_when_nothing_is() -> None:
    fine, closer = load_files_with(), load_files_with(closer_edits=2, loaded_ties=1)
    assert fine is not None
    assert closer is not None
    assert "The load makes no new findings" in fine.promises[0]
    assert closer.promises[-2].startswith("2 shared numbers will show as “may change” next time")
    assert closer.promises[-1].startswith("On 1 number records are tied")
    assert not [text for text in closer.promises if "no new findings" in text]


def test_files_that_change_nothing_are_not_mentioned() -> None:
    assert load_files_with(records=0) is None
    assert load_files_of(empty_audit().results) is None


def test_it_says_what_the_three_counts_are_after_loading() -> None:
    headline = small_audit().results.headline
    none_left = headline.mobile_without_phone.model_copy(update={"fields": 0, "records": 0})
    found = load_files_with(headline_after=headline.model_copy(update={"mobile_without_phone": none_left}))
    assert found is not None
    duplicates, not_e164 = headline.duplicates.numbers, headline.not_e164.fields
    told = (
        f"After loading: Duplicates {duplicates} → {duplicates} numbers, Not in E.164 {not_e164} → {not_e164} fields,"
    )
    assert f"{told} Mobile without Phone 2 → 0 fields." in found.sentence
    assert [row.label for row in found.tables[0].rows][:3] == [
        "Duplicates (numbers)",
        "Not in E.164 (fields)",
        "Mobile without Phone (fields)",
    ]


def test_a_report_of_an_earlier_version_has_no_counts_after_loading() -> None:
    earlier = load_files_with()
    assert earlier is not None
    assert "After loading" not in earlier.sentence


def test_records_that_are_saved_as_they_are_are_told_apart() -> None:
    step = LoadStep(step=1, rows={"Contact": 5}, touches=3)
    found = load_files_with(cells=2, records=5, steps=[step])
    assert found is not None
    assert found.sentence.startswith("The files in the folder fixes change 2 phone fields on 2 records, in 1 step.")
    assert "3 more records are re-saved unchanged to stay most recently updated." in found.promises
