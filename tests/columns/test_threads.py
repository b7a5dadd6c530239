"""Threads by the CPUs and the memory that a process may use."""

import os
import subprocess
import sys
import threading

import pytest

from audit.columns.threads import executor, n_threads

GB = 1 << 30
ON_ONE_CPU = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})"
IN_TWO_GB = "import resource; resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))"

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of a process as Linux has them")


def in_process_of_its_own(before: str, most: int, bytes_each: int) -> int:
    asked = f"from audit.columns.threads import n_threads; print(n_threads({most}, {bytes_each}))"
    done = subprocess.run([sys.executable, "-c", f"{before}\n{asked}"], check=True, capture_output=True, text=True)
    return int(done.stdout)


def test_one_thread_works_however_little_there_is() -> None:
    assert n_threads(4, 1 << 70) == 1
    assert n_threads(0, 1) == 1


def test_no_more_threads_work_than_asked_for() -> None:
    assert n_threads(1, 1) == 1


@linux_only
def test_a_process_that_is_kept_to_one_cpu_works_with_one_thread() -> None:
    assert in_process_of_its_own("", 64, 1) == len(os.sched_getaffinity(0))
    assert in_process_of_its_own(ON_ONE_CPU, 64, 1) == 1


@linux_only
def test_a_limit_on_memory_takes_threads_away() -> None:
    assert in_process_of_its_own(IN_TWO_GB, 64, 2 * GB) == 1


@pytest.mark.parametrize(("n_rows", "is_beside"), [(0, False), (49_999, False), (50_000, True)])
def test_threads_work_beside_on_many_rows_only(n_rows: int, *, is_beside: bool) -> None:
    with executor(n_rows, 2) as beside:
        where = list(beside.map(lambda _: threading.current_thread() is not threading.main_thread(), range(3)))
    assert where == [is_beside] * 3


@pytest.mark.parametrize("n_rows", [1, 50_000])
def test_what_goes_wrong_beside_is_raised_where_its_result_is_asked_for(n_rows: int) -> None:
    with executor(n_rows) as beside:
        done = beside.submit(int, "no number")
        with pytest.raises(ValueError, match="no number"):
            done.result()
