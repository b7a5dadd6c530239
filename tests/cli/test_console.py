import os
import subprocess
import sys
from pathlib import Path

import pytest

from audit.cli.app import main
from audit.cli.console import print_error, print_text

NAMED = "Id,LastName,Phone,LastModifiedDate\n0035Y0000000001AAA,{name},+12125550100,2026-01-01\n"


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "audit", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def report(tmp_path: Path) -> Path:
    name = "Жанна \x1b[31mred\x1b]0;title\x07"
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "Contact.csv").write_text(NAMED.format(name=name), encoding="utf-8")
    assert main(["run", "--csv", str(tmp_path / "export"), "--out", str(tmp_path / "report"), "--quiet"]) == 0
    return tmp_path / "report"


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "latin-1"])
def test_output_in_a_code_page_loses_characters_and_nothing_else(report: Path, encoding: str) -> None:
    explained = command("explain", "+12125550100", "--report", str(report), PYTHONIOENCODING=encoding)
    assert (explained.returncode, explained.stderr) == (0, b"")
    assert "A call reaches the Contact ????? " in explained.stdout.decode(encoding)
    helped = command("run", "--help", PYTHONIOENCODING=encoding)
    assert (helped.returncode, helped.stderr) == (0, b"")
    assert "US, GB, DE" in helped.stdout.decode(encoding)


def test_an_ellipsis_becomes_three_points_where_there_is_none() -> None:
    assert b"US, GB, DE..." in command("run", "--help", PYTHONIOENCODING="latin-1", COLUMNS="200").stdout


def test_escape_sequences_in_names_do_not_reach_the_terminal(report: Path) -> None:
    explained = command("explain", "+12125550100", "--report", str(report), PYTHONIOENCODING="utf-8")
    assert b"\x1b" not in explained.stdout
    assert b"\x07" not in explained.stdout
    assert "⟨U+001B⟩[31mred".encode() in explained.stdout


def test_escape_sequences_in_messages_do_not_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_error("two\x1b[2J\nlines\r")
    print_text("\x9b31m")
    assert capsys.readouterr() == ("⟨U+009B⟩31m\n", "two⟨U+001B⟩[2J\nlines⟨U+000D⟩\n")


@pytest.mark.slow
def test_forced_colors_put_no_progress_into_a_log(tmp_path: Path) -> None:
    forced = {"FORCE_COLOR": "1", "TTY_COMPATIBLE": "1", "CLICOLOR_FORCE": "1"}
    run = command("demo", "--out", str(tmp_path / "report"), **forced)
    assert run.returncode == 0
    assert b"\x1b" not in run.stdout + run.stderr
    assert run.stdout.startswith(b"955 records")
