"""Which probe a run uses, and what is said where it cannot."""

import json
from pathlib import Path

import pytest

from audit.cli.run_probe import run_probe_of
from audit.config.audit import AuditConfig
from audit.errors import UsageError
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
