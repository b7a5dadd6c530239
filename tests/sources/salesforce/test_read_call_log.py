"""The calls of an org, against a CSV export of the same Tasks."""

import csv
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from audit.package_files import shipped
from audit.replay.join_log import with_log_entries
from audit.sources.aircall.aircall_api import connect
from audit.sources.aircall.read_aircall import AskedPeriod, read_aircall_calls
from audit.sources.calls.read_calls import read_calls, read_log_entries
from audit.sources.http.retry_policy import RetryPolicy
from audit.sources.salesforce import Org
from audit.sources.salesforce.download import Batches
from audit.sources.salesforce.read_call_log import OrgCalls, read_call_log, since_when
from audit.tables.calls import CallLog
from tests.fake_aircall import FakeAircall
from tests.fake_aircall.history import exported
from tests.fake_org import FakeOrg
from tests.fake_org import fault_actions as act
from tests.fake_org.generated_rows import generate
from tests.fake_org.ids import numbered_id
from tests.fake_org.settings import Settings

SINCE = datetime(2026, 4, 1, tzinfo=UTC)
BY_JOBS = Batches(rest_rows=0, page_rows=37)
N_CALLS = 400
Read = Callable[..., OrgCalls]
StartOrg = Callable[..., FakeOrg]


@pytest.fixture
def sample(start_org: StartOrg) -> StartOrg:
    return lambda **settings: start_org(shipped("sample_data"), **{"bulk_page_size": 37, **settings})


@pytest.fixture
def read(log_in: Callable[..., Org], tmp_path: Path) -> Read:
    def run(fake: FakeOrg, **options: object) -> OrgCalls:
        with read_call_log(log_in(fake), tmp_path / "unfinished", **{"since": SINCE, **options}) as found:
            return found

    return run


def export_of(sobject: str, fake: FakeOrg, path: Path) -> Path:
    """Write the rows that the query finds as a CSV file, as Data Loader would."""
    contents = fake.state.contents
    rows = contents.rows[sobject]
    names = [field.name for field in contents.sobjects[sobject].fields if field.name != "Subject"]
    everyone = np.arange(rows.count)
    columns = {name: rows.take(everyone, name).to_pylist() for name in names}
    users = contents.rows["User"]
    emails = users.take(users.positions_of(rows.take(everyone, "OwnerId")), "Email").to_pylist()
    text = io.StringIO()
    lines = csv.writer(text, quoting=csv.QUOTE_ALL)
    lines.writerow([*names, "Owner.Email"])
    for row, email in zip(zip(*columns.values(), strict=True), emails, strict=True):
        told = dict(zip(names, row, strict=True))
        if sobject != "Task" or (told["TaskSubtype"] == "Call" and "aircall" in told["CallDisposition"]):
            lines.writerow([*("" if cell is None else cell for cell in row), email])
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def in_order(log: CallLog) -> pd.DataFrame:
    return log.rows.sort_values("entry_id", ignore_index=True)


@pytest.mark.parametrize("batches", [Batches(), BY_JOBS])
@pytest.mark.parametrize(("package", "read_file"), [("old", read_calls), ("none", read_log_entries)])
def test_the_calls_are_those_of_a_csv_export_of_the_same_tasks(  # noqa: PLR0917 - fixtures
    sample: StartOrg, read: Read, tmp_path: Path, batches: Batches, package: str, read_file: Callable[..., CallLog]
) -> None:
    fake = sample(package=package)
    found, of_file = read(fake, batches=batches).log, read_file(export_of("Task", fake, tmp_path / "tasks.csv"))
    pd.testing.assert_frame_equal(in_order(found), in_order(of_file))
    assert (found.has_country_code, found.logged_by) == (of_file.has_country_code, of_file.logged_by)
    assert (found.set_aside, found.warnings) == (of_file.set_aside, of_file.warnings)
    assert fake.writes == []


@pytest.mark.parametrize("batches", [Batches(), BY_JOBS])
def test_calls_that_are_logged_as_log_alone_are_those_of_a_csv_export_of_the_logs(
    sample: StartOrg, read: Read, tmp_path: Path, batches: Batches
) -> None:
    fake = sample(package="current", logging="Log only")
    of_file = read_calls(export_of("aircall__Aircall_AI__c", fake, tmp_path / "logs.csv"))
    found = read(fake, batches=batches).log
    pd.testing.assert_frame_equal(in_order(found), in_order(of_file))
    assert (found.has_country_code, found.logged_by) == (True, "id")
    assert (found.set_aside, found.warnings) == (of_file.set_aside, of_file.warnings)


def test_task_and_log_are_one_call_with_the_number_of_the_log_and_the_record_of_the_task(
    sample: StartOrg, read: Read
) -> None:
    of_tasks = read(sample()).log.rows.set_index("entry_id")
    found = read(sample(package="current", logging="Task and Log"))
    rows = found.log.rows.set_index("entry_id")
    assert (len(rows), found.n_tasks, found.n_logs) == (N_CALLS, N_CALLS + 8, N_CALLS)
    assert (found.both.n_both, found.both.n_log_only, found.log.set_aside) == (N_CALLS, 0, {"sms": 8})
    assert rows["logged_on"].equals(of_tasks["logged_on"].reindex(rows.index))
    numbers = pd.read_csv(shipped("sample_data") / "tasks.csv", dtype=str).set_index("Id")[
        "aircall__External_Number__c"
    ]
    assert (
        rows["raw"].dropna().equals(numbers[numbers != "anonymous"].reindex(rows["raw"].dropna().index).rename("raw"))
    )


def test_calls_that_are_logged_as_log_alone_are_found(sample: StartOrg, read: Read) -> None:
    found = read(sample(package="current", logging="Log only"))
    assert (found.n_tasks, found.both.n_log_only, found.log.logged_by) == (0, N_CALLS, "id")
    assert found.log.rows[["raw", "logged_on", "line"]].notna().any().all()
    assert found.log.warnings == (
        "aircall__Customer_Phone__c is read as the number of the other party: its values look like it.",
        "aircall__Line_Phone__c is read as the company's line: its values look like it.",
    )


def test_a_field_with_the_numbers_of_lines_is_never_the_other_party(sample: StartOrg, read: Read) -> None:
    hidden = {"aircall__Aircall_AI__c": ["aircall__Customer_Phone__c"]}
    found = read(sample(package="current", logging="Task and Log", hidden=hidden))
    assert found.log.rows["raw"].isna().all()
    assert found.log.rows["line"].notna().all()


def test_logs_that_nothing_joins_to_tasks_are_left_out_and_said(sample: StartOrg, read: Read) -> None:
    hidden = {"Task": ["aircall__Aircall_Log__c"]}  # the Logs have ids of calls, the Tasks have none
    found = read(sample(package="current", logging="Task and Log", hidden=hidden)).log
    assert len(found.rows) == N_CALLS
    assert found.warnings[-1].startswith("400 Aircall Logs are left out: nothing tells which of them are calls")


def test_owners_have_addresses_and_their_absence_is_said(sample: StartOrg, read: Read) -> None:
    assert "lorenz.sperling@fernsprech.example" in set(read(sample()).log.rows["user"])
    nameless = read(sample(hidden_objects=["User"])).log
    assert nameless.rows["user"].isna().all()
    assert "addresses of users" in nameless.warnings[0]


def test_half_a_year_is_read_from_the_start_of_a_day() -> None:
    assert since_when(datetime(2026, 8, 31, 23, 59, tzinfo=UTC)) == datetime(2026, 2, 28, tzinfo=UTC)


def test_calls_before_the_first_day_are_not_asked_for(sample: StartOrg, read: Read) -> None:
    later = read(sample(), since=datetime(2026, 6, 1, tzinfo=UTC))
    assert 0 < len(later.log.rows) < N_CALLS / 2
    assert later.log.rows["entry_at"].min() >= pd.Timestamp("2026-06-01", tz="UTC")


def test_calls_after_the_last_day_are_not_asked_for(sample: StartOrg, read: Read) -> None:
    until = datetime(2026, 6, 1, tzinfo=UTC)
    earlier, later = read(sample(), until=until), read(sample(), since=until)
    assert earlier.log.rows["entry_at"].max() < pd.Timestamp(until) <= later.log.rows["entry_at"].min()
    assert len(earlier.log.rows) + len(later.log.rows) == len(read(sample()).log.rows)


def test_an_interrupted_run_to_another_day_is_not_gone_on_with(
    sample: StartOrg, log_in: Callable[..., Org], tmp_path: Path
) -> None:
    fake, folder = sample(), tmp_path / "unfinished"
    with pytest.raises(KeyboardInterrupt), read_call_log(log_in(fake), folder, SINCE):
        raise KeyboardInterrupt
    until = datetime(2026, 6, 1, tzinfo=UTC)
    with read_call_log(log_in(fake), folder, SINCE, until=until) as found:
        assert found.log.rows["entry_at"].max() < pd.Timestamp(until)


def test_what_was_fetched_before_an_interruption_is_not_fetched_again(
    sample: StartOrg, read: Read, tmp_path: Path
) -> None:
    fake = sample(package="current", logging="Task and Log")
    whole = in_order(read(fake).log)

    def interrupt(label: str, rows: int, _expected: int | None) -> None:
        if label == "Task" and rows > N_CALLS / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match="the same command resumes from there"):
        read(fake, batches=BY_JOBS, progress=interrupt)
    n_before = len(fake.requests)
    pd.testing.assert_frame_equal(in_order(read(fake, batches=BY_JOBS).log), whole)
    fetched = [entry for entry in fake.requests[n_before:] if entry.path.endswith("/results")]
    assert 0 < len(fetched) < 2 * (N_CALLS // 37 + 1)
    assert not fake.jobs
    assert not (tmp_path / "unfinished").exists()


def test_half_a_year_begins_where_the_interrupted_run_began_it(
    sample: StartOrg, log_in: Callable[..., Org], tmp_path: Path
) -> None:
    fake, folder = sample(), tmp_path / "unfinished"
    with pytest.raises(KeyboardInterrupt), read_call_log(log_in(fake), folder, batches=BY_JOBS) as today:
        raise KeyboardInterrupt
    journal = folder / "calls" / "journal.json"
    earlier = today.since - timedelta(days=1)
    begun = json.loads(journal.read_text())
    begun["started"] = (datetime.fromisoformat(begun["started"]) - timedelta(days=1)).isoformat()
    begun = json.dumps(begun).replace(f"{today.since:%Y-%m-%dT}", f"{earlier:%Y-%m-%dT}")
    journal.write_text(begun)
    n_before = len(fake.requests)
    with read_call_log(log_in(fake), folder, batches=BY_JOBS) as found:
        assert found.since <= earlier
    assert not [entry for entry in fake.requests[n_before:] if entry.method == "POST" and "/jobs/" in entry.path]


@pytest.mark.slow
def test_a_run_that_is_killed_goes_on(start_org: StartOrg, tmp_path: Path) -> None:
    contents = generate(100, Settings(), calls=30_000)
    fake = start_org(contents=contents, bulk_page_size=1_000)
    command = [sys.executable, "-m", "audit", "calls", "--env", "--quiet", "--out"]
    env = {**fake.process_env(), "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([*command, tmp_path / "whole.parquet"], env=env, check=True)
    n_whole = len(fake.requests)
    with subprocess.Popen([*command, tmp_path / "killed.parquet"], env=env) as process:
        while sum("/results" in entry.path for entry in fake.requests[n_whole:]) < 3:
            time.sleep(0.005)
        process.kill()
    assert not (tmp_path / "killed.parquet").exists()
    n_killed = len(fake.requests)
    subprocess.run([*command, tmp_path / "killed.parquet"], env=env, check=True)
    assert len(fake.requests) - n_killed < n_whole
    assert {path.name for path in tmp_path.iterdir()} == {"whole.parquet", "killed.parquet"}
    whole, killed = (in_order(read_log_entries(tmp_path / f"{name}.parquet")) for name in ("whole", "killed"))
    pd.testing.assert_frame_equal(killed, whole)
    assert (fake.jobs, fake.writes) == ([], [])


@pytest.fixture
def of_aircall(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CallLog:
    """Return the calls of the sample as Aircall's API tells them, agents with the addresses of the org's users."""
    export, moment = shipped("sample_data") / "calls.csv", datetime(2026, 7, 1, tzinfo=UTC)
    names = pd.read_csv(export, dtype=str)["user"].unique()
    addresses = {name: f"{'.'.join(name.lower().split())}@fernsprech.example" for name in names if name[0] != "["}
    with FakeAircall(exported(export, addresses), clock=moment.timestamp) as fake, monkeypatch.context() as patch:
        patch.setattr(RetryPolicy, "pause", lambda policy, seconds: None)
        for name, value in fake.env().items():
            patch.setenv(name, value)
        with read_aircall_calls(connect(120), AskedPeriod(), tmp_path / "aircall", lambda *_: None, moment) as found:
            return found.log


@pytest.mark.parametrize(
    ("settings", "n_joined"),
    [
        ({"package": "none"}, {"call_id": 0, "circumstances": 388}),
        ({"package": "old"}, {"call_id": 288, "circumstances": 109}),
        ({"package": "current", "logging": "Task and Log"}, {"call_id": 288, "circumstances": 112}),
        ({"package": "current", "logging": "Log only"}, {"call_id": 288, "circumstances": 112}),
    ],
)
def test_entries_find_the_calls_of_aircall_and_none_finds_a_wrong_one(
    sample: StartOrg, read: Read, of_aircall: CallLog, settings: dict[str, str], n_joined: dict[str, int]
) -> None:
    fake = sample(**settings)
    joined = with_log_entries(of_aircall, read(fake).log).rows
    exports = [pd.read_csv(shipped("sample_data") / f"{name}.csv", dtype=str) for name in ("calls", "tasks")]
    task_of_call = dict(zip(exports[0]["call id (internal)"], exports[1]["Id"], strict=True))
    entry_of_call = {
        call: f"a01Fk{call}{log_suffix()}" if settings.get("logging") == "Log only" else task
        for call, task in task_of_call.items()
    }
    found = joined.dropna(subset=["entry_id"])
    assert (found["entry_id"] == found["call_id"].map(entry_of_call)).all()
    counts = found["joined"].value_counts()
    assert {how: int(counts[how]) for how in n_joined} == n_joined


def log_suffix() -> str:
    """Return what the stand-in org appends to the id of a Log."""
    return numbered_id("a01", 0)[15:]


def test_a_field_that_the_org_lists_and_refuses_is_left_out_and_said(sample: StartOrg, read: Read) -> None:
    fake = sample()
    refusal = "No such column 'CallObject' on entity 'Task'. If you are attempting to use a custom field"
    fake.fault("GET /query/?*SELECT+Id*CallObject*FROM+Task*", act.say(400, "INVALID_FIELD", refusal))
    found = read(fake)
    assert len(found.log.rows) == N_CALLS + 8
    assert any("CallObject" in warning for warning in found.log.warnings)


def test_nothing_of_a_finished_run_stays_on_disk(sample: StartOrg, read: Read, tmp_path: Path) -> None:
    read(sample())
    assert list(tmp_path.iterdir()) == []
