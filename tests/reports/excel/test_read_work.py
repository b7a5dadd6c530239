"""Work read back from workbooks, whatever people and programs did to them."""

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

from audit.errors import UnreadableInputError
from audit.reports.excel.read_work import read_work
from audit.tables.work import ACCEPTED, MARKS
from tests.saved_books import (
    HEAD,
    ID,
    MAIN,
    OTHER,
    Row,
    book,
    parts_of,
    row,
    rows_xml,
    save,
    saved_by_excel,
    saved_by_google,
    sheet_xml,
)

DONE = row("Done", "Bob", "Called back")
AS_DONE = [(ID, "Done", "Bob", "Called back")]


def marks(path: Path) -> list[tuple[str, ...]]:
    """Return finding_id, status, assignee and comment of all rows."""
    rows = read_work(path).rows
    return list(rows[["finding_id", *MARKS]].itertuples(index=False, name=None))


def one_status(path: Path, status: str) -> str:
    """Return what becomes of a status."""
    ((_, read, _, _),) = marks(book(path / "report.xlsx", row(status)))
    return read


@pytest.mark.parametrize("saved", [saved_by_excel, saved_by_google])
def test_a_workbook_is_read_whichever_program_saved_it(
    tmp_path: Path, saved: Callable[[Path, Sequence[Row]], Path]
) -> None:
    rows = [HEAD, DONE, row(finding_id=OTHER)]
    assert marks(saved(tmp_path / "report.xlsx", rows)) == [*AS_DONE, (OTHER, "To do", "", "")]


def test_what_the_finding_was_about_is_read_with_the_marks(tmp_path: Path) -> None:
    (read,) = read_work(book(tmp_path / "report.xlsx", DONE)).rows.to_dict("records")
    assert (read["problem"], read["record"], read["record_id"]) == ("No Phone", "Ada Byrne", "0035Y00000000v0QAA")
    assert (read["sobject"], read["field"], read["number"]) == ("", "", "")


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("done", "Done"),
        (" DONE ", "Done"),
        ("todo", "To do"),
        ("To-do", "To do"),
        ("", "To do"),
        ("ignore", "Ignore"),
        ("Erledigt", "Erledigt"),
        ("Done?", "Done?"),
    ],
)
def test_a_status_is_one_of_four_however_it_is_spelled_else_what_was_typed(
    tmp_path: Path, typed: str, status: str
) -> None:
    assert one_status(tmp_path, typed) == status


def test_what_the_program_wrote_beside_a_suppressed_finding_is_nobodys_mark(tmp_path: Path) -> None:
    rows = (row("Ignore", "", ACCEPTED), row("Ignore", "", "Agreed with sales", OTHER))
    assert marks(book(tmp_path / "report.xlsx", *rows)) == [
        (ID, "To do", "", ""),
        (OTHER, "Ignore", "", "Agreed with sales"),
    ]


def test_columns_are_found_by_their_headings_wherever_they_are(tmp_path: Path) -> None:
    head, moved = tuple(reversed(HEAD)), tuple(reversed(DONE))
    assert marks(book(tmp_path / "report.xlsx", moved, head=head)) == AS_DONE


def test_headings_are_found_in_any_row_and_however_they_are_spelled(tmp_path: Path) -> None:
    head = [*HEAD[:2], "STATUS ", "Assigned  To", "comment", "Record id", "Finding ID"]
    rows = [("My notes",), ("Status", "of last week"), (), head, DONE]
    path = save(tmp_path / "report.xlsx", parts_of({"Mine": sheet_xml(rows_xml(rows, first=9))}))
    assert marks(path) == AS_DONE


def test_a_column_that_was_deleted_is_as_good_as_empty(tmp_path: Path) -> None:
    head, texts = ("Status", "finding_id"), ("Done", ID)
    assert marks(book(tmp_path / "report.xlsx", texts, head=head)) == [(ID, "Done", "", "")]


def test_sheets_are_read_whatever_they_are_called_and_in_their_order(tmp_path: Path) -> None:
    lists = {
        "Mine": sheet_xml(rows_xml([("Number", "Status"), ("1", "Done")])),
        "Bob's": sheet_xml(rows_xml([HEAD, DONE])),
        "Copy of Bob's": sheet_xml(rows_xml([HEAD, row("Doing")])),
    }
    assert marks(save(tmp_path / "report.xlsx", parts_of(lists))) == [*AS_DONE, (ID, "Doing", "", "")]


def test_cells_without_references_are_counted_on(tmp_path: Path) -> None:
    cells = "".join(f"<c t='inlineStr'><is><t>{text}</t></is></c>" if text else "<c/>" for text in DONE)
    xml = sheet_xml(f"{rows_xml([HEAD])}<row>{cells}</row>")
    assert marks(save(tmp_path / "report.xlsx", parts_of({"Not E.164": xml}))) == AS_DONE


def test_names_may_have_a_prefix(tmp_path: Path) -> None:
    xml = sheet_xml(rows_xml([HEAD, DONE])).replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
    for name in ("worksheet", "sheetData", "row", "c ", "c>", "is", "t ", "t>"):
        xml = xml.replace(f"<{name}", f"<x:{name}").replace(f"</{name}", f"</x:{name}")
    assert marks(save(tmp_path / "report.xlsx", parts_of({"Not E.164": xml}))) == AS_DONE


def cell_of_comment(path: Path, cell: str, shared: Sequence[str] = ()) -> str:
    """Return the comment that the XML of a cell in column E comes to."""
    below = rows_xml([row("Done")], first=5).replace('<c r="F5"', f'{cell}<c r="F5"')
    parts = parts_of({"Not E.164": sheet_xml(rows_xml([HEAD]) + below)}, shared)
    ((_, _, _, comment),) = marks(save(path / "report.xlsx", parts))
    return comment


@pytest.mark.parametrize(
    ("cell", "comment"),
    [
        ('<c r="E5"><v>42</v></c>', "42"),
        ('<c r="E5"><v>0.10000000000000001</v></c>', "0.1"),
        ('<c r="E5" s="1"><v>46112</v></c>', "2026-03-31"),
        ('<c r="E5" s="2"><v>46112.5</v></c>', "2026-03-31 12:00"),
        ('<c r="E5" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="E5" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="E5" t="d"><v>2026-03-31</v></c>', "2026-03-31"),
        ('<c r="E5" t="str"><f>A1&amp;"!"</f><v>soon!</v></c>', "soon!"),
        ('<c r="E5" t="inlineStr"><is><r><t>so</t></r><r><rPr><b/></rPr><t>on</t></r></is></c>', "soon"),
        ('<c r="E5" t="inlineStr"><is><t>two_x000D_\nlines</t></is></c>', "two\nlines"),
        ('<c r="E5" t="inlineStr"><is><t>_x005F_x0041_</t></is></c>', "_x0041_"),
        ('<c r="E5" t="s"><v>0</v></c>', "東京"),
    ],
)
def test_a_comment_is_read_as_it_shows_whatever_its_cell_holds(tmp_path: Path, cell: str, comment: str) -> None:
    hinted = "<si><r><t>東</t></r><r><t>京</t></r><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si>"
    assert cell_of_comment(tmp_path, cell, [hinted]) == comment


def test_marks_without_an_id_are_counted(tmp_path: Path) -> None:
    read = read_work(book(tmp_path / "report.xlsx", DONE, row("Done", finding_id=""), row(finding_id="")))
    assert (len(read.rows), read.unassigned) == (1, 1)


def test_a_list_with_marks_whose_ids_are_gone_is_refused_by_name(tmp_path: Path) -> None:
    path = book(tmp_path / "report.xlsx", DONE[:-1], head=HEAD[:-1])
    with pytest.raises(UnreadableInputError, match=r"“Not E.164” of .* has lost its hidden column finding_id"):
        read_work(path)


def test_a_list_without_marks_and_ids_is_as_good_as_none(tmp_path: Path) -> None:
    assert marks(book(tmp_path / "report.xlsx", row()[:-1], head=HEAD[:-1])) == []


def test_a_sheet_of_ones_own_with_a_status_is_left_alone(tmp_path: Path) -> None:
    assert marks(book(tmp_path / "report.xlsx", ("Call Bob", "Done"), head=("What", "Status"))) == []


def saved_by_openpyxl(path: Path, comment: str | int) -> Path:
    workbook = openpyxl.Workbook()
    for texts in ([], HEAD, row("done")):
        workbook.worksheets[0].append(list(texts))
    workbook.worksheets[0]["E3"] = comment
    workbook.save(path)
    return path


def test_what_openpyxl_saves_is_read(tmp_path: Path) -> None:
    assert marks(saved_by_openpyxl(tmp_path / "report.xlsx", 12)) == [(ID, "Done", "", "12")]


def test_a_formula_that_nobody_has_computed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInputError, match=r"“Sheet” of .* has formulas without results"):
        read_work(saved_by_openpyxl(tmp_path / "report.xlsx", "=1+1"))
