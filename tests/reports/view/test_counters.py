from dataclasses import replace
from datetime import UTC, datetime

from audit.reports.view.counters import counters_of
from audit.result.headline_counts import NumbersAndRecords
from audit.result.results import Audit, ComparedWith, Results, Trend


def with_changes(audited: Audit, numbers: int, records: int) -> Results:
    headline = audited.results.headline
    change = NumbersAndRecords(numbers=numbers, records=records)
    duplicates = headline.duplicates.model_copy(update={"change": change})
    return audited.results.model_copy(update={"headline": headline.model_copy(update={"duplicates": duplicates})})


def test_each_counter_has_both_figures_its_definition_and_the_objects(audited: Audit) -> None:
    duplicates, not_e164, mobile = counters_of(audited.results)
    assert [counter.label for counter in (duplicates, not_e164, mobile)] == [
        "Duplicates",
        "Not in E.164",
        "Mobile without Phone",
    ]
    assert duplicates.text == "2 numbers on 4 records"
    assert duplicates.meaning.startswith("Numbers that two or more records have.")
    assert (mobile.counted.key, mobile.counted.value) == ("headline.mobile_without_phone.fields", 2)
    assert [row.label for row in not_e164.by_object.rows] == ["Contact", "Lead", "Account", "Person Account"]


def test_without_a_baseline_nothing_is_said_of_a_change(audited: Audit) -> None:
    assert [counter.change for counter in counters_of(audited.results)] == ["", "", ""]


def test_a_change_names_both_figures_with_their_sign(audited: Audit) -> None:
    changes = [(3, 1200), (-1, 0), (0, 0)]
    assert [counters_of(with_changes(audited, *change))[0].change for change in changes] == [
        "+3 numbers, +1,200 records",
        "-1 number, same records",
        "unchanged",
    ]


def test_a_change_says_since_when(audited: Audit) -> None:
    baseline = ComparedWith.model_construct(generated_at=datetime(2025, 12, 31, 14, 5, tzinfo=UTC))
    compared = with_changes(audited, 3, 0).model_copy(update={"trend": Trend.model_construct(baseline=baseline)})
    assert counters_of(compared)[0].change == "+3 numbers, same records since Dec 31, 2025"


def test_the_records_of_each_object_are_named_and_objects_without_any_left_out(audited: Audit) -> None:
    objects = [counter.objects for counter in counters_of(audited.results)]
    assert objects == ["3 Contacts, 1 Lead", "1 Contact, 1 Account", "1 Lead, 1 Person Account"]


def test_where_phone_was_not_read_the_counter_says_that_it_is_not_known(audited: Audit) -> None:
    source = audited.results.source
    blind = source.objects["Lead"].model_copy(
        update={"fields": source.objects["Lead"].fields.model_copy(update={"hidden": ["Phone"]})}
    )
    lacking = source.model_copy(update={"objects": {**source.objects, "Lead": blind}})
    result = replace(audited, results=audited.results.model_copy(update={"source": lacking}))
    assert counters_of(result.results)[2].meaning.endswith("Not known for Lead: Phone was not read.")
