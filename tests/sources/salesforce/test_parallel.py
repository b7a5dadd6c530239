import threading

import pytest

from audit.sources.salesforce.parallel import run_all


def test_results_come_in_order() -> None:
    assert run_all([lambda n=n: n * n for n in range(9)], 3) == [n * n for n in range(9)]


def test_nothing_to_do_is_done() -> None:
    assert run_all([], 3) == []


def test_a_failure_is_raised_when_the_others_have_ended() -> None:
    failed, done = threading.Event(), []

    def fails() -> None:
        failed.set()
        raise ValueError("no")

    def works() -> None:
        failed.wait(30)
        done.append(True)

    with pytest.raises(ValueError, match="no"):
        run_all([works, fails], 2)
    assert done


def test_no_further_task_is_begun_after_a_failure() -> None:
    begun = []

    def fails() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        run_all([fails, lambda: begun.append(True)], 1)
    assert not begun


def test_work_that_does_not_heed_the_end_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.sources.salesforce.parallel._LONGEST_GOODBYE", 0.01)
    stopped, free = threading.Event(), threading.Event()

    def fails() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        run_all([lambda: free.wait(30), fails], 2, stopped)
    assert stopped.is_set()
    free.set()
