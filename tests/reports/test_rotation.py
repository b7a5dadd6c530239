"""Which of the reports by date is the last, and which are removed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from audit.reports.output_folder import report_folder
from audit.reports.rotation import last_report, remove_old

LEFT_BY_SYSTEMS = (".DS_Store", "Thumbs.db", "desktop.ini", ".~lock.report.xlsx#", "~$report.xlsx")
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def reports(folder: Path, *days: str) -> Path:
    for day in days:
        with report_folder(folder / day, force=False) as new:
            for name in ("results.json", "report.xlsx", "tables/values.parquet", "fixes/step-1/Contact.csv"):
                (new / name).parent.mkdir(parents=True, exist_ok=True)
                (new / name).write_text(day)
    return folder / "{date}"


def days_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def removed(template: Path, keep: int, newest: str) -> tuple[int, list[str]]:
    notes: list[str] = []
    return remove_old(template, keep, template.parent / newest, notes.append), notes


@pytest.mark.parametrize("name", [*LEFT_BY_SYSTEMS, "minutes.docx", "report (changed 2026-02-02).xlsx"])
def test_files_beside_a_report_make_neither_baseline_nor_keep_take_another(tmp_path: Path, name: str) -> None:
    template = reports(tmp_path, "2026-01-01", "2026-02-01")
    (tmp_path / "2026-02-01" / name).write_text("there")
    assert last_report(template, NOW) == tmp_path / "2026-02-01"
    reports(tmp_path, "2026-03-01")
    assert removed(template, 2, "2026-03-01") == (1, [])
    assert days_in(tmp_path) == ["2026-02-01", "2026-03-01"]


@pytest.mark.parametrize("name", LEFT_BY_SYSTEMS)
def test_an_old_report_goes_with_what_systems_left_in_it(tmp_path: Path, name: str) -> None:
    template = reports(tmp_path, "2026-01-01", "2026-03-01")
    (tmp_path / "2026-01-01" / name).write_text("there")
    assert removed(template, 1, "2026-03-01") == (1, [])
    assert days_in(tmp_path) == ["2026-03-01"]


def test_a_report_of_an_earlier_version_with_what_systems_left_is_one(tmp_path: Path) -> None:
    template = reports(tmp_path, "2026-01-01", "2026-02-01")
    for day in ("2026-01-01", "2026-02-01"):
        (tmp_path / day / "tables" / ".written.json").unlink()
        for name in LEFT_BY_SYSTEMS:
            (tmp_path / day / name).write_text("there")
    assert last_report(template, NOW) == tmp_path / "2026-02-01"
    assert removed(template, 1, "2026-02-01") == (1, [])
    assert days_in(tmp_path) == ["2026-02-01"]


def test_a_guest_of_an_old_report_stays_alone_and_is_named(tmp_path: Path) -> None:
    template = reports(tmp_path, "2026-01-01", "2026-03-01")
    old = tmp_path / "2026-01-01"
    (old / "fixes" / "step-1" / "success.csv").write_text("loaded")
    assert removed(template, 1, "2026-03-01") == (
        1,
        [f"Removed the old report {old}, but not what is yours in it: fixes/step-1/success.csv."],
    )
    assert [path for path in old.rglob("*") if path.is_file()] == [old / "fixes" / "step-1" / "success.csv"]
    assert last_report(template, NOW) is None


def test_what_is_left_of_a_changed_report_is_no_report_and_never_removed(tmp_path: Path) -> None:
    template = reports(tmp_path, "2026-01-01", "2026-03-01")
    old = tmp_path / "2026-01-01"
    for name in ("results.json", "report.xlsx"):
        (old / name).write_text("by hand")
    for _ in range(2):
        removed(template, 1, "2026-03-01")
        assert sorted(path.name.partition(" (changed")[0] for path in old.iterdir()) == ["report", "results"]
    assert last_report(template, NOW) is None
