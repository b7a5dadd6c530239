import json
from pathlib import Path

import pytest

from audit.cli.app import main

pytestmark = pytest.mark.slow  # whole audits

CONTACTS = """\
Id,FirstName,LastName,Phone,MobilePhone,LastModifiedDate,MailingCountryCode
003000000000001AAA,Ada,Byrne,+442079460001,,2026-01-01T00:00:00Z,GB
003000000000002AAA,Ben,Okafor,020 7946 0002,,2026-01-01T00:00:00Z,GB
"""


def run(folder: Path, *options: str, config: str = "", contacts: str = CONTACTS) -> int:
    """Audit ``contacts`` into the folder ``report`` and return the exit code."""
    (folder / "in").mkdir(exist_ok=True)
    (folder / "in" / "Contact.csv").write_text(contacts, encoding="utf-8")
    (folder / "audit.toml").write_text(config, encoding="utf-8")
    source = ["--csv", str(folder / "in"), "--config", str(folder / "audit.toml")]
    return main(["run", *source, "--out", str(folder / "report"), "--now", "2026-02-01", *options])


def gate_sentences(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [line for line in capsys.readouterr().err.splitlines() if not line.startswith("Note: ")]


def test_without_gates_a_poor_org_is_done(tmp_path: Path) -> None:
    assert run(tmp_path) == 0


def test_a_gate_of_the_configuration_that_fails_is_exit_10_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, config="[gates]\ne164_share = 0.8\n[gates.rules]\nnot-e164 = 0") == 10
    assert gate_sentences(capsys) == [
        "Check failed: In E.164: 50.0%, must be at least 80%.",
        "Check failed: The number is not stored in E.164: 1, must be at most 0.",
    ]


def test_gates_that_pass_are_exit_0(tmp_path: Path) -> None:
    assert run(tmp_path, config="[gates]\ne164_share = 0.5\n[gates.rules]\nnot-e164 = { share = 0.5 }") == 0


def test_a_preset_that_fails_is_exit_10(tmp_path: Path) -> None:
    assert run(tmp_path, "--preset", "pre-rollout") == 10
    verdict = json.loads((tmp_path / "report" / "results.json").read_text(encoding="utf-8"))["verdict"]
    assert (verdict["outcome"], verdict["preset"], verdict["enforced"]) == ("no_go", "pre-rollout", True)


def test_a_gate_on_an_org_without_numbers_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "--preset", "quarterly", contacts="Id,Phone\n") == 10
    assert gate_sentences(capsys) == ["Check failed: there is no number to measure."]


def test_a_gate_on_a_rule_that_does_not_exist_is_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, config="[gates.rules]\nnot-e146 = 0") == 2
    assert "Did you mean not-e164?" in capsys.readouterr().err


def test_fail_under_and_fail_on_stay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "--fail-under", "80", "--fail-on", "error") == 10
    assert gate_sentences(capsys) == [
        "Check failed: readiness is 50.00%, below 80%.",
        "Check failed: 1 finding of severity error (--fail-on error).",
    ]


def test_fail_under_of_an_org_without_numbers_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "--fail-under", "1", contacts="Id,Phone\n") == 10
    assert "no number to measure" in capsys.readouterr().err


def test_the_page_says_which_gates_failed(tmp_path: Path) -> None:
    run(tmp_path, config="[gates]\ne164_share = 0.8\nreadiness = 0.1\nreadiness_drop = 0.1")
    page = (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
    assert "No-go" in page
    assert "1 of 3 checks fails. Clean up first" in page
    assert "nothing to compare with" in page
