"""Tasks on Dask: on processes of this machine, or on the workers of a scheduler. The only module that imports it."""

import logging
import warnings
from asyncio import gather
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import cache, partial
from multiprocessing import resource_tracker
from pathlib import Path
from queue import Empty, SimpleQueue
from shutil import rmtree
from time import monotonic
from typing import Any, Final, NamedTuple
from uuid import uuid4

import dask
import psutil
from distributed import CancelledError, Client, Future, KilledWorker, LocalCluster, Security, Worker, get_worker

from audit import __version__
from audit.columns.threads import n_cpus
from audit.config.engine import EngineSettings, bytes_of
from audit.engines.free_memory import free_memory
from audit.engines.interface import Note, T, Told
from audit.engines.worker_check import (
    Expected,
    check_introduced,
    check_worker,
    expected_of_workers,
    introduce,
    withdraw,
)
from audit.errors import AuditError, ConnectionFailedError, WorkersLostError, WriteFailedError, told_as
from audit.sources.interrupts import interrupts_deferred, new_threads_without_ctrl_c
from audit.sources.private_files import private_folder

_SETTINGS: Final = {
    "distributed.scheduler.allowed-failures": 3,
    "distributed.scheduler.worker-saturation": 1.0,  # one task a worker: one that is lost takes no second task along
    "distributed.scheduler.active-memory-manager.start": False,  # results are small
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,  # between tasks, memory that is kept for the next one counts as used
    "distributed.worker.profile.enabled": False,
}
"""Of the scheduler and workers that are started here."""
_LOGGERS: Final = ("distributed", "tornado", "asyncio")
_SILENT: Final = logging.CRITICAL + 1
_MORE_MEMORY: Final = "Give --worker-memory more or --rows-per-part less."
_TRIES_AGAIN: Final = 2
_CANNOT_BE_LOADED: Final = ("ModuleNotFoundError(", "ImportError(", "AttributeError(")
"""What a worker answers where it has not even the function to ask it with."""
_SECONDS_TO_CONNECT: Final = 20
_SECONDS_WITHOUT_WORKERS: Final = 60
"""A worker that ended is replaced within seconds; one of a cluster that grows with its work may take a minute."""
_SECONDS_BETWEEN_LOOKS: Final = 1
_SECONDS_TO_CLOSE: Final = 5
_SECONDS_TO_END: Final = 1
"""Of a process whose task nobody waits for any more."""


class _Answer(NamedTuple):
    """What a task returned, or the failure that a user can do something about: it is not tried again."""

    result: Any
    error: AuditError | None = None


@contextmanager
def dask_engine(settings: EngineSettings, scratch: Path, note: Note) -> Iterator["DaskEngine"]:
    """Yield an engine that works in the folder ``scratch``; at the end, whatever happens, its processes are gone.

    ``note`` is told of workers that were lost. Raise AuditError where there is no scheduler, where no worker is there,
    or where one has other versions than this process or does not see ``scratch``.
    """
    with _silent(), dask.config.set(_SETTINGS):
        connect = _own_workers(settings, scratch) if settings.scheduler is None else _scheduler(settings.scheduler)
        with connect as client, _checked_workers(client, scratch) as expected:
            yield DaskEngine(client, expected, note)


class DaskEngine:
    """Gives tasks to the workers of a scheduler."""

    def __init__(self, client: Client, expected: Expected, note: Note) -> None:
        """Take the connection, what each worker is asked for, and who is told of lost workers."""
        self._client = client
        self._expected = expected
        self._note = note
        self._lost: SimpleQueue[str] = SimpleQueue()
        client.subscribe_topic("all", self._event)

    def run(self, task: Callable[..., T], calls: Sequence[tuple[Any, ...]], told: Told) -> list[T]:
        """Do as ``Engine.run`` says; what goes wrong beside AuditError is tried twice more."""
        told(0)
        name = task.__name__
        keys = [f"{name}-{uuid4().hex}" for _ in calls]
        futures = self._client.map(
            partial(_answer, self._expected, task), calls, key=keys, pure=False, retries=_TRIES_AGAIN
        )
        finished: SimpleQueue[Future] = SimpleQueue()
        for future in futures:
            future.add_done_callback(finished.put)
        places = {future.key: place for place, future in enumerate(futures)}
        results: dict[int, T] = {}
        try:
            while len(results) < len(calls):
                future = self._next(finished)
                place = places[future.key]
                results[place] = self._result(future, f"{place + 1} of {len(calls)} ({name})")
                told(len(results))
        finally:
            self._client.cancel(futures)
        return [results[place] for place in range(len(calls))]

    def _next(self, finished: "SimpleQueue[Future]") -> Future:
        """Return a task that is done; raise WorkersLostError when there was nobody to do one for a minute."""
        last_seen = monotonic()
        while True:
            self._note_lost()
            try:
                return finished.get(timeout=_SECONDS_BETWEEN_LOOKS)
            except Empty:
                if self._has_workers():
                    last_seen = monotonic()
                elif monotonic() - last_seen > _SECONDS_WITHOUT_WORKERS:
                    raise WorkersLostError(_no_worker(self._client)) from None

    def _has_workers(self) -> bool:
        """Ask the scheduler whether it has workers; raise WorkersLostError when it does not answer."""
        try:
            return bool(self._client.nthreads())
        except OSError as error:
            raise WorkersLostError(_unanswered(self._client.scheduler.address)) from error

    def _result(self, future: Future, which: str) -> Any:
        try:
            answer: _Answer = future.result()
        except KilledWorker as error:
            ended = f"A worker ended {error.allowed_failures + 1} times in task {which}, mostly for lack of memory."
            raise AuditError(f"{ended} {_MORE_MEMORY}") from error
        except MemoryError:
            failure = AuditError(f"The memory of a worker did not suffice for task {which}. {_MORE_MEMORY}")
        except CancelledError as error:
            raise WorkersLostError(_unanswered(self._client.scheduler.address)) from error
        else:
            if answer.error is None:
                return answer.result
            failure = answer.error
        raise failure  # not led to by MemoryError, which would be told as this process having too little

    def _event(self, event: tuple[float, Any]) -> None:
        """Keep what the scheduler tells of a lost worker; it does so on a thread of its own."""
        _, message = event
        if isinstance(message, dict) and message.get("action") == "remove-worker" and not message.get("expected"):
            self._lost.put(f"Worker {message['worker']} was lost; its tasks run again.")

    def _note_lost(self) -> None:
        while not self._lost.empty():
            self._note(self._lost.get())


def _answer(expected: Expected, task: Callable[..., Any], call: tuple[Any, ...]) -> _Answer:
    """Do a task on a worker."""
    try:
        _check_this_worker(expected)
        return _Answer(task(*call))
    except AuditError as error:
        return _Answer(None, error)


@cache
def _check_this_worker(expected: Expected) -> None:
    check_worker(get_worker().address, expected)


def _introduce_this_worker(expected: Expected, dask_worker: Worker) -> str | AuditError:
    """Do ``introduce`` on a worker, which Dask gives by this name."""
    try:
        return introduce(dask_worker.address, expected)
    except AuditError as error:
        return error


@contextmanager
def _checked_workers(client: Client, scratch: Path) -> Iterator[Expected]:
    """Ask each worker for its versions and for the folder; raise AuditError."""
    with told_as(WriteFailedError, f"Cannot write to {scratch}", "Give --scratch another folder."):
        expected = expected_of_workers(scratch)
    try:
        for worker, answer in client.run(_introduce_this_worker, expected, on_error="return").items():
            check_introduced(worker, expected, _told_by(worker, answer))
        yield expected
    finally:
        withdraw(expected)


def _wait_for_workers(client: Client, n_workers: int) -> None:
    try:
        client.wait_for_workers(n_workers, timeout=_SECONDS_WITHOUT_WORKERS)
    except TimeoutError as error:
        raise WorkersLostError(_no_worker(client)) from error


def _told_by(worker: str, answer: Any) -> str:
    """Return the name that a worker told; raise what it raised."""
    if isinstance(answer, ImportError | AttributeError) or str(answer).startswith(_CANNOT_BE_LOADED):
        raise AuditError(
            f"Worker {worker} has not phone-audit {__version__}. Install the same version on all workers."
        ) from answer
    if isinstance(answer, Exception):
        raise answer
    return str(answer)


@contextmanager
def _own_workers(settings: EngineSettings, scratch: Path) -> Iterator[Client]:
    """Start processes on this machine, which nobody else can give tasks; end them at once when the block fails."""
    place = str(private_folder(scratch / "dask"))
    n_workers = settings.workers or n_cpus()
    try:
        resource_tracker.ensure_running()  # the thread that starts it would get Ctrl-C again
        with ExitStack() as ended, dask.config.set({"temporary-directory": place}):
            with interrupts_deferred() as came, new_threads_without_ctrl_c():
                cluster = LocalCluster(
                    n_workers=0,
                    threads_per_worker=1,
                    memory_limit=bytes_of(settings.worker_memory) if settings.worker_memory else _share(n_workers),
                    security=Security.temporary(),  # without, whoever has an account here could run code as this user
                    scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},  # 8787 may be taken
                    local_directory=place,
                    silence_logs=_SILENT,
                    config=dict(_SETTINGS),
                )
                ended.enter_context(_ended(cluster))
                client = ended.enter_context(Client(cluster, set_as_default=False))
                cluster.scale(n_workers)
                _wait_for_workers(client, n_workers)
            if came:
                raise KeyboardInterrupt
            yield client
    finally:
        rmtree(place, ignore_errors=True)


@contextmanager
def _ended(cluster: LocalCluster) -> Iterator[None]:
    """End the processes of ``cluster`` with the block; when it fails, without waiting for what they are doing.

    Where all of them end at the same moment, as after Ctrl-C, Dask may wait for one forever; so each step has its time.
    """
    try:
        yield
    except BaseException:
        with suppress(TimeoutError):
            cluster.sync(_end_workers, cluster, callback_timeout=_SECONDS_TO_CLOSE)
        raise
    finally:
        processes = [nanny.pid for nanny in cluster.workers.values() if nanny.pid]
        try:
            cluster.close(timeout=_SECONDS_TO_CLOSE)
        except TimeoutError:
            for process in processes:
                with suppress(psutil.NoSuchProcess):
                    psutil.Process(process).kill()
            cluster.shutdown_on_close = False  # when Python ends, Dask would try again for ten seconds


async def _end_workers(cluster: LocalCluster) -> None:
    await gather(*(nanny.close(timeout=_SECONDS_TO_END) for nanny in cluster.workers.values()))


def _share(n_workers: int) -> int | str:
    """Return what each of ``n_workers`` and this process may use; where the system does not say, Dask divides."""
    free = free_memory()
    return "auto" if free is None else free // (n_workers + 1)


@contextmanager
def _scheduler(address: str, seconds: float = _SECONDS_TO_CONNECT) -> Iterator[Client]:
    """Connect to a scheduler; with tls:// as the configuration of Dask says. Raise ConnectionFailedError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that versions differ is told below, where it matters
            client = Client(address, timeout=seconds, set_as_default=False, name="phone-audit")
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise ConnectionFailedError(_unanswered(address)) from error
    except MemoryError:  # the first bytes of another protocol, taken for the length of a message
        client = None
    if client is None:  # not led to by MemoryError, which would be told as this process having too little
        raise ConnectionFailedError(
            f"What answers at {address} is no Dask scheduler. Correct the port: 8786 as a rule; 8787 is its page."
        )
    with client:
        _wait_for_workers(client, 1)
        yield client


def _unanswered(address: str) -> str:
    return f"No Dask scheduler answers at {address}. Is it running, and may this machine reach it?"


def _no_worker(client: Client) -> str:
    return f"No worker is left at {client.scheduler.address}. Start some; the same command goes on where it stopped."


@contextmanager
def _silent() -> Iterator[None]:
    """Let Dask log nothing: what matters is raised, or noted."""
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(_SILENT)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
