"""The command as a process: interrupted, cut off, out of room."""

import ast
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import audit
from audit.cli import process
from audit.cli.memory import NOT_ENOUGH
from audit.errors import NOTHING_WRITTEN, ExitCode

pytestmark = pytest.mark.slow

PHONE_AUDIT = [sys.executable, "-m", "audit"]


def start(*arguments: str, **how: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*PHONE_AUDIT, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **how
    )


def told(err: str) -> list[str]:
    """Return the lines of standard error but for notes on the data."""
    return [line for line in err.splitlines() if not line.startswith("Note: ")]


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("seconds", [0.1, 0.2, 0.4, 0.6])
def test_an_interrupt_while_the_program_loads_is_told(
    tmp_path: Path, seconds: float, signal_number: signal.Signals
) -> None:
    running = start("demo", "--out", str(tmp_path / "report"))
    time.sleep(seconds)
    running.send_signal(signal_number)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (ExitCode.INTERRUPTED, "")
    assert err == "phone-audit: Interrupted. Nothing was written; an earlier report is as it was.\n"
    assert list(tmp_path.iterdir()) == []


def test_public_names_are_there_and_loaded_when_asked_for() -> None:
    assert set(audit.__all__) <= set(dir(audit))
    assert all(getattr(audit, name) for name in audit.__all__)
    with pytest.raises(AttributeError, match="run_audits"):
        _ = audit.run_audits
    loaded = "import audit, sys; print(sorted({'pandas', 'numpy', 'pyarrow'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", loaded], check=True, capture_output=True, text=True).stdout == "[]\n"


@pytest.mark.parametrize(
    ("largest", "table_format"),
    [(4_000, "parquet"), (30_000, "parquet"), (130_000, "parquet"), (210_000, "parquet"), (200_000, "csv")],
)
def test_a_disk_without_room_for_a_file_is_told_in_a_sentence(tmp_path: Path, largest: int, table_format: str) -> None:
    running = start(
        *("demo", "--out", str(tmp_path / "report"), "--tables", table_format),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest)),
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    _, err = running.communicate(timeout=120)
    assert (running.returncode, len(told(err))) == (ExitCode.FAILED, 1), err
    assert "Could not write the report" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the address space of a process")
@pytest.mark.parametrize("megabytes", [200, 300, 360, 450])  # the last in the middle of a run
def test_too_little_memory_is_told_in_a_sentence(tmp_path: Path, megabytes: int) -> None:
    limit = megabytes << 20
    running = start(
        *("demo", "--quiet", "--out", str(tmp_path / "report")),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )
    _, err = running.communicate(timeout=60)
    if running.returncode == ExitCode.DONE:  # it was enough
        assert (tmp_path / "report" / "report.html").is_file()
    else:
        assert (running.returncode, told(err)) == (ExitCode.FAILED, [f"phone-audit: {NOT_ENOUGH}"])
        assert list(tmp_path.iterdir()) == []


def test_wherever_a_command_loads_what_it_does_an_interrupt_ends_it_at_once() -> None:
    folder = Path(process.__file__).parent
    loading = {
        path.name
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.ImportFrom) and (inner.module or "").startswith("audit.")
    }
    in_a_run_that_has_begun = {  # where there is a folder that must go: interrupted as soon as the module is loaded
        "chosen_source.py",
        "progress.py",
        "run_command.py",
    }
    assert loading - in_a_run_that_has_begun - set(process._WHERE_COMMANDS_LOAD) == {"app.py"}  # --version


def test_the_sentence_and_the_code_of_the_first_moment_are_those_of_the_errors() -> None:
    assert process._SENTENCE.decode() == f"phone-audit: Interrupted. {NOTHING_WRITTEN}\n"
    assert process._INTERRUPTED == ExitCode.INTERRUPTED


def heard(folder: Path, program: str) -> str:
    """Return what a program prints that is stopped in order; beside it is a module ``interrupting``."""
    (folder / "interrupting.py").write_text(
        "import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(0.1)\nis_whole = True\n"
    )
    begin = "import sys, time\nfrom audit.cli.process import stop_in_order\nstop_in_order()\n"
    done = subprocess.run(
        [sys.executable, "-c", begin + program],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(folder), *sys.path))},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    return done.stdout + done.stderr


def test_an_interrupt_waits_for_the_end_of_an_import_which_would_leave_its_lock_taken(tmp_path: Path) -> None:
    program = """
try:
    import interrupting
    time.sleep(30)
except KeyboardInterrupt:
    print(sys.modules["interrupting"].is_whole)
"""
    assert heard(tmp_path, program) == "True\n"


def test_an_interrupt_in_a_clean_up_of_python_is_not_lost(tmp_path: Path) -> None:
    program = """
class Gone:
    def __del__(self):
        raise KeyboardInterrupt
try:
    Gone()
    time.sleep(30)
except KeyboardInterrupt:
    print("heard")
"""
    assert heard(tmp_path, program) == "heard\n"
