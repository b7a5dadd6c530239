"""Whose data it is, whatever characters the name of an org or a folder has."""

from dataclasses import replace
from pathlib import Path

from openpyxl import load_workbook

from audit.reports.excel.workbook import write_workbook
from audit.reports.html.page import render_html
from audit.reports.view.build_view import build_view
from audit.reports.view.finding_sheets import placed_findings
from audit.reports.view.headline import headline_of, without_number
from audit.reports.view.ranking import ranking_of
from audit.reports.view.totals import table_totals
from audit.result.results import Audit

HOSTILE = "Acme\x1b[31m\x07 \u202eGmbH\x00_x0041_"
SHOWN = "Acme⟨U+001B⟩[31m⟨U+0007⟩ ⟨U+202E⟩GmbH⟨U+0000⟩_x0041_"


def hostile(audited: Audit) -> Audit:
    source = audited.results.source.model_copy(update={"org_name": HOSTILE, "location": f"/data/{HOSTILE}"})
    warnings = [*audited.results.warnings, f"The folder {HOSTILE} has no Lead.csv."]
    return replace(audited, results=audited.results.model_copy(update={"source": source, "warnings": warnings}))


def test_control_and_direction_characters_of_names_are_made_visible_on_the_page(audited: Audit) -> None:
    page = render_html(build_view(hostile(audited)))
    assert f"<h1>{SHOWN}</h1>" in page
    assert not {"\x1b", "\x07", "\x00", "\u202e"} & set(page)


def test_they_break_no_workbook(audited: Audit, tmp_path: Path) -> None:
    write_workbook(build_view(hostile(audited)), tmp_path / "report.xlsx")
    assert load_workbook(tmp_path / "report.xlsx")["Summary"]["A1"].value == SHOWN.replace("_x0041_", "_x005F_x0041_")


def test_fields_without_a_number_are_told_apart_from_the_filled_ones(audited: Audit) -> None:
    formats = {**audited.results.formats, "placeholder": 1200, "text": 34}
    assert without_number(audited.results.model_copy(update={"formats": formats})).startswith(", 1,234 of them without")
    full = {**formats, "placeholder": 0, "text": 0}
    assert without_number(audited.results.model_copy(update={"formats": full})) == ""


def test_callable_numbers_are_what_they_add_up_from(audited: Audit) -> None:
    totals = audited.results.totals.model_copy(update={"numbers": 9768, "callable": 9961})
    results = audited.results.model_copy(update={"totals": totals})
    tables = table_totals(audited, placed_findings(audited, ranking_of(audited)))
    (figure,) = [figure for figure in headline_of(results, tables).totals if figure.label == "Callable numbers"]
    assert figure.meaning == "9,768 distinct numbers, and 193 fields in which no single number can be read"
