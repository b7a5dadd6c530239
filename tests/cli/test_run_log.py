import json
import stat
from pathlib import Path
from typing import Any

import pytest

from audit.cli.run_log import RunLog, run_log
from audit.errors import ExitCode, LoginRefusedError, UsageError
from audit.sources.secret_values import HIDDEN, remember


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_stages_are_told_with_what_they_took_and_only_the_owner_may_read_them(tmp_path: Path) -> None:
    path = tmp_path / "run.log"
    with run_log(path) as log:
        log.stage("Reading the records")
        log.stage("Writing the report")
        log.end_of_stage()
        log.event("mail", sent=True)
    told = lines(path)
    assert [line["event"] for line in told] == ["started", "stage", "stage", "mail"]
    assert [line["name"] for line in told[1:3]] == ["Reading the records", "Writing the report"]
    assert all(line["took"] >= 0 for line in told[1:3])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def fail_while_reading(path: Path, failure: BaseException) -> None:
    with run_log(path) as log:
        log.stage("Reading the records")
        raise failure


@pytest.mark.parametrize(
    ("failure", "exit_code"),
    [
        (LoginRefusedError("Ada Byrne may not log in"), ExitCode.LOGIN_REFUSED),
        (ValueError("Ada Byrne"), ExitCode.FAILED),
        (KeyboardInterrupt(), ExitCode.INTERRUPTED),
    ],
)
def test_a_failure_is_the_last_line_by_its_kind_and_not_by_its_words(
    tmp_path: Path, failure: BaseException, exit_code: ExitCode
) -> None:
    path = tmp_path / "run.log"
    with pytest.raises(type(failure)):
        fail_while_reading(path, failure)
    *_, stage, last = lines(path)
    assert (stage["event"], last["event"], last["kind"]) == ("stage", "failed", type(failure).__name__)
    assert last["exit_code"] == exit_code
    assert "Ada" not in path.read_text(encoding="utf-8")


def test_a_second_run_adds_to_the_file(tmp_path: Path) -> None:
    for _ in range(2):
        with run_log(tmp_path / "run.log"):
            pass
    assert [line["event"] for line in lines(tmp_path / "run.log")] == ["started", "started"]


def test_a_secret_is_hidden(tmp_path: Path) -> None:
    remember("walrus-ginger-lantern")
    with run_log(tmp_path / "run.log") as log:
        log.event("said", text="it was walrus-ginger-lantern")
    assert lines(tmp_path / "run.log")[-1]["text"] == f"it was {HIDDEN}"


def test_without_a_file_nothing_is_written() -> None:
    log = RunLog(None)
    log.stage("Reading the records")
    log.end_of_stage()


def test_a_file_that_cannot_be_written_is_a_wrong_option(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--log-file"), run_log(tmp_path / "none" / "run.log"):
        pass
