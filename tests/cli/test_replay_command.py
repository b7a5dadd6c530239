"""The command replay, from its arguments to figures, a file and exit codes."""

import json
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from audit.cli.app import main
from audit.package_files import shipped

pytestmark = pytest.mark.slow  # whole audits

CONTACTS = """\
Id,LastName,Phone,MailingCountryCode,CreatedDate,LastModifiedDate
003000000000001AAA,Byrne,+442079460001,GB,2025-01-01T00:00:00Z,2026-01-01T00:00:00Z
003000000000002AAA,Okafor,020 7946 0002,GB,2025-01-01T00:00:00Z,2026-01-01T00:00:00Z
"""
CALLS = """\
direction,raw_digits,WhoId
inbound,+44 20 7946 0001,003000000000001AAA
outbound,442079460002,
inbound,+44 20 7946 0009,
inbound,anonymous,
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that has an export, its report and calls.csv."""
    folder = tmp_path_factory.mktemp("audited")
    (folder / "in").mkdir()
    (folder / "in" / "Contact.csv").write_text(CONTACTS, encoding="utf-8")
    (folder / "calls.csv").write_text(CALLS, encoding="utf-8")
    where = ["--csv", str(folder / "in"), "--out", str(folder / "phone-audit-report")]
    assert main(["run", *where, "--now", "2026-02-01", "--quiet"]) == 0
    return folder


@pytest.fixture
def run(audited: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in a copy of that folder; give exit code and what it printed."""
    shutil.copytree(audited, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)

    def run_command(*arguments: str) -> tuple[int, str, str]:
        exit_code = main(["replay", *arguments])
        printed = capsys.readouterr()
        return exit_code, printed.out, printed.err

    return run_command


def test_it_tells_where_the_calls_land(run: Run) -> None:
    code, out, err = run("calls.csv")
    assert (code, err) == (0, "")
    assert out.startswith("4 calls with 3 numbers: 3 inbound, 1 outbound\nReadiness by calls 50.0% (by numbers 50.0%)")
    assert "Cannot tell: calls without a time" in out


def test_tasks_without_numbers_are_matched_to_the_calls_of_aircall(run: Run) -> None:
    Path("calls.csv").write_text(
        "call id (internal),datetime (utc),direction,customer number,aircall number,duration,duration (in call)\n"
        "241,2026-01-15 10:00:00,inbound,+44 20 7946 0001,Sales (+44 20 7946 0990),100,80\n"
        "242,2026-01-15 11:00:00,inbound,+44 20 7946 0002,Sales (+44 20 7946 0990),100,80\n",
        encoding="utf-8",
    )
    Path("tasks.csv").write_text(
        "Id,WhoId,CreatedDate,CallType,CallDisposition,aircall__Call_Recording__c\n"
        "00T000000000001AAA,003000000000001AAA,2026-01-15T10:00:20Z,Inbound,aircall,https://assets.aircall.io/calls/241/recording\n"
        "00T000000000002AAA,003000000000002AAA,2026-01-15T11:00:20Z,Inbound,aircall inbound 442079460990,\n",
        encoding="utf-8",
    )
    code, _, err = run("tasks.csv")
    assert (code, "replay CALLS --log tasks.csv" in err) == (1, True)
    code, out, _ = run("calls.csv", "--log", "tasks.csv", "--json")
    document = json.loads(out)
    assert (code, document["join"]["by_call_id"], document["join"]["by_circumstances"]) == (0, 1, 1)
    assert (document["logged"]["agrees"], document["logged"]["clean"]) == (2, 2)


def test_calls_that_are_not_compared_are_counted_by_reason(run: Run) -> None:
    Path("calls.csv").write_text(
        "direction,from,to\ninbound,+442079460001,+442079460990\nUnsure,+442079460001,+442079460990\n"
        "internal,+442079460990,+442079460991\ninbound,+442079460990,+442079460990\n",
        encoding="utf-8",
    )
    code, out, _ = run("calls.csv", "--json")
    document = json.loads(out)
    assert (code, document["set_aside"]) == (0, {"colleagues": 1, "no_direction": 1, "own_line": 1})
    assert document["totals"]["calls"] + sum(document["set_aside"].values()) == 4
    said = (
        "Not counted: calls between colleagues 1, calls with two ends and no direction 1, calls with your own lines 1"
    )
    assert said in run("calls.csv")[1]


def test_json_is_the_figures_and_nothing_else(run: Run) -> None:
    code, out, err = run("calls.csv", "--json", "--top", "1")
    document = json.loads(out)
    assert (code, err) == (0, "")
    assert {name: tally["calls"] for name, tally in document["outcomes"].items()} == {
        "clear": 2,
        "no_record": 1,
        "anonymous": 1,
    }
    assert [number["e164"] for number in document["trouble"]] == ["+442079460002"]
    assert document["logged"]["agrees"] == 1


def test_out_names_every_number_for_its_owner_alone_and_quiet_prints_nothing(run: Run) -> None:
    assert run("calls.csv", "--out", "numbers.csv", "--quiet") == (0, "", "")
    assert stat.S_IMODE(Path("numbers.csv").stat().st_mode) == 0o600
    rows = pd.read_csv("numbers.csv", dtype="str", keep_default_na=False)
    assert rows["e164"].tolist() == ["+442079460001", "+442079460002", "+442079460009", ""]
    assert rows["sync_outcome"].tolist() == ["syncs", "not_e164", "", ""]


def test_a_report_with_csv_tables_gives_the_same(run: Run) -> None:
    first = run("calls.csv", "--json")
    assert main(["run", "--csv", "in", "--now", "2026-02-01", "--tables", "csv", "--quiet"]) == 0
    assert run("calls.csv", "--json")[:2] == first[:2]


def test_the_region_of_the_report_reads_national_numbers(run: Run) -> None:
    Path("calls.csv").write_text("caller\n020 7946 0002\n", encoding="utf-8")
    unread = json.loads(run("calls.csv", "--json")[1])
    assert main(["run", "--csv", "in", "--now", "2026-02-01", "--region", "GB", "--quiet"]) == 0
    read = json.loads(run("calls.csv", "--json")[1])
    assert (list(unread["outcomes"]), list(read["outcomes"])) == (["unreadable"], ["clear"])


@pytest.mark.parametrize(
    ("arguments", "exit_code", "message"),
    [
        (["nowhere.csv"], 2, "There is no file nowhere.csv"),
        (["calls.csv", "--log", "nowhere.csv"], 2, "There is no file nowhere.csv. Give the Tasks"),
        ([], 2, "CALLS"),
        (["nothing"], 2, "There is no file with calls in nothing"),
        (["calls.csv", "--report", "nowhere"], 2, "There is no folder nowhere"),
        (["calls.csv", "--report", "in"], 1, "is not a report"),
        (["calls.csv", "--out", "nowhere/out.csv"], 2, "There is no folder nowhere"),
        (["calls.csv", "--out", "calls.csv"], 2, "is the file that is read"),
        (["calls.csv", "--top", "-1"], 2, "--top"),
        (["empty.csv"], 1, "empty.csv is empty"),
        (["binary.csv"], 1, "binary.csv is not text"),
        (["tasks.csv"], 1, "customer number"),
    ],
)
def test_what_is_wrong_is_a_sentence_and_an_exit_code(
    run: Run, arguments: list[str], exit_code: int, message: str
) -> None:
    Path("empty.csv").touch()
    Path("nothing").mkdir()
    Path("binary.csv").write_bytes(bytes(range(256)) * 40)
    Path("tasks.csv").write_text("Id,Subject\n1,Call with +442079460001\n", encoding="utf-8")
    code, out, err = run(*arguments)
    assert code == exit_code
    assert message in err
    assert len(err.splitlines()) <= 2
    assert "7946" not in err
    assert not out or not exit_code


def test_a_masked_report_is_refused(run: Run) -> None:
    assert main(["run", "--csv", "in", "--redact", "--quiet"]) == 0
    code, out, err = run("calls.csv")
    assert (code, out) == (2, "")
    assert "masked" in err


def test_a_report_that_has_lost_its_tables_is_exit_1(run: Run) -> None:
    Path("phone-audit-report/tables/numbers.parquet").unlink()
    code, _, err = run("calls.csv")
    assert code == 1
    assert "has no table numbers" in err


def test_a_header_without_calls_is_done(run: Run) -> None:
    Path("calls.csv").write_text("raw_digits,WhoId\n", encoding="utf-8")
    code, out, _ = run("calls.csv")
    assert code == 0
    assert out.startswith("0 calls with 0 numbers")


def test_the_help_says_what_the_file_is(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0
    for word in ("Aircall", "raw_digits", "WhoId", "Examples:"):
        assert word in out


def test_it_runs_as_a_process_and_leaves_nothing_behind(run: Run, tmp_path: Path) -> None:  # noqa: ARG001 - makes files
    before = set(tmp_path.rglob("*"))
    command = [sys.executable, "-m", "audit", "replay", "calls.csv", "--out", "numbers.csv"]
    root = Path(__file__).parents[2]
    done = subprocess.run(
        command, cwd=tmp_path, env={"PYTHONPATH": str(root)}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("4 calls")
    assert set(tmp_path.rglob("*")) - before == {tmp_path / "numbers.csv"}


def figures(capsys: pytest.CaptureFixture[str], name: str, report: Path) -> dict[str, Any]:
    assert main(["replay", str(shipped("sample_data") / name), "--report", str(report), "--json"]) == 0
    return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]


def test_the_calls_of_the_sample_meet_every_kind_of_trouble(
    demo_report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    of_sample = figures(capsys, "calls.csv", demo_report)
    assert {"clear", "most_recent", "format_sensitive", "no_record", "anonymous"} <= set(of_sample["outcomes"])
    assert {"syncs", "not_e164", "phone_empty", "match_only"} <= set(of_sample["sync"])
    assert of_sample["readiness_by_calls"] > of_sample["readiness_by_numbers"]
    assert of_sample["logged"] is None


def test_the_tasks_of_the_sample_give_away_how_their_search_reads(
    demo_report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    of_calls, of_tasks = (figures(capsys, name, demo_report) for name in ("calls.csv", "tasks.csv"))
    logged = of_tasks.pop("logged")
    assert logged["best"] == ["digits"]
    assert logged["policies"]["digits"]["explained_decisive"] == logged["decisive"]
    assert logged["differs"] > 0
    told_by = [found["forecast"].pop("user")["told_by"] for found in (of_calls, of_tasks)]
    assert told_by == ["records", "log"]
    assert of_tasks == {name: value for name, value in of_calls.items() if name != "logged"}
