"""Calls files, as docs/contract.md describes them for whoever writes one."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from audit.errors import UnreadableInputError
from audit.sources.calls.calls_file import write_calls_file
from audit.sources.calls.read_calls import read_calls, read_log_entries
from audit.tables.calls import CallLog


def test_a_calls_file_gives_back_what_was_written(tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text("id,started_at,raw_digits\n1,1775042683,+1\n1,1775042683,+1\n")
    log = read_calls(tmp_path / "calls.csv")
    write_calls_file(log, tmp_path / "calls.parquet")
    again = read_calls(tmp_path / "calls.parquet")
    pd.testing.assert_frame_equal(again.rows, log.rows)
    assert (again.has_country_code, again.set_aside, again.logged_by) == (True, {"duplicate": 1}, None)


def test_log_entries_stay_log_entries(tmp_path: Path) -> None:
    (tmp_path / "tasks.csv").write_text("WhoId,Phone\n0035Y00000000mPQAQ,+1\n,+1\n")
    log = read_calls(tmp_path / "tasks.csv")
    write_calls_file(CallLog(log.rows, has_country_code=False), tmp_path / "calls.parquet")
    again = read_calls(tmp_path / "calls.parquet")
    assert (again.logged_by, again.rows["joined"].tolist()) == ("id", ["own", "own"])


def test_other_parquet_files_are_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"Id": ["1"]}), tmp_path / "other.parquet")
    with pytest.raises(
        UnreadableInputError, match=r"other.parquet is no calls file.*a file that phone-audit calls wrote"
    ):
        read_calls(tmp_path / "other.parquet")
    (tmp_path / "cut.parquet").write_bytes((tmp_path / "other.parquet").read_bytes()[:100])
    with pytest.raises(UnreadableInputError, match=r"Cannot read cut.parquet: it is damaged"):
        read_calls(tmp_path / "cut.parquet")


def test_a_text_file_that_is_named_parquet_is_refused_as_that(tmp_path: Path) -> None:
    (tmp_path / "calls.parquet").write_text("some text\n")
    with pytest.raises(UnreadableInputError, match=r"^calls.parquet is no Parquet file, whatever its name says. Give"):
        read_calls(tmp_path / "calls.parquet")


def test_a_calls_file_of_another_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text("raw_digits\n+1\n")
    path = tmp_path / "calls.parquet"
    write_calls_file(read_calls(tmp_path / "calls.csv"), path)
    about = {b"phone-audit calls": b'{"version": 2, "has_country_code": true, "set_aside": {}}'}
    pq.write_table(pq.read_table(path).replace_schema_metadata(about), path)
    with pytest.raises(UnreadableInputError, match=r"calls.parquet is a calls file of another version"):
        read_calls(path)


def test_entries_without_numbers_are_a_log_and_no_calls(tmp_path: Path) -> None:
    (tmp_path / "tasks.csv").write_text("Id,WhoId,CallType\n00T5Y00000001IhUAI,0035Y00000000mPQAQ,Inbound\n")
    log = read_log_entries(tmp_path / "tasks.csv")
    write_calls_file(log, tmp_path / "tasks.parquet")
    pd.testing.assert_frame_equal(read_log_entries(tmp_path / "tasks.parquet").rows, log.rows)
    with pytest.raises(UnreadableInputError, match=r"phone-audit replay CALLS --log tasks.parquet"):
        read_calls(tmp_path / "tasks.parquet")
