"""Stop a run at many moments, in four ways: python -m tests.benchmarks.moments --source csv --records 100000.

Each moment is one run that is interrupted (SIGINT, SIGTERM), killed (SIGKILL), or finds the disk full: a small file
system in memory where this user may mount one, else a limit on the size of files. After each it is checked what was
said, the exit code, that one whole report is at its place, and what is left beside it and among temporary files.
"""

import argparse
import hashlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from tests.benchmarks.org import write_org
from tests.fake_org import FakeOrg

WAYS = ("SIGINT", "SIGTERM", "SIGKILL", "full")
Source = Literal["csv", "snapshot", "org"]
_SAMPLE = Path(__file__).parent.parent.parent / "sample_data"
_NOW = ("--now", "2026-11-22T10:00:00Z")
_SLOWEST = 300.0


@dataclass(frozen=True)
class Stage:
    """Where the runs take place."""

    place: Path
    """the folder that the report is in, and nothing else"""
    temporary: Path
    arguments: Sequence[str]
    earlier: Path
    """a report of another org, which stands at the place before a run is stopped"""
    environ: Mapping[str, str] = field(default_factory=dict)

    def start(self, largest_file: int | None = None) -> subprocess.Popen[str]:
        """Start a run, whose files may be so large."""
        return subprocess.Popen(
            [sys.executable, "-B", "-m", "audit", *self.arguments, "--out", str(self.place / "report"), *_NOW],
            env={**os.environ, **self.environ, "TMPDIR": str(self.temporary)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: _prepare(largest_file),  # noqa: PLW1509 - no threads here
        )

    def end(self, running: subprocess.Popen[str]) -> tuple[int, list[str]]:
        """Return exit code and lines on standard error, but for notes on the data."""
        _, err = running.communicate(timeout=_SLOWEST)
        return running.returncode, [line for line in err.splitlines() if not line.startswith("Note: ")]

    @cached_property
    def left_alone(self) -> tuple[float, str]:
        """Return the seconds of a run that nobody stops, and the digest of its report."""
        _put_earlier_report(self)
        began = time.monotonic()
        code, lines = self.end(self.start())
        took = time.monotonic() - began
        if code or lines:
            raise RuntimeError(f"A run that is left alone ended with {code}: {lines}")
        return took, _digest(self.place / "report")


def _prepare(largest_file: int | None) -> None:
    """Let the process hear Ctrl-C, which a shell may have turned off for what it runs behind, and limit its files."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if largest_file is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))


def measured(stage: Stage, way: str, n_moments: int) -> tuple[Counter[str], list[str]]:
    """Return how the runs of one way ended, and a line for each that ended wrong."""
    ends: Counter[str] = Counter()
    wrong: list[str] = []
    took, later = stage.left_alone
    earlier = _digest(stage.earlier)
    _put_earlier_report(stage)
    for moment in range(n_moments):
        if _digest(stage.place / "report") != earlier:
            _put_earlier_report(stage)
        share = (moment + 0.5) / n_moments
        if way == "full":
            code, lines = _run_on_full_disk(stage, share)
        else:
            running = stage.start()
            time.sleep(share * took)
            running.send_signal(getattr(signal, way))
            code, lines = stage.end(running)
        complaints = list(_complaints(stage, way, code, lines, {earlier, later}))
        ends["wrong" if complaints else "done before" if code == 0 else "right"] += 1
        wrong += [f"{way} at {share:.0%}: {complaint}" for complaint in complaints]
    return ends, wrong


def _complaints(stage: Stage, way: str, code: int, lines: list[str], whole: set[str]) -> Iterator[str]:
    """Yield what is wrong after a run that was stopped."""
    expected = {"SIGKILL": -signal.SIGKILL, "full": 1}.get(way, 130)
    killed = code == -signal.SIGKILL
    if code not in (0, expected):
        yield f"exit code {code}: {lines}"
    if len(lines) != (0 if code == 0 or killed else 1):
        yield f"{len(lines)} lines: {lines[:1]} … {lines[-2:]}"
    if _digest(stage.place / "report") not in whole:
        yield "no whole report at its place"
    beside = {path.name for path in stage.place.iterdir()} - {"report"}
    if beside - ({".report.partial"} if killed else set()):
        yield f"left beside the report: {sorted(beside)}"
    temporary = [path.name for path in stage.temporary.iterdir()]
    if len(temporary) > killed or not all(name.startswith("phone-audit-scratch-") for name in temporary):
        yield f"left among temporary files: {temporary}"


def _put_earlier_report(stage: Stage) -> None:
    """Leave nothing else at the place, not even what a killed run left."""
    for left in stage.place.iterdir():
        shutil.rmtree(left)
    shutil.copytree(stage.earlier, stage.place / "report")


def _digest(folder: Path) -> str:
    """Return a digest of all names and contents."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder)}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _run_on_full_disk(stage: Stage, share: float) -> tuple[int, list[str]]:
    """Run where there is a share of the room that the run needs beside the earlier report."""
    disk = stage.place.parent
    sizes = [path.stat().st_size for path in (disk.parent / "whole").rglob("*") if path.is_file()]
    if not os.path.ismount(disk):
        return stage.end(stage.start(int(share * max(sizes))))
    filler = disk / "filler"
    with filler.open("wb") as file:
        room = shutil.disk_usage(disk).free - int(share * sum(sizes))
        os.posix_fallocate(file.fileno(), 0, max(room, 1))
    try:
        return stage.end(stage.start())
    finally:
        filler.unlink()


@contextmanager
def _disk(folder: Path, n_bytes: int) -> Iterator[Path]:
    """Give the folder for the report, on a small file system of its own where this user may mount one."""
    disk = folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={n_bytes}", "tmpfs", str(disk)]
    mounted = shutil.which("mount") and subprocess.run(mount, check=False, capture_output=True).returncode == 0
    try:
        (disk / "place").mkdir()
        yield disk / "place"
    finally:
        if mounted:
            subprocess.run(["umount", str(disk)], check=True)


@contextmanager
def staged(source: Source, records: int) -> Iterator[Stage]:
    """Give a stage for runs on an org of so many records; by ``org`` and ``snapshot`` it is the sample org."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "temporary").mkdir()
        environ: Mapping[str, str] = {}
        if source == "csv":
            write_org(folder / "org", records)
            arguments = ["run", "--csv", str(folder / "org")]
        else:
            environ = stack.enter_context(FakeOrg(_SAMPLE)).env()
            arguments = ["run", "--env"]
        command = [sys.executable, "-m", "audit"]
        if source == "snapshot":
            export = [*command, "export", "--env", "--out", str(folder / "snapshot"), "--quiet"]
            subprocess.run(export, check=True, env={**os.environ, **environ})
            arguments = ["run", "--snapshot", str(folder / "snapshot")]
        arguments.append("--quiet")
        for made in (
            [*arguments, "--out", str(folder / "whole")],
            ["demo", "--quiet", "--out", str(folder / "earlier")],
        ):
            subprocess.run([*command, *made, *_NOW], check=True, env={**os.environ, **environ}, capture_output=True)
        n_bytes = sum(path.stat().st_size for path in (folder / "whole").rglob("*") if path.is_file())
        place = stack.enter_context(_disk(folder, 3 * n_bytes + (64 << 20)))
        yield Stage(place, folder / "temporary", arguments, folder / "earlier", environ)


def main() -> int:
    """Print how runs ended that were stopped at moments spread over their time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", choices=("csv", "snapshot", "org"), default="csv")
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--moments", type=int, default=30)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=WAYS)
    given = parser.parse_args()
    n_wrong = 0
    with staged(given.source, given.records) as stage:
        for way in given.ways:
            ends, wrong = measured(stage, way, given.moments)
            print(f"{given.source}, {way}: {dict(ends)}", flush=True)  # noqa: T201 - this is what it is for
            print("".join(f"  {line}\n" for line in wrong), end="", flush=True)  # noqa: T201
            n_wrong += len(wrong)
    return min(n_wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
