"""An audit on Dask's processes says what the audit in memory says, also when a process is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from audit.cli.app import main
from tests.same_report import check_same_report

pytest.importorskip("distributed", reason="an extra: phone-audit[dask]")
pytestmark = pytest.mark.slow  # whole audits in processes of their own

NOW = "2026-03-01"
AUDIT = ("run", "--csv", "sample_data", "--region", "US", "--now", NOW, "--quiet")
IN_PARTS = ("--engine", "dask", "--workers", "2", "--worker-memory", "600MB", "--rows-per-part", "200")
SECONDS = 120


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    report = tmp_path_factory.mktemp("memory") / "report"
    assert main([*AUDIT, "--out", str(report)]) == 0
    return report


def started(out: Path) -> subprocess.Popen[bytes]:
    """Start the audit on Dask in a process of its own."""
    return subprocess.Popen([sys.executable, "-m", "audit", *AUDIT, *IN_PARTS, "--out", str(out)])


def first_file(beside: Path, pattern: str) -> None:
    """Wait until a task has finished a file of ``pattern`` in the scratch folder."""
    end = time.monotonic() + SECONDS
    while not list(beside.glob(f"phone-audit-parts-*/files/{pattern}")):
        assert time.monotonic() < end, f"no {pattern}"
        time.sleep(0.01)


def workers(audit: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """Return the processes that do tasks."""
    children = psutil.Process(audit.pid).children(recursive=True)
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


@pytest.fixture
def killed_at(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "report"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report"]  # no scratch is left


@pytest.mark.parametrize("finished", ["*.holders-digits.npy", "result-*", "excerpt-*"])
def test_a_lost_worker_costs_its_running_tasks_and_nothing_else(whole: Path, killed_at: Path, finished: str) -> None:
    with started(killed_at) as audit:
        first_file(killed_at.parent, finished)
        workers(audit)[0].send_signal(signal.SIGKILL)
        assert audit.wait(SECONDS) == 0
    check_same_report(killed_at, whole)


def test_a_killed_driver_goes_on_where_it_stopped(whole: Path, killed_at: Path) -> None:
    with started(killed_at) as audit:
        first_file(killed_at.parent, "result-*")
        children = psutil.Process(audit.pid).children(recursive=True)
        os.kill(audit.pid, signal.SIGKILL)
        audit.wait(SECONDS)
    psutil.wait_procs(children, SECONDS)
    finished = [(path, path.stat().st_mtime_ns) for path in killed_at.parent.glob("phone-audit-parts-*/files/result-*")]
    assert finished
    with started(killed_at) as audit:
        first_file(killed_at.parent, "excerpt-*")
        assert all(path.stat().st_mtime_ns == made for path, made in finished)  # was not done again
        assert audit.wait(SECONDS) == 0
    check_same_report(killed_at, whole)
