from pathlib import Path

import pytest
from openpyxl import load_workbook

from audit.reports.excel import write_workbook
from audit.reports.excel.list_sheets import HEADER_ROW
from audit.reports.html.page import render_html
from audit.reports.view.build_view import build_view
from audit.reports.view.trend_section import moves_of, sentence_of, trend_of
from audit.result.results import Audit
from tests.reports.html.test_page import at, figures_on
from tests.rounds import ORG, Rounds, contact, with_row

pytestmark = pytest.mark.slow  # whole audits


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> Rounds:
    made = Rounds(tmp_path_factory.mktemp("rounds"))
    made.audit([*ORG, contact(11, "020 7946 0011")])
    made.audit(baseline=1)
    return made


@pytest.fixture(scope="module")
def result(rounds: Rounds) -> Audit:
    now = [*with_row(ORG, 3, LastModifiedDate="2026-01-09T00:00:00Z"), contact(9, "020 7946 0009")]
    return rounds.audit([*now, contact(11, "020 7946 0011")], baseline=2, severity={"twin-records": "notice"})


@pytest.fixture(scope="module")
def masked(rounds: Rounds, result: Audit) -> Audit:
    assert result.comparison is not None
    rounds.audit(redact=True)
    return rounds.audit(baseline=rounds.n_audits, leads=None)


@pytest.fixture(scope="module")
def page(result: Audit) -> str:
    return render_html(build_view(result))


def test_the_page_says_what_changed(page: str) -> None:
    assert "Since the audit of Feb 28, 2026, 00:00 UTC" in page
    assert "Findings: 2 fixed, 3 new, 1 back," in page


def test_every_figure_of_the_trend_is_the_one_in_results_json(page: str, result: Audit) -> None:
    document = result.results.model_dump(mode="json")
    figures = {key: value for key, value in figures_on(page).items() if key.startswith("trend")}
    assert len(figures) > 20
    assert {key: float(value) for key, value in figures.items()} == {key: at(document, key) for key in figures}


def test_the_history_has_a_line_for_readiness_and_one_for_each_count(page: str) -> None:
    assert page.count("<polyline") == 4
    assert "3 audits, Jan 28, 2026 to Mar 28, 2026." in page


def test_the_history_is_a_list_of_the_workbook_with_frozen_headings_and_a_filter(result: Audit, tmp_path: Path) -> None:
    write_workbook(build_view(result), tmp_path / "report.xlsx")
    sheet = load_workbook(tmp_path / "report.xlsx")["History"]
    headings, *audits = sheet.iter_rows(min_row=HEADER_ROW, values_only=True)
    assert headings == (
        *("Audit (UTC)", "Readiness", "In E.164", "Duplicates, numbers", "Not in E.164, fields"),
        *("Mobile without Phone, fields", "Records", "Errors"),
    )
    assert [audit[0] for audit in audits] == ["2026-01-28 00:00", "2026-02-28 00:00", "2026-03-28 00:00"]
    last = result.results.headline
    assert audits[-1][3:6] == (last.duplicates.numbers, last.not_e164.fields, last.mobile_without_phone.fields)
    (table,) = sheet.tables.values()
    assert (sheet.freeze_panes, table.autoFilter.ref) == (f"A{HEADER_ROW + 1}", f"A{HEADER_ROW}:H{HEADER_ROW + 3}")


def test_a_changed_winner_is_on_the_page_with_its_reason(page: str) -> None:
    assert "Calls that reach another record now" in page
    assert "Edited more recently." in page


def test_records_that_calls_reached_and_reach_are_named(page: str) -> None:
    row = page.partition("Calls that reach another record now")[2].partition("+442079460003")[2].partition("<tr>")[0]
    assert row.index("Ada Byrne 3") < row.index("Ada Byrne 4")


def test_records_of_one_name_are_told_apart_by_their_ids(tmp_path: Path) -> None:
    rounds = Rounds(tmp_path)
    twins = [contact(1, "+442079460003", "2026-01-02"), contact(2, "+442079460003", LastName="Byrne 1")]
    rounds.audit(twins)
    page = render_html(
        build_view(rounds.audit(with_row(twins, 1, LastModifiedDate="2026-01-03T00:00:00Z"), baseline=1))
    )
    row = page.partition("Calls that reach another record now")[2].partition("+442079460003")[2].partition("<tr>")[0]
    assert row.index(f"Ada Byrne 1 {twins[0]['Id']}") < row.index(f"Ada Byrne 1 {twins[1]['Id']}")


def test_calls_that_move_and_records_that_come_and_go_are_one_sentence(result: Audit) -> None:
    assert result.results.trend is not None
    assert moves_of(result.results.trend) == "Calls on 1 number reach another record now. Records: 2 added, 0 gone."


def test_a_difference_is_on_the_page(page: str) -> None:
    assert "Setting: severity" in page
    assert "everything is compared" in page


def test_findings_of_which_none_compares_are_not_said_to_be_none(result: Audit) -> None:
    trend = result.results.trend
    assert trend is not None
    none = dict.fromkeys(("new", "reappeared", "open", "fixed"), 0)
    findings = trend.findings.model_copy(update={**none, "not_compared": 9})
    assert sentence_of(trend.model_copy(update={"findings": findings})).endswith(" Findings do not compare.")


@pytest.mark.parametrize(
    ("gone", "sentence", "tiles", "column"),
    [
        (0, "5 fixed,", {"Fixed": "5"}, "Fixed"),
        (
            2,
            "3 fixed, 2 gone with their records,",
            {"Fixed or gone": "5", "Of these, record gone": "2"},
            "Fixed or gone",
        ),
    ],
)
def test_a_figure_that_counts_findings_gone_with_their_records_is_not_called_fixed(
    result: Audit, gone: int, sentence: str, tiles: dict[str, str], column: str
) -> None:
    then = result.results.trend
    assert then is not None
    findings = then.findings.model_copy(update={"fixed": 5, "fixed_record_gone": gone})
    trend = trend_of(result.results.model_copy(update={"trend": then.model_copy(update={"findings": findings})}))
    assert trend is not None
    assert sentence in trend.sentence
    assert {
        figure.label: figure.text for figure in trend.counts if figure.key.startswith("trend.findings.fixed")
    } == tiles
    assert trend.rules.columns[2] == column


def test_a_masked_baseline_is_said_clearly(masked: Audit) -> None:
    page = render_html(build_view(masked))
    assert "The earlier report is masked" in page
    assert "Scope: Lead" in page
    assert "Not compared:" in page


def test_without_a_baseline_the_page_says_nothing_of_one(rounds: Rounds) -> None:
    page = render_html(build_view(rounds.audit()))
    assert 'id="trend"' not in page
    assert "#trend" not in page


def test_the_workbook_has_a_sheet_of_the_trend_and_a_column_of_what_is_new(result: Audit, tmp_path: Path) -> None:
    write_workbook(build_view(result), tmp_path / "report.xlsx")
    book = load_workbook(tmp_path / "report.xlsx")
    header, *rows = list(book["Trend"].iter_rows(min_row=4, values_only=True))
    assert header[:3] == ("What", "Change", "Record")
    assert [row[0] for row in rows[:9]] == [*["Count"] * 3, *["Score"] * 6]
    assert (rows[1][1], rows[1][3]) == ("+2 fields, +2 records", "Not in E.164")
    assert str(rows[3][1]).endswith("points")
    assert {(row[0], row[1]) for row in rows[9:]} == {
        ("Finding", "New"),
        ("Finding", "Back"),
        ("Finding", "Fixed"),
        ("Winner", "Edited"),
        ("Record", "Added"),
    }
    header, *rows = list(book["Not E.164"].iter_rows(min_row=4, values_only=True))
    assert "New" in header
    assert {row[header.index("New")] for row in rows} == {None, "New", "Back"}


def test_what_people_fill_in_is_printed_beside_the_column_of_what_is_new(result: Audit) -> None:
    sheet = build_view(result).worksheets[0]
    printed = [column.key for column in sheet.columns[: sheet.printed]]
    assert "since" in printed
    assert printed[-1] == "comment"
