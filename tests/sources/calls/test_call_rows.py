"""What the rows of call histories tell beside the number: times, lines, log entries; and what is set aside."""

from pathlib import Path

import pandas as pd
import pytest

from audit.errors import UsageError
from audit.sources.calls.read_calls import read_calls, read_log_entries
from audit.tables.calls import CallLog

CONTACT, ACCOUNT, TASK = "0035Y00000000mPQAQ", "0015Y000000012yQAA", "00T5Y00000001IhUAI"


def read(tmp_path: Path, content: str, zone: str | None = None, *, is_log: bool = False) -> CallLog:
    (tmp_path / "calls.csv").write_text(content, encoding="utf-8")
    return (read_log_entries if is_log else read_calls)(tmp_path / "calls.csv", zone)


def first(log: CallLog) -> pd.Series:
    return log.rows.iloc[0]


def clock(moment: pd.Timestamp) -> str:
    return moment.strftime("%H:%M:%S")


def test_the_dashboard_tells_start_answer_end_line_and_user(tmp_path: Path) -> None:
    header = "datetime (utc),direction,customer number,aircall number,duration (total),duration (in call),user"
    row = "2026-04-01 08:11:43,inbound,+33199009061,Paris (+33 1 99 00 99 00),00:01:40,60,Marguerite Dove"
    call = first(read(tmp_path, f"{header}\n{row}\n"))
    assert [clock(call[name]) for name in ("started_at", "answered_at", "ended_at")] == [
        *("08:11:43", "08:12:23", "08:13:23"),
    ]
    assert (call["line"], call["user"], call["seconds"]) == ("33199009900", "marguerite dove", 100)


def test_a_call_that_nobody_took_was_not_answered(tmp_path: Path) -> None:
    call = first(read(tmp_path, "started_at,raw_digits,duration (total),duration (in call)\n1775042683,+1,74,0\n"))
    assert pd.isna(call["answered_at"])
    assert (call["ended_at"] - call["started_at"]).total_seconds() == 74


def test_exports_of_18_columns_have_date_and_time_apart(tmp_path: Path) -> None:
    header = "date,time (TZ offset incl.),number timezone,direction,from,to,via"
    row = "2026-04-01,10:11:43,Europe/Berlin,inbound,1,2,Paris (+33 1 99 00 99 00)"
    call = first(read(tmp_path, f"{header}\n{row}\n"))
    assert (clock(call["started_at"]), call["line"]) == ("08:11:43", "33199009900")


def test_calls_without_a_readable_time_are_said_and_a_named_zone_helps(tmp_path: Path) -> None:
    content = "datetime,raw_digits\n2026-04-01 10:11:43,+1\n2026-04-02 10:11:43,+1\n"
    log = read(tmp_path, content)
    assert log.rows["started_at"].isna().all()
    (warning,) = log.warnings
    assert warning == (
        "2 of 2 calls in calls.csv have no time that can be read: their times name no offset from UTC. "
        "Name the time zone: --time-zone Europe/Paris."
    )
    log = read(tmp_path, content, "Europe/Paris")
    assert (clock(first(log)["started_at"]), log.warnings) == ("08:11:43", ())
    (warning,) = read(tmp_path, "started_at,raw_digits\nyesterday at 9:00,+1\n").warnings
    assert warning.endswith("such as “xxxxxxxxx xx 9:99”: 2026-01-31T09:30:00Z would be one.")
    with pytest.raises(UsageError, match="There is no time zone CEST"):
        read(tmp_path, content, "CEST")


def test_the_best_of_several_times_counts_and_nothing_is_said_of_the_others(tmp_path: Path) -> None:
    content = "datetime,datetime (utc),raw_digits\n2026-04-01 10:11:43,2026-04-01 08:11:43,+1\n"
    log = read(tmp_path, content)
    assert (clock(first(log)["started_at"]), log.warnings) == ("08:11:43", ())


def test_a_task_tells_its_call_by_line_direction_owner_and_link(tmp_path: Path) -> None:
    header = (
        "Id,WhoId,WhatId,CreatedDate,CreatedById,CallDisposition,CallDurationInSeconds,Owner.Email,"
        "aircall__Call_Recording__c"
    )
    row = (
        f"{TASK},{CONTACT},{ACCOUNT},2026-04-01T08:12:26.000Z,0055Y000000000E,"
        '"aircall, vip, inbound, answered_call, 33199009900",390,M.Dove@example.com,'
        "https://assets.aircall.io/calls/2418000971/recording"
    )
    log = read(tmp_path, f"{header}\n{row}\n", is_log=True)
    entry = first(log)
    assert (entry["entry_id"], entry["call_id"], entry["logged_on"]) == (TASK, "2418000971", CONTACT)
    assert (entry["line"], entry["direction"], entry["user"]) == ("33199009900", "inbound", "m.dove@example.com")
    assert entry["entry_by"] == "0055Y000000000EQAQ"
    assert (entry["seconds"], clock(entry["entry_at"]), entry["joined"]) == (390, "08:12:26", "own")
    assert (pd.isna(entry["raw"]), pd.isna(entry["started_at"])) == (True, True)


def test_messages_other_tasks_and_calls_of_others_are_set_aside_and_counted(tmp_path: Path) -> None:
    log = read(
        tmp_path,
        "Id,TaskSubtype,Type,CallDisposition,Phone\n"
        f"{TASK},Call,Call,aircall inbound,1\n"
        f"{TASK},Email,Email,,2\n"
        f"{TASK},Call,SMS,aircall,3\n"
        f"{TASK},Call,Call,left a note,4\n"
        f"{TASK},Call,Call,aircall internal,5\n",
        is_log=True,
    )
    assert log.rows["raw"].tolist() == ["1"]
    assert log.set_aside == {"not_a_call": 1, "sms": 1, "not_aircall": 1, "colleagues": 1}


def test_calls_between_colleagues_and_calls_twice_are_set_aside(tmp_path: Path) -> None:
    log = read(
        tmp_path, "id,direction,raw_digits\n1,inbound,+1\n1,inbound,+1\n2,internal,+2\n,inbound,+3\n,inbound,+3\n"
    )
    assert log.rows["raw"].tolist() == ["+1", "+3", "+3"]
    assert log.set_aside == {"colleagues": 1, "duplicate": 1}


def test_every_row_is_a_call_or_set_aside_under_one_reason(tmp_path: Path) -> None:
    """Rows that have several reasons, and a second file that has rows of the first."""
    rows = [
        *(
            "1,answered,inbound,call,1,2",
            "1,done,inbound,call,1,2",
            "1,done,inbound,call,1,2",
            "2,done,Unsure,call,1,2",
        ),
        *("3,done,,call,1,2", "4,done,internal,call,1,2", "5,done,outbound,sms,1,2", "6,done,Unsure,sms,1,2"),
        *("7,done,internal,call,1,2", "2,done,Unsure,call,1,2", "8,done,outbound,call,1,2", "9,done,Unsure,call,,"),
    ]
    header = "call id,status,direction,type,from,to,raw_digits"
    for part, lines in {"a": rows, "b": rows[:8]}.items():
        (tmp_path / f"{part}.csv").write_text("\n".join([header, *(f"{line}," for line in lines)]), encoding="utf-8")
    log = read_calls(tmp_path)
    assert set(log.set_aside) == {"sms", "colleagues", "unfinished", "duplicate", "no_direction"}
    assert len(log.rows) + sum(log.set_aside.values()) == 12 + 8


def test_ids_that_a_spreadsheet_has_made_equal_are_no_ids(tmp_path: Path) -> None:
    log = read(tmp_path, "call id (internal),raw_digits\n2.418E+09,+1\n2.418E+09,+1\n2418000971.0,+1\n")
    assert (log.rows["call_id"].notna().tolist(), log.set_aside) == ([False, False, True], {})


def test_one_id_with_two_numbers_are_two_calls(tmp_path: Path) -> None:
    log = read(tmp_path, "call id,raw_digits\n7,+1\n7,+2\n7,+1\n")
    assert (log.rows["raw"].tolist(), log.set_aside) == (["+1", "+2"], {"duplicate": 1})


def test_a_column_that_is_there_twice_does_no_harm_where_it_decides_nothing(tmp_path: Path) -> None:
    assert len(read(tmp_path, "raw_digits,duration,duration\n+1,5,6\n").rows) == 1


def test_a_call_log_without_numbers_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"call log without .* number.*replay CALLS --log calls.csv"):
        read(tmp_path, f"Id,WhoId,aircall__Call_Recording__c\n{TASK},{CONTACT},\n")
