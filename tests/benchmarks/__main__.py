"""What an audit costs, beside its imports, reading the files alone and the naive script: python -m tests.benchmarks.

Each size is generated once, then every program runs as a process of its own, in turn, and the medians are shown: of 7
rounds, of one where there are more than 100,000 records, or of ``--times``. ``--records`` takes any sizes; the naive
script needs two to three minutes and 4 GB for a million records, ``--no-naive`` leaves it out.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks.org import write_org

DEFAULT_SIZES = (1_000, 10_000, 100_000, 1_000_000)
_TIMES, _MOST_RECORDS_SEVERAL_TIMES = 7, 100_000
_IMPORTS = "import pandas, openpyxl, pyarrow, phonenumbers, jinja2"
STAGES = ("extract", "read", "simulate", "find", "conclude", "write")


@dataclass(frozen=True)
class Run:
    """One program on one org, as a whole process."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    stages: dict[str, float]
    """seconds by stage, as far as the program tells them"""


def run(*arguments: str | Path) -> Run:
    """Run Python with ``arguments`` in a process of its own; raise CalledProcessError when it fails."""
    command = [sys.executable, *map(str, arguments)]
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        told = child.stdout.read() if child.stdout else ""
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    stages = json.loads(told) if told.startswith("{") else {}
    cpu = usage.ru_utime + usage.ru_stime
    return Run(seconds, cpu, usage.ru_maxrss / 1024, stages.get("seconds", stages))


def measured(records: int, folder: Path, times: int, *, naive: bool) -> dict[str, Run]:
    """Return the median of what each program took on an org of ``records`` records."""
    org, report = folder / "org", folder / "report"
    write_org(org, records)
    rounds = [_round(org, report, folder / "naive", naive=naive) for _ in range(times)]
    shutil.rmtree(folder)
    return {name: _median([each[name] for each in rounds]) for name in rounds[0]}


def _round(org: Path, report: Path, script: Path, *, naive: bool) -> dict[str, Run]:
    """Run each program once; what they write is gone before the next one runs."""
    runs = {
        "imports": run("-c", _IMPORTS),
        "csv": run("-m", "tests.benchmarks.csv_alone", org),
        "stages": run("-m", "tests.benchmarks.stages", org, report),
    }
    shutil.rmtree(report)
    now = ("--now", "2026-01-01T00:00:00Z")
    runs["audit"] = run("-m", "audit", "run", "--csv", org, "--out", report, "--quiet", *now)
    shutil.rmtree(report)
    if naive:
        runs["naive"] = run("-m", "tests.benchmarks.naive", org, script)
        shutil.rmtree(script)
    return runs


def _median(runs: Sequence[Run]) -> Run:
    return Run(
        median(each.seconds for each in runs),
        median(each.cpu_seconds for each in runs),
        median(each.peak_mb for each in runs),
        {stage: median(each.stages[stage] for each in runs) for stage in runs[0].stages},
    )


def table(by_size: dict[int, dict[str, Run]]) -> list[str]:
    """Return the lines of the table, in Markdown."""
    runs = list(by_size.values())

    def row(name: str, cell: Callable[[dict[str, Run]], str]) -> str:
        return f"| {name} | " + " | ".join(cell(each) for each in runs) + " |"

    lines = [
        "| records | " + " | ".join(f"{size:,}" for size in by_size) + " |",
        "|---|" + "--:|" * len(by_size),
        row("imports alone, s", lambda each: f"{each['imports'].seconds:.2f}"),
        row("pyarrow reads the files alone, s", lambda each: f"{each['csv'].stages['extract']:.3f}"),
        *(row(f"{stage}, s", lambda each, stage=stage: f"{each['stages'].stages[stage]:.2f}") for stage in STAGES),
        row("the whole command, s", lambda each: f"{each['audit'].seconds:.2f}"),
        row("its processor time, s", lambda each: f"{each['audit'].cpu_seconds:.2f}"),
        row("its peak memory, MB", lambda each: f"{each['audit'].peak_mb:,.0f}"),
        row("times the imports", lambda each: f"{each['audit'].seconds / each['imports'].seconds:.1f}"),
        row("times pyarrow alone", lambda each: f"{each['audit'].seconds / each['csv'].stages['extract']:,.1f}"),
    ]
    if all("naive" in each for each in runs):
        lines += [
            row("the naive script, s", lambda each: f"{each['naive'].seconds:.1f}"),
            row("its peak memory, MB", lambda each: f"{each['naive'].peak_mb:,.0f}"),
            row("times faster than it", lambda each: f"{each['naive'].seconds / each['audit'].seconds:.1f}"),
        ]
    return lines


def main() -> None:
    """Measure every size and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--records", type=int, nargs="+", default=list(DEFAULT_SIZES))
    options.add_argument("--times", type=int, help="rounds of each size")
    options.add_argument("--naive", action=argparse.BooleanOptionalAction, default=True)
    options.add_argument("--folder", type=Path, help="where the files are written meanwhile")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        by_size = {
            size: measured(size, Path(folder) / str(size), _rounds(size, given.times), naive=given.naive)
            for size in given.records
        }
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    sys.stdout.write("\n".join([*table(by_size), "", f"{time.strftime('%Y-%m-%d')}, {machine}"]) + "\n")


def _rounds(records: int, given: int | None) -> int:
    return given or (_TIMES if records <= _MOST_RECORDS_SEVERAL_TIMES else 1)


if __name__ == "__main__":
    main()
