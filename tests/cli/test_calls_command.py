"""The command that reads calls into a calls file."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from audit.cli.app import main
from audit.package_files import shipped
from audit.sources.calls.calls_file import write_calls_file
from audit.sources.calls.read_calls import read_calls, read_log_entries
from tests.fake_org import FakeOrg
from tests.fake_org.fixtures import start_org

pytestmark = pytest.mark.slow  # whole audits

__all__ = ["start_org"]
SINCE = ("--since", "2026-04-01")


@pytest.fixture
def run(
    start_org: Callable[..., FakeOrg],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs the command on an org with the calls of the sample, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def with_org(*arguments: str, out: str | None = "calls.parquet", **settings: object) -> tuple[int, str, str]:
        for name, value in start_org(shipped("sample_data"), **settings).env().items():
            monkeypatch.setenv(name, value)
        code = main(["calls", "--env", *(("--out", out) if out else ()), *arguments])
        return (code, *capsys.readouterr())

    return with_org


def test_calls_with_numbers_can_be_compared_with_a_report(run: Callable) -> None:
    code, out, err = run(*SINCE, package="current", logging="Task and Log")
    assert (code, "aircall__Customer_Phone__c is read as the number" in err) == (0, True)
    assert out == (
        "400 calls since 2026-04-01: 408 Tasks, 400 Aircall Logs (0 without a Task)\n"
        "  logged on a record 235, with the other party's number 377\n"
        "  not among them: messages 8\n"
        "Written to calls.parquet.\n"
        "To compare them with a report: phone-audit replay calls.parquet\n"
    )
    assert [path.name for path in Path().iterdir()] == ["calls.parquet"]


def test_calls_without_numbers_are_for_beside_those_of_aircall(run: Callable) -> None:
    code, out, _ = run(*SINCE)
    assert (code, "phone-audit replay CALLS --log calls.parquet" in out) == (0, True)


def test_no_call_at_all_leads_to_a_check(run: Callable) -> None:
    code, out, _ = run(package="current", logging="Log only", hidden_objects=["aircall__Aircall_AI__c"])
    assert (code, out.splitlines()[0].endswith(": 0 Tasks"), "phone-audit check says how" in out) == (0, True, True)


def test_replay_joins_them_to_the_calls_of_aircall(
    run: Callable, demo_report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*SINCE, "--quiet", package="old")[:2] == (0, "")
    exported, of_api = shipped("sample_data") / "calls.csv", Path("aircall.parquet")
    write_calls_file(read_calls(exported), of_api)
    capsys.readouterr()
    told = []
    for calls in (exported, of_api):
        assert main(["replay", str(calls), "--log", "calls.parquet", "--report", str(demo_report)]) == 0
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]
    assert "408 log entries: matched by call id 288, by line and time 109" in told[0]


def test_the_file_of_an_org_is_not_that_of_aircall(run: Callable) -> None:
    assert run(*SINCE, "--quiet", out=None)[0] == 0
    assert [path.name for path in Path().iterdir()] == ["tasks.parquet"]


def test_a_file_that_is_there_is_replaced_and_a_folder_is_not(run: Callable) -> None:
    Path("calls.parquet").write_text("earlier")
    assert run(*SINCE, "--quiet")[0] == 0
    assert isinstance(read_log_entries(Path("calls.parquet")).rows, pd.DataFrame)
    code, _, err = run(out="nowhere/calls.parquet")
    assert (code, "There is no folder nowhere" in err) == (2, True)


def test_a_period_ends_with_the_last_day_that_is_asked_for(run: Callable) -> None:
    code, out, _ = run(*SINCE, "--until", "2026-04-30")
    times = read_log_entries(Path("calls.parquet")).rows["entry_at"]
    assert (code, out.startswith(f"{len(times)} calls from 2026-04-01 to 2026-04-30: ")) == (0, True)
    assert times.dt.strftime("%Y-%m-%d").max() == "2026-04-30"


@pytest.mark.parametrize(
    ("option", "day"), [("--since", "yesterday"), ("--since", "2026-13-01"), ("--until", "yesterday")]
)
def test_a_day_that_is_none_is_refused(run: Callable, option: str, day: str) -> None:
    code, _, err = run(option, day)
    assert (code, err) == (2, f"phone-audit: {option} {day} is no date. Write it as 2026-01-31.\n")


@pytest.mark.parametrize("since", [("--since", "2020-02-01"), ()])
def test_a_last_day_before_the_first_is_refused(run: Callable, since: tuple[str, ...]) -> None:
    code, _, err = run(*since, "--until", "2020-01-31")
    assert (code, len(err.splitlines())) == (2, 1)
    assert "--until 2020-01-31 is before the first day, 20" in err


def test_a_place_where_nothing_can_be_kept_meanwhile_is_refused(run: Callable) -> None:
    Path("calls.parquet.unfinished").write_text("a file")
    code, _, err = run(*SINCE)
    assert (code, len(err.splitlines())) == (2, 1)
    assert "Cannot make the folder calls.parquet.unfinished" in err
