"""Work of earlier reports: what of it is carried over, and what counts when it is told twice."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from audit.errors import UnreadableInputError, UsageError
from audit.reports.carried_work import EarlierWork, work_in, worked_on
from audit.reports.table_files import coded_table, write_parquet
from audit.reports.written_files import list_written
from audit.tables.work import MARKS, WORK
from tests.reports.typed_org import NOW
from tests.saved_books import HEAD, ID, OTHER, Row, book, parts_of, row, rows_xml, save, sheet_xml

THEN = "2026-01-01T00:00:00Z"


def report(folder: Path, *rows: Row, written_with: Sequence[dict[str, object]] = (), made_at: str = THEN) -> Path:
    """Write what of a report is asked for its work; unless ``list_written`` is called, its workbook was changed."""
    (folder / "tables").mkdir(parents=True)
    (folder / "results.json").write_text(json.dumps({"generated_at": made_at}), encoding="utf-8")
    book(folder / "report.xlsx", *rows)
    if written_with:
        table = coded_table(WORK, WORK.typed(work(*written_with)))
        write_parquet(WORK, [table], folder / "tables" / "work.parquet")
    return folder


def work(*marks: dict[str, object]) -> pd.DataFrame:
    nothing = dict.fromkeys(WORK.names, "") | {"finding_id": ID, "status": "To do"}
    known = {"last_open": pd.Timestamp(THEN), "closed": False, "is_finding": True}
    return pd.DataFrame([{**nothing, **known, **mark} for mark in marks])


def told(folder: Path) -> list[tuple[str, ...]]:
    return list(work_in(folder).work[["finding_id", *MARKS]].itertuples(index=False, name=None))


def test_only_what_somebody_marked_is_carried_over(tmp_path: Path) -> None:
    folder = report(tmp_path / "report", row("Done", "Bob", "ok"), row(finding_id=OTHER))
    assert told(folder) == [(ID, "Done", "Bob", "ok")]


def test_what_is_known_of_a_finding_is_carried_over_with_the_day_of_its_report(tmp_path: Path) -> None:
    (carried,) = work_in(report(tmp_path / "report", row("Done"))).work.to_dict("records")
    assert (carried["problem"], carried["record"]) == ("No Phone", "Ada Byrne")
    assert carried["last_open"] == pd.Timestamp(THEN)


def test_a_workbook_as_it_was_written_needs_no_reading(tmp_path: Path) -> None:
    folder = report(tmp_path / "report", row("Done"), written_with=[{"status": "Doing"}])
    list_written(folder)
    assert told(folder) == [(ID, "Doing", "", "")]


def test_a_mark_that_was_taken_back_is_gone(tmp_path: Path) -> None:
    folder = report(tmp_path / "report", row(), written_with=[{"status": "Done", "comment": "ok"}])
    assert told(folder) == []


def test_what_was_changed_on_one_sheet_counts_although_another_has_it_as_it_was(tmp_path: Path) -> None:
    rows = (row("Done", "", "ok"), row("Doing", "", "ok"))
    folder = report(tmp_path / "report", *rows, written_with=[{"status": "Doing", "comment": "ok"}])
    carried = work_in(folder)
    assert told(folder) == [(ID, "Done", "", "ok")]
    assert carried.notes == ()


def test_of_two_marks_the_later_counts_both_comments_are_kept_and_it_is_said(tmp_path: Path) -> None:
    folder = report(tmp_path / "report", row("Done", "Bob", "called"), row("Ignore", "Eve", "mailed"))
    assert told(folder) == [(ID, "Ignore", "Eve", "called\nmailed")]
    (note,) = work_in(folder).notes
    assert note.startswith(f"Marked differently in two places of {folder}: 1 finding.")


def test_a_deleted_row_of_an_open_finding_keeps_its_marks(tmp_path: Path) -> None:
    folder = report(tmp_path / "report", row(finding_id=OTHER), written_with=[{"status": "Done"}])
    assert told(folder) == [(ID, "Done", "", "")]


def test_a_deleted_row_of_closed_work_is_done_with(tmp_path: Path) -> None:
    folder = report(tmp_path / "report", row(finding_id=OTHER), written_with=[{"status": "Done", "closed": True}])
    assert told(folder) == []


def test_work_outlives_the_workbook(tmp_path: Path) -> None:
    folder = report(tmp_path / "report", written_with=[{"status": "Done"}])
    (folder / "report.xlsx").unlink()
    assert told(folder) == [(ID, "Done", "", "")]


def test_the_list_of_an_owner_is_read_where_it_was_changed(tmp_path: Path) -> None:
    folder = report(tmp_path / "report", row("Doing"), row(finding_id=OTHER))
    (folder / "owners").mkdir()
    path = book(folder / "owners" / "Bob.xlsx", row("Done", finding_id=OTHER))
    os.utime(path, (1, 1))  # the other was saved later, without a word on this finding
    assert sorted(told(folder)) == [(ID, "Doing", "", ""), (OTHER, "Done", "", "")]


def test_a_copy_of_an_earlier_round_among_the_lists_of_owners_is_not_read_again(tmp_path: Path) -> None:
    folder = report(tmp_path / "report", row(), written_with=[{"status": "Doing"}])
    list_written(folder)
    (folder / "owners").mkdir()
    for name in ("Bob (changed 2026-01-31).xlsx", "Bob copy.xlsx"):
        os.utime(book(folder / "owners" / name, row("Done")), (1, 1))
    assert told(folder) == [(ID, "Doing", "", "")]
    (note,) = work_in(folder).notes
    assert (
        note == f"Not read, because it is older than the report: {folder / 'owners' / 'Bob copy.xlsx'}. Save it again."
    )


def test_a_copy_that_is_saved_among_the_lists_of_owners_later_is_read(tmp_path: Path) -> None:
    folder = report(tmp_path / "report", row(), written_with=[{"status": "Doing"}])
    list_written(folder)
    (folder / "owners").mkdir()
    book(folder / "owners" / "Bob copy.xlsx", row("Done"))
    assert told(folder) == [(ID, "Done", "", "")]


def test_rows_without_an_id_are_told(tmp_path: Path) -> None:
    (note,) = work_in(report(tmp_path / "report", row("Done", finding_id=""))).notes
    assert note == "Not carried over: 1 row of report.xlsx with a mark but no finding_id (added by hand?)."


def test_a_damaged_table_of_work_makes_every_mark_new(tmp_path: Path) -> None:
    folder = report(tmp_path / "report", row("Done"), written_with=[{"status": "Done"}])
    (folder / "tables" / "work.parquet").write_bytes(b"PAR1")
    assert told(folder) == [(ID, "Done", "", "")]


def test_a_workbook_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    folder = report(tmp_path / "report")
    (folder / "report.xlsx").write_bytes(b"no zip")
    with pytest.raises(UnreadableInputError, match=r"Cannot read the workbook .*report\.xlsx"):
        work_in(folder)


def test_of_two_reports_the_first_counts_unless_it_has_no_mark(tmp_path: Path) -> None:
    replaced = report(tmp_path / "report", row("Done"), row(finding_id=OTHER))
    baseline = report(tmp_path / "last", row("Ignore"), row("Doing", finding_id=OTHER))
    carried = EarlierWork([replaced, baseline], replaced, redact=False).carried().work
    assert carried.set_index("finding_id")["status"].to_dict() == {ID: "Done", OTHER: "Doing"}


def test_what_is_changed_while_an_audit_runs_is_carried_over(tmp_path: Path) -> None:
    folder = report(tmp_path / "report", row("Doing"))
    earlier = EarlierWork([folder], folder, redact=False)
    assert earlier.carried().work["status"].tolist() == ["Doing"]
    book(folder / "report.xlsx", row("Done", comment="just now"))
    assert earlier.carried().work["status"].tolist() == ["Done"]


def test_redacting_leaves_out_what_people_wrote_and_says_so(tmp_path: Path) -> None:
    baseline = report(tmp_path / "last", row("Done", "Bob", "called Ada"))
    carried = EarlierWork([baseline], tmp_path / "report", redact=True).carried()
    assert carried.work[["status", "assignee", "comment"]].to_numpy().tolist() == [["Done", "", ""]]
    assert carried.notes == ("--redact leaves out the comments and assignees of 1 finding.",)


def test_redacting_does_not_replace_the_only_workbook_with_comments(tmp_path: Path) -> None:
    folder = report(tmp_path / "report", row("Done", "Bob", "called Ada"))
    with pytest.raises(UsageError, match="--redact would leave them out for good"):
        EarlierWork([folder], folder, redact=True).carried()


def test_the_last_report_by_date_is_the_one_replaced(tmp_path: Path) -> None:
    last = report(tmp_path / "2026-02-28", row("Done"))
    assert worked_on(tmp_path / "{date}", NOW, None) == [last]
    assert worked_on(tmp_path / "{date}", NOW, last) == [last]
    again = report(tmp_path / f"{NOW:%Y-%m-%d}", row("Done"))
    assert worked_on(tmp_path / "{date}", NOW, last) == [again, last]


def test_a_folder_that_is_not_there_has_no_work(tmp_path: Path) -> None:
    assert worked_on(tmp_path / "report", NOW) == []


def test_closed_work_stays_closed_in_a_workbook_without_its_table(tmp_path: Path) -> None:
    folder = report(tmp_path / "report")
    sheets = {"Closed": sheet_xml(rows_xml([HEAD, row("Done")]))}
    save(folder / "report.xlsx", parts_of(sheets))
    assert told(folder) == [(ID, "Done", "", "")]
