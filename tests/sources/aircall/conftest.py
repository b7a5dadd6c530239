"""A stand-in Aircall, and a client whose waits take no time: both go by one clock."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from audit.sources.aircall.aircall_api import Aircall, connect
from audit.sources.aircall.read_aircall import AircallCalls, AskedPeriod, read_aircall_calls
from audit.sources.calls.calls_file import write_calls_file
from audit.sources.http.retry_policy import RetryPolicy
from tests.fake_aircall import FakeAircall, generated
from tests.fake_aircall.history import NOW, History

EVERYTHING = AskedPeriod()


@dataclass
class Time:
    """UNIX time that goes on only while somebody waits."""

    start: float = float(NOW)
    waits: list[float] = field(default_factory=list)
    slow_by: float = 0.0
    """How wrong the client's own clock is."""

    def now(self) -> float:
        return self.start + sum(self.waits)

    @property
    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.now(), UTC)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def patience(time: Time) -> RetryPolicy:
    return RetryPolicy(read_timeout=0.5, first_wait=2.0, jitter=lambda: 0.5, sleep=time.waits.append, clock=time.now)


@pytest.fixture
def start(time: Time, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., FakeAircall]]:
    """Return a function that starts a stand-in with so many calls and lets the environment lead to it."""
    with ExitStack() as stack:

        def started(history: History | int = 500, **settings: Any) -> FakeAircall:
            history = generated(history) if isinstance(history, int) else history
            fake = stack.enter_context(FakeAircall(history, clock=time.now, **settings))
            for name, value in fake.env().items():
                monkeypatch.setenv(name, value)
            return fake

        yield started


@pytest.fixture
def client(time: Time, patience: RetryPolicy) -> Callable[..., Aircall]:
    return lambda per_minute=50, **options: connect(
        per_minute, patience=patience, now=lambda: time.now() - time.slow_by, **options
    )


@pytest.fixture
def saved(client: Callable[..., Aircall], time: Time, tmp_path: Path) -> Callable[..., AircallCalls]:
    """Return a function that reads all calls into ``tmp_path / "calls.parquet"``."""

    def save(
        asked: AskedPeriod = EVERYTHING, per_minute: int = 50, progress: Any = lambda *_: None, **options: Any
    ) -> AircallCalls:
        folder = tmp_path / "calls.parquet.unfinished"
        with read_aircall_calls(client(per_minute, **options), asked, folder, progress, time.moment) as found:
            write_calls_file(found.log, tmp_path / "calls.parquet")
        return found

    return save


def expected_ids(history: History, begin: float, end: float) -> list[int]:
    """Return the ids of the calls that began from ``begin`` to before ``end``, in order."""
    is_wanted = (history.started >= begin) & (history.started < end)
    return sorted(int(call_id) for call_id in history.ids[is_wanted])
