"""Standard output and standard error that are full, closed, or have lost their reader."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from audit.errors import ExitCode

pytestmark = pytest.mark.slow

PHONE_AUDIT = f"{sys.executable} -m audit"
FULL = "phone-audit: Not everything could be written to standard output: No space left on device. "


def shell(command: str, folder: Path) -> tuple[int, str, str]:
    """Run ``command`` in a shell, in which $PHONE_AUDIT is the program."""
    path = {"PYTHONPATH": str(Path(__file__).parents[2])}
    environment = {**os.environ, **path, "PHONE_AUDIT": PHONE_AUDIT}
    ended = subprocess.run(
        ["sh", "-c", command], check=False, cwd=folder, env=environment, capture_output=True, text=True
    )
    return ended.returncode, ended.stdout, ended.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("arguments", ["rules", "schema", "--help", "demo --json"])
def test_full_standard_output_is_told_in_a_sentence(tmp_path: Path, arguments: str) -> None:
    code, _, err = shell(f"$PHONE_AUDIT {arguments} > /dev/full", tmp_path)
    lines = [line for line in err.splitlines() if not line.startswith("Note: ")]
    assert (code, len(lines)) == (ExitCode.FAILED, 1)
    assert lines[0].startswith(FULL)


def test_a_report_is_whole_and_a_gate_judged_though_standard_output_is_full(tmp_path: Path) -> None:
    code, _, err = shell("$PHONE_AUDIT demo --fail-under 99 > /dev/full", tmp_path)
    assert code == ExitCode.GATE_FAILED
    assert "Check failed" in err
    assert FULL in err
    assert (tmp_path / "phone-audit-report" / "report.html").is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_full_standard_error_changes_no_exit_code(tmp_path: Path) -> None:
    assert shell("$PHONE_AUDIT frobnicate 2> /dev/full", tmp_path) == (ExitCode.USAGE, "", "")


@pytest.mark.parametrize(("arguments", "expected"), [("--help", 0), ("demo --fail-under 99", 10)])
def test_a_reader_that_leaves_early_is_no_failure(tmp_path: Path, arguments: str, expected: int) -> None:
    code, out, err = shell(f"({{ $PHONE_AUDIT {arguments}; echo $? > code; }} | true) 2> err", tmp_path)
    assert (code, out, err) == (0, "", "")
    assert int((tmp_path / "code").read_text()) == expected
    assert "Traceback" not in (tmp_path / "err").read_text()


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("$PHONE_AUDIT rules >&-", ExitCode.DONE),
        ("$PHONE_AUDIT frobnicate 2>&-", ExitCode.USAGE),
        ("$PHONE_AUDIT demo --quiet <&- >&- 2>&-", ExitCode.DONE),
    ],
)
def test_a_closed_stream_is_no_failure(tmp_path: Path, command: str, expected: int) -> None:
    assert shell(command, tmp_path) == (expected, "", "")


def test_a_document_is_the_same_through_a_pipe_and_in_a_file(tmp_path: Path) -> None:
    _, piped, _ = shell("$PHONE_AUDIT schema | cat", tmp_path)
    shell("$PHONE_AUDIT schema > schema.json", tmp_path)
    assert json.loads(piped)
    assert (tmp_path / "schema.json").read_text() == piped
