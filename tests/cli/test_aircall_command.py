"""phone-audit calls --aircall, as it is typed."""

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from audit.cli.aircall_command import _shown
from audit.cli.app import main
from audit.cli.progress import Display
from audit.package_files import shipped
from audit.sources.aircall.aircall_api import connect
from audit.sources.aircall.read_aircall import AskedPeriod, read_aircall_calls
from audit.sources.calls.read_calls import read_calls
from audit.sources.http.retry_policy import RetryPolicy
from tests.fake_aircall import FakeAircall, generated
from tests.fake_aircall.history import exported, sample_numbers
from tests.fake_aircall.mishaps import MISHAPS

Run = Callable[..., tuple[int, str, str]]
SINCE = ("--since", (datetime.now(UTC) - timedelta(days=20)).date().isoformat())


@pytest.fixture
def aircall(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeAircall]:
    """A stand-in that the environment leads to, in an empty folder; nobody waits."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(RetryPolicy, "pause", lambda policy, seconds: None)
    with ExitStack() as stack:
        fake = stack.enter_context(FakeAircall(generated(2_000, now=int(time.time()), numbers=sample_numbers())))
        for name, value in fake.env().items():
            monkeypatch.setenv(name, value)
        yield fake


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return lambda *arguments: (main(["calls", "--aircall", *arguments]), *capsys.readouterr())


def test_calls_are_saved_and_can_be_compared_with_a_report(
    aircall: FakeAircall, run: Run, demo_report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(*SINCE)
    assert (code, err) == (0, "")
    n_calls = len(read_calls(Path("calls.parquet")).rows)
    said = re.fullmatch(
        r"(\d+) calls of Wren & Dove, 20\d\d-\d\d-\d\d 00:00 to 20\d\d-\d\d-\d\d \d\d:\d\d UTC\n"
        r"  not among them: (?:calls not finished \d+, )?calls with your own lines \d+\n"
        r"Written to calls\.parquet\.\nTo compare them with a report: phone-audit replay calls\.parquet\n",
        out,
    )
    assert said is not None
    assert int(said[1]) == n_calls > 150
    assert [path.name for path in Path().iterdir()] == ["calls.parquet"]
    assert main(["replay", "calls.parquet", "--report", str(demo_report)]) == 0
    assert f"{n_calls} calls with" in capsys.readouterr().out
    assert aircall.hosts == {"api.aircall.io:443"}


@pytest.mark.slow  # a whole audit
def test_contacts_of_aircall_are_compared_with_what_the_report_says_of_contact_sync(
    aircall: FakeAircall, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--out", "report", "--quiet"]) == 0
    numbers = pd.read_parquet("report/tables/numbers.parquet")
    aircall.state.settings.contacts = frozenset(numbers.loc[numbers["sync_outcome"] == "syncs", "e164"])
    code, out, _ = run(*SINCE, "--fetch-contact")
    n_with = int((read_calls(Path("calls.parquet")).rows["has_contact"] == "true").sum())
    assert (code, f"\n  with a contact in Aircall {n_with}\n" in out) == (0, True)
    assert main(["replay", "calls.parquet", "--report", "report"]) == 0
    told = capsys.readouterr().out
    assert "Numbers that sync have a contact more often (100%, " in told
    assert ": as this report says.\nIt is not known whether these contacts include" in told
    assert main(["replay", "calls.parquet", "--report", "report", "--json"]) == 0
    contacts = json.loads(capsys.readouterr().out)["contacts"]
    assert (contacts["more_often"], contacts["syncs"]["share"], contacts["does_not_sync"]["share"]) == ("syncs", 1, 0)


def test_quiet_says_nothing(aircall: FakeAircall, run: Run) -> None:
    assert run(*SINCE, "--quiet", "--out", "some.parquet") == (0, "", "")
    assert aircall.requests
    assert Path("some.parquet").is_file()


def test_days_before_six_months_are_told_to_be_missing(aircall: FakeAircall, run: Run) -> None:
    code, out, err = run("--since", "2020-01-01")
    assert code == 0
    assert err.startswith("phone-audit: Aircall keeps calls for six months. Those before 20")
    assert "calls of Wren & Dove" in out
    assert aircall.state.n_limited == 0


def test_a_refused_key_is_a_refused_login(aircall: FakeAircall, run: Run) -> None:
    aircall.state.api_token = "another-token"  # noqa: S105 - of nobody
    code, out, err = run()
    assert (code, out) == (4, "")
    assert err == (
        "phone-audit: Aircall refuses the key (403): it is wrong, or was revoked. Check AIRCALL_API_ID and "
        "AIRCALL_API_TOKEN, or make a new key (Aircall Dashboard > Integrations & API > API keys).\n"
    )


def test_an_interruption_says_where_the_calls_are(aircall: FakeAircall, run: Run) -> None:
    aircall.fault("GET /v1/calls", MISHAPS["redirect"].act, nth=4)
    code, out, err = run(*SINCE)
    assert (code, out) == (1, "")
    assert re.search(r"\n\d+ calls are kept in calls\.parquet\.unfinished for seven days: the same command", err)
    code, out, err = run("--since", "2020-01-01")
    assert code == 2
    assert err.endswith(
        f"another period, from a command that was interrupted. Finish it with {' '.join(SINCE)}, give "
        "another --out, or delete it.\n"
    )
    assert run(*SINCE)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["calls"], "Add --aircall, --org ALIAS or --env."),
        (["calls", "--aircall", "--env"], "One of --aircall and --env at a time"),
        (["calls", "--env", "--fetch-contact"], "--fetch-contact goes with --aircall."),
        (["calls", "--aircall", "--since", "31.1.2026"], "--since 31.1.2026 is no date. Write it as 2026-01-31."),
        (["calls", "--aircall", "--until", "soon"], "--until soon is no date."),
        (["calls", "--aircall", "--until", "2020-01-01"], "Aircall has no calls of this period"),
        (["calls", "--aircall", "--out", "nowhere/calls.parquet"], "There is no folder nowhere"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_a_request(
    aircall: FakeAircall, arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert says in capsys.readouterr().err
    assert not aircall.requests


def test_without_a_key_it_is_said_what_to_set(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AIRCALL_API_ID", raising=False)
    monkeypatch.delenv("AIRCALL_API_TOKEN", raising=False)
    code, _, err = run()
    assert code == 2
    assert err.startswith("phone-audit: AIRCALL_API_ID and AIRCALL_API_TOKEN must be set, to a key of the Aircall API")


def test_the_rate_is_a_setting(aircall: FakeAircall, run: Run) -> None:
    Path("phone-audit.toml").write_text("[aircall]\nrequests_per_minute = 121\n")
    code, _, err = run()
    assert (code, "aircall.requests_per_minute" in err) == (2, True)
    assert not aircall.requests


class Shown(Display):
    """Remembers what would be shown."""

    said = ""

    def stage(self, doing: str) -> None:
        self.said = doing


def test_progress_says_how_long_it_will_take() -> None:
    display = Shown()
    show = _shown(display, 50)
    show(0, 60_000)
    assert display.said == "Reading calls, at most 2,500 a minute: about 24 min"
    show(59_000, 60_000)
    assert display.said == "Reading calls, at most 2,500 a minute: about 1 min"
    show(0, None)
    assert display.said == "Reading calls, at most 2,500 a minute: time not known"


@pytest.mark.slow
def test_the_api_tells_of_the_same_calls_what_the_export_of_the_dashboard_tells(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    export = shipped("sample_data") / "calls.csv"
    of_export = read_calls(export).rows.sort_values("call_id", ignore_index=True)
    agents = {name: name for name in of_export["user"].dropna().str.title().unique() if not name.startswith("[")}
    moment = datetime(2026, 7, 1, tzinfo=UTC)
    monkeypatch.setattr(RetryPolicy, "pause", lambda policy, seconds: None)
    with FakeAircall(exported(export, agents), clock=moment.timestamp) as fake:
        for name, value in fake.env().items():
            monkeypatch.setenv(name, value)
        folder = tmp_path / "unfinished"
        with read_aircall_calls(connect(120), AskedPeriod(), folder, lambda *_: None, moment) as found:
            of_api = found.log.rows.sort_values("call_id", ignore_index=True)
    same = ["call_id", "raw", "direction", "started_at", "answered_at", "ended_at", "seconds", "line"]
    assert len(of_api) == 400
    pd.testing.assert_frame_equal(of_api[same], of_export[same])
    took = of_api["user"].notna()
    assert of_api.loc[took, "user"].equals(of_export.loc[took, "user"])
