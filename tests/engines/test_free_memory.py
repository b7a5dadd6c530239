"""How much memory a process has and may still use."""

from pathlib import Path

import pytest

from audit.engines import free_memory as module
from audit.engines.free_memory import free_memory, memory_in_use

GB = 1_000_000_000


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system without any limit, on which 4 GB and 1 GB of swap are free and this process uses 0.5 GB."""
    (tmp_path / "meminfo").write_text("MemTotal: 9000000 kB\nMemAvailable: 3906250 kB\nSwapFree: 976562 kB\nOdd\n")
    (tmp_path / "status").write_text("Name:\tpython\nVmSize:\t  900000 kB\nVmRSS:\t  488281 kB\n")
    for name, file in (("_MACHINE", "meminfo"), ("_PROCESS", "status"), ("_CONTAINER", "cgroup")):
        monkeypatch.setattr(module, name, tmp_path / file)
    monkeypatch.setattr("resource.getrlimit", lambda _: (-1, -1))
    return tmp_path


def limited(system: Path, limit: str, used: str) -> None:
    (system / "cgroup").mkdir()
    (system / "cgroup" / "memory.max").write_text(limit)
    (system / "cgroup" / "memory.current").write_text(used)


@pytest.mark.usefixtures("system")
def test_swap_counts_as_free() -> None:
    assert free_memory() == pytest.approx(5 * GB, rel=0.001)


def test_a_container_leaves_less(system: Path) -> None:
    limited(system, str(3 * GB), str(2 * GB))
    assert free_memory() == GB


def test_a_container_without_a_limit_leaves_all(system: Path) -> None:
    limited(system, "max\n", str(2 * GB))
    assert free_memory() == pytest.approx(5 * GB, rel=0.001)


@pytest.mark.usefixtures("system")
def test_a_limit_of_the_process_leaves_less(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resource.getrlimit", lambda _: (2 * GB, 2 * GB))
    assert free_memory() == pytest.approx(2 * GB - 0.9216 * GB)


def test_where_the_system_says_nothing_nothing_is_known(system: Path) -> None:
    (system / "meminfo").unlink()
    (system / "status").unlink()
    assert (free_memory(), memory_in_use()) == (None, 0)
