"""What an audit returns to somebody who works with pandas."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from audit import AuditConfig, AuditError, AuditResult, read_csv, run_audit
from audit.reports.carried_work import OWNERS
from audit.reports.output_folder import REPORT_ENTRIES
from audit.reports.results_json import json_document
from audit.tables.report_tables import REPORT_TABLES
from audit.tables.schema import Table
from tests.rounds import LEADS, ORG, Rounds, contact, lead

pytestmark = pytest.mark.slow  # whole audits

SAMPLE = Path(__file__).parent.parent / "sample_data"
NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(scope="module")
def result() -> AuditResult:
    return run_audit(read_csv(SAMPLE), now=NOW)


@pytest.fixture(scope="module")
def report(result: AuditResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return result.write(tmp_path_factory.mktemp("reports") / "report")


@pytest.mark.parametrize("table", REPORT_TABLES, ids=lambda table: str(table.name))
def test_a_table_is_what_pandas_reads_from_its_file(result: AuditResult, report: Path, table: Table) -> None:
    frame = getattr(result, table.name)
    assert list(frame.columns) == list(table.names)
    pd.testing.assert_frame_equal(frame, pd.read_parquet(report / "tables" / f"{table.name}.parquet"))


@pytest.mark.parametrize("table", REPORT_TABLES, ids=lambda table: str(table.name))
def test_the_documentation_of_a_table_lists_its_columns(table: Table) -> None:
    documentation = getattr(AuditResult, table.name).__doc__
    listed = [re.fullmatch(r" {8}(\w+) +(.+)", line) for line in documentation.splitlines()[2:-1]]
    assert [found and found.groups() for found in listed] == [(column.name, column.meaning) for column in table.columns]


def test_what_is_written_is_a_whole_report(result: AuditResult, report: Path) -> None:
    assert {path.name for path in report.iterdir()} == REPORT_ENTRIES - {OWNERS}
    assert (report / "results.json").read_text(encoding="utf-8") == json_document(result.results)


def test_figures_are_those_of_results_json(result: AuditResult, report: Path) -> None:
    stored = json.loads((report / "results.json").read_text(encoding="utf-8"))
    assert result.scores.model_dump() == stored["scores"]
    assert result.headline.model_dump() == stored["headline"]
    assert [action.model_dump() for action in result.actions] == stored["actions"]


def test_a_report_is_not_written_over_its_source(tmp_path: Path) -> None:
    (tmp_path / "Contact.csv").write_text("Id,Phone\n003000000000001AAA,+442079460001\n")
    result = run_audit(read_csv(str(tmp_path)), now=NOW)
    with pytest.raises(AuditError, match="where the data comes from"):
        result.write(tmp_path, force=True)


def test_a_kind_of_table_that_there_is_not_is_refused(result: AuditResult, tmp_path: Path) -> None:
    tables: Any = "cvs"
    with pytest.raises(AuditError, match="tables is 'cvs'"):
        result.write(tmp_path / "report", tables=tables)
    assert not list(tmp_path.iterdir())


def test_what_is_to_be_known_of_a_written_report_is_a_warning(tmp_path: Path) -> None:
    source, report = tmp_path / "export", tmp_path / "report"
    source.mkdir()
    (source / "Contact.csv").write_text("Id,Phone\n003000000000001AAA,020 7946 0001\n")
    result = run_audit(read_csv(source), now=NOW)
    result.write(report)
    (report / "report.html").write_text("Checked by Ann")
    with pytest.warns(UserWarning, match="is kept as"):
        result.write(report)


def test_an_earlier_result_is_as_good_a_baseline_as_its_report(tmp_path: Path) -> None:
    rounds = Rounds(tmp_path)
    first = rounds.audit()
    rounds.audit(ORG[1:], LEADS, baseline=1)
    changed = [*ORG[1:-1], contact(9, "+442079460001", "2026-02-02")]
    by_report = rounds.audit(changed, [lead(8, "020 7946 0009")], baseline=2)

    source = [tmp_path / f"export-{number}" for number in (1, 2, 3)]
    moments = [datetime(2026, month, 28, tzinfo=UTC) for month in (1, 2, 3)]
    earlier = run_audit(read_csv(source[0]), now=moments[0])
    assert earlier.results == first.results
    earlier = run_audit(read_csv(source[1]), now=moments[1], baseline=earlier)
    by_result = run_audit(read_csv(source[2]), now=moments[2], baseline=earlier)
    assert by_result.results.trend == by_report.results.trend
    assert by_report.comparison
    assert by_result.audit.comparison
    pd.testing.assert_frame_equal(by_result.audit.comparison.changes, by_report.comparison.changes)
    pd.testing.assert_frame_equal(by_result.audit.comparison.closed, by_report.comparison.closed)
    by_path = run_audit(read_csv(source[2]), now=moments[2], baseline=str(rounds.report(2)))
    assert by_path.results.trend == by_report.results.trend


def test_what_is_shown_of_a_result_is_figures_alone(result: AuditResult) -> None:
    assert repr(result) == "<AuditResult: 955 records, 1,027 numbers, readiness 52.6%>"
    assert repr(read_csv(SAMPLE)) == "<Extract of csv: 590 Contact, 185 Lead, 120 Account, 60 PersonAccount>"


def test_a_masked_audit_is_masked_in_every_table() -> None:
    config = AuditConfig(redact=True)
    masked = run_audit(read_csv(SAMPLE, config), now=NOW)
    assert not masked.values["e164"].dropna().str.match(r"\+\d{4}").any()
    assert masked.records["owner"].dropna().str.match(r"Owner \d+$").all()
