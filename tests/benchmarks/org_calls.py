"""How long do the calls of an org take, and does a killed reading resume? python -m tests.benchmarks.org_calls

The stand-in org has N calls as Tasks, Aircall Logs, or both. Each way is read once, as a process of its own; then the
last one is killed at ten moments and run again, and must give the same table.
"""

import argparse
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from audit.sources.calls.read_calls import read_log_entries
from tests.fake_org import FakeOrg
from tests.fake_org.generated_rows import generate
from tests.fake_org.settings import Settings

LOGGING = ("Task", "Log only", "Task and Log")
KILLS = 10


def main(argv: Sequence[str] | None = None) -> int:
    """Print a line for each way of logging, and one for each reading that was killed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=100_000, metavar="N")
    n_calls = parser.parse_args(argv).calls
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for logging in LOGGING:
            settings: dict[str, Any] = {"package": "current", "logging": logging, "bulk_page_size": 5_000}
            contents = generate(1_000, Settings(**settings), calls=n_calls)
            with FakeOrg(contents=contents, **settings) as org:
                took = _whole(org, folder / "whole.parquet", logging)
                if logging == LOGGING[-1]:
                    _killed(org, folder, took)
    return 0


def _reading(org: FakeOrg, out: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "audit", "calls", "--env", "--quiet", "--out", str(out)]
    return subprocess.Popen(command, env={**os.environ, **org.process_env()}, stderr=subprocess.DEVNULL, text=True)


def _whole(org: FakeOrg, out: Path, logging: str) -> float:
    begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    code = _reading(org, out).wait()
    took, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    n_rows = len(read_log_entries(out).rows)
    sys.stdout.write(
        f"{logging:12}  exit {code}  {n_rows:,} calls  {took:.1f} s, {cpu:.1f} s CPU, at most "
        f"{after.ru_maxrss // 1024:,} MB so far, {len(org.requests)} requests, {len(org.writes)} writes\n"
    )
    return took


def _killed(org: FakeOrg, folder: Path, took: float) -> None:
    whole = _in_order(folder / "whole.parquet")
    for number in range(KILLS):
        out, n_before = folder / f"killed{number}.parquet", len(org.requests)
        process = _reading(org, out)
        time.sleep(took * (0.2 + 0.05 * number))
        process.send_signal(signal.SIGKILL)
        was_running = process.wait() == -signal.SIGKILL
        n_killed = len(org.requests)
        code = _reading(org, out).wait()
        is_same = _in_order(out).equals(whole)
        left = [path.name for path in folder.iterdir() if path.suffix != ".parquet"]
        sys.stdout.write(
            f"killed{'' if was_running else ' too late'} after {n_killed - n_before} requests, exit {code} after "
            f"{len(org.requests) - n_killed} more: {'the same' if is_same else 'NOT THE SAME'}, left {left}, "
            f"{len(org.jobs)} jobs\n"
        )


def _in_order(path: Path) -> pd.DataFrame:
    return read_log_entries(path).rows.sort_values("entry_id", ignore_index=True)


if __name__ == "__main__":
    raise SystemExit(main())
