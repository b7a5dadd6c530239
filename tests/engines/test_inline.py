from pathlib import Path

import pytest

from audit.engines.inline import InlineEngine
from audit.errors import UnreadableInputError
from tests.engines.tasks import doubled, unreadable


def test_results_come_in_the_order_of_the_calls_and_progress_is_told() -> None:
    told: list[int] = []
    assert InlineEngine().run(doubled, [(3,), (1,), (2,)], told.append) == [6, 2, 4]
    assert told == [0, 1, 2, 3]


def test_an_error_of_a_task_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInputError, match=r"Cannot read part 1\."):
        InlineEngine().run(unreadable, [(1, tmp_path), (2, tmp_path)], lambda _: None)
    assert len(list(tmp_path.iterdir())) == 1
