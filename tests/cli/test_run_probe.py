"""Which probe a run uses, and what is said where it cannot."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from audit.cli.app import main
from audit.cli.run_probe import run_probe_of
from audit.config.audit import AuditConfig
from audit.errors import ExitCode, UsageError
from tests.probe.probes import ORG, PARTS, probe

MEASURED = AuditConfig(profile={"policy": "measured"})
ELSEWHERE = "00D000000000009AAA"


def written(path: Path, **changes: object) -> Path:
    path.write_text(json.dumps(json.loads(probe(PARTS).model_dump_json()) | changes))
    return path


def test_the_probe_beside_the_report_is_used(tmp_path: Path) -> None:
    written(tmp_path / "probe.json")
    found = run_probe_of(AuditConfig(), None, tmp_path / "report")
    assert found.figures is not None
    assert not found.is_asked_for


def test_a_probe_that_is_named_comes_before_the_one_beside_the_report(tmp_path: Path) -> None:
    written(tmp_path / "probe.json", numbers=1)
    named = written(tmp_path / "mine.json", numbers=2)
    found = run_probe_of(AuditConfig(), named, tmp_path / "report")
    assert found.figures is not None
    assert found.figures.numbers == 2


def test_the_settings_name_a_probe_beside_their_file(tmp_path: Path) -> None:
    written(tmp_path / "mine.json")
    settings = tmp_path / "phone-audit.toml"
    settings.write_text('[profile]\npolicy = "measured"\nprobe = "mine.json"\n')
    assert run_probe_of(AuditConfig.from_file(settings), None, tmp_path / "out" / "report").figures is not None


def test_without_a_probe_the_policy_measured_is_refused_and_the_place_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no .*probe\.json"):
        run_probe_of(MEASURED, None, tmp_path / "report")
    assert run_probe_of(AuditConfig(), None, tmp_path / "report").figures is None


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"schema_version": 0}, "is not a probe of this version"),
        ({"schema_version": 99}, "of a newer phone-audit"),
        ({"matrix": [{}]}, "is damaged at matrix.0"),
    ],
)
def test_a_file_that_is_no_probe_is_refused_when_asked_for_and_left_out_otherwise(
    tmp_path: Path, changes: dict[str, object], says: str
) -> None:
    path = written(tmp_path / "probe.json", **changes)
    with pytest.raises(UsageError, match=says):
        run_probe_of(AuditConfig(), path, tmp_path / "report")
    found = run_probe_of(AuditConfig(), None, tmp_path / "report")
    assert found.figures is None
    assert "is not used" in found.note


def test_the_probe_of_another_org_is_refused_when_asked_for_and_left_out_otherwise(tmp_path: Path) -> None:
    path = written(tmp_path / "probe.json")
    figures, note = run_probe_of(AuditConfig(), None, tmp_path / "report").fitting(ELSEWHERE)
    assert figures is None
    assert f"The probe is of the org {ORG}" in note
    with pytest.raises(UsageError, match="Give the probe of this org"):
        run_probe_of(AuditConfig(), path, tmp_path / "report").fitting(ELSEWHERE)


ROWS = """Id,Name,Phone,MailingCountry,LastModifiedDate
003000000000001AAA,Ada,+12125550100,US,2026-01-01T00:00:00Z
003000000000002AAA,Bo,(212) 555-0100,US,2026-02-01T00:00:00Z
003000000000003AAA,Cy,(212) 555-0101,US,2026-01-01T00:00:00Z
"""
CALLS = """call id,started_at,direction,raw_digits,record id
1,2026-11-01T10:00:00Z,inbound,+1 212-555-0100,003000000000001AAA
"""


@pytest.fixture
def measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a report that rests on the probe beside it."""
    monkeypatch.chdir(tmp_path)
    found = probe({**PARTS, ("e164", "digits"): 0, ("national", "digits"): 0})
    (tmp_path / "probe.json").write_text(found.model_dump_json())
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "Contact.csv").write_text(ROWS)
    assert main(["run", "--csv", "export", "--out", "report", "--policy", "measured"]) == 0
    return tmp_path / "report"


@pytest.mark.slow
def test_a_run_with_the_policy_measured_says_so_everywhere(capsys: pytest.CaptureFixture[str], measured: Path) -> None:
    out, err = capsys.readouterr()
    assert "[measured on 2026-11-28]" in out
    assert f"The search was measured in the org {ORG}. These records do not say of which org they are" in err
    results = json.loads((measured / "results.json").read_text())
    assert (results["search"]["basis"], results["search"]["is_same_org"]) == ("measured", False)
    assert results["decided_by"]["not_found"] == 1
    assert main(["explain", "+12125550100", "--report", "report"]) == 0
    explained = capsys.readouterr().out
    assert "A call reaches the Contact Ada" in explained
    assert "Several records have the number; the search finds only one of them." in explained
    assert "not found       003000000000002AAA Phone" in explained
    page = (measured / "report.html").read_text(encoding="utf-8")
    assert page.count('class="tag basis"') > 8
    assert "What the search finds" in page
    sheet = load_workbook(measured / "report.xlsx")["Search"]
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert {"What to do", "E.164", "found (20 of 20)", "not found (0 of 20)"} <= {*cells}


@pytest.mark.slow
def test_a_report_is_verified_and_replayed_by_what_it_measured(
    measured: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", "--report", "report", "--csv", "export", "--quiet"]) == ExitCode.GATE_FAILED
    (measured.parent / "calls.csv").write_text(CALLS)
    capsys.readouterr()
    assert main(["replay", "calls.csv", "--report", "report"]) == 0
    out = capsys.readouterr().out
    assert "In which format Aircall searches, by the probe" in out
    assert "Cannot tell yet in which format Aircall searches: +33199009061; 33199009061." in out


@pytest.mark.slow
def test_two_audits_compare_although_the_probe_was_made_again(
    measured: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(measured.parent / "probe.json", measured_at="2026-12-05T09:00:00+00:00")
    command = ["run", "--csv", "export", "--policy", "measured", "--baseline", "report", "--json"]
    capsys.readouterr()
    assert main([*command, "--out", "again"]) == 0
    assert json.loads(capsys.readouterr().out)["trend"]["differences"] == []


@pytest.mark.slow
def test_the_invented_org_leaves_a_probe_alone_that_merely_lies_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "probe.json")
    assert main(["demo", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["probe"] is None
