from pathlib import Path

from audit.reports.text.summary import summary_lines
from audit.result.results import Audit
from tests.reports.view.test_counters import with_changes


def test_each_count_says_on_which_objects_and_what_changed(audited: Audit) -> None:
    lines = list(summary_lines(with_changes(audited, 3, 0), Path("report")))
    assert lines[1] == "  Duplicates: 2 numbers on 4 records (3 Contacts, 1 Lead); +3 numbers, same records"


def test_a_count_of_nothing_names_no_objects(audited: Audit) -> None:
    headline = audited.results.headline
    none = headline.duplicates.model_copy(
        update={"numbers": 0, "records": 0, "by_sobject": {}, "change": None},
    )
    results = audited.results.model_copy(update={"headline": headline.model_copy(update={"duplicates": none})})
    assert list(summary_lines(results, Path("report")))[1] == "  Duplicates: 0 numbers on 0 records"
