"""phone-audit fleet: each org its own report and its own failure, and a league table that names nobody."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from audit.cli import fleet_command
from audit.cli.app import main
from audit.errors import ExitCode

pytestmark = pytest.mark.slow  # whole audits

NOW = "2026-11-28T10:00:00Z"
GOOD = "Id,Name,Phone,LastModifiedDate\n{0}00000000001AAA,Wren Featherstone,+12125550100,2026-01-31T09:30:00Z\n"
BAD = "Id,Name,Phone,LastModifiedDate\n{0}00000000002AAA,Rook Marsh,(212) 555-0101,2026-01-31T09:30:00Z\n"


@pytest.fixture
def orgs(tmp_path: Path) -> Path:
    for name, text in (("good", GOOD), ("bad", BAD)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Contact.csv").write_text(text.format("0030"))
    path = tmp_path / "orgs.toml"
    path.write_text(
        'region = "US"\n'
        '[[org]]\nname = "Bad"\ncsv = "bad"\n'
        '[[org]]\nname = "Broken"\ncsv = "nowhere"\n'
        '[[org]]\nname = "Good"\ncsv = "good"\n'
    )
    return path


def fleet(orgs: Path, *options: str) -> int:
    return main(["fleet", str(orgs), "--out", str(orgs.parent / "reports"), "--now", NOW, *options])


def league(orgs: Path) -> Mapping[str, Any]:
    document: Mapping[str, Any] = json.loads((orgs.parent / "reports" / "league.json").read_text())
    return {row["org"]: row for row in document["orgs"]}


def test_an_org_that_fails_is_a_row_and_the_others_go_on(orgs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert fleet(orgs) == ExitCode.FAILED
    rows = league(orgs)
    assert list(rows) == ["Good", "Bad", "Broken"]
    assert [row["exit_code"] for row in rows.values()] == [0, 0, 2]
    assert "There is no" in rows["Broken"]["message"]
    assert [rows[name]["figures"]["scores"]["readiness"] for name in ("Good", "Bad")] == [1, 0]
    said = capsys.readouterr()
    assert "2 reports of 3 orgs" in said.out
    assert said.err.startswith("phone-audit: Broken: There is no ")


def test_the_report_of_an_org_is_that_of_a_run_on_it_alone(orgs: Path) -> None:
    fleet(orgs, "--quiet")
    alone = orgs.parent / "alone"
    source = ["--csv", str(orgs.parent / "bad"), "--region", "US"]
    assert main(["run", *source, "--out", str(alone), "--now", NOW, "--quiet"]) == 0
    assert (orgs.parent / "reports" / "Bad" / "results.json").read_bytes() == (alone / "results.json").read_bytes()


def test_only_some_are_audited_and_the_others_stay_in_the_table(orgs: Path) -> None:
    fleet(orgs, "--quiet")
    before = league(orgs)
    (orgs.parent / "bad" / "Contact.csv").write_text(GOOD.format("0030"))
    assert fleet(orgs, "--quiet", "--only", "Bad") == ExitCode.DONE
    after = league(orgs)
    assert after["Bad"]["figures"]["scores"]["readiness"] == 1
    assert {name: after[name] for name in ("Good", "Broken")} == {name: before[name] for name in ("Good", "Broken")}


def test_failed_ones_are_audited_again(orgs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fleet(orgs, "--quiet")
    (orgs.parent / "nowhere").mkdir()
    (orgs.parent / "nowhere" / "Contact.csv").write_text(GOOD.format("0030"))
    capsys.readouterr()
    assert fleet(orgs, "--failed") == ExitCode.DONE
    assert "1 report of 1 org" in capsys.readouterr().out
    assert league(orgs)["Broken"]["figures"]["records"] == 1
    assert fleet(orgs, "--failed") == ExitCode.DONE
    assert "Every org has a report." in capsys.readouterr().out


def test_a_gate_that_fails_anywhere_ends_in_its_exit_code(orgs: Path) -> None:
    text = orgs.read_text().replace('csv = "nowhere"', 'csv = "good"')
    orgs.write_text(text.replace('region = "US"\n', 'region = "US"\n[gates]\nreadiness = 0.5\n'))
    assert fleet(orgs, "--quiet") == ExitCode.GATE_FAILED
    assert league(orgs)["Bad"]["message"].startswith("Check failed: Readiness")


def test_readiness_is_compared_with_the_earlier_reports(orgs: Path) -> None:
    fleet(orgs, "--quiet")
    (orgs.parent / "bad" / "Contact.csv").write_text(GOOD.format("0030"))
    fleet(orgs, "--quiet", "--baseline", str(orgs.parent / "reports"))
    assert league(orgs)["Bad"]["figures"]["readiness_change"] == 1


def test_with_pseudonyms_the_league_table_names_no_org(orgs: Path) -> None:
    fleet(orgs, "--quiet", "--pseudonyms")
    reports = orgs.parent / "reports"
    assert list(league(orgs)) == ["Org 3", "Org 1", "Org 2"]
    assert league(orgs)["Org 2"]["message"] == "Exit code 2"
    for path in reports.glob("league.*"):
        content = path.read_bytes()
        assert not any(
            name in content for name in (b"Broken", b"nowhere", b"Bad<", b'"Bad"', str(orgs.parent).encode())
        )
    assert fleet(orgs, "--quiet", "--failed", "--pseudonyms") == ExitCode.FAILED


def test_the_league_table_holds_no_record_number_or_person(orgs: Path) -> None:
    fleet(orgs, "--quiet")
    for name in ("league.html", "league.json"):
        text = (orgs.parent / "reports" / name).read_text()
        assert not any(each in text for each in ("Wren", "Rook", "555", "00300"))


def test_interrupted_it_keeps_what_is_done(
    orgs: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    audited = fleet_command.audit_of_fleet

    def interrupted(source: Any, options: Any) -> Any:
        if options.out.name == "Good":
            raise KeyboardInterrupt
        return audited(source, options)

    monkeypatch.setattr(fleet_command, "audit_of_fleet", interrupted)
    assert fleet(orgs, "--quiet") == ExitCode.INTERRUPTED
    assert "2 of 3 orgs are done. Add --failed to go on with the others." in capsys.readouterr().err
    assert {name: row["exit_code"] for name, row in league(orgs).items()} == {"Bad": 0, "Broken": 2, "Good": None}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--only", "Nobody"), "The list has no org Nobody"),
        (("--now", "yesterday"), "--now needs a date or a moment"),
    ],
)
def test_wrong_options_are_refused(
    orgs: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], said: str
) -> None:
    assert fleet(orgs, *options) == ExitCode.USAGE
    assert said in capsys.readouterr().err


def test_a_region_that_there_is_not_is_refused_before_the_first_audit(
    orgs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    orgs.write_text(orgs.read_text() + 'region = "ZZ"\n')
    assert fleet(orgs) == ExitCode.USAGE
    assert "org Good" in capsys.readouterr().err
    assert not (orgs.parent / "reports").exists()
