from typing import Any

import pandas as pd
import pytest

from audit.replay.join_log import with_log_entries
from audit.tables.calls import CALLS, CallLog, SilentCalls
from tests.replay.replays import call_rows

ADA, BEN = "003ada000000000000", "003ben000000000000"
NOON = pd.Timestamp("2026-04-01T12:00:00Z")
PARIS, LYON = "33199009900", "33199009911"
Row = dict[str, Any]


def log(rows: list[Row]) -> CallLog:
    return CallLog(call_rows(pd.DataFrame(rows, columns=CALLS.names)), has_country_code=True)


def at(seconds: int) -> str:
    return (NOON + pd.Timedelta(seconds=seconds)).isoformat()


def call(start: int, **columns: Any) -> Row:
    """Type in a call of 100 seconds that was answered after 20."""
    of_times = {"started_at": at(start), "answered_at": at(start + 20), "ended_at": at(start + 100), "seconds": 100}
    return {"direction": "inbound", "line": PARIS, **of_times, **columns}


def missed(start: int, **columns: Any) -> Row:
    return call(start, answered_at=None, **columns)


def entry(made: int | None, logged_on: str | None = ADA, **columns: Any) -> Row:
    moment = None if made is None else at(made)
    return {"direction": "inbound", "line": PARIS, "entry_at": moment, "logged_on": logged_on, **columns}


def joined(calls: list[Row], entries: list[Row]) -> CallLog:
    return with_log_entries(log(calls), log(entries))


def told(calls: list[Row], entries: list[Row]) -> list[tuple[str, str | None]]:
    rows = joined(calls, entries).rows
    return [
        (str(how), on if isinstance(on, str) else None)
        for how, on in zip(rows["joined"], rows["logged_on"], strict=True)
    ]


def test_the_id_of_a_call_decides_whatever_the_circumstances_say() -> None:
    found = told([call(0, call_id="7"), call(0, call_id="8")], [entry(9999, BEN, call_id="8", line=LYON)])
    assert found == [("none", None), ("call_id", BEN)]


@pytest.mark.parametrize(
    ("one", "made"),
    [(call(0), 20), (call(0), 140), (call(0), -100), (missed(0), 100), (missed(0), 220)],
)
def test_an_entry_is_made_around_the_answer_or_the_end_of_a_call_that_nobody_took(one: Row, made: int) -> None:
    answered = call(100_000)
    assert told([one, answered], [entry(made)]) == [("circumstances", ADA), ("none", None)]


@pytest.mark.parametrize(
    "other",
    [
        entry(141), entry(-101), entry(20, line=LYON), entry(20, direction="outbound"), entry(20, direction=None),
        entry(None), entry(None, started_at=at(121)),
    ],
)  # fmt: skip
def test_an_entry_of_other_circumstances_is_not_that_of_the_call(other: Row) -> None:
    assert told([call(0)], [other]) == [("none", None)]


def test_an_entry_with_the_id_of_another_call_is_not_that_of_a_call_with_an_id() -> None:
    assert told([call(0, call_id="8")], [entry(20, call_id="9")]) == [("none", None)]
    assert told([call(0, call_id="CA01")], [entry(20, call_id="9")]) == [("circumstances", ADA)]
    assert told([call(0)], [entry(20, call_id="9")]) == [("circumstances", ADA)]


def test_where_no_answer_is_known_an_entry_is_made_soon_after_the_start() -> None:
    assert told([missed(0, ended_at=at(900))], [entry(20)]) == [("circumstances", ADA)]


def test_an_aircall_log_says_when_the_call_began() -> None:
    assert told([call(0)], [entry(3600, started_at=at(0))]) == [("circumstances", ADA)]


def test_where_several_may_belong_together_nothing_is_guessed() -> None:
    assert told([call(0), call(30)], [entry(20)]) == [("ambiguous", None)] * 2
    assert told([call(0)], [entry(20), entry(25, BEN)]) == [("ambiguous", None)]
    assert told([call(0), call(1000)], [entry(20), entry(1020, BEN)]) == [
        ("circumstances", ADA),
        ("circumstances", BEN),
    ]


def test_in_a_crowd_nothing_is_told_apart() -> None:
    assert {how for how, _ in told([call(0)] * 65, [entry(20)])} == {"ambiguous"}


def test_the_user_tells_calls_apart_where_both_say_one() -> None:
    calls = [call(0, user="ann@example.com"), call(30, user="bob@example.com")]
    assert told(calls, [entry(20, user="bob@example.com")]) == [("none", None), ("circumstances", ADA)]
    assert told(calls, [entry(20, user="admin@example.com")]) == [("ambiguous", None)] * 2


def test_without_a_line_the_user_and_without_both_the_time_is_enough() -> None:
    calls = [call(0, user="ann@example.com"), call(600, user="bob@example.com")]
    assert told(calls, [entry(20, line=None, user="ann@example.com")])[0] == ("circumstances", ADA)
    assert told(calls, [entry(20, line=None)])[0] == ("circumstances", ADA)


def learning(offset: int, **columns: Any) -> tuple[list[Row], list[Row]]:
    """Return ten calls and their entries, which are made ``offset`` seconds after the answer."""
    starts = range(10_000, 20_000, 1_000)
    return (
        [call(start, call_id=str(start)) for start in starts],
        [entry(start + 20 + offset, call_id=str(start), **columns) for start in starts],
    )


def test_the_offset_of_entries_is_learned_from_calls_that_are_joined_by_id() -> None:
    calls, entries = learning(offset=3600)
    log_ = joined([call(0), *calls], [entry(3620), *entries])
    assert log_.join is not None
    assert (log_.join.offset_seconds, log_.join.by_call_id, log_.join.by_circumstances) == (3600, 10, 1)
    assert told([call(0)], [entry(3620)]) == [("none", None)]


@pytest.mark.parametrize(("said", "meaning"), [(100, "seconds"), (80, "talk"), (7, None)])
def test_what_the_duration_means_is_learned_and_then_tells_calls_apart(said: int, meaning: str | None) -> None:
    calls, entries = learning(offset=0, seconds=said)
    other = call(10, ended_at=at(310), seconds=300)
    log_ = joined([call(0), other, *calls], [entry(25, seconds=said), *entries])
    assert log_.join is not None
    assert (log_.join.duration, log_.rows["joined"].tolist()[0]) == (
        meaning,
        "circumstances" if meaning else "ambiguous",
    )


def test_lines_and_kinds_of_calls_of_which_none_has_an_entry_are_named() -> None:
    calls = [call(1000 * n) for n in range(6)] + [missed(1000 * n, line=LYON) for n in range(6)]
    join = joined(calls, [entry(1000 * n + 20) for n in range(6)]).join
    assert join is not None
    assert join.silent == (SilentCalls("line", LYON, 6), SilentCalls("kind", "inbound unanswered", 6))
    assert (join.entries, join.by_circumstances, join.no_entry, join.entries_without_call) == (6, 6, 6, 0)


def test_what_both_files_say_is_kept() -> None:
    calls = CallLog(log([call(0)]).rows, has_country_code=True, warnings=("one",), set_aside={"sms": 1})
    other = CallLog(log([entry(20)]).rows, has_country_code=False, warnings=("two",), set_aside={"sms": 2})
    found = with_log_entries(calls, other)
    assert (found.warnings, found.set_aside, found.logged_by) == (("one", "two"), {"sms": 3}, "id")
    assert found.has_country_code


def test_an_empty_log_leaves_every_call_without_an_entry() -> None:
    assert told([call(0)], []) == [("none", None)]
    assert told([], [entry(0)]) == []


def test_of_a_task_and_a_log_of_one_call_the_one_with_a_record_counts_and_two_records_are_ambiguous() -> None:
    both = [entry(20, None, call_id="7"), entry(20, BEN, call_id="7")]
    assert told([call(0, call_id="7")], both) == [("call_id", BEN)]
    assert told([call(0, call_id="7")], [entry(20, call_id="7"), entry(20, BEN, call_id="7")]) == [("ambiguous", None)]
