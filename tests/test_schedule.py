"""What docs/schedule.md says to schedule is tried, as far as it can be on this machine."""

import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from audit.cli.app import app
from audit.config.audit import AuditConfig
from audit.config.gates import PRESETS, Gates
from tests.mail.smtp_process import Served, mail_server
from tests.office import Office, opened_office

pytestmark = pytest.mark.slow  # it starts the command

GUIDE = (Path(__file__).parent.parent / "docs" / "schedule.md").read_text(encoding="utf-8")
ONE_LINE = GUIDE.replace("\\\n", "")
COMMANDS = re.findall(r"^.*?phone-audit(?:\.exe)? (run .*)$", ONE_LINE, re.MULTILINE)
UNITS = re.findall(r"```ini\n(.*?)```", GUIDE, re.DOTALL)
CRON_LINE = next(line for line in GUIDE.splitlines() if line.startswith("30 6 1 "))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with opened_office(tmp_path) as office:
        yield office


@pytest.fixture
def post(office: Office) -> Iterator[Served]:
    with mail_server(office.folder / "post") as server:
        office.configure(server)
        yield server


def installed(folder: Path) -> Path:
    """Write a program phone-audit that needs no more of its environment than one in a virtual environment."""
    program = folder / "bin" / "phone-audit"
    program.parent.mkdir()
    path = shlex.quote(os.pathsep.join(sys.path))
    program.write_text(f'#!/bin/sh\nPYTHONPATH={path} exec {shlex.quote(sys.executable)} -m audit "$@"\n')
    program.chmod(stat.S_IRWXU)
    return program


def moved(text: str, office: Office) -> str:
    """Return a line with its folders below that of the office."""
    for name in ("/etc/phone-audit", "/var/lib/phone-audit"):
        text = text.replace(name, str(office.folder))
    return text.replace("/opt/phone-audit/bin/phone-audit", str(installed(office.folder)))


def shell(command: str, environ: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line in a shell that knows only ``environ``."""
    return subprocess.run(
        ["/bin/sh", "-ec", command], env=environ, cwd=folder, capture_output=True, text=True, check=False
    )


def bare(office: Office) -> dict[str, str]:
    """Return what cron gives to a job."""
    return {"HOME": str(office.folder), "LOGNAME": "phoneaudit", "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh"}


def test_a_round_is_scheduled_in_five_ways() -> None:
    assert len(COMMANDS) == 5


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_of_every_command_is_one(command: str) -> None:
    name, *arguments = shlex.split(command)
    context = get_command(app).commands[name].make_context(name, arguments)  # type: ignore[attr-defined]
    assert context.params["env"]
    assert str(context.params["baseline"]) == "last"


@pytest.mark.parametrize("settings", re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL))
def test_the_settings_shown_are_settings(settings: str) -> None:
    AuditConfig.model_validate(tomllib.loads(settings))


@pytest.mark.parametrize("preset", PRESETS)
def test_the_gates_shown_are_those_of_the_presets(preset: str) -> None:
    (row,) = (line for line in GUIDE.splitlines() if line.startswith(f"| `--preset {preset}`"))
    gates: Gates = PRESETS[preset]  # type: ignore[index]
    shares = [gates.readiness, gates.match_clear_share, gates.e164_share, gates.found_exact_share]
    shown = [tuple(map(float, cell.split("/"))) if cell.strip() else None for cell in row.split("|")[2:6]]
    assert shown == [share and (share.go, share.no_go) for share in shares]


def test_the_line_for_cron_has_five_fields_and_no_percent_sign() -> None:
    assert re.fullmatch(r"[\d*,]+( [\d*,]+){4} set -a; .*", CRON_LINE)
    assert "%" not in CRON_LINE


def test_the_line_for_cron_holds_a_round_with_the_environment_of_cron(office: Office, post: Served) -> None:
    variables = [f"{name}='{value}'" for name, value in office.environ.items() if name not in ("HOME", "PATH")]
    (office.folder / "env").write_text("\n".join(variables), encoding="utf-8")
    done = shell(moved(CRON_LINE.split(" ", 5)[5], office), bare(office), Path("/"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len(post.mails()) == 1
    assert len(office.reports()) == 1
    assert (office.folder / "round.jsonl").is_file()


def test_the_steps_for_github_hold_a_round_without_an_earlier_report(office: Office, post: Served) -> None:
    steps = re.findall(r"^        run: (?:\|\n((?: {10}.*\n)+)|(.*)\n)", GUIDE, re.MULTILINE)
    install, fetch, audit = (block or line for block, line in steps)
    assert install == "pip install ."
    bin_folder = installed(office.folder).parent
    gh = bin_folder / "gh"
    gh.write_text("#!/bin/sh\ntest $1-$2 = run-list || exit 1\n")
    gh.chmod(stat.S_IRWXU)
    environ = {**office.environ, "PATH": f"{bin_folder}:/usr/bin:/bin"}
    fetched = shell(fetch, environ, office.folder)
    assert (fetched.returncode, fetched.stdout) == (0, "No earlier report: nothing to compare with.\n")
    done = shell(audit, environ, office.folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(office.reports()) == len(post.mails()) == 1


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze (Debian: systemd)")
def test_the_units_for_systemd_are_valid(tmp_path: Path) -> None:
    service, timer = UNITS
    program = tmp_path / "phone-audit"
    program.touch(mode=0o700)
    (tmp_path / "phone-audit.service").write_text(service.replace("/opt/phone-audit/bin/phone-audit", str(program)))
    (tmp_path / "phone-audit.timer").write_text(timer)
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, tmp_path.glob("*.*"))], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
