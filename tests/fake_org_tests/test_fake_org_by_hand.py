"""The fake org as a person starts it."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from audit.package_files import shipped
from tests.fake_org.__main__ import main

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def started(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """Start the command; yield it and the variables that it prints."""
    command = [sys.executable, "-m", "tests.fake_org", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        exported = {}
        for line in process.stdout:
            if line.startswith("export "):
                name, _, value = line.removeprefix("export ").partition("=")
                exported[name] = shlex.split(value)[0]
            if "NO_PROXY" in exported:
                break
        try:
            yield process, exported
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def test_the_printed_lines_open_the_org(folder: Path) -> None:
    with started("--data", str(folder)) as (process, env):
        form = {
            "grant_type": "client_credentials",
            "client_id": env["SF_CLIENT_ID"],
            "client_secret": env["SF_CLIENT_SECRET"],
        }
        with requests.Session() as session:
            session.trust_env = False
            session.verify = env["REQUESTS_CA_BUNDLE"]
            token = session.post(f"{env['SF_INSTANCE_URL']}/services/oauth2/token", data=form).json()["access_token"]
            url = f"{env['SF_INSTANCE_URL']}/services/data/v62.0/limits/recordCount"
            counts = session.get(url, headers={"Authorization": f"Bearer {token}"}).json()
    assert {"count": 1, "name": "Lead"} in counts["sObjects"]
    assert process.returncode == 0
    assert not Path(env["REQUESTS_CA_BUNDLE"]).exists()


def test_calls_are_logged_as_the_options_say() -> None:
    options = ("--package", "current", "--logging", "Log only", "--hide", "Lead", "--hide", "Task.Type")
    with (
        started("--data", str(shipped("sample_data")), *options, "--login", "token") as (_, env),
        requests.Session() as session,
    ):
        session.trust_env = False
        session.verify = env["REQUESTS_CA_BUNDLE"]
        session.headers["Authorization"] = f"Bearer {env['SF_ACCESS_TOKEN']}"
        base = f"{env['SF_INSTANCE_URL']}/services/data/v62.0"
        counts = session.get(f"{base}/query", params={"q": "SELECT COUNT() FROM aircall__Aircall_AI__c"}).json()
        assert session.get(f"{base}/sobjects/Lead/describe").status_code == 404
        task = session.get(f"{base}/sobjects/Task/describe").json()
    assert counts["totalSize"] == 400
    assert "Type" not in {field["name"] for field in task["fields"]}


def test_help_teaches_what_to_do_next() -> None:
    command = [sys.executable, "-m", "tests.fake_org", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, env=dict(os.environ))
    assert "phone-audit run --env" in done.stdout
    assert "--generate N" in done.stdout


def test_a_missing_folder_and_an_unknown_fault_are_explained(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(tmp_path / "nowhere")]) == 2
    assert main(["--data", str(folder), "--fault", "flood"]) == 2
    assert "see --list-faults" in capsys.readouterr().err


def test_a_file_without_ids_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "Lead.csv").write_text("Phone\n+12125550101\n", encoding="utf-8")
    assert main(["--data", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "The CSV of Lead has no column Id\n"


def test_the_faults_can_be_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list-faults"]) == 0
    assert "results-reset-after-headers" in capsys.readouterr().out
