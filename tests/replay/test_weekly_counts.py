import numpy as np
import pytest
from numpy.random import default_rng

from audit.replay.weekly_counts import expected, idle_weeks, part_of, same_chances, totals_to_expect


def counts(*weekly: int) -> np.ndarray:
    return np.array(weekly, dtype=np.int64)


def test_a_steady_pace_goes_on() -> None:
    found = expected(totals_to_expect(counts(*[10] * 13), 4.0, same_chances()))
    assert 36 <= found.middle <= 44
    assert found.low < 32
    assert 50 < found.high < 80


def test_what_grows_is_expected_to_grow_but_less_than_it_did() -> None:
    grown = expected(totals_to_expect(counts(*range(20, 46, 2)), 4.0, same_chances()))
    assert 4 * 38 < grown.middle < 4 * 52


def test_counts_that_vary_more_leave_more_open() -> None:
    calm, wild = (expected(totals_to_expect(counts(*weeks), 4.0, same_chances())) for weeks in ([20] * 12, [0, 40] * 6))
    assert wild.high - wild.low > 1.5 * (calm.high - calm.low)


def test_a_part_of_a_week_counts_in_part() -> None:
    whole, more = (expected(totals_to_expect(counts(*[50] * 13), weeks, same_chances())).middle for weeks in (4.0, 4.5))
    assert more / whole == pytest.approx(4.5 / 4, rel=0.05)


def test_the_same_counts_give_the_same_figures() -> None:
    assert expected(totals_to_expect(counts(3, 1, 4, 1, 5), 4.0, same_chances())) == expected(
        totals_to_expect(counts(3, 1, 4, 1, 5), 4.0, same_chances())
    )


def test_a_hundred_and_twenty_weeks_of_one_pace_are_nearly_all_within_the_interval() -> None:
    random = default_rng(7)
    made = [random.poisson(6.0, 26) for _ in range(120)]
    foretold = [(expected(totals_to_expect(weekly[:13], 13, same_chances())), weekly[13:].sum()) for weekly in made]
    assert sum(found.low <= came <= found.high for found, came in foretold) >= 114


def test_one_count_among_zeros_is_no_wild_number() -> None:
    found = expected(totals_to_expect(counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), 13.0, same_chances()))
    assert (found.low, found.middle) < (1, 10)
    assert found.high < 100


def test_a_part_is_bounded_by_what_was_seen_of_it() -> None:
    totals = totals_to_expect(counts(*[40] * 13), 4.0, same_chances())
    found = expected(part_of(totals, 100, 400, same_chances()))
    assert found.low < 40 == round(found.middle, -1) < found.high
    assert expected(part_of(totals, 0, 400, same_chances())).middle == 0


def test_weeks_before_the_first_and_after_the_last_are_idle_where_that_is_no_chance() -> None:
    assert idle_weeks(counts(0, 0, 0, 0, 9, 7, 8, 0)) == (4, 0)
    assert idle_weeks(counts(9, 7, 8, 0, 0, 0)) == (0, 3)
    assert idle_weeks(counts(0, 0, 0, 0, 1, 2, 1)) == (0, 0)
    assert idle_weeks(counts(0, 0, 99, 99)) == (0, 0)


def test_few_or_none_have_no_trend_and_leave_some_open() -> None:
    none = expected(totals_to_expect(counts(*[0] * 13), 4.0, same_chances()))
    assert (none.low, none.middle) == (0, 0)
    assert 0 < none.high <= 2
    assert expected(totals_to_expect(counts(0, 0, 0, 4), 4.0, same_chances())).middle == 4


def test_what_is_known_to_be_used_up_may_fall_faster() -> None:
    falling = counts(20, 16, 13, 10, 8, 7, 5, 4, 3, 3, 2, 2, 1)
    slow = expected(totals_to_expect(falling, 13.0, same_chances()))
    fast = expected(totals_to_expect(falling, 13.0, same_chances(), 0.1))
    assert fast.high < slow.middle
