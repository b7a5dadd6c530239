import dataclasses
from typing import Any

import pytest

from audit.config.audit import AuditConfig
from audit.config.profile import Profile
from audit.domain import POLICIES
from audit.reports.view.build_view import View, build_view
from audit.reports.view.call_simulator import CANDIDATES
from audit.result.results import Audit
from audit.tables.report_tables import numbers_with_ids
from tests.reports.typed_org import large_audit, small_audit


def winner_under(number: list[Any], policy: int, records: list[list[Any]]) -> str | None:
    """Return the id of the record that the script of the page finds: the first candidate found under the policy."""
    return next((records[place][0] for place, strictest, _ in number[-1] if strictest <= policy), None)


@pytest.mark.parametrize("policy", POLICIES)
def test_the_page_finds_the_winner_of_the_simulation_under_every_policy(policy: str) -> None:
    audited = large_audit(300)
    content = build_view(audited).simulator.content
    column = "winner_record_id" if policy == "any" else f"winner_{policy}"
    numbers = numbers_with_ids(audited.numbers, audited.records)
    winners = dict(zip(numbers["e164"], numbers[column].fillna(""), strict=True))
    found = {
        f"+{number[0]}": winner_under(number, POLICIES.index(policy), content["records"]) or ""
        for number in content["numbers"]
    }
    assert found == winners


def test_the_order_of_objects_is_that_of_the_profile() -> None:
    config = AuditConfig(profile=Profile(object_order=("Lead", "Contact", "Account", "PersonAccount")))
    content = build_view(small_audit(config)).simulator.content
    number = next(number for number in content["numbers"] if number[0] == "442079460002")
    assert winner_under(number, POLICIES.index("any"), content["records"]) == "00Q000000000002AAA"


def test_shared_and_unsynced_numbers_come_first(view: View) -> None:
    numbers = [number[0] for number in view.simulator.content["numbers"]]
    assert numbers[:2] == ["442079460002", "442079460003"]
    assert numbers[-1] == "442079460001"


def test_it_says_that_it_knows_all_numbers(view: View) -> None:
    assert view.simulator.note == "All 6 numbers of this audit can be tried."


def test_it_says_how_many_numbers_it_knows_when_not_all_fit() -> None:
    simulator = build_view(large_audit(12_000)).simulator
    assert simulator.shown < simulator.total
    assert simulator.note.startswith(f"This page knows {simulator.shown:,} of {simulator.total:,} numbers")
    assert "phone-audit explain" in simulator.note


def test_of_a_crowded_number_the_first_candidates_are_kept_and_all_are_counted() -> None:
    crowded = large_audit(200)
    values = crowded.values.assign(number=0)
    numbers = crowded.numbers.head(1).assign(n_records=200, winner=0)
    content = build_view(dataclasses.replace(crowded, values=values, numbers=numbers)).simulator.content
    (number,) = content["numbers"]
    assert len(number[-1]) <= CANDIDATES + len(POLICIES)
    assert number[-2] == 200


def test_masked_numbers_cannot_be_tried(audited: Audit) -> None:
    masked = dataclasses.replace(audited, numbers=audited.numbers.assign(e164="+•••••••••001"))
    simulator = build_view(masked).simulator
    assert simulator.content["numbers"] == []
    assert "masked" in simulator.note


def test_undetermined_numbers_come_first_among_the_shared(view: View) -> None:
    assert [number.e164 for number in view.shared.numbers] == ["+442079460003", "+442079460002"]


def test_the_winner_gets_the_calls_and_the_others_are_shadowed(view: View) -> None:
    shared = view.shared.numbers[1]
    assert [(record.record.text, record.role) for record in shared.records] == [
        ("Ben Okafor", "Gets the calls"),
        ("Cleo Marsh", "Shadowed"),
    ]


def test_of_a_tie_every_record_may_get_the_calls(view: View) -> None:
    assert {record.role for record in view.shared.numbers[0].records} == {"May get the calls"}


def test_a_shared_number_says_what_to_do(view: View) -> None:
    assert view.shared.numbers[1].action == "Find out whose number it is and clear it on the others."


def test_where_a_number_is_stored_is_shown_as_it_is_stored(view: View) -> None:
    assert view.shared.numbers[1].records[0].fields == "Phone: 020 7946 0002"
