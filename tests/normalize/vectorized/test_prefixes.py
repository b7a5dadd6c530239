"""Numbers that begin alike have one answer."""

import random

import phonenumbers
import pyarrow as pa
import pytest

from audit.columns.ascii_text import matches, texts_of
from audit.normalize.vectorized.numbering_plans import NumberingPlan, NumberSet, plans_of_code
from audit.normalize.vectorized.prefixes import by_beginning
from tests.benchmarks.dialed import matching

CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


def number_sets(plan: NumberingPlan) -> list[NumberSet]:
    sets = [plan.general, plan.fixed_line, plan.mobile, *(numbers for _, numbers in plan.rare_types)]
    return [numbers for numbers in sets if numbers is not None]


def numbers_of(code: int, n_kinds: int) -> pa.Array:
    """Return numbers of every kind that a calling code has, and some that are none, many of which begin alike."""
    rng = random.Random(code)  # noqa: S311 - a seeded generator, no secret
    sets = [numbers for plan in plans_of_code(code) for numbers in number_sets(plan)]
    national = [matching(rng.choice(sets).pattern, rng) for _ in range(n_kinds)]
    national += [str(rng.randrange(10 ** rng.randint(1, 14))) for _ in range(n_kinds // 4)]
    ends = [f"{rng.randrange(1000):03}" for _ in range(10)]
    return texts_of([f"+{code}{number[:-3]}{end}" for number in national for end in ends] * 4)


@pytest.mark.parametrize("code", CODES)
def test_a_pattern_matches_by_beginning_what_it_matches(code: int) -> None:
    texts = numbers_of(code, n_kinds=200)
    numbers = by_beginning(texts, code)
    assert len(texts) >= 4 * len(numbers.beginning)
    for plan in plans_of_code(code):
        patterns = [plan.whole(numbers_of_kind.pattern) for numbers_of_kind in number_sets(plan)]
        for pattern in [*patterns, plan.start(plan.leading_digits or r"\d"), plan.whole("0+")]:
            assert (numbers.match(pattern) == matches(texts, pattern)).all()


def test_numbers_that_begin_alike_are_of_one_length() -> None:
    numbers = by_beginning(texts_of(["+441632960001", "+441632960002", "+44163296000", "+442079460001"]), 44)
    assert numbers.beginning_of.tolist() == [0, 0, 1, 2]
    assert numbers.beginning.to_pylist() == ["+4416329XXXXX", "+4416329XXXX", "+4420794XXXXX"]


def test_a_pattern_that_looks_further_asks_each_number() -> None:
    texts = texts_of([f"+44163296{end:04}" for end in range(100)])
    assert by_beginning(texts, 44).match(r"^\+44(?:163296005\d)$").tolist() == [50 <= end < 60 for end in range(100)]


def test_some_numbers_keep_their_beginnings() -> None:
    numbers = by_beginning(texts_of(["+441632960001", "+442079460001", "+441632960002"] * 5), 44)
    chosen = numbers.at(numbers.beginning_of == 1)
    assert chosen.texts.to_pylist() == ["+442079460001"] * 5
    assert chosen.match(r"^\+44(?:20\d{8})$").all()
    assert not chosen.match(r"^\+44(?:16\d{8})$").any()


def test_no_number_has_no_answer() -> None:
    assert by_beginning(texts_of([]), 44).match(r"^\+44(?:\d{10})$").tolist() == []
