"""What the README says is true."""

import re
import shutil
import tomllib
from pathlib import Path

import pytest

from audit import run_audit
from audit.cli.app import app, main
from audit.cli.chosen_source import sample_org
from audit.cli.progress import Display
from audit.config.audit import AuditConfig
from audit.findings.rule_texts import rule_texts
from audit.package_files import shipped
from audit.reports.text.summary import summary_lines

pytestmark = pytest.mark.slow  # whole audits

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
CALLS = (Path(__file__).parent.parent / "docs" / "calls.md").read_text(encoding="utf-8")


def test_the_table_of_rules_is_the_registry() -> None:
    rows = [f"| `{text.rule_id}` | {text.severity} | {text.title} |" for text in rule_texts(AuditConfig()).values()]
    table = README.split("<!-- rules -->\n")[1].split("\n<!-- /rules -->")[0].splitlines()
    assert table[2:] == rows


def test_every_command_is_one() -> None:
    commands = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    assert set(re.findall(r"^(?:\$ )?(?:\.venv/bin/)?phone-audit (\w+)", README, re.MULTILINE)) <= commands


def test_the_settings_shown_are_settings() -> None:
    shown = README.split("```toml\n")[1].split("```")[0]
    assert AuditConfig.model_validate(tomllib.loads(shown)).region == "US"


def test_the_transcripts_are_what_the_command_prints(
    demo_report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(demo_report, "phone-audit-report")
    assert main(["explain", "+1 212 555 0100"]) == 0
    transcript = README.split('$ phone-audit explain "+1 212 555 0100"\n')[1].split("```")[0]
    assert capsys.readouterr().out == transcript
    assert main(["replay", str(shipped("sample_data") / "tasks.csv"), "--top", "2"]) == 0
    transcript = CALLS.split("$ phone-audit replay sample_data/tasks.csv --top 2\n")[1].split("```")[0]
    assert capsys.readouterr().out == transcript


def test_the_summary_shown_is_the_one_of_the_demo() -> None:
    result = run_audit(sample_org().read(AuditConfig(), Display()))
    assert "\n".join(summary_lines(result.results, Path("phone-audit-report"))) in README
