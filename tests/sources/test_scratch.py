"""Scratch folders: private, and gone after this run or the next one."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from audit.sources.scratch import remove_left_scratch, scratch_folder

KILLED = """
import os, signal
from audit.sources.scratch import scratch_folder
with scratch_folder(None) as folder:
    (folder / "rows").write_text("row")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the system's temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


def test_a_scratch_folder_is_private_and_goes_at_the_end(temporary: Path) -> None:
    with scratch_folder(None) as folder:
        (folder / "rows").write_text("row")
        (private,) = temporary.iterdir()
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
        assert folder.is_relative_to(private)
    assert list(temporary.iterdir()) == []


def test_it_lies_inside_another_folder_where_one_is_given(temporary: Path, tmp_path: Path) -> None:
    with scratch_folder(tmp_path) as folder:
        assert folder.parent == tmp_path
        assert list(temporary.iterdir()) == []
    assert not folder.exists()


def test_what_a_killed_run_left_is_removed_by_the_next(temporary: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED], check=False, env={**os.environ, "TMPDIR": str(temporary)})
    assert ended.returncode == -signal.SIGKILL
    assert len(list(temporary.iterdir())) == 1
    remove_left_scratch()
    assert list(temporary.iterdir()) == []


def test_what_another_run_has_now_stays(temporary: Path) -> None:
    with scratch_folder(None) as folder:
        remove_left_scratch()
        assert folder.is_dir()
    assert list(temporary.iterdir()) == []


def test_what_is_not_ours_stays(temporary: Path) -> None:
    (temporary / "phone-audit-scratch-open").mkdir(mode=0o755)
    (temporary / "phone-audit-scratch-file").write_text("a file")
    (temporary / "phone-audit-scratch-link").symlink_to(temporary)
    (temporary / "other").mkdir(mode=0o700)
    remove_left_scratch()
    assert len(list(temporary.iterdir())) == 4
