"""The command, most of it as a process of its own, through real TLS, against the fake org."""

import os
import re
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from audit.cli.app import main
from audit.package_files import shipped
from audit.sources.salesforce.download import Batches
from tests.fake_aircall import FakeAircall, generated
from tests.fake_aircall.history import sample_numbers
from tests.fake_org import FakeOrg
from tests.fake_org import fault_actions as act

pytestmark = pytest.mark.slow  # whole audits of the stand-in org

Start = Callable[..., FakeOrg]
NOW = ("--now", "2026-11-22T12:00:00Z")


def phone_audit(environ: dict[str, str], *arguments: object) -> subprocess.CompletedProcess[str]:
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("SF_", "SALESFORCE_"))}
    return subprocess.run(
        [sys.executable, "-m", "audit", *map(str, arguments)],
        env={**surroundings, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def tables(report: Path) -> dict[str, pd.DataFrame]:
    return {name: pd.read_parquet(report / "tables" / f"{name}.parquet") for name in ("values", "numbers", "records")}


@pytest.fixture(scope="module")
def from_csv(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    report = tmp_path_factory.mktemp("csv") / "report"
    assert main(["run", "--csv", str(shipped("sample_data")), "--out", str(report), "--quiet", *NOW]) == 0
    return tables(report)


def test_a_live_org_gives_the_tables_of_the_same_rows_as_csv(
    start_org: Start, tmp_path: Path, from_csv: dict[str, pd.DataFrame]
) -> None:
    fake = start_org(shipped("sample_data"))
    done = phone_audit(fake.env(), "run", "--env", "--out", tmp_path / "live", *NOW)
    assert (done.returncode, done.stderr) == (0, "")
    for name, table in tables(tmp_path / "live").items():
        pd.testing.assert_frame_equal(table, from_csv[name])
    assert not fake.writes
    assert not fake.jobs


def test_a_snapshot_gives_them_too(start_org: Start, tmp_path: Path, from_csv: dict[str, pd.DataFrame]) -> None:
    fake = start_org(shipped("sample_data"))
    environ = {**fake.env("sf"), "PATH": f"{fake.sf('new')}{os.pathsep}{os.environ['PATH']}"}
    exported = phone_audit(environ, "export", "--org", "fernsprech", "--out", tmp_path / "snapshot")
    assert exported.returncode == 0, exported.stderr
    where = ["--snapshot", str(tmp_path / "snapshot"), "--out", str(tmp_path / "report")]
    assert main(["run", *where, "--quiet", *NOW]) == 0
    for name, table in tables(tmp_path / "report").items():
        pd.testing.assert_frame_equal(table, from_csv[name])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"SF_CLIENT_SECRET": "not-the-secret"}, 4),
        ({"SF_CLIENT_SECRET": ""}, 2),
        ({"SF_INSTANCE_URL": "http://127.0.0.1:1"}, 2),
        ({"SF_INSTANCE_URL": "https://127.0.0.1:1"}, 1),
        ({"REQUESTS_CA_BUNDLE": ""}, 1),
        ({"REQUESTS_CA_BUNDLE": "/nowhere.pem"}, 2),
    ],
)
def test_a_failure_is_one_or_two_lines_and_its_exit_code(
    start_org: Start,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    change: dict[str, str],
    *,
    code: int,
) -> None:
    fake = start_org(shipped("sample_data"))
    assert typed({**fake.env(), **change}, monkeypatch, "run", "--env", "--out", str(tmp_path / "report")) == code
    told = capsys.readouterr().err
    assert 1 <= len(told.splitlines()) <= 2
    assert "Traceback" not in told
    assert not (tmp_path / "report").exists()


def test_no_token_is_left_in_any_file(start_org: Start, tmp_path: Path) -> None:
    fake = start_org(shipped("sample_data"))
    environ = {**fake.env("token"), "TMPDIR": str(tmp_path), "HOME": str(tmp_path)}
    assert phone_audit(environ, "run", "--env", "--out", tmp_path / "report").returncode == 0
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if environ["SF_ACCESS_TOKEN"].encode() in path.read_bytes()]


def killed_while_it_exports(environ: dict[str, str], files: Path, *arguments: object) -> None:
    """Kill the command as soon as it has begun a snapshot in ``files``."""
    command = [sys.executable, "-m", "audit", *map(str, arguments)]
    running = subprocess.Popen(command, env={**os.environ, **environ}, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not list(files.glob("**/snapshot/*")):
        assert time.monotonic() < deadline
        assert running.poll() is None
        time.sleep(0.002)
    running.kill()
    running.communicate()


def test_a_killed_run_leaves_one_private_folder_that_the_next_removes(
    start_org: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary, report = tmp_path / "temporary", tmp_path / "report"
    temporary.mkdir()
    environ = start_org(shipped("sample_data")).env()
    assert typed(environ, monkeypatch, "run", "--env", "--out", str(report)) == 0
    environ["TMPDIR"] = str(temporary)
    killed_while_it_exports(environ, temporary, "verify", "--env", "--report", report)
    (left,) = temporary.iterdir()
    assert stat.S_IMODE(left.stat().st_mode) == 0o700
    killed_while_it_exports(environ, tmp_path / ".report.partial", "run", "--env", "--out", report)
    assert list(temporary.iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == [".report.partial", "report", "temporary"]
    assert phone_audit(environ, "verify", "--env", "--report", report, "--quiet").returncode == 10
    assert phone_audit(environ, "run", "--env", "--out", report).returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report", "temporary"]


def test_where_the_rows_of_an_org_do_not_fit_is_said(
    start_org: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = start_org(shipped("sample_data")).env()
    report, temporary = tmp_path / "report", tmp_path / "temporary"
    temporary.mkdir()
    assert typed(environ, monkeypatch, "run", "--env", "--out", str(report)) == 0
    environ["TMPDIR"] = str(temporary)
    limit = "import resource, runpy; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)); "
    program = limit + "runpy.run_module('audit', run_name='__main__')"
    for arguments, place, remedy in (
        (["verify", "--env", "--report", report], temporary, "set TMPDIR"),
        (["run", "--env", "--out", report], tmp_path / ".report.partial", "choose --out"),
    ):
        done = subprocess.run(
            [sys.executable, "-B", "-c", program, *map(str, arguments)],
            env={**os.environ, **environ},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr.count("\n")) == (1, 1)
        assert f"do not fit into {place}, where they lie until they are read: File too large." in done.stderr
        assert remedy in done.stderr
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(("settings", "code"), [({}, 0), ({"api_enabled": False}, 4)])
def test_a_check_ends_with_its_verdict(
    start_org: Start, monkeypatch: pytest.MonkeyPatch, settings: dict[str, bool], code: int
) -> None:
    assert checked(start_org(shipped("sample_data"), **settings).env(), monkeypatch) == code


def typed(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run the command in this process, in an environment with ``environ``."""
    for name in [name for name in os.environ if name.startswith(("SF_", "SALESFORCE_"))]:
        monkeypatch.delenv(name)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    return main(list(arguments))


def checked(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> int:
    return typed(environ, monkeypatch, "check", "--env")


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\ufeff", " "])
def test_an_access_token_with_the_end_of_its_line_works(
    start_org: Start, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], end: str
) -> None:
    environ = start_org(shipped("sample_data")).env("token")
    environ["SF_ACCESS_TOKEN"] += end
    assert checked(environ, monkeypatch) == 0
    assert not capsys.readouterr().err


@pytest.mark.parametrize("inside", ["\r", "\n", "\r\nX-Header: 1", "\x01", " ", "\u00e9"])
def test_an_access_token_with_something_else_inside_is_a_usage_error_that_does_not_quote_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], inside: str
) -> None:
    environ = {"SF_INSTANCE_URL": "https://127.0.0.1:1", "SF_ACCESS_TOKEN": f"00Dm4rked!m4rked{inside}m4rked"}
    assert checked(environ, monkeypatch) == 2
    told = capsys.readouterr()
    assert "SF_ACCESS_TOKEN" in told.err
    assert "m4rked" not in told.err + told.out
    assert len(told.err.splitlines()) == 1


@pytest.mark.parametrize(
    "address",
    [
        "https://acme..my.salesforce.com",
        "https://acme my.salesforce.com",
        "https://ada:m4rked@acme.my.salesforce.com",
        "https://b\u00fccher.my.salesforce.com",
        "https://acme.my.salesforce.com:99999",
        "http://acme.my.salesforce.com",
        "https:/acme.my.salesforce.com",
        "https://" + "a" * 70 + ".my.salesforce.com",
    ],
)
@pytest.mark.parametrize("form", ["token", "password"])
def test_an_address_that_is_none_is_a_usage_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], address: str, form: str
) -> None:
    token, password = {"SF_ACCESS_TOKEN": "00Dx!y"}, {"SF_USERNAME": "u", "SF_PASSWORD": "p", "SF_SECURITY_TOKEN": "s"}
    environ = {"SF_INSTANCE_URL": address, **(token if form == "token" else password)}
    assert checked(environ, monkeypatch) == 2
    told = capsys.readouterr()
    assert told.err.startswith("phone-audit: SF_INSTANCE_URL ")
    assert "https://acme.my.salesforce.com" in told.err
    assert len(told.err.splitlines()) == 1
    assert "m4rked" not in told.err
    assert not told.out


@pytest.mark.parametrize("form", ["token", "sf"])
def test_a_login_that_ends_in_the_middle_of_an_export_is_two_lines_and_leaves_no_secret(
    start_org: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    fake = start_org(shipped("sample_data"), bulk_page_size=20)
    environ = fake.env(form)
    for name, value in environ.items():
        monkeypatch.setenv(name, value if name != "PATH" else f"{value}{os.pathsep}{os.environ['PATH']}")
    small = Batches(rest_rows=0, page_rows=20)
    monkeypatch.setattr(sys.modules["audit.sources.salesforce.export"], "Batches", lambda: small)
    fake.revoke_refresh()
    fake.fault("GET /jobs/query/*/results", act.expire_sessions(), nth=6)
    source = ["--org", "fernsprech"] if form == "sf" else ["--env"]
    assert main(["export", *source, "--out", str(tmp_path / "out")]) == 4
    told = capsys.readouterr()
    assert "has ended" in told.err
    assert "same command" in told.err
    assert len(told.err.splitlines()) == 2
    tokens = list(fake.state.sessions._users)
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not [token for token in tokens if token in told.err or any(token.encode() in file for file in files)]


def test_a_check_with_a_key_of_aircall_names_lines_without_calls(start_org: Start, tmp_path: Path) -> None:
    fake = start_org(shipped("sample_data"))
    with FakeAircall(generated(10, now=int(time.time()), numbers=sample_numbers())) as aircall:
        authorities = tmp_path / "ca.pem"
        authorities.write_text(fake.ca_file.read_text() + aircall.ca_file.read_text())
        both = {**aircall.env(), **fake.env(), "REQUESTS_CA_BUNDLE": str(authorities)}
        done = phone_audit(both, "check", "--env")
        refused = phone_audit({**both, "AIRCALL_API_TOKEN": "wr0ng"}, "check", "--env")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"look +Lines +\d of Aircall's \d lines (is|are)", done.stdout)
    assert (refused.returncode, "Aircall refuses the key (403)" in refused.stderr) == (0, True)
    assert re.search(r"\? +Lines", refused.stdout)
    assert aircall.forbidden == []
    assert not any(aircall.state.api_token in text for text in (done.stdout, refused.stdout, refused.stderr))
