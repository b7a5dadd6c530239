import re
import tomllib
from pathlib import Path

import pytest

from audit.cli.app import main
from audit.config.audit import AuditConfig
from audit.config.profile import settings_in
from audit.config.settings_file import settings_text
from audit.errors import ExitCode
from audit.findings.rule_texts import check_rule_ids

SETTINGS = re.compile(r"^#(?=(\w+ = |\[\[))", re.MULTILINE)
HAS_DEFAULT = re.compile(r"^#(?=\w+ = )", re.MULTILINE)


def keys(table: object) -> object:
    return {name: keys(value) for name, value in table.items()} if isinstance(table, dict) else None


def test_the_file_as_it_is_gives_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init"]) == 0
    assert AuditConfig.from_file(Path("phone-audit.toml")) == AuditConfig()


def test_with_every_line_in_force_it_is_valid_and_has_every_setting() -> None:
    written = tomllib.loads(SETTINGS.sub("", settings_text()))
    config = AuditConfig.model_validate(written)
    assert set(written) == set(AuditConfig.model_fields)
    for name in ("profile", "custom_fields", "report", "fix", "gates", "mail"):
        assert set(written[name]) == set(settings_in(type(getattr(config, name)))), name
    assert set(written["suppress"][0]) == set(type(config.suppress[0]).model_fields)


def test_a_line_in_force_gives_the_default_where_there_is_one() -> None:
    defaults = AuditConfig().model_dump(mode="json", exclude={"suppress"})
    written = tomllib.loads(SETTINGS.sub("", settings_text()))
    shown = AuditConfig.model_validate(written).model_dump(mode="json", exclude={"suppress"})
    for name, default in defaults.items():
        of_table = default if isinstance(default, dict) and default else {"": default}
        for key, value in of_table.items():
            assert value is None or (shown[name][key] if key else shown[name]) == value, (name, key)


def test_every_example_is_valid() -> None:
    text = re.sub(r"^# Example: (.*)\n#\w+ = .*", r"\1", SETTINGS.sub("", settings_text()), flags=re.MULTILINE)
    examples = re.sub(r"^# Example: (.*)\n\w+ = .*", r"\1", text, flags=re.MULTILINE)
    assert "# Example" not in examples
    config = AuditConfig.model_validate(tomllib.loads(examples))
    check_rule_ids(config)
    assert config.placeholders
    assert config.fix.custom_fields


def test_a_file_that_is_there_stays_without_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("phone-audit.toml").write_text('region = "GB"\n', encoding="utf-8")
    assert main(["init"]) == ExitCode.USAGE
    assert "phone-audit.toml is already there. Add --force to replace it" in capsys.readouterr().err
    assert Path("phone-audit.toml").read_text(encoding="utf-8") == 'region = "GB"\n'
    assert main(["init", "--force"]) == 0
    assert AuditConfig.from_file(Path("phone-audit.toml")) == AuditConfig()


def test_another_file_is_named_with_the_way_to_use_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "settings.toml"
    assert main(["init", "--out", str(path)]) == 0
    assert f"add --config {path}" in capsys.readouterr().out


def test_a_folder_that_is_not_there_is_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "--out", str(tmp_path / "no" / "settings.toml")]) == ExitCode.USAGE
    assert "Choose another place with --out FILE." in capsys.readouterr().err
