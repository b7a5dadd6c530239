import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from audit.errors import AuditError, ConnectionFailedError, LoginRefusedError, UsageError
from audit.sources.aircall.call_walk import Period
from audit.sources.aircall.read_aircall import AircallCalls, AskedPeriod, oldest_moment
from audit.sources.calls.read_calls import read_calls
from audit.tables.calls import CallLog
from tests.fake_aircall import FakeAircall
from tests.fake_aircall.history import DAY, NOW, generated
from tests.fake_aircall.mishaps import MISHAPS
from tests.fake_org.faults import Exchange
from tests.fake_org.messages import Response, answer
from tests.sources.aircall.conftest import Time, expected_ids

Start = Callable[..., FakeAircall]
Save = Callable[..., AircallCalls]
CALLS = "GET /v1/calls"
RECENT = AskedPeriod(since=datetime.fromtimestamp(NOW - 40 * DAY, UTC).date())


def ids(log: CallLog) -> list[int]:
    return sorted(log.rows["call_id"].astype("int64"))


def ids_of_customers(fake: FakeAircall, period: Period) -> list[int]:
    """Return the ids of the calls of ``period`` that are done and not with a line of the company."""
    history = fake.state.history
    wanted = {
        int(call_id)
        for call_id, ended, other in zip(history.ids, history.ended, history.other, strict=True)
        if ended <= NOW and other not in history.own_digits
    }
    return [call_id for call_id in expected_ids(history, period.begin, period.end) if call_id in wanted]


def test_each_call_is_saved_once_as_replay_reads_it(start: Start, saved: Save, tmp_path: Path) -> None:
    fake = start(3_000)
    found = saved(RECENT)
    assert found.company == "Wren & Dove"
    assert ids(found.log) == ids_of_customers(fake, found.period)
    again = read_calls(tmp_path / "calls.parquet")
    pd.testing.assert_frame_equal(again.rows, found.log.rows)
    assert again.has_country_code
    assert again.set_aside == found.log.set_aside
    assert stat.S_IMODE((tmp_path / "calls.parquet").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["calls.parquet"]


def test_a_call_has_number_line_agent_and_times(start: Start, saved: Save) -> None:
    fake = start(3_000)
    rows = saved(RECENT).log.rows
    history = fake.state.history
    place = int((history.ids == int(rows["call_id"].iloc[0])).argmax())
    row = rows.iloc[0]
    assert row["raw"] == history.other[place]
    assert row["direction"] == ("inbound" if history.is_inbound[place] else "outbound")
    assert row["started_at"].timestamp() == history.started[place]
    assert row["seconds"] == history.ended[place] - history.started[place]
    answered = rows.dropna(subset=["answered_at"])
    assert set(answered["user"]) == {"m.dove@example.com", "t.finch@example.com", "i.wagtail@example.com"}
    assert set(rows["line"].dropna()) == {"33199009900", "442079460990", "12125550199"}
    assert (rows["raw"] == "anonymous").any()


def test_whether_a_number_has_a_contact_is_kept_where_that_is_asked_for_and_nothing_of_the_contact(
    start: Start, saved: Save, tmp_path: Path
) -> None:
    fake = start(500)
    having = frozenset(number.replace(" ", "") for number in {*fake.state.history.other[::3]})
    fake.state.settings.contacts = having
    rows = saved(RECENT, fetch_contact=True).log.rows
    assert (rows["has_contact"] == "true").equals(rows["raw"].str.replace(" ", "").isin(having))
    assert set(rows["has_contact"]) == {"true", "false"}
    again = read_calls(tmp_path / "calls.parquet").rows
    pd.testing.assert_frame_equal(again, rows)
    assert not again.isin(["Gwen", "Wrenfield"]).any(axis=None)


def test_no_contact_is_asked_for_otherwise(start: Start, saved: Save, tmp_path: Path) -> None:
    fake = start(500)
    assert saved(RECENT).log.rows["has_contact"].isna().all()
    assert not [entry for entry in fake.requests if "fetch_contact" in entry.query]
    assert "has_contact" not in pq.read_schema(tmp_path / "calls.parquet").names


@pytest.mark.parametrize("how", ["with", "without"])
def test_a_reading_with_contacts_does_not_go_on_with_one_without(
    start: Start,
    saved: Save,
    tmp_path: Path,
    how: str,
) -> None:
    first = how == "with"
    fake = start(1_500)
    fake.fault(CALLS, MISHAPS["redirect"].act, nth=4, times=1)
    with pytest.raises(AuditError):
        saved(RECENT, fetch_contact=first)
    kept = (tmp_path / "calls.parquet.unfinished" / "calls.jsonl").read_text()
    assert kept.count("\n") > 1
    assert "Gwen" not in kept
    with pytest.raises(UsageError, match=f"a command {how} --fetch-contact that was interrupted. Finish it {how} it"):
        saved(RECENT, fetch_contact=not first)
    assert len(saved(RECENT, fetch_contact=first).log.rows) > 0


def test_unfinished_calls_and_calls_with_own_lines_are_set_aside_and_counted(start: Start, saved: Save) -> None:
    history = generated(20_000)
    object.__setattr__(history, "ended", history.ended + 3_600)
    fake = start(history)
    found = saved(AskedPeriod(since=datetime.fromtimestamp(NOW - 2 * DAY, UTC).date()))
    everything = expected_ids(history, found.period.begin, found.period.end)
    assert found.log.set_aside["unfinished"] >= 1
    assert found.log.set_aside["own_line"] >= 1
    assert len(everything) == len(found.log.rows) + sum(found.log.set_aside.values())
    assert ids(found.log) == ids_of_customers(fake, found.period)


def test_six_months_are_read_by_default(start: Start, saved: Save, time: Time) -> None:
    fake = start(2_000)
    found = saved()
    assert found.period == Period(int(datetime(2026, 5, 18, 11, 6, 40, tzinfo=UTC).timestamp()), NOW)
    assert set(ids(found.log)) >= set(ids_of_customers(fake, Period(int(time.now()) - 183 * DAY, found.period.end)))


def test_progress_tells_how_many_calls_of_how_many(start: Start, saved: Save) -> None:
    start(3_000)
    told: list[tuple[int, int | None]] = []
    found = saved(RECENT, progress=lambda done, expected: told.append((done, expected)))
    n_calls = len(found.log.rows) + sum(found.log.set_aside.values())
    assert told[0] == (0, told[-1][1])
    assert told[-1] == (n_calls, n_calls)


def test_fewer_calls_than_aircall_counted_are_told(start: Start, saved: Save) -> None:
    fake = start(3_000)
    found = saved(RECENT)
    assert found.log.warnings == ()
    whole = fake.state.history
    fake.fault(CALLS, lambda met: say_total(met, 10 * len(whole.ids)))
    n_calls = len(found.log.rows) + sum(found.log.set_aside.values())
    (told,) = saved(RECENT).log.warnings
    assert told.startswith(f"Aircall counted {10 * len(whole.ids):,} calls of this period and gave {n_calls}.")


def say_total(met: Exchange, total: int) -> Response:
    """Answer with another total."""
    page = met.proceed().json()
    return answer({**page, "meta": {**page["meta"], "total": total}})


def test_of_a_total_that_may_be_capped_nothing_is_expected(start: Start, saved: Save) -> None:
    fake = start(1_500)
    fake.fault(CALLS, lambda met: say_total(met, 10_000))
    told: list[int | None] = []
    found = saved(RECENT, progress=lambda _, expected: told.append(expected))
    assert set(told) == {None}
    assert found.log.warnings == ()


def test_a_count_of_too_many_calls_may_be_refused(start: Start, saved: Save) -> None:
    fake = start(1_500, most_items=100, refuses_more=True)
    told: list[int | None] = []
    found = saved(RECENT, progress=lambda _, expected: told.append(expected))
    assert set(told) == {None}
    assert ids(found.log) == ids_of_customers(fake, found.period)


@pytest.mark.parametrize("name", [name for name, each in MISHAPS.items() if each.passes])
def test_a_mishap_loses_no_call_and_doubles_none(start: Start, saved: Save, name: str) -> None:
    fake = start(1_500)
    fake.fault(CALLS, MISHAPS[name].act, name=name, nth=3)
    found = saved(RECENT)
    assert fake.unmet_faults == []
    assert ids(found.log) == ids_of_customers(fake, found.period)


@pytest.mark.parametrize("name", [name for name, each in MISHAPS.items() if not each.passes])
def test_what_does_not_pass_ends_it_and_the_same_command_goes_on(
    start: Start, saved: Save, tmp_path: Path, name: str
) -> None:
    fake = start(1_500)
    fake.fault(CALLS, MISHAPS[name].act, nth=4)
    with pytest.raises(AuditError, match=r"\d+ calls are kept in .*calls\.parquet\.unfinished for seven days"):
        saved(RECENT)
    assert not (tmp_path / "calls.parquet").exists()
    n_before = len(fake.requests)
    found = saved(RECENT)
    assert ids(found.log) == ids_of_customers(fake, found.period)
    assert len(fake.requests) - n_before < n_before + 8


def test_a_failure_before_the_first_call_leaves_nothing_to_go_on_from(
    start: Start, saved: Save, tmp_path: Path
) -> None:
    fake = start(100)
    fake.fault("GET /v1/ping", MISHAPS["403"].act)
    with pytest.raises(LoginRefusedError) as told:
        saved(RECENT)
    assert "kept" not in str(told.value)
    fake.fault(CALLS, MISHAPS["401"].act)
    with pytest.raises(ConnectionFailedError) as told:
        saved(RECENT)
    assert "kept" not in str(told.value)
    assert not (tmp_path / "calls.parquet").exists()


def kill(process: list[subprocess.Popen[str]], sign: int) -> Callable[[Exchange], Response]:
    """Kill the process that asks, and answer as if it were there."""

    def act(met: Exchange) -> Response:
        process[0].send_signal(sign)
        process[0].wait(timeout=30)
        return met.proceed()

    return act


def run_and_kill(fake: FakeAircall, out: Path, nth: int, sign: int) -> subprocess.Popen[str]:
    """Start a reading that is ended at its ``nth`` request."""
    processes: list[subprocess.Popen[str]] = []
    fake.clear_faults()
    fake.fault("GET /v1/**", kill(processes, sign), nth=nth)
    command = [sys.executable, "-m", "tests.sources.aircall.calls_process", os.fspath(out)]
    environ = {**os.environ, **fake.env(), "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True)
    processes.append(process)
    process.communicate(timeout=60)
    return process


@pytest.mark.slow
def test_killed_at_ten_places_and_resumed_each_call_is_there_once(start: Start, saved: Save, tmp_path: Path) -> None:
    fake = start(4_000, requests_per_minute=None)
    out = tmp_path / "calls.parquet"
    places = (1, 2, 3, 4, 5, 7, 12, 20, 30, 44)
    for nth in places:
        run_and_kill(fake, out, nth, signal.SIGKILL)
        assert not out.exists()
    fake.clear_faults()
    found = saved()
    assert ids(found.log) == ids_of_customers(fake, Period(NOW - 183 * DAY, NOW))
    assert [path.name for path in tmp_path.iterdir()] == ["calls.parquet"]


@pytest.mark.slow
def test_an_interrupted_reading_says_how_to_go_on(start: Start, saved: Save, tmp_path: Path) -> None:
    fake = start(1_000)
    processes: list[Any] = []
    fake.fault(CALLS, interrupt(processes), nth=9)
    command = [sys.executable, "-m", "tests.sources.aircall.calls_process", os.fspath(tmp_path / "calls.parquet")]
    environ = {**os.environ, **fake.env(), "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True) as process:
        processes.append(process)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "calls are kept in" in told
    assert saved().log.rows["call_id"].is_unique


def interrupt(processes: list[Any]) -> Callable[[Exchange], Response]:
    def act(met: Exchange) -> Response:
        processes[0].send_signal(signal.SIGINT)
        return met.proceed()

    return act


NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def test_a_period_is_of_whole_days_and_ends_now() -> None:
    asked = AskedPeriod(date(2026, 6, 1), date(2026, 6, 30))
    assert asked.at(NOON) == Period(1_780_272_000, 1_782_864_000)
    assert AskedPeriod(until=date(2026, 11, 28)).at(NOON).end == int(NOON.timestamp())
    assert AskedPeriod(since=date(2020, 1, 1)).at(NOON).begin == int(oldest_moment(NOON).timestamp())
    assert asked.as_text() == ("2026-06-01", "2026-06-30")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (AskedPeriod(date(2026, 7, 1), date(2026, 6, 1)), "is after --until 2026-06-01"),
        (AskedPeriod(until=date(2026, 1, 31)), "it keeps those since 2026-05-28"),
        (AskedPeriod(since=date(2027, 1, 1)), "no calls of this period"),
    ],
)
def test_a_period_without_calls_is_a_wrong_setting(asked: AskedPeriod, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        asked.at(NOON)
