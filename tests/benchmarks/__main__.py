"""What an audit costs, beside the naive script and beside reading the files alone: python -m tests.benchmarks.

Each size is generated once, then every program runs as a process of its own, in turn. ``--records`` takes any sizes;
the naive script needs about three minutes and 4 GB for a million records, ``--no-naive`` leaves it out.
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
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.org import write_org

DEFAULT_SIZES = (100_000, 1_000_000)
STAGES = ("extract", "read", "simulate", "find", "conclude", "write")


@dataclass(frozen=True)
class Run:
    """One program on one org, as a whole process."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    stages: dict[str, float]
    """seconds by stage, as far as the program tells them"""


def run(module: str, *arguments: str | Path) -> Run:
    """Run a module of Python in a process of its own; raise CalledProcessError when it fails."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        told = child.stdout.read() if child.stdout else ""
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    stages = json.loads(told) if told.startswith("{") else {}
    cpu = usage.ru_utime + usage.ru_stime
    return Run(time.perf_counter() - started, cpu, usage.ru_maxrss / 1024, stages.get("seconds", stages))


def measured(records: int, folder: Path, *, naive: bool) -> dict[str, Run]:
    """Return what each program took on an org of ``records`` records."""
    org, report = folder / "org", folder / "report"
    write_org(org, records)
    runs = {"csv": run("tests.benchmarks.csv_alone", org), "stages": run("tests.benchmarks.stages", org, report)}
    shutil.rmtree(report)
    runs["audit"] = run("audit", "run", "--csv", org, "--out", report, "--quiet", "--now", "2026-01-01T00:00:00Z")
    if naive:
        runs["naive"] = run("tests.benchmarks.naive", org, folder / "naive")
    shutil.rmtree(folder)
    return runs


def table(by_size: dict[int, dict[str, Run]]) -> list[str]:
    """Return the lines of the table, in Markdown."""
    lines = [
        "| records | " + " | ".join(f"{size:,}" for size in by_size) + " |",
        "|---|" + "--:|" * len(by_size),
    ]

    def row(name: str, cells: list[str]) -> None:
        lines.append(f"| {name} | " + " | ".join(cells) + " |")

    runs = list(by_size.values())
    row("pyarrow reads the files alone, s", [f"{each['csv'].stages['extract']:.2f}" for each in runs])
    for stage in STAGES:
        row(f"{stage}, s", [f"{each['stages'].stages[stage]:.2f}" for each in runs])
    first_three = [sum(each["stages"].stages[stage] for stage in STAGES[:3]) for each in runs]
    row(
        "extract, read and simulate, in times of pyarrow alone",
        [f"{n / each['csv'].stages['extract']:.1f}" for n, each in zip(first_three, runs, strict=True)],
    )
    row("the whole command, s", [f"{each['audit'].seconds:.1f}" for each in runs])
    row("its peak memory, MB", [f"{each['audit'].peak_mb:,.0f}" for each in runs])
    sizes = list(by_size)
    growth = ["", *(runs[i]["audit"].seconds / runs[i - 1]["audit"].seconds for i in range(1, len(runs)))]
    row("times the time of the org before", [f"{n:.1f}" if n else "" for n in growth][: len(sizes)])
    naive = [each.get("naive") for each in runs]
    row("the naive script, s", [f"{each.seconds:.1f}" if each else "" for each in naive])
    row("its peak memory, MB", [f"{each.peak_mb:,.0f}" if each else "" for each in naive])
    faster = [slow.seconds / each["audit"].seconds if slow else None for slow, each in zip(naive, runs, strict=True)]
    row("times faster than the naive script", [f"{n:.1f}" if n else "" for n in faster])
    return lines


def main() -> None:
    """Measure every size and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--records", type=int, nargs="+", default=list(DEFAULT_SIZES))
    options.add_argument("--naive", action=argparse.BooleanOptionalAction, default=True)
    options.add_argument("--folder", type=Path, help="where the files are written meanwhile")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        by_size = {size: measured(size, Path(folder) / str(size), naive=given.naive) for size in given.records}
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    sys.stdout.write("\n".join([*table(by_size), "", f"{time.strftime('%Y-%m-%d')}, {machine}"]) + "\n")


if __name__ == "__main__":
    main()
