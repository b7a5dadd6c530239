import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from audit.reports.excel import write_workbook
from audit.reports.excel.cells import LINE_HEIGHT
from audit.reports.view.build_view import View, build_view
from audit.reports.view.manual_task_sheet import PEOPLE_SHEET
from audit.reports.view.models import Figure
from audit.result.results import Audit
from tests.reports.typed_org import empty_audit

HEADER_ROW = 4
WORK = ["Duplicates", "Not E.164", "Mobile without Phone", "Other problems"]
SHEETS = ["Summary", "Actions", *WORK, "Load files", PEOPLE_SHEET, "Coverage", "Settings", "Glossary"]


def rows_of(book: Workbook, sheet: str) -> list[dict[str, object]]:
    """Return the rows of a list by their headings."""
    header, *rows = book[sheet].iter_rows(min_row=HEADER_ROW, values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def test_the_sheets_are_in_order(workbook: Workbook) -> None:
    assert workbook.sheetnames == SHEETS


def test_no_cell_is_a_formula(workbook: Workbook) -> None:
    types = {cell.data_type for sheet in workbook for row in sheet.iter_rows() for cell in row}
    assert "f" not in types


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://x","y")', "@SUM(1)"])
def test_a_text_that_looks_like_a_formula_stays_text(workbook: Workbook, text: str) -> None:
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value == text]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}


def test_numbers_are_texts_in_text_format(workbook: Workbook) -> None:
    proposed = [cell for cell in workbook["Not E.164"]["G"][HEADER_ROW:] if cell.value]
    assert {cell.value for cell in proposed} == {"+442079460002", "+442079460004"}
    assert {cell.number_format for cell in proposed} == {"@"}


def test_what_excel_cannot_hold_is_made_visible(workbook: Workbook) -> None:
    stored = [row["Stored now"] for row in rows_of(workbook, "Other problems")]
    assert any(str(text).startswith("⟨U+0007⟩call me") for text in stored)


def test_a_text_longer_than_a_cell_is_cut_with_a_mark(workbook: Workbook) -> None:
    longest = max((str(row["Stored now"]) for row in rows_of(workbook, "Other problems")), key=len)
    assert 32_000 < len(longest) <= 32_767
    assert longest.endswith("more characters]")


def test_a_problem_is_one_row_with_its_cause_in_words(workbook: Workbook) -> None:
    row = rows_of(workbook, "Not E.164")[1]
    assert row["Severity"] == "Error"
    assert row["Problem"] == "The number is not stored in E.164"
    assert row["Record"] == "Ben Okafor"
    assert row["Stored now"] == "020 7946 0002"
    assert row["Confidence"] == "Region"
    assert row["Status"] == "To do"


def test_a_suppressed_finding_is_last_and_ignored(workbook: Workbook) -> None:
    row = rows_of(workbook, "Other problems")[-1]
    assert (row["Status"], row["Comment"]) == ("Ignore", "Suppressed in the configuration")


def test_a_record_is_linked(workbook: Workbook) -> None:
    link = workbook["Not E.164"]["C6"].hyperlink
    assert link.target == "https://acme.my.salesforce.com/00Q000000000001AAA"


@pytest.mark.parametrize("name", WORK)
def test_a_sheet_has_the_columns_of_its_list(workbook: Workbook, view: View, name: str) -> None:
    (worksheet,) = (worksheet for worksheet in view.worksheets if worksheet.name == name)
    assert list(rows_of(workbook, name)[0]) == [column.label for column in worksheet.columns]


@pytest.mark.parametrize("name", WORK)
def test_what_people_fill_in_is_printed(view: View, name: str) -> None:
    (worksheet,) = (worksheet for worksheet in view.worksheets if worksheet.name == name)
    not_printed = {column.key for column in worksheet.columns[worksheet.printed :]}
    assert not_printed.isdisjoint(("status", "assignee", "comment")), "put further columns after Comment"


@pytest.mark.parametrize("name", ["Actions", *WORK, PEOPLE_SHEET])
def test_a_list_has_the_ids_of_its_rows_in_a_hidden_last_column(workbook: Workbook, name: str) -> None:
    sheet = workbook[name]
    (place,) = (cell.column for cell in sheet[HEADER_ROW] if cell.value == "finding_id")
    assert place == sheet.max_column
    assert sheet.column_dimensions[get_column_letter(place)].hidden
    ids = [row["finding_id"] for row in rows_of(workbook, name)]
    assert all(ids)
    assert len(set(ids)) == len(ids)


def test_a_row_has_the_id_of_its_finding(workbook: Workbook, audited: Audit) -> None:
    ids = {row["finding_id"] for name in WORK for row in rows_of(workbook, name)}
    assert ids > set(audited.findings_table()["finding_id"])


def test_who_works_on_a_row_is_not_called_its_owner(workbook: Workbook) -> None:
    for name in (*WORK, PEOPLE_SHEET):
        header = [cell.value for cell in workbook[name][HEADER_ROW]]
        assert header.count("Assigned to") == header.count("Record owner") == 1
        assert "Owner" not in header


def test_a_list_is_a_table_with_its_header_in_sight(workbook: Workbook, view: View) -> None:
    sheet = workbook["Mobile without Phone"]
    assert sheet.freeze_panes == "D5"
    (worksheet,) = (worksheet for worksheet in view.worksheets if worksheet.name == "Mobile without Phone")
    last = get_column_letter(len(worksheet.columns))
    assert [table.ref for table in sheet.tables.values()] == [f"A4:{last}6"]
    assert sheet.print_title_rows == "$4:$4"


def test_the_status_is_chosen_from_a_list(workbook: Workbook) -> None:
    choices = workbook["Not E.164"].data_validations.dataValidation
    assert [(str(choice.sqref), choice.formula1) for choice in choices] == [("J5:J6", '"To do,Doing,Done,Ignore"')]


def test_severity_is_colored_by_conditional_format(workbook: Workbook) -> None:
    ranges = {str(entry.sqref) for entry in workbook["Not E.164"].conditional_formatting}
    assert "A5:A6" in ranges


def test_the_summary_has_charts_of_excel(workbook_path: Path, view: View) -> None:
    charts = load_workbook(workbook_path)["Summary"]._charts
    assert len(charts) == 1 + len(view.charts)


def test_the_scores_are_those_of_results_json(workbook: Workbook, audited: Audit, view: View) -> None:
    shown = {row[0].value: row[1].value for row in workbook["Summary"].iter_rows(max_col=2)}
    for figure in (view.headline.readiness, *view.headline.halves, *view.headline.shares, *view.headline.totals):
        group, name = figure.key.split(".")
        assert shown[figure.label] == pytest.approx(getattr(getattr(audited.results, group), name))


def test_every_table_of_the_page_is_on_the_summary_with_the_same_figures(workbook: Workbook, view: View) -> None:
    rows = list(workbook["Summary"].iter_rows(values_only=True))
    for table in (*(chart.table for chart in view.charts), *view.tables):
        header = (table.first, *table.columns)
        at = next(place for place, row in enumerate(rows) if row[: len(header)] == header)
        del rows[: at + 1]
        for row, shown in zip(table.rows, rows, strict=False):
            assert shown[0] == row.label
            assert shown[1 : len(header)] == pytest.approx([figure.value for figure in row.figures])


def test_the_summary_says_on_which_objects_each_count_is(workbook: Workbook, view: View) -> None:
    wide = {cell for row in workbook["Summary"].iter_rows(max_row=30, values_only=True) for cell in row if cell}
    assert {counter.objects for counter in view.headline.counters} <= wide


def test_the_summary_lists_every_sheet_after_it(workbook: Workbook) -> None:
    sheet = workbook["Summary"]
    links = [cell.hyperlink.location for (cell, *_) in sheet.iter_rows() if cell.hyperlink]
    assert [f"'{name}'!A1" for name in workbook.sheetnames[1:]] == links[-len(workbook.sheetnames) + 1 :]


def test_the_summary_counts_the_findings_of_every_rule_and_the_rules_without_any(
    workbook: Workbook, audited: Audit
) -> None:
    rows = {row[0]: row[1:4] for row in workbook["Summary"].iter_rows(values_only=True, max_col=4) if row[0]}
    with_any = [rule for rule in audited.results.rules if rule.findings or rule.suppressed]
    assert f"Findings by rule ({len(audited.results.rules) - len(with_any)} more found nothing)" in rows
    for rule in with_any:
        (label,) = (label for label in rows if str(label).endswith(f"({rule.rule_id})"))
        assert rows[label] == (rule.findings, rule.records, rule.suppressed)


def test_the_parts_of_a_sheet_are_in_the_order_that_excel_asks_for(workbook_path: Path) -> None:
    order = ["sheetData", "conditionalFormatting", "dataValidations", "hyperlinks", "pageMargins", "tableParts"]
    with ZipFile(workbook_path) as parts:
        sheet = ET.fromstring(parts.read("xl/worksheets/sheet4.xml"))  # noqa: S314 - our own
    names = [element.tag.rpartition("}")[2] for element in sheet]
    assert [name for name in dict.fromkeys(names) if name in order] == order


def test_every_part_of_the_file_is_well_formed(workbook_path: Path) -> None:
    with ZipFile(workbook_path) as parts:
        for name in parts.namelist():
            ET.fromstring(parts.read(name))  # noqa: S314 - our own


def test_shares_never_show_as_all_or_nothing_unless_they_are(tmp_path: Path, view: View) -> None:
    nearly = Figure("scores.readiness", "Readiness", 0.99999, ">99.9%", is_share=True)
    write_workbook(replace(view, headline=replace(view.headline, readiness=nearly)), tmp_path / "nearly.xlsx")
    cell = load_workbook(tmp_path / "nearly.xlsx")["Summary"]["A14"]
    assert (cell.value, cell.number_format) == (0.99999, '">99.9%"')


def test_the_same_view_makes_the_same_bytes(view: View, workbook_path: Path, tmp_path: Path) -> None:
    write_workbook(view, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == workbook_path.read_bytes()


def test_no_part_of_the_file_tells_when_it_was_written(workbook_path: Path) -> None:
    with ZipFile(workbook_path) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_an_org_without_records_makes_a_workbook(tmp_path: Path) -> None:
    write_workbook(build_view(empty_audit()), tmp_path / "empty.xlsx")
    book = load_workbook(tmp_path / "empty.xlsx")
    assert book.sheetnames == [name for name in SHEETS if name != "Load files"]
    assert book["Actions"]["A2"].value == "Nothing left to do would make more numbers ready."
    assert all(book[name]["A2"].value.endswith("There are none.") for name in (*WORK, PEOPLE_SHEET))


OFFICE = shutil.which("soffice")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_what_looks_like_an_escaped_character_comes_out_as_it_is(tmp_path: Path, view: View) -> None:
    named = replace(view, heading=replace(view.heading, org="Acme _x0041_"))
    write_workbook(named, tmp_path / "report.xlsx")
    stored = load_workbook(tmp_path / "report.xlsx")["Summary"]["A1"].value
    assert stored == "Acme _x005F_x0041_"  # openpyxl gives inline strings as they are stored
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "csv", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "report.xlsx")], check=True, capture_output=True, timeout=120)
    assert (tmp_path / "report.csv").read_bytes().startswith(b"Acme _x0041_,")


def test_a_lead_is_shown_whole_over_the_columns_of_its_sheet(workbook: Workbook) -> None:
    sheet = workbook["Duplicates"]
    (merged,) = (area for area in sheet.merged_cells.ranges if area.min_row == 2)
    room = sum(sheet.column_dimensions[get_column_letter(at)].width for at in range(1, merged.max_col + 1))
    lines = sheet.row_dimensions[2].height / LINE_HEIGHT
    assert lines * room > len(sheet["A2"].value)


def test_every_list_has_a_filter_and_a_header_in_sight(workbook: Workbook) -> None:
    for name in ("Actions", *WORK, "Load files", "Coverage", "Settings", "Glossary"):
        sheet = workbook[name]
        assert [table.autoFilter.ref for table in sheet.tables.values()], name
        assert sheet.freeze_panes.endswith("5"), name


def test_groups_of_duplicates_are_set_apart_however_they_are_sorted(workbook: Workbook) -> None:
    formulas = {rule.formula[0] for ranges in workbook["Duplicates"].conditional_formatting for rule in ranges.rules}
    assert "$A5<>$A4" in formulas


def test_no_sheet_is_wider_than_its_paper(workbook: Workbook) -> None:
    assert {(sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToWidth) for sheet in workbook} == {
        (True, 1)
    }
