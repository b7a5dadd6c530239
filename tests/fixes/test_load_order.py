from typing import Any

import numpy as np
import pytest

from audit.fixes.load_order import LoadOrder, load_steps
from tests.fixes.planned import plan_for, steps
from tests.typed_org import account, contact, lead

N1, N2, N3 = "+12125550100", "+12125550101", "+12125550102"
DAYS = ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"]
TO_FIX = "+1 212 555 0199"
"""A number of its own that has to be rewritten: it makes its record change."""


def at(day: int, key: str, **fields: Any) -> dict[str, Any]:
    return contact(key, last_modified=DAYS[day], **fields)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([at(0, "a", phone=TO_FIX)], {"a": 1}, id="a record alone"),
        pytest.param([at(0, "a", phone=N1), at(1, "b", phone=N1)], {}, id="nothing to change"),
        pytest.param(
            [at(0, "a", phone=N1, other=TO_FIX), at(1, "b", phone=N1)], {"a": 1, "b*": 2}, id="the loser changes"
        ),
        pytest.param([at(0, "a", phone=N1), at(1, "b", phone=N1, other=TO_FIX)], {"b": 1}, id="the winner changes"),
        pytest.param(
            [at(0, "a", phone="+1 212 555 0100"), at(1, "b", phone="+1 212 555 0100")],
            {"a": 1, "b": 2},
            id="both change",
        ),
        pytest.param(
            [at(0, "a", phone=N1, other=TO_FIX), at(1, "b", phone=N1), at(2, "c", phone=N1)],
            {"a": 1, "c*": 2},
            id="a loser in the middle stays",
        ),
        pytest.param(
            [at(0, "a", phone=N1, other=TO_FIX), at(1, "b", phone=N1, mobile=N2), at(2, "c", phone=N2)],
            {"a": 1, "b*": 2, "c*": 3},
            id="a winner that is saved again loses another number",
        ),
        pytest.param(
            [
                at(0, "a", phone=N1, other=TO_FIX),
                at(1, "b", phone=N1, mobile=N2),
                at(2, "c", phone=N2, mobile=N3),
                at(3, "d", phone=N3),
            ],
            {"a": 1, "b*": 2, "c*": 3, "d*": 4},
            id="a chain",
        ),
        pytest.param(
            [lead("l", phone=N1, mobile=TO_FIX), at(0, "c", phone=N1)], {"l": 1}, id="the object decides: no matter"
        ),
        pytest.param(
            [lead("l", phone=N1, mobile="+1 212 555 0198"), at(0, "a", phone=N1), at(1, "b", phone=N1)],
            {"l": 1, "b*": 2},
            id="a record of a lower object also comes before the winner",
        ),
        pytest.param(
            [contact("a", phone=N1, other=TO_FIX), at(0, "b", phone=N1)], {"a": 1, "b*": 2}, id="a loser without date"
        ),
        pytest.param(
            [at(0, "a", phone=N1, other=TO_FIX), at(0, "b", phone=N1)], {"a": 1, "b*": 1}, id="a tie stays one"
        ),
        pytest.param(
            [contact("a", phone=N1, other=TO_FIX), contact("b", phone=N1)], {"a": 1, "b*": 1}, id="a tie without dates"
        ),
        pytest.param(
            [at(0, "a", phone=N1, other=TO_FIX), at(1, "b", phone=N1), at(1, "c", phone=N1)],
            {"a": 1, "b*": 2, "c*": 2},
            id="both of a tie come after a loser",
        ),
        pytest.param(
            [
                at(0, "a", phone=N1, other=TO_FIX),
                at(0, "b", phone=N1, mobile=N2),
                at(0, "c", phone=N2, mobile=N3),
                at(1, "d", phone=N3),
            ],
            {"a": 1, "b*": 1, "c*": 1, "d*": 2},
            id="ties that share a record stay together",
        ),
    ],
)
def test_records_are_loaded_in_this_order(rows: list[dict[str, Any]], expected: dict[str, int]) -> None:
    assert steps(*rows) == expected


def test_an_account_and_a_person_are_ordered_by_the_object_order_of_the_profile() -> None:
    rows = (
        account("acme", phone=N1, last_modified=DAYS[1]),
        lead("l", phone=N1, mobile=TO_FIX, last_modified=DAYS[2]),
        account("inc", phone=N1, last_modified=DAYS[0]),
    )
    assert steps(*rows, profile="aircall-legacy") == {"l": 1, "acme*": 2}
    assert steps(*rows) == {"l": 1}


def test_a_later_record_that_the_search_does_not_find_binds_nobody() -> None:
    rows = (
        at(0, "a", phone=N1),
        at(1, "b", phone=N1),
        at(2, "c", phone="+1 (212) 555-0100", other=TO_FIX),
    )
    assert steps(*rows, profile={"policy": "exact"}) == {"c": 1}


@pytest.mark.parametrize(("day", "expected"), [(0, {"b": 1, "a*": 2}), (1, {"a*": 1, "b": 1}), (2, {"b": 1})])
def test_the_winner_of_a_strict_search_stays_the_last_edited_for_lenient_ones_as_well(
    day: int, expected: dict[str, int]
) -> None:
    rows = (at(1, "a", phone=N1), at(day, "b", phone="+1 (212) 555-0100", other=TO_FIX))
    assert steps(*rows, profile={"policy": "exact"}) == expected


def test_a_record_of_another_object_does_not_bind_where_the_object_decides_under_a_strict_search() -> None:
    rows = (at(0, "a", phone=N1), lead("l", phone=TO_FIX, mobile="+1 (212) 555-0100"))
    assert steps(*rows, profile={"policy": "exact"}) == {"l": 1}


def test_a_record_is_saved_again_with_the_number_in_e164_that_it_has() -> None:
    _, plan = plan_for(
        at(0, "a", phone=N1, other=TO_FIX), at(1, "b", phone="n/a", mobile="+1 212 555 0100 ext 4", home=N1)
    )
    again = plan.cells.loc[plan.cells["change"] == "touch"]
    assert again[["field", "old", "new"]].astype("str").to_numpy().tolist() == [["HomePhone", N1, N1]]


def test_a_record_is_saved_again_with_a_field_that_nobody_wants_left_alone() -> None:
    rows = (at(0, "a", phone=N1, other=TO_FIX), at(1, "b", phone=N1, home="+1 212 555 0107 ext 4"))
    _, plan = plan_for(*rows, alone=[("b", N1)])
    assert plan.cells.loc[plan.cells["change"] == "touch", "new"].tolist() == ["+1 212 555 0107 ext 4"]


def test_an_intended_winner_is_loaded_after_all_others_that_hold_the_number() -> None:
    rows = (at(0, "a", phone=N1), at(1, "b", phone=N1))
    assert steps(*rows, intended={N1: "a"}) == {"a*": 1}
    assert steps(*rows[:1], at(1, "b", phone=N1, other=TO_FIX), intended={N1: "a"}) == {"b": 1, "a*": 2}


def test_an_intended_winner_is_in_the_last_step() -> None:
    rows = (
        at(0, "a", phone=N1, other=TO_FIX), at(1, "b", phone=N1),
        at(0, "c", phone=N2), at(1, "d", phone=N2),
    )  # fmt: skip
    assert steps(*rows, intended={N2: "c"}) == {"a": 1, "b*": 2, "c*": 2}


def test_a_winner_that_an_intended_one_would_take_a_number_from_comes_after_it() -> None:
    rows = (at(0, "a", phone=N1, mobile=N2), at(1, "b", phone=N1), at(2, "c", phone=N2))
    assert steps(*rows, intended={N1: "a"}) == {"a*": 1, "c*": 2}


def test_an_intended_winner_settles_a_tie() -> None:
    assert steps(at(0, "a", phone=N1), at(0, "b", phone=N1), intended={N1: "b"}) == {"b*": 1}


def test_winners_that_contradict_each_other_are_left_out_and_told() -> None:
    rows = (
        at(0, "a", phone=N1, mobile=N2), at(1, "b", phone=N1, mobile=N2),
        at(0, "c", phone=N3), at(1, "d", phone=N3),
    )  # fmt: skip
    _, plan = plan_for(*rows, intended={N1: "a", N3: "c"})
    assert plan.contradictory["wish"].tolist() == [0]
    assert plan.intended["wish"].tolist() == [1]


def test_winners_that_each_want_to_be_after_the_other_are_both_left_out() -> None:
    rows = (at(0, "a", phone=N1, mobile=N2, home=N3), at(0, "b", phone=N1, mobile=N2), at(0, "c", home=N3))
    _, plan = plan_for(*rows, intended={N1: "a", N2: "b", N3: "c"})
    assert plan.contradictory["wish"].tolist() == [0, 1]
    assert plan.intended["wish"].tolist() == [2]


def test_a_tie_elsewhere_stands_in_the_way_of_an_intended_winner() -> None:
    rows = (at(0, "a", phone=N1, mobile=N2), at(0, "b", phone=N1, mobile=N2))
    _, plan = plan_for(*rows, intended={N1: "a"})
    assert plan.contradictory["wish"].tolist() == [0]
    assert steps(*rows, intended={N1: "a", N2: "a"}) == {"a*": 1}


def test_what_hangs_on_a_circle_is_not_part_of_it() -> None:
    before, after = np.array([0, 1, 2, 1, 3]), np.array([1, 2, 1, 4, 1])
    order = LoadOrder(before, after, number=np.array([10, 11, 12, 13, 14]), group=np.arange(5))
    found = load_steps(order, np.ones(5, dtype=bool), last=np.array([], dtype=np.int64))
    assert found.contradictory.tolist() == [11, 12]


def test_a_long_chain_is_ordered_link_by_link() -> None:
    links = np.arange(500)
    order = LoadOrder(links, links + 1, number=links, group=np.arange(501))
    changed = np.zeros(501, dtype=bool)
    changed[0] = True
    assert load_steps(order, changed, last=np.array([], dtype=np.int64)).step.tolist() == list(range(1, 502))


def test_intended_winners_of_a_part_come_no_sooner_than_the_last_step_of_all_parts() -> None:
    order = LoadOrder(np.array([0]), np.array([1]), number=np.array([10]), group=np.arange(3))
    found = load_steps(order, np.array([True, False, True]), last=np.array([1]), not_before=4)
    assert (found.step.tolist(), found.latest_of_others) == ([1, 4, 1], 1)
