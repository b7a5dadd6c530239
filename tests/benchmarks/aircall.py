"""Read the calls of a stand-in Aircall through every mishap: python -m tests.benchmarks.aircall --calls 60000.

Each call has to be there once, whatever fails on the way, and whether it is one reading or one that is killed at ten
places and resumed. No time is spent on waiting: both sides go by a clock that goes on with each wait, so that the
minutes are those which a real reading takes. Exits with 1 when a call is missing, is there twice, or the limit of the
company was passed; a request that is not on the list of what may be read ends it at once.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from audit.errors import AuditError
from audit.sources.aircall.aircall_api import connect
from audit.sources.aircall.read_aircall import AircallCalls, AskedPeriod, read_aircall_calls
from audit.sources.calls.calls_file import write_calls_file
from audit.sources.calls.read_calls import read_calls
from audit.sources.http.retry_policy import RetryPolicy
from tests.fake_aircall import FakeAircall, generated
from tests.fake_aircall.history import DAY, NOW
from tests.fake_aircall.mishaps import MISHAPS

_WITHIN_HORIZON = 182 * DAY
"""Calls that are no older are there to the end of the reading."""
_LIMIT = 60
READINGS = {"plain": (False, 0), "mishaps": (True, 0), "killed": (False, 10), "killed-mishaps": (True, 10)}
"""By name: whether there are mishaps, and at how many places it is killed."""


@dataclass
class Clock:
    """UNIX time, which goes on by what is waited for."""

    moment: float = float(NOW)
    longest: float = 0.0

    def now(self) -> float:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.moment += seconds
        self.longest = max(self.longest, seconds)


@dataclass
class Reading:
    """What came of one reading."""

    name: str
    found: AircallCalls | None = None
    requests: int = 0
    limited: int = 0
    most_in_a_minute: int = 0
    minutes: float = 0.0
    seconds: float = 0.0
    mishaps: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        calls = len(self.found.log.rows) + sum(self.found.log.set_aside.values()) if self.found else 0
        return (
            f"{self.name:24} {calls:>7,} calls {self.requests:>6,} requests {sum(self.mishaps.values()):>4} mishaps "
            f"of {len(self.mishaps):>2} kinds {self.limited:>3} refused {self.most_in_a_minute:>3} a minute at most "
            f"{self.minutes:>6.1f} min waited {self.seconds:>5.1f} s of computing  {'; '.join(self.wrong) or 'right'}"
        )


class KilledError(BaseException):
    """The process ends here, without a word."""


def read(aircall: FakeAircall, clock: Clock, out: Path, *, kills: tuple[int, ...] = ()) -> AircallCalls:
    """Read all calls into ``out``; at the calls of ``kills`` the reading ends as if it were killed, and is resumed."""
    patience = RetryPolicy(read_timeout=0.3, first_wait=2.0, sleep=clock.sleep, clock=clock.now)
    left = list(kills)

    def tell(done: int, _: int | None) -> None:
        if left and done >= left[0]:
            left.pop(0)
            raise KilledError

    while True:
        client = connect(50, environ=aircall.env(), patience=patience, now=clock.now)
        client.http.trust_env = False
        client.http.proxies = {"https": aircall.env()["HTTPS_PROXY"]}
        moment = datetime.fromtimestamp(clock.now(), UTC)
        folder = out.with_name(f"{out.name}.unfinished")
        try:
            with read_aircall_calls(client, AskedPeriod(), folder, tell, moment) as found:
                write_calls_file(found.log, out)
        except (KilledError, AuditError):
            continue
        return found


def measured(name: str, n_calls: int, seed: int, folder: Path, *, faulty: bool, kills: int) -> Reading:
    """Return what came of reading ``n_calls`` calls."""
    clock, reading, out = Clock(), Reading(name), folder / f"{name}.parquet"
    history = generated(n_calls, seed=seed)
    chance = random.Random(seed)  # noqa: S311 - the same on every run
    places = tuple(sorted(chance.sample(range(1, n_calls), kills)))
    with FakeAircall(history, clock=clock.now, requests_per_minute=_LIMIT) as aircall:
        if faulty:
            for number, (each, mishap) in enumerate(MISHAPS.items()):
                is_stall = each.startswith("stall")
                probability = 0.002 if is_stall else 0.006 if mishap.passes else 0.0015
                aircall.fault(
                    "GET /v1/**", mishap.act, name=each, times=None, nth=4, probability=probability, seed=seed + number
                )
        started = time.perf_counter()
        reading.found = read(aircall, clock, out, kills=places)
        reading.seconds = time.perf_counter() - started
        reading.requests = len(aircall.requests)
        reading.limited, reading.most_in_a_minute = aircall.state.n_limited, aircall.state.most_in_a_minute
        reading.mishaps = Counter(entry.fault for entry in aircall.requests if entry.fault)
    reading.minutes = (clock.now() - NOW) / 60
    reading.wrong = wrong(reading.found, out, aircall)
    return reading


def wrong(found: AircallCalls, out: Path, aircall: FakeAircall) -> list[str]:
    """Return what is wrong with the calls that were found."""
    history = aircall.state.history
    begin = max(found.period.begin, NOW - _WITHIN_HORIZON)
    is_due = (history.started >= begin) & (history.started < found.period.end)
    due = {
        int(call_id)
        for call_id, other, ended in zip(history.ids[is_due], history.other[is_due], history.ended[is_due], strict=True)
        if other not in history.own_digits and ended <= NOW
    }
    ids = [*map(int, read_calls(out).rows["call_id"])]
    started = dict(zip(history.ids.tolist(), history.started.tolist(), strict=True))
    missing = due - set(ids)
    foreign = [call_id for call_id in ids if not found.period.begin <= started[call_id] < found.period.end]
    checks = {"missing": len(missing), "twice": len(ids) - len(set(ids)), "of another time": len(foreign)}
    told = [f"{n} {what}" for what, n in checks.items() if n]
    return [*told, *(["left a folder"] if out.with_name(f"{out.name}.unfinished").exists() else [])]


def main(argv: list[str] | None = None) -> int:
    """Print a line for each reading."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.aircall", description=__doc__)
    parser.add_argument("--calls", type=int, default=60_000, metavar="N")
    parser.add_argument("--seeds", type=int, default=1, metavar="N")
    options = parser.parse_args(argv)
    failed = False
    with tempfile.TemporaryDirectory(prefix="aircall-benchmark-") as folder:
        for seed in range(1, options.seeds + 1):
            for name, faulty, kills in (
                ("plain", False, 0),
                ("mishaps", True, 0),
                ("killed", False, 10),
                ("killed-mishaps", True, 10),
            ):
                reading = measured(f"{name}-{seed}", options.calls, seed, Path(folder), faulty=faulty, kills=kills)
                sys.stdout.write(f"{reading.line()}\n")
                sys.stdout.flush()
                failed |= bool(reading.wrong) or (not faulty and bool(reading.limited))
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
