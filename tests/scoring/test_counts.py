from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.result.headline_counts import NumberCount, NumbersAndRecords
from audit.scoring.counts import added


@dataclass(frozen=True)
class OfRule:
    findings: int
    by_sobject: dict[str, int]


class OfNumbers(NamedTuple):
    ready: int
    rows: tuple[int, int]


def test_dataclasses_are_added_field_by_field_and_what_they_hold_too() -> None:
    assert added([OfRule(1, {"Lead": 2}), OfRule(10, {"Contact": 5, "Lead": 20})]) == OfRule(
        11, {"Lead": 22, "Contact": 5}
    )


def test_a_named_tuple_stays_one() -> None:
    total = added([OfNumbers(1, (2, 3)), OfNumbers(10, (20, 30))])
    assert isinstance(total, OfNumbers)
    assert total == OfNumbers(11, (22, 33))


def test_models_of_results_are_added_by_their_fields() -> None:
    assert added([NumbersAndRecords(numbers=1, records=2)] * 3) == NumbersAndRecords(numbers=3, records=6)


def test_what_no_part_counts_is_no_count_in_all() -> None:
    total = added([NumberCount(numbers=1, records=2, by_sobject={})] * 2)
    assert (total.numbers, total.change) == (2, None)


def test_keys_keep_the_order_in_which_they_first_occur() -> None:
    parts = [{"US": 1, "GB": 1}, {"FR": 1, "US": 1}]
    assert list(added(parts)) == ["US", "GB", "FR"]


def test_the_parts_stay_as_they_are() -> None:
    array, of_part = np.array([1, 2]), {"US": {"numbers": 1}}
    added([array, array])
    alone = added([array])
    alone += 1
    total = added([of_part])
    total["US"]["numbers"] = 5
    assert array.tolist() == [1, 2]
    assert of_part == {"US": {"numbers": 1}}


@pytest.mark.parametrize(
    "parts",
    [
        ["Lead", "Lead"],
        [1.5, 2.5],
        [True, False],
        [None, 1],
        [1, np.int64(1)],
        [OfRule(1, {}), OfNumbers(1, (2, 3))],
        [(1, 2), (1, 2, 3)],
        [np.array([1]), np.array([1, 2])],
        [np.array([1.5]), np.array([1.5])],
        [{"US": 1}, {"US": {"numbers": 1}}],
    ],
)
def test_what_is_no_count_is_refused(parts: list[Any]) -> None:
    with pytest.raises(TypeError, match=r"cannot be added|different types|differ in"):
        added(parts)


def test_no_part_has_no_sum() -> None:
    with pytest.raises(ValueError, match="no counts"):
        added([])


counted = st.builds(
    OfRule, st.integers(0, 9), st.dictionaries(st.sampled_from(["Contact", "Lead", "Account"]), st.integers(0, 9))
)


@given(st.lists(counted, min_size=1, max_size=6), st.data())
def test_how_parts_are_grouped_does_not_matter(parts: list[OfRule], data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(parts)))
    groups: list[list[OfRule]] = [group for group in (parts[:cut], parts[cut:]) if group]
    sums: Callable[[list[OfRule]], OfRule] = added
    assert added([sums(group) for group in groups]) == added(parts)
