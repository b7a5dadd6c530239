"""What ``sf … --json`` prints besides JSON, in further forms of the case ``sf-json-noise``."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

CASES = Path(__file__).parent
SESSION = (
    '{"status":0,"result":{"instanceUrl":"https://127.0.0.1:9","accessToken":"00Dmarked!token",'
    '"username":"sam@example.com"},"warnings":[]}'
)
COLOR = "\x1b[33m"


def checked(cwd: Path, *, out: str = "", err: str = "", code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run ``check --org prod`` with an ``sf`` that prints this and ends so."""
    (cwd / "bin").mkdir()
    for name, text in (("out", out), ("err", err)):
        (cwd / name).write_text(text, encoding="utf-8")
    stub = cwd / "bin" / "sf"
    stub.write_text(f"#!/bin/sh\ncat {cwd / 'out'}\ncat {cwd / 'err'} >&2\nexit {code}\n", encoding="utf-8")
    stub.chmod(0o755)
    environment = {**os.environ, "PATH": f"{stub.parent}{os.pathsep}{os.environ['PATH']}", "NO_PROXY": "127.0.0.1"}
    command = [sys.executable, "-m", "audit", "check", "--org", "prod"]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize(
    "out",
    [
        f"{COLOR}Warning: update available{{}}\x1b[0m\n{SESSION}\n",
        f"{SESSION}\r\n{COLOR} \u203a   Warning: @salesforce/cli update available {{2.1}}\x1b[39m\r\n",
        f"\ufeff{SESSION}",
        f"(node:12) Warning: {{ unsafe: true }}\n(Use `node`)\n{SESSION}\nplugin [x] took {{3}} s\n",
        SESSION.replace(",", ",\n  ").replace("{", "{\n", 1),
        f"\x1b[1m{SESSION}\x1b[22m",
    ],
)
def test_the_session_is_found_among_colors_and_notices(tmp_path: Path, out: str) -> None:
    done = checked(tmp_path, out=out)
    assert done.returncode == 1, done.stderr
    assert "127.0.0.1" in done.stderr
    assert "marked" not in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("out", "err"),
    [
        ('{"status":1,"name":"NamedOrgNotFoundError","message":"No authorization found for prod."}', ""),
        ("", '{"status":1,"name":"NamedOrgNotFoundError","message":"No authorization found for prod."}'),
        ("", f'{COLOR}Warning{{}}\n{{"status":1,"name":"X","message":"No authorization found for prod."}}\n'),
    ],
)
def test_what_sf_says_went_wrong_is_quoted(tmp_path: Path, out: str, err: str) -> None:
    done = checked(tmp_path, out=out, err=err, code=1)
    assert done.returncode == 4
    assert "No authorization found for prod" in done.stderr
    assert 1 <= len(done.stderr.splitlines()) <= 2


@pytest.mark.parametrize(
    ("err", "quoted"),
    [
        (
            "TypeError: Cannot read properties of undefined (reading 'version')\n    at main (/opt/sf/run.js:1:2)\n",
            "TypeError",
        ),
        ("sf: line 3: node: command not found\n", "node: command not found"),
        ("\x1b[31mError: EACCES: permission denied, open '/opt/x.json'\x1b[0m\n", "EACCES"),
    ],
)
def test_an_sf_that_does_not_run_says_so_in_its_own_words(tmp_path: Path, err: str, quoted: str) -> None:
    done = checked(tmp_path, err=err, code=1)
    assert done.returncode == 4
    assert quoted in done.stderr
    assert "not logged in" not in done.stderr
    assert "\x1b" not in done.stderr
    assert 1 <= len(done.stderr.splitlines()) <= 2


def test_a_login_that_has_ended_is_quoted_with_what_renews_it(tmp_path: Path) -> None:
    status = "Unable to refresh session due to: Error authenticating with the refresh token"
    out = SESSION.replace('"username"', f'"connectedStatus":"{status}","username"')
    done = checked(tmp_path, out=out)
    assert done.returncode == 4, done.stderr
    assert "Unable to refresh session" in done.stderr
    assert "sf org login web --alias prod" in done.stderr
    assert "marked" not in done.stderr


def checked_in(folder: Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run ``check --org prod`` with the ``sf`` of a folder."""
    environment = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "NO_PROXY": "127.0.0.1"}
    command = [sys.executable, "-m", "audit", "check", "--org", "prod"]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize("noise", ["after", "brace"])
def test_the_session_is_found_among_what_else_sf_prints(tmp_path: Path, noise: str) -> None:
    done = checked_in(CASES / "sf-json-noise" / noise, tmp_path)
    assert done.returncode == 1
    assert "127.0.0.1" in done.stderr
    assert "not logged in" not in done.stderr


def test_an_error_on_standard_error_is_quoted(tmp_path: Path) -> None:
    done = checked_in(CASES / "sf-json-noise" / "stderr", tmp_path)
    assert "The org cannot be found" in done.stderr
    assert len(done.stderr.splitlines()) <= 2


def test_an_sf_that_cannot_run_is_not_a_missing_login(tmp_path: Path) -> None:
    done = checked_in(CASES / "sf-json-noise" / "crash", tmp_path)
    assert done.returncode == 4
    assert "GLIBC_2.28" in done.stderr
    assert "not logged in" not in done.stderr
