"""Audits that the tests of the reports share: built once, never changed."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from audit.reports.excel import write_workbook
from audit.reports.html.page import render_html
from audit.reports.view.build_view import View, build_view
from audit.result.results import Audit
from tests.reports.typed_org import small_audit


@pytest.fixture(scope="session")
def audited() -> Audit:
    return small_audit()


@pytest.fixture(scope="session")
def view(audited: Audit) -> View:
    return build_view(audited)


@pytest.fixture(scope="session")
def page(view: View) -> str:
    return render_html(view)


@pytest.fixture(scope="session")
def workbook_path(view: View, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.xlsx"
    write_workbook(view, path)
    return path


@pytest.fixture(scope="session")
def workbook(workbook_path: Path) -> Workbook:
    return load_workbook(workbook_path)
