"""The engine Dask with a scheduler and workers that were started by hand."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import dask
import psutil
import pytest
from distributed import Security

from audit.cli.memory import is_out_of_memory
from audit.config.engine import EngineSettings
from audit.engines import dask as module
from audit.engines.choice import open_engine
from audit.errors import AuditError, ConnectionFailedError, WorkersLostError
from tests.engines import tasks
from tests.engines.by_hand import Cluster, cluster, waited_for

pytestmark = pytest.mark.slow

OTHER_VERSION = "import audit\naudit.__version__ = '0.0.9'\n"
OTHER_FOLDER = """
import audit.engines.worker_check as module
class Elsewhere(str):
    def __rtruediv__(self, folder):
        return folder / "elsewhere"
module._OF_DRIVER = Elsewhere()
"""
NO_PHONE_AUDIT = """
import sys
sys.path = [each for each in sys.path if not (__import__("pathlib").Path(each) / "audit").is_dir()]
class _None:
    def find_spec(self, name, *_):
        if name.split(".")[0] == "audit":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, _None())
"""


def unheard(_: object) -> None:
    """Nobody listens."""


@pytest.fixture
def by_hand(tmp_path: Path) -> Iterator[Cluster]:
    (tmp_path / "cluster").mkdir()
    with cluster(tmp_path / "cluster") as made:
        yield made


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    (tmp_path / "scratch").mkdir()
    return tmp_path / "scratch"


def settings(by_hand: Cluster) -> EngineSettings:
    return EngineSettings(kind="dask", scheduler=by_hand.address)


def test_the_others_go_on_when_a_worker_is_killed_and_nothing_stays(by_hand: Cluster, scratch: Path) -> None:
    workers = [by_hand.worker(), by_hand.worker()]
    told: list[int] = []
    notes: list[str] = []

    def _killing(done: int) -> None:
        if done == 4:
            workers[0].kill()
        told.append(done)

    with open_engine(settings(by_hand), scratch, notes.append) as engine:
        results = engine.run(tasks.slow, [(number, 0.1) for number in range(20)], _killing)
    assert results == list(range(20))
    assert told == list(range(21))
    assert [note.rsplit(" was ")[1] for note in notes] == ["lost; its tasks run again."]
    assert list(scratch.iterdir()) == []
    assert by_hand.scheduler.poll() is None
    assert workers[1].poll() is None


def test_a_run_without_workers_ends(by_hand: Cluster, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    no_worker = f"No worker is left at {by_hand.address}. Start some; the same command goes on where it stopped."
    monkeypatch.setattr(module, "_SECONDS_WITHOUT_WORKERS", 2)
    with pytest.raises(WorkersLostError) as never_came, open_engine(settings(by_hand), scratch, unheard):
        pass
    monkeypatch.setattr(module, "_SECONDS_WITHOUT_WORKERS", 20)
    worker = by_hand.worker()
    with open_engine(settings(by_hand), scratch, unheard) as engine:
        monkeypatch.setattr(module, "_SECONDS_WITHOUT_WORKERS", 2)
        with pytest.raises(WorkersLostError) as all_gone:
            engine.run(tasks.slow, [(1, 0.0), (2, 60)], lambda done: worker.kill() if done == 1 else None)
    assert str(never_came.value) == str(all_gone.value) == no_worker
    assert list(scratch.iterdir()) == []


def test_a_worker_that_comes_later_is_asked_too(by_hand: Cluster, scratch: Path) -> None:
    by_hand.worker()
    started: list[object] = []

    def _joined(done: int) -> None:
        if done == 1 and not started:
            started.append(by_hand.worker(preload=OTHER_VERSION))

    with (
        pytest.raises(AuditError, match=r"has phone-audit 0\.0\.9, this machine 0\.1\.0"),
        open_engine(settings(by_hand), scratch, unheard) as engine,
    ):
        engine.run(tasks.slow, [(number, 0.2) for number in range(200)], _joined)


@pytest.mark.parametrize(
    ("preload", "sentence"),
    [
        (OTHER_VERSION, "has phone-audit 0.0.9, this machine 0.1.0: results would differ. Install the same versions."),
        (OTHER_FOLDER, "does not see {scratch}. Give --scratch a folder that all workers share."),
        (NO_PHONE_AUDIT, "has not phone-audit 0.1.0. Install the same version on all workers."),
    ],
)
def test_a_worker_that_is_not_fit_is_named(by_hand: Cluster, scratch: Path, preload: str, sentence: str) -> None:
    by_hand.worker(preload=preload)
    with pytest.raises(AuditError) as raised, open_engine(settings(by_hand), scratch, unheard):
        pass
    assert str(raised.value).startswith("Worker tcp://127.0.0.1:")
    assert str(raised.value).endswith(sentence.format(scratch=scratch))


def test_a_scheduler_that_ends_in_mid_run_is_told(by_hand: Cluster, scratch: Path) -> None:
    by_hand.worker()
    with (
        pytest.raises(WorkersLostError, match="No Dask scheduler answers at tcp://"),
        open_engine(settings(by_hand), scratch, unheard) as engine,
    ):
        engine.run(
            tasks.slow,
            [(number, 0.1) for number in range(200)],
            lambda done: by_hand.scheduler.kill() if done == 3 else None,
        )


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "tls://127.0.0.1:9"])
def test_no_scheduler_is_told(scratch: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module._scheduler.__wrapped__, "__defaults__", (1,))
    with (
        pytest.raises(ConnectionFailedError) as raised,
        open_engine(EngineSettings(kind="dask", scheduler=address), scratch, unheard),
    ):
        pass
    assert str(raised.value) == f"No Dask scheduler answers at {address}. Is it running, and may this machine reach it?"


@pytest.fixture
def web_page() -> Iterator[str]:
    """Yield the address of what answers the first that comes as a web server does."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def _answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = Thread(target=_answer, daemon=True)
        thread.start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        thread.join(timeout=5)


def test_another_server_is_no_lack_of_memory(scratch: Path, web_page: str) -> None:
    with (
        pytest.raises(ConnectionFailedError) as raised,
        open_engine(EngineSettings(kind="dask", scheduler=web_page), scratch, unheard),
    ):
        pass
    assert str(raised.value) == (
        f"What answers at {web_page} is no Dask scheduler. Correct the port: 8786 as a rule; 8787 is its page."
    )
    assert not is_out_of_memory(raised.value)  # the command would say that instead
    assert list(scratch.iterdir()) == []


RUN = """
import sys
from pathlib import Path
from audit.config.engine import EngineSettings
from audit.engines.choice import open_engine
from audit.cli.process import stop_in_order
from tests.engines import tasks
if __name__ == "__main__":
    stop_in_order()
    scratch = Path(sys.argv[1])
    with open_engine(EngineSettings(kind="dask", workers=2, worker_memory="1GB"), scratch, print) as engine:
        begun = scratch.parent / "begun"
        calls = [(0, 0.0)] + [(1, 60)] * 4
        engine.run(tasks.slow, calls, lambda done: begun.write_text("yes") if done else None)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_no_process_and_no_file(tmp_path: Path, scratch: Path, number: signal.Signals) -> None:
    """As a terminal does it: Ctrl-C goes to the process and to all that it started."""
    script = tmp_path / "run.py"
    script.write_text(RUN)
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "TMPDIR": str(tmp_path / "tmp")}
    (tmp_path / "tmp").mkdir()
    running = subprocess.Popen(
        [sys.executable, str(script), str(scratch)],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environ,
        start_new_session=True,
    )
    waited_for(tmp_path / "begun")
    started = psutil.Process(running.pid).children(recursive=True)
    if number == signal.SIGINT:
        os.killpg(running.pid, number)
    else:
        running.send_signal(number)
    began = time.monotonic()
    out, err = running.communicate(timeout=30)
    assert time.monotonic() - began < 10
    assert (out, err.splitlines()[-1]) == ("", "KeyboardInterrupt")
    assert err.count("Traceback") == 1  # no worker tells of its end, and Dask logs nothing
    assert " - ERROR - " not in err
    assert len(started) >= 2
    assert psutil.wait_procs(started, timeout=5)[1] == []
    assert list(scratch.iterdir()) == list((tmp_path / "tmp").iterdir()) == []


def test_tls_is_configured_as_dask_says_and_needed_then(tmp_path: Path, scratch: Path) -> None:
    made = Security.temporary()
    (tmp_path / "pem").mkdir()
    files = {name: tmp_path / "pem" / f"{name}.pem" for name in ("ca", "cert", "key")}
    for name, text in (("ca", made.tls_ca_file), ("cert", made.tls_client_cert), ("key", made.tls_client_key)):
        files[name].write_text(text)
    prefix = "DASK_DISTRIBUTED__COMM__"
    environ = {f"{prefix}REQUIRE_ENCRYPTION": "true", f"{prefix}TLS__CA_FILE": str(files["ca"])}
    client = {"distributed.comm.require-encryption": True, "distributed.comm.tls.ca-file": str(files["ca"])}
    for role in ("scheduler", "worker", "client"):
        for name in ("cert", "key"):
            environ[f"{prefix}TLS__{role.upper()}__{name.upper()}"] = str(files[name])
            client[f"distributed.comm.tls.{role}.{name}"] = str(files[name])
    (tmp_path / "cluster").mkdir()
    with cluster(tmp_path / "cluster", tls=environ) as made_by_hand:
        made_by_hand.worker()
        assert made_by_hand.address.startswith("tls://")
        with dask.config.set(client), open_engine(settings(made_by_hand), scratch, unheard) as engine:
            assert engine.run(tasks.doubled, [(2,), (3,)], unheard) == [4, 6]
        with pytest.raises(ConnectionFailedError), open_engine(settings(made_by_hand), scratch, unheard):
            pass
