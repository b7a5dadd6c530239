"""A run that is stopped in its middle; ``tests.benchmarks.moments`` does it at many."""

from collections.abc import Iterator

import pytest

from tests.benchmarks.moments import WAYS, Stage, measured, staged

N_RECORDS = 1_000
N_MOMENTS = 1


pytestmark = pytest.mark.slow  # it starts the command again and again


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with staged("csv", N_RECORDS) as made:
        yield made


@pytest.mark.parametrize("way", WAYS)
def test_a_stopped_run_says_so_and_leaves_one_whole_report(stage: Stage, way: str) -> None:
    ends, wrong = measured(stage, way, N_MOMENTS)
    assert wrong == []
    assert ends.total() == N_MOMENTS
