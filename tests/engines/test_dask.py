"""Tasks on real Dask clusters: one that is started here, and schedulers and workers of the command line."""

import os
import socket
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from audit.cli.memory import is_out_of_memory
from audit.config.engine import EngineSettings
from audit.engines import dask as module
from audit.engines.choice import open_engine
from audit.engines.interface import Engine
from audit.errors import AuditError, ConnectionFailedError, NoRoomError, UnreadableInputError
from tests.engines import tasks

pytestmark = pytest.mark.slow

DASHBOARD_PORT = 8787
"""Dask's own; that another program has it is no matter."""
TWO = EngineSettings(kind="dask", workers=2, worker_memory="1GB")


def children() -> list[psutil.Process]:
    return [each for each in psutil.Process().children(recursive=True) if "resource_tracker" not in str(each.cmdline())]


def unheard(_: object) -> None:
    """Nobody listens."""


@pytest.fixture(scope="module")
def notes() -> list[str]:
    return []


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, notes: list[str]) -> Iterator[Engine]:
    scratch = tmp_path_factory.mktemp("scratch")
    with socket.socket() as taken, warnings.catch_warnings():
        with suppress(OSError):  # somebody has it already, which does as well
            taken.bind(("127.0.0.1", DASHBOARD_PORT))
            taken.listen()
        warnings.simplefilter("error", UserWarning)
        with open_engine(TWO, scratch, notes.append) as opened:
            yield opened
    assert children() == []
    assert list(scratch.iterdir()) == []


def test_results_come_in_the_order_of_the_calls_and_progress_is_told(engine: Engine) -> None:
    told: list[int] = []
    numbers = [5, 3, 9, 1]
    assert engine.run(tasks.doubled, [(number,) for number in numbers], told.append) == [10, 6, 18, 2]
    assert told == [0, 1, 2, 3, 4]


def test_nothing_to_do_is_done(engine: Engine) -> None:
    assert engine.run(tasks.doubled, [], unheard) == []


def test_two_processes_work(engine: Engine) -> None:
    done = engine.run(tasks.process_of, [(number,) for number in range(8)], unheard)
    assert len({process for _, process in done} - {os.getpid()}) == 2


def test_the_same_call_twice_is_done_twice(engine: Engine) -> None:
    assert engine.run(tasks.doubled, [(2,), (2,)], unheard) == [4, 4]


def test_a_killed_worker_costs_its_own_task(engine: Engine, tmp_path: Path, notes: list[str]) -> None:
    calls = [(number, tmp_path) for number in range(12)]
    assert engine.run(tasks.killed_once, calls, unheard) == list(range(12))
    assert (tmp_path / "killed").exists()
    assert len(notes) == 1
    assert notes[0].endswith(" was lost; its tasks run again.")


def test_a_task_that_ends_every_worker_is_named(engine: Engine) -> None:
    with pytest.raises(AuditError, match=r"A worker ended 4 times in task 2 of 3 \(killed_always\), mostly for lack"):
        engine.run(tasks.killed_always, [(0,), (1,), (2,)], unheard)


def test_an_error_that_a_user_can_mend_arrives_as_itself_and_is_not_tried_again(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(UnreadableInputError, match=r"^Cannot read part 7\.$"):
        engine.run(tasks.unreadable, [(7, tmp_path)], unheard)
    assert len(list(tmp_path.iterdir())) == 1


def test_an_error_keeps_what_it_carries(engine: Engine) -> None:
    with pytest.raises(NoRoomError, match=r"No room for part 7\.") as raised:
        engine.run(tasks.without_room, [(7,)], unheard)
    assert raised.value.reason == "No room"


def test_a_task_without_memory_is_named(engine: Engine) -> None:
    named = r"did not suffice for task 1 of 1 \(without_memory\)\. Give --worker-memory"
    with pytest.raises(AuditError, match=named) as raised:
        engine.run(tasks.without_memory, [(7,)], unheard)
    assert not is_out_of_memory(raised.value)  # the command would say that this process has too little


def test_an_error_that_passes_is_tried_again(engine: Engine, tmp_path: Path) -> None:
    assert engine.run(tasks.fails_once, [(1, tmp_path), (2, tmp_path)], unheard) == [1, 2]


def test_a_defect_is_no_audit_error(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError):
        engine.run(tasks.defect, [(1,)], unheard)


def test_nobody_without_the_key_gives_tasks_to_the_workers_of_this_machine(engine: Engine) -> None:
    address = engine._client.scheduler.address
    assert address.startswith("tls://127.0.0.1:")
    with pytest.raises(ConnectionFailedError), module._scheduler(address.replace("tls", "tcp"), seconds=2):
        pass


def test_dask_logs_nothing(engine: Engine, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError):
        engine.run(tasks.defect, [(1,)], unheard)
    assert capfd.readouterr() == ("", "")
