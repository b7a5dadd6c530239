from dataclasses import replace

from audit.reports.view.build_view import build_view
from audit.reports.view.next_actions import N_FIRST, actions_of, first_actions
from audit.result.results import Audit


def test_an_action_that_leaves_a_number_on_one_record_does_not_say_that_it_changes_fields(audited: Audit) -> None:
    merge = audited.results.actions[0].model_copy(update={"relation": "same_person", "values": 2, "records": 2})
    result = replace(audited, results=audited.results.model_copy(update={"actions": [merge]}))
    (action,) = actions_of(result)
    assert action.effect.startswith("Leaves each number on one record: takes it out of 2 phone fields on 2 records")


def test_the_first_three_actions_are_the_same_wherever_there_is_room_for_three(audited: Audit) -> None:
    first, *_ = audited.results.actions
    five = [first.model_copy(update={"title": f"Do {n}", "readiness_after": n / 10}) for n in range(5, 10)]
    result = replace(audited, results=audited.results.model_copy(update={"actions": five}))
    view = build_view(result)
    shown = [(action.title, "", action.before.text, action.after.text) for action in view.actions]
    assert [tuple(action) for action in first_actions(result.results)] == shown[:N_FIRST]
    assert [action.title for action in view.first_actions] == ["Do 5", "Do 6", "Do 7"]
    assert [action.title for action in view.further_actions] == ["Do 8", "Do 9"]
