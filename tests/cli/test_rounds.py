import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from audit.cli.app import main
from audit.reports.output_folder import report_folder
from audit.reports.read_report import stored_report
from audit.reports.text.summary import summary_lines
from tests.cli.test_gates_of_runs import CONTACTS

pytestmark = pytest.mark.slow

FIXED = CONTACTS.replace("020 7946 0002", "+442079460002")
Errors = pytest.CaptureFixture[str]


def round_of(folder: Path, day: str, *options: str, contacts: str = CONTACTS, out: str = "{date}") -> int:
    """Audit ``contacts`` on ``day`` into a folder by date."""
    (folder / "in").mkdir(exist_ok=True)
    (folder / "in" / "Contact.csv").write_text(contacts, encoding="utf-8")
    where = ["--csv", str(folder / "in"), "--out", str(folder / "reports" / out)]
    return main(["run", *where, "--now", day, *options])


def reports(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "reports").iterdir())


def test_reports_are_kept_by_date_and_only_so_many(tmp_path: Path) -> None:
    for day in ("2026-01-01", "2026-04-01", "2026-07-01"):
        assert round_of(tmp_path, day, "--keep", "2") == 0
    assert reports(tmp_path) == ["2026-04-01", "2026-07-01"]


def test_a_report_written_with_the_clock_back_is_kept(tmp_path: Path) -> None:
    for day in ("2026-04-01", "2026-07-01", "2026-01-01"):
        assert round_of(tmp_path, day, "--keep", "2") == 0
    assert reports(tmp_path) == ["2026-01-01", "2026-07-01"]


def test_what_is_no_report_is_never_removed(tmp_path: Path) -> None:
    mine = ("2020-01-01", "2020-01-02", "2020-01-03", "notes")
    for name in mine:
        (tmp_path / "reports" / name).mkdir(parents=True)
    (tmp_path / "reports" / "2020-01-02" / "thesis.docx").write_text("mine")
    for name in ("thesis.docx", "results.json"):
        (tmp_path / "reports" / "2020-01-03" / name).write_text("mine")
    round_of(tmp_path, "2026-01-01", "--keep", "1")
    assert reports(tmp_path) == [*mine[:3], "2026-01-01", "notes"]


def mark(workbook: Path) -> None:
    """Change a workbook as somebody who saves it again does."""
    book = load_workbook(workbook)
    book.worksheets[0]["Z1"] = "with marks"
    book.save(workbook)


def test_a_workbook_changed_by_hand_is_kept_and_named_on_standard_error(tmp_path: Path, capsys: Errors) -> None:
    round_of(tmp_path, "2026-01-01", out="report")
    mark(tmp_path / "reports" / "report" / "report.xlsx")
    assert round_of(tmp_path, "2026-04-01", "--quiet", out="report") == 0
    assert "Note: Your changed report.xlsx is kept as report (changed " in capsys.readouterr().err
    (kept,) = (tmp_path / "reports" / "report").glob("report (changed *).xlsx")
    assert load_workbook(kept).worksheets[0]["Z1"].value == "with marks"


def test_what_is_not_ours_in_an_old_report_stays_and_is_named(tmp_path: Path, capsys: Errors) -> None:
    round_of(tmp_path, "2026-01-01")
    old = tmp_path / "reports" / "2026-01-01"
    (old / "fixes" / "step-1" / "success.csv").write_text("loaded")
    (old / "minutes.docx").write_text("mine")
    mark(old / "report.xlsx")
    assert round_of(tmp_path, "2026-04-01", "--keep", "1") == 0
    assert "Removed the old report" in (told := capsys.readouterr().err)
    assert "and 2 more." in told
    left = sorted(path.relative_to(old).as_posix() for path in old.rglob("*") if path.is_file())
    assert [name.partition(" (changed")[0] for name in left] == ["fixes/step-1/success.csv", "minutes.docx", "report"]
    assert round_of(tmp_path, "2026-07-01", "--keep", "1") == 0
    assert reports(tmp_path) == ["2026-01-01", "2026-07-01"]


def test_an_old_report_that_cannot_be_removed_is_named_and_the_round_goes_on(
    tmp_path: Path, capsys: Errors, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_of(tmp_path, "2026-01-01")
    unlink = Path.unlink

    def refusing(path: Path, **how: bool) -> None:
        if "2026-01-01" in path.parts:
            raise PermissionError(13, "Permission denied")
        unlink(path, **how)

    monkeypatch.setattr(Path, "unlink", refusing)
    assert round_of(tmp_path, "2026-04-01", "--keep", "1") == 0
    assert "Could not remove the old report" in capsys.readouterr().err
    assert reports(tmp_path) == ["2026-01-01", "2026-04-01"]


def test_the_last_report_is_the_baseline(tmp_path: Path) -> None:
    assert round_of(tmp_path, "2026-01-01", "--baseline", "last") == 0
    assert round_of(tmp_path, "2026-04-01", "--baseline", "last", contacts=FIXED) == 0
    trend = json.loads((tmp_path / "reports" / "2026-04-01" / "results.json").read_text(encoding="utf-8"))["trend"]
    assert (trend["baseline"]["generated_at"], trend["findings"]["fixed"]) == ("2026-01-01T00:00:00Z", 1)


@pytest.mark.parametrize(
    ("options", "out", "message"),
    [
        (("--keep", "2"), "report", "--keep needs reports by date"),
        (("--keep", "0"), "{date}", "--keep needs a number of 1 or more"),
        (("--baseline", "last"), "report", "--baseline last needs reports by date"),
        (("--baseline", "nowhere"), "report", "There is no folder nowhere"),
    ],
)
def test_what_cannot_be_kept_or_compared_is_exit_2(
    tmp_path: Path, options: tuple[str, ...], out: str, message: str, capsys: Errors
) -> None:
    assert round_of(tmp_path, "2026-01-01", *options, out=out) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "reports").exists()


def test_a_baseline_without_its_tables_is_exit_1(tmp_path: Path, capsys: Errors) -> None:
    round_of(tmp_path, "2026-01-01")
    (tmp_path / "reports" / "2026-01-01" / "tables" / "findings.parquet").unlink()
    assert round_of(tmp_path, "2026-04-01", "--baseline", "last") == 1
    assert "has no table findings" in capsys.readouterr().err


def test_a_baseline_whose_table_is_damaged_is_exit_1(tmp_path: Path, capsys: Errors) -> None:
    round_of(tmp_path, "2026-01-01")
    (tmp_path / "reports" / "2026-01-01" / "tables" / "findings.parquet").write_bytes(b"PAR1")
    assert round_of(tmp_path, "2026-04-01", "--baseline", "last") == 1
    assert "Cannot read" in capsys.readouterr().err
    assert reports(tmp_path) == ["2026-01-01"]


def test_a_report_may_be_compared_with_the_one_that_it_replaces(tmp_path: Path) -> None:
    round_of(tmp_path, "2026-01-01", out="report")
    baseline = str(tmp_path / "reports" / "report")
    assert round_of(tmp_path, "2026-04-01", "--baseline", baseline, out="report", contacts=FIXED) == 0
    trend = json.loads((tmp_path / "reports" / "report" / "results.json").read_text(encoding="utf-8"))["trend"]
    assert trend["findings"]["fixed"] == 1


def test_the_summary_says_what_changed(tmp_path: Path) -> None:
    round_of(tmp_path, "2026-01-01")
    round_of(tmp_path, "2026-04-01", "--baseline", "last", contacts=FIXED)
    report = tmp_path / "reports" / "2026-04-01"
    (line,) = (line for line in summary_lines(stored_report(report), report) if line.startswith("Since "))
    assert line == (
        "Since the audit of Jan 1, 2026, 00:00 UTC: Readiness 50.0% then, 100% now (+50.0 points). "
        "Findings: 1 fixed, 0 new, 0 still open."
    )


def test_a_second_run_into_the_same_folder_is_refused_and_the_first_goes_on(tmp_path: Path, capsys: Errors) -> None:
    with report_folder(tmp_path / "reports" / "2026-01-01", force=False) as first:
        (first / "results.json").write_text("{}", encoding="utf-8")
        assert round_of(tmp_path, "2026-01-01") == 2
    assert "Another run is writing" in capsys.readouterr().err
    assert (tmp_path / "reports" / "2026-01-01" / "results.json").read_text(encoding="utf-8") == "{}"


def logged(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_log_has_counts_and_timings_and_nobody_s_name_or_number(tmp_path: Path) -> None:
    log = tmp_path / "round.jsonl"
    assert round_of(tmp_path, "2026-01-01", "--log-file", str(log), "--keep", "3", "--fail-under", "99") == 10
    lines = logged(log)
    assert [line["event"] for line in lines if line["event"] != "stage"] == ["started", "audited", "removed", "done"]
    assert [line["name"] for line in lines if line["event"] == "stage"][-1] == "Writing the report"
    assert lines[-1]["exit_code"] == 10
    text = log.read_text(encoding="utf-8")
    for personal in ("Ada", "Byrne", "7946", "2079"):
        assert personal not in text
    assert log.stat().st_mode & 0o077 == 0


def test_runs_add_to_the_log(tmp_path: Path) -> None:
    log = tmp_path / "round.jsonl"
    for day in ("2026-01-01", "2026-04-01"):
        round_of(tmp_path, day, "--log-file", str(log), "--baseline", "last")
    audited = [line for line in logged(log) if line["event"] == "audited"]
    assert [line["trend"] is None for line in audited] == [True, False]


def test_a_failure_is_logged_by_its_kind(tmp_path: Path) -> None:
    log = tmp_path / "round.jsonl"
    assert round_of(tmp_path, "2026-01-01", "--log-file", str(log), contacts="Name\nAda\n") == 1
    assert {"event": "failed", "kind": "UnreadableInputError", "exit_code": 1}.items() <= logged(log)[-1].items()


def test_a_log_that_cannot_be_written_is_exit_2(tmp_path: Path, capsys: Errors) -> None:
    assert round_of(tmp_path, "2026-01-01", "--log-file", str(tmp_path / "nowhere" / "log")) == 2
    assert "Cannot write the log" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a file on a disk that is full")
def test_a_log_on_a_full_disk_is_exit_1_before_anything_is_read(tmp_path: Path, capsys: Errors) -> None:
    assert round_of(tmp_path, "2026-01-01", "--log-file", "/dev/full") == 1
    assert "Cannot write the log: No space left on device" in capsys.readouterr().err
    assert not (tmp_path / "reports").exists()
