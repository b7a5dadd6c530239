"""The command as a process: interrupted, cut off, out of room."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import audit
from audit.errors import ExitCode

PHONE_AUDIT = [sys.executable, "-m", "audit"]


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([*PHONE_AUDIT, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


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
