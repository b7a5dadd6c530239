from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.parts.cut import Parts, cut
from tests.parts.test_number_holders import Held, written


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cut")


def parts_of(folder: Path, of_blocks: list[Held], rows_per_part: int) -> tuple[Parts, list[list[int]]]:
    parts = cut(written(folder, of_blocks), rows_per_part)
    return parts, [parts.positions(part).tolist() for part in range(len(parts.n_records))]


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 9)), max_size=8), min_size=1, max_size=4),
    st.integers(1, 50),
)
def test_every_record_is_in_one_part_with_all_that_share_its_numbers(
    folder: Path, of_blocks: list[Held], rows_per_part: int
) -> None:
    parts, positions = parts_of(folder, of_blocks, rows_per_part)
    assert sorted(np.concatenate(positions).tolist()) == list(range(10 * len(of_blocks)))
    assert all(part == sorted(part) for part in positions)
    part_of = {record: place for place, part in enumerate(positions) for record in part}
    of_number: dict[int, set[int]] = {}
    for place, held in enumerate(of_blocks):
        for digits, record in held:
            of_number.setdefault(digits, set()).add(part_of[place * 10 + record])
    assert all(len(of_one) == 1 for of_one in of_number.values())
    assert max(parts.n_records) < rows_per_part + parts.largest_component
    assert len(parts.n_records) <= -(-10 * len(of_blocks) // rows_per_part)


def test_a_component_goes_where_its_first_record_is_and_no_part_is_small_for_it(folder: Path) -> None:
    last_is_first = [[(1, 0), (1, 1)], [(1, 0), (1, 9)]]
    _, positions = parts_of(folder, last_is_first, 10)
    assert positions == [[*range(8), 10, 19], [8, 9, *range(11, 19)]]


def test_what_shared_numbers_hold_together_is_one_part_however_large(folder: Path) -> None:
    parts, positions = parts_of(folder, [[(1, record) for record in range(9)]] * 2, 2)
    assert (parts.largest_component, max(parts.n_records)) == (18, 18)
    assert [len(part) for part in positions] == [18, 2]


def test_an_org_without_records_is_one_part_without_any(folder: Path) -> None:
    parts, positions = parts_of(folder, [], 10)
    assert (parts.n_records, parts.largest_component, positions) == ((0,), 0, [[]])


def test_records_without_numbers_stay_in_their_order(folder: Path) -> None:
    _, positions = parts_of(folder, [[], []], 7)
    assert np.concatenate(positions).tolist() == list(range(20))
