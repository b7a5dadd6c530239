"""The workbooks by record owner, written by the command and marked by their owners."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from audit.reports.owner_workbooks import sentences_of
from audit.tables.lists_by_owner import COUNTS, OWNER_LISTS
from tests.audited import Audited, audit_command, contacts, export

pytestmark = pytest.mark.slow  # whole audits

HEADER = "Id,LastName,Phone,MobilePhone,Owner.Name,OwnerId,LastModifiedDate"
CONTACTS = (
    "0035Y00000000v0QAA,Byrne,+12125550100,,Ann Lee,0055Y000000000AQAQ,2026-01-01T00:00:00Z",
    "0035Y00000000v1QAA,Cole,+12125550100,,Bo: Ray,0055Y000000000BQAQ,2026-01-02T00:00:00Z",
    '0035Y00000000v2QAA,Dunn,"(212) 555-0102",,Bo: Ray,0055Y000000000BQAQ,2026-01-03T00:00:00Z',
    "0035Y00000000v3QAA,Eads,,+12125550103,,00G5Y000000000CUAQ,2026-01-04T00:00:00Z",
    '0035Y00000000v4QAA,Frey,"(212) 555-0104",,,,2026-01-05T00:00:00Z',
    "0035Y00000000v5QAA,Good,+12125550105,,Cy Fine,0055Y000000000DQAQ,2026-01-06T00:00:00Z",
)


def ids_in(path: Path) -> dict[str, list[Any]]:
    """Return the ids on each list of a workbook."""
    found = {}
    for sheet in openpyxl.load_workbook(path).worksheets:
        rows = list(sheet.iter_rows(min_row=4, values_only=True))
        if rows and "finding_id" in rows[0]:
            place = rows[0].index("finding_id")
            found[sheet.title] = sorted(row[place] for row in rows[1:])
    return found


def mark(path: Path, status: str, assignee: str, comment: str) -> Any:
    """Mark the first row of the first list and return its id."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[4]}
    for name, text in (("Status", status), ("Assigned to", assignee), ("Comment", comment)):
        sheet.cell(5, columns[name]).value = text
    book.save(path)
    return sheet.cell(5, columns["finding_id"]).value


Run = Callable[..., Audited]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that audits the same contacts again and again."""
    source = export(tmp_path, {"Contact.csv": contacts(*CONTACTS, header=HEADER)})
    command = audit_command(tmp_path, capsys)
    return lambda *options: command(source, options=("--region", "US", *options))


def test_each_owner_with_rows_has_a_workbook_queues_by_their_id(run: Run) -> None:
    audited = run("--by-owner")
    names = sorted(path.name for path in (audited.report / "owners").iterdir())
    assert names == ["00G5Y000000000CUAQ.xlsx", "Ann Lee.xlsx", "Bo_ Ray.xlsx", "No owner.xlsx"]
    assert f"Lists by record owner: 4 workbooks in {audited.report / 'owners'}" in audited.out


def test_every_row_of_the_workbook_is_in_exactly_one_of_them(run: Run) -> None:
    audited = run("--by-owner")
    whole = {name: ids for name, ids in ids_in(audited.report / "report.xlsx").items() if name in COUNTS.values()}
    parts: dict[str, list[Any]] = {name: [] for name in whole}
    for path in (audited.report / "owners").iterdir():
        for name, ids in ids_in(path).items():
            assert ids, name
            parts[name] += ids
    assert {name: sorted(ids) for name, ids in parts.items()} == whole


def test_the_table_tells_the_rows_of_each(run: Run) -> None:
    audited = run("--by-owner")
    told = {row.pop("owner"): row for row in audited.table("owners")}
    assert told["Bo: Ray"]["file"] == "Bo_ Ray.xlsx"
    assert (told["Bo: Ray"]["duplicates"], told["Bo: Ray"]["not_e164"], told["Bo: Ray"]["left_out"]) == (1, 1, 0)
    assert told["00G5Y000000000CUAQ"]["mobile_without_phone"] == 1


def test_marks_of_an_owner_are_in_the_next_report_and_in_the_next_list(run: Run) -> None:
    path = run("--by-owner").report / "owners" / "Ann Lee.xlsx"
    marked = mark(path, "Doing", "Ann", "called")
    after = run("--by-owner")
    (work,) = after.table("work")
    assert (work["finding_id"], work["status"], work["assignee"]) == (marked, "Doing", "Ann")
    for book in ("report.xlsx", "owners/Ann Lee.xlsx"):
        cells = [cell for row in openpyxl.load_workbook(after.report / book)["Duplicates"].values for cell in row]
        assert "called" in cells, book


def test_what_is_changed_later_stands_although_the_marked_copy_is_kept(run: Run) -> None:
    mark(run("--by-owner").report / "owners" / "Ann Lee.xlsx", "Doing", "Ann", "called")
    after = run("--by-owner")
    assert len(list((after.report / "owners").glob("Ann Lee (changed *).xlsx"))) == 1
    mark(after.report / "owners" / "Ann Lee.xlsx", "Done", "Ann", "solved")
    (work,) = run("--by-owner").table("work")
    assert (work["status"], work["comment"]) == ("Done", "solved")
    (work,) = run("--by-owner").table("work")
    assert (work["status"], work["comment"]) == ("Done", "solved")


def test_a_list_that_comes_back_late_takes_no_mark_away(run: Run) -> None:
    report = run("--by-owner").report
    late = (report / "owners" / "Bo_ Ray.xlsx").read_bytes()
    mark(report / "owners" / "Bo_ Ray.xlsx", "Done", "Bo", "solved")
    run("--by-owner", "--now", "2026-05-01T00:00:00Z")
    (report / "owners" / "Bo_ Ray.xlsx").write_bytes(late)
    book = openpyxl.load_workbook(report / "owners" / "Bo_ Ray.xlsx")
    sheet = book.worksheets[1]
    columns = {cell.value: cell.column for cell in sheet[4]}
    sheet.cell(5, columns["Status"]).value = "Ignore"
    book.save(report / "owners" / "Bo_ Ray.xlsx")
    after = run("--by-owner")
    assert sorted(row["status"] for row in after.table("work")) == ["Done", "Ignore"]
    assert "Bo_ Ray.xlsx is of another report" in after.err


def test_without_the_option_the_lists_are_gone(run: Run) -> None:
    run("--by-owner")
    after = run()
    assert not (after.report / "owners").exists()
    assert not (after.report / "tables" / "owners.parquet").exists()


def test_redacted_lists_name_nobody(run: Run) -> None:
    report = run("--by-owner", "--redact").report
    assert {path.stem for path in (report / "owners").iterdir()} <= {"No owner", *(f"Owner {n}" for n in range(9))}
    for path in (report / "owners").iterdir():
        for sheet in openpyxl.load_workbook(path).worksheets:
            text = "\n".join(str(cell) for row in sheet.values for cell in row)
            assert not any(name in text for name in ("Ann Lee", "Byrne", "Ray", "5550100")), (path.name, sheet.title)


def test_what_does_not_fit_is_counted(tmp_path: Path) -> None:
    rows = [{"owner": "A", "file": "A.xlsx", "left_out": 7}, {"owner": "B", "file": "B.xlsx", "left_out": 1200}]
    counts = dict.fromkeys(COUNTS, 1)
    lists = OWNER_LISTS.typed(pd.DataFrame([{**counts, **row} for row in rows]))
    _, left_out = sentences_of(lists, tmp_path)
    assert left_out.startswith("2 lists by owner left out 1,207 rows, most of them B.xlsx with 1,200.")
