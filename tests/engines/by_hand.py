"""A Dask scheduler and its workers, started by the command line as somebody starts a cluster by hand."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

_ROOT = str(Path(__file__).parents[2])


@contextmanager
def started(log: Path, *arguments: str, folder: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Yield a process of the command dask; it and its own are gone at the end."""
    environ = {**os.environ, "PYTHONPATH": _ROOT, **environment}
    with (
        log.open("wb") as out,
        subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments],
            stdout=out,
            stderr=out,
            env=environ,
            cwd=folder,
            start_new_session=True,
        ) as process,
    ):
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


class Cluster:
    """A scheduler, and workers that can be started one by one."""

    def __init__(self, folder: Path, *, tls: dict[str, str] | None = None) -> None:
        self.folder = folder
        self._tls = tls or {}
        self._stack = ExitStack()
        file = folder / "scheduler.json"
        self.scheduler = self._start(
            "scheduler",
            "--host",
            f"{'tls' if tls else 'tcp'}://127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
            "--no-show",
            "--scheduler-file",
            str(file),
        )
        self.address: str = json.loads(waited_for(file))["address"]

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        log = self.folder / f"{arguments[0]} {len(list(self.folder.iterdir()))}.log"
        return self._stack.enter_context(started(log, *arguments, folder=self.folder, **self._tls))

    def worker(self, *, preload: str = "") -> subprocess.Popen[bytes]:
        """Start a worker, which runs ``preload`` first."""
        more: list[str] = []
        if preload:
            script = self.folder / "preload.py"
            script.write_text(preload)
            more = ["--preload", str(script)]
        return self._start(
            "worker",
            self.address,
            "--nthreads",
            "1",
            "--no-nanny",
            "--no-dashboard",
            "--local-directory",
            str(self.folder),
            *more,
        )

    def close(self) -> None:
        self._stack.close()


def waited_for(file: Path) -> str:
    """Return what a file holds as soon as it does."""
    for _ in range(300):
        if file.is_file() and (text := file.read_text()):
            return text
        time.sleep(0.1)
    raise AssertionError(f"no {file.name}")


@contextmanager
def cluster(folder: Path, *, tls: dict[str, str] | None = None) -> Iterator[Cluster]:
    made = Cluster(folder, tls=tls)
    try:
        yield made
    finally:
        made.close()
