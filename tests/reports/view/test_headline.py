"""Whose data it is, whatever characters the name of an org or a folder has."""

from dataclasses import replace
from pathlib import Path

from openpyxl import load_workbook

from audit.reports.excel.workbook import write_workbook
from audit.reports.html.page import render_html
from audit.reports.view.build_view import build_view
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
