"""What in a report is the program's own is told by the list of the files that it wrote."""

import os
from pathlib import Path

import pytest

from audit.reports.output_folder import report_folder
from audit.reports.written_files import contents, list_written, stops_a_run

DAY = 1_774_958_400
"""2026-03-31 12:00 UTC"""


def write(out: Path, text: str, *, force: bool = False) -> list[str]:
    notes: list[str] = []
    with report_folder(out, force=force, note=notes.append) as folder:
        for name in ("results.json", "report.xlsx", "tables/values.parquet", "fixes/step-1/Contact.csv"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
    return notes


def change(path: Path, text: str) -> None:
    path.write_text(text)
    os.utime(path, (DAY, DAY))


def names(out: Path) -> list[str]:
    return sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())


WRITTEN = ["fixes/step-1/Contact.csv", "report.xlsx", "results.json", "tables/.written.json", "tables/values.parquet"]


def test_a_report_that_nobody_touched_is_replaced_whole_and_nothing_is_said(tmp_path: Path) -> None:
    write(tmp_path / "report", "old")
    assert write(tmp_path / "report", "new") == []
    assert names(tmp_path / "report") == WRITTEN


def test_a_workbook_changed_by_hand_is_kept_and_named(tmp_path: Path) -> None:
    out = tmp_path / "report"
    write(out, "old")
    change(out / "report.xlsx", "with marks")
    (sentence,) = write(out, "new")
    assert sentence.startswith("Your changed report.xlsx is kept as ")
    assert "kept as report (changed 2026-03-31).xlsx" in sentence
    assert (out / "report (changed 2026-03-31).xlsx").read_text() == "with marks"
    assert (out / "report.xlsx").read_text() == "new"


def test_a_second_changed_workbook_of_one_day_takes_another_name_and_neither_stops_a_run(tmp_path: Path) -> None:
    out = tmp_path / "report"
    for text in ("first", "second"):
        write(out, "old")
        change(out / "report.xlsx", text)
    write(out, "new")
    kept = [(out / f"report (changed 2026-03-31){number}.xlsx").read_text() for number in ("", " (2)")]
    assert kept == ["first", "second"]


def test_a_change_that_leaves_size_and_time_alone_is_seen(tmp_path: Path) -> None:
    out = tmp_path / "report"
    write(out, "old")
    before = (out / "report.xlsx").stat()
    (out / "report.xlsx").write_text("OLD")
    os.utime(out / "report.xlsx", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert len(write(out, "new")) == 1


def test_a_file_that_is_only_opened_copied_or_touched_is_not_changed(tmp_path: Path) -> None:
    out = tmp_path / "report"
    write(out, "old")
    (out / "report.xlsx").read_bytes()
    os.utime(out / "report.xlsx", (DAY, DAY))
    assert write(out, "new") == []
    assert names(out) == WRITTEN


def test_a_changed_load_file_is_kept_in_its_folder(tmp_path: Path) -> None:
    out = tmp_path / "report"
    write(out, "old")
    change(out / "fixes/step-1/Contact.csv", "fewer rows")
    assert len(write(out, "new")) == 1
    assert (out / "fixes/step-1/Contact (changed 2026-03-31).csv").read_text() == "fewer rows"


def test_a_file_with_the_name_of_ours_that_we_did_not_write_is_kept(tmp_path: Path) -> None:
    out = tmp_path / "report"
    write(out, "old")
    (out / "report.html").write_text("mine")
    with report_folder(out, force=False) as folder:
        (folder / "tables").mkdir()
        (folder / "report.html").write_text("new")
    assert (out / "report.html").read_text() == "new"
    assert (out / "report (2).html").read_text() == "mine"


def test_results_of_data_loader_stay_through_several_runs(tmp_path: Path) -> None:
    out = tmp_path / "report"
    write(out, "old")
    for name in ("success.csv", "error.csv"):
        (out / "fixes" / "step-1" / name).write_text("loaded")
    for _ in range(2):
        assert write(out, "new") == []
    assert names(out) == sorted([*WRITTEN, "fixes/step-1/error.csv", "fixes/step-1/success.csv"])


def test_files_saved_during_a_run_are_kept(tmp_path: Path) -> None:
    out = tmp_path / "report"
    write(out, "old")
    with report_folder(out, force=False) as folder:
        (folder / "results.json").write_text("new")
        (out / "tables" / "pivot.xlsx").write_text("mine")
        (out / "minutes.docx").write_text("mine")
        change(out / "report.xlsx", "with marks")
    assert names(out) == ["minutes.docx", "report (changed 2026-03-31).xlsx", "results.json", "tables/pivot.xlsx"]


def test_a_report_without_a_list_is_known_by_its_names(tmp_path: Path) -> None:
    out = tmp_path / "report"
    write(out, "old")
    (out / "tables" / ".written.json").unlink()
    (out / "tables" / "trend.parquet").write_text("old")
    change(out / "report.xlsx", "of an earlier version")
    (out / "fixes" / "step-1" / "success.csv").write_text("loaded")
    assert write(out, "new") == []
    assert names(out) == sorted([*WRITTEN, "fixes/step-1/success.csv"])


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"files": {"report.xlsx": 3}, "folders": []}'])
def test_a_damaged_list_is_as_none(tmp_path: Path, damaged: str) -> None:
    out = tmp_path / "report"
    write(out, "old")
    (out / "tables" / ".written.json").write_text(damaged)
    assert write(out, "new") == []
    assert names(out) == WRITTEN


def test_a_link_and_a_pipe_with_the_name_of_a_written_file_are_not_ours(tmp_path: Path) -> None:
    out = tmp_path / "report"
    write(out, "old")
    (tmp_path / "elsewhere.json").write_text("old")
    for name in ("results.json", "report.xlsx"):
        (out / name).unlink()
    (out / "results.json").symlink_to(tmp_path / "elsewhere.json")
    os.mkfifo(out / "report.xlsx")
    assert sorted(guest.path.name for guest in contents(out).guests) == ["report.xlsx", "results.json"]


def test_folders_of_others_come_as_a_whole_and_merge_with_new_ones_of_ours(tmp_path: Path) -> None:
    out = tmp_path / "report"
    write(out, "old")
    (out / "fixes" / "archive" / "deep").mkdir(parents=True)
    (out / "fixes" / "archive" / "deep" / "a.csv").write_text("mine")
    (out / "fixes" / "step-9").mkdir()
    (out / "fixes" / "step-9" / "error.csv").write_text("mine")
    with report_folder(out, force=False) as folder:
        (folder / "tables").mkdir()
        (folder / "fixes" / "step-9").mkdir(parents=True)
        (folder / "fixes" / "step-9" / "Lead.csv").write_text("new")
    assert names(out) == [
        "fixes/archive/deep/a.csv",
        "fixes/step-9/Lead.csv",
        "fixes/step-9/error.csv",
        "tables/.written.json",
    ]


def test_the_list_is_the_same_for_the_same_files(tmp_path: Path) -> None:
    texts = []
    for name in ("a", "b"):
        (tmp_path / name / "tables").mkdir(parents=True)
        (tmp_path / name / "results.json").write_text("{}")
        list_written(tmp_path / name)
        texts.append((tmp_path / name / "tables" / ".written.json").read_bytes())
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    "name", [".DS_Store", "Thumbs.db", "desktop.ini", ".~lock.report.xlsx#", "~$report.xlsx", "._report.html"]
)
def test_what_systems_and_office_programs_leave_stops_no_run(tmp_path: Path, name: str) -> None:
    out = tmp_path / "report"
    write(out, "old")
    (out / name).write_text("system")
    assert write(out, "new") == []
    assert (out / name).read_text() == "system"
    assert stops_a_run(f"my {name} notes")
