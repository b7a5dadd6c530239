"""Every module of the package has a test of its own, or a line here that says which test asks for what it does."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pytest

import audit

PACKAGE: Final = Path(audit.__file__).parent
TESTS: Final = Path(__file__).parent

_WHOLE_COLUMNS: Final = "normalize/vectorized/test_normalize_column.py"
_BOOK: Final = "reports/excel/test_workbook.py"
_PARTS: Final = "parts/test_part_extract.py"
_PAGE: Final = "reports/html/test_page.py"

TESTED_ELSEWHERE: Final = {
    "cli/engine_options.py": "test_audit_in_parts.py",
    "cli/options_as_one.py": "cli/test_app.py",
    "cli/run_in_parts.py": "test_audit_in_parts.py",
    "in_parts/audit_in_parts.py": "test_audit_in_parts.py",
    "in_parts/part_tasks.py": "test_audit_in_parts.py",
    "in_parts/part_trend.py": "test_audit_in_parts.py",
    "__main__.py": "cli/test_process.py",
    "cli/audit_commands.py": "cli/test_help_pages.py",
    "cli/calls_options.py": "cli/test_aircall_command.py",
    "cli/explain_command.py": "cli/test_app.py",
    "cli/fleet_options.py": "cli/test_fleet_command.py",
    "cli/live_org.py": "sources/salesforce/test_command.py",
    "cli/live_progress.py": "cli/test_app.py",
    "cli/mail_command.py": "mail/test_mail.py",
    "cli/owner_mail_command.py": "mail/test_owner_mails.py",
    "cli/probe_command.py": "probe/test_experiment.py",
    "cli/progress.py": "cli/test_app.py",
    "cli/report_commands.py": "cli/test_help_pages.py",
    "cli/report_options.py": "cli/test_help_pages.py",
    "cli/run_command.py": "cli/test_app.py",
    "cli/run_options.py": "cli/test_app.py",
    "cli/suppress_command.py": "reports/test_suppressions.py",
    "cli/source_options.py": "cli/test_usage_errors.py",
    "cli/verify_command.py": "test_fixes_loaded.py",
    "conclusion.py": "test_pipeline.py",
    "config/described.py": "test_reference_docs.py",
    "config/mail.py": "mail/test_mail.py",
    "config/profile.py": "config/test_audit.py",
    "config/toml_file.py": "config/test_audit.py",
    "domain.py": "test_docs.py",
    "engines/interface.py": "engines/test_inline.py",
    "findings/audited_org.py": "test_pipeline.py",
    "findings/holders.py": "findings/rules/test_duplicate_same_object.py",
    "findings/of_format.py": "findings/rules/test_scientific_notation.py",
    "findings/rule.py": "findings/rules/test_registry.py",
    "findings/unknown_rule.py": "cli/test_app.py",
    "fixes/action_counts.py": "fixes/test_actions.py",
    "fixes/candidates.py": "fixes/test_actions.py",
    "fixes/effect.py": "test_fixes_loaded.py",
    "fixes/fix_counts.py": "fixes/test_counts_add.py",
    "fixes/plan.py": "fixes/test_changes.py",
    "mail/message.py": "mail/test_mail.py",
    "mail/send.py": "mail/test_mail.py",
    "mail/smtp.py": "mail/test_mail.py",
    "normalize/overlooked_columns.py": "sources/records/test_unread_columns.py",
    "normalize/parse_number.py": "normalize/test_scalar.py",
    "normalize/vectorized/classify_column.py": _WHOLE_COLUMNS,
    "normalize/vectorized/lettered_numbers.py": _WHOLE_COLUMNS,
    "normalize/vectorized/letters.py": _WHOLE_COLUMNS,
    "normalize/vectorized/match_plan.py": _WHOLE_COLUMNS,
    "normalize/vectorized/normalize_numbers.py": _WHOLE_COLUMNS,
    "normalize/vectorized/one_number_texts.py": _WHOLE_COLUMNS,
    "normalize/vectorized/parse_column.py": _WHOLE_COLUMNS,
    "normalize/vectorized/placeholders.py": _WHOLE_COLUMNS,
    "normalize/vectorized/second_readings.py": _WHOLE_COLUMNS,
    "parts/account_lookup.py": _PARTS,
    "parts/block_tasks.py": _PARTS,
    "parts/stored_population.py": _PARTS,
    "parts/stored_rows.py": "parts/test_blocks.py",
    "package_files.py": "test_wheel.py",
    "replay/asked_formats.py": "replay/test_backtest.py",
    "replay/called_numbers.py": "replay/test_simulated_calls.py",
    "replay/problem_numbers.py": "replay/test_simulated_calls.py",
    "reports/excel/action_sheet.py": _BOOK,
    "reports/excel/cells.py": _BOOK,
    "reports/excel/league_workbook.py": "reports/test_league_files.py",
    "reports/excel/list_sheets.py": _BOOK,
    "reports/excel/search_sheet.py": "cli/test_run_probe.py",
    "reports/excel/sheet_streams.py": _BOOK,
    "reports/excel/styles.py": _BOOK,
    "reports/excel/native_charts.py": _BOOK,
    "reports/excel/summary_sheet.py": _BOOK,
    "reports/excel/zip_writer.py": _BOOK,
    "reports/html/league_page.py": "reports/test_league_files.py",
    "reports/load_files/readme.py": "reports/load_files/test_write_fixes.py",
    "reports/read_probe.py": "cli/test_run_probe.py",
    "reports/results_json.py": "cli/test_app.py",
    "reports/text/explanation.py": "cli/test_app.py",
    "reports/text/log_summary.py": "reports/text/test_replay_summary.py",
    "reports/text/probe_summary.py": "probe/test_experiment.py",
    "reports/text/rule_help.py": "cli/test_app.py",
    "reports/view/build_view.py": "reports/view/test_lists.py",
    "reports/view/captions.py": _PAGE,
    "reports/view/charts.py": _PAGE,
    "reports/view/coverage.py": "reports/view/test_lists.py",
    "reports/view/finding_sections.py": "reports/view/test_lists.py",
    "reports/view/labels.py": "reports/view/test_lists.py",
    "reports/view/methodology.py": _PAGE,
    "reports/view/models.py": "reports/view/test_lists.py",
    "reports/view/packed.py": "reports/view/test_page_tables.py",
    "reports/view/page_records.py": "reports/view/test_page_tables.py",
    "reports/view/page_lists.py": "reports/view/test_page_selection.py",
    "reports/view/record_labels.py": "reports/view/test_lists.py",
    "reports/view/script_words.py": "reports/html/test_page_in_browser.py",
    "reports/view/search_basis_text.py": "reports/view/test_search_section.py",
    "reports/view/search_words.py": "reports/view/test_search_section.py",
    "reports/view/shared_numbers.py": "reports/view/test_lists.py",
    "reports/view/trend_models.py": "reports/view/test_trend_lines.py",
    "reports/view/trend_sheet.py": "reports/view/test_trend_section.py",
    "reports/view/worksheets.py": _BOOK,
    "reports/write_report.py": "cli/test_app.py",
    "result/baseline.py": "trend/test_compare.py",
    "result/forecast.py": "replay/test_records_forecast.py",
    "result/headline_counts.py": "scoring/test_headline_figures.py",
    "result/league.py": "fleet/test_league_table.py",
    "result/model.py": "test_docs.py",
    "result/probe.py": "probe/test_judge.py",
    "result/provenance.py": "test_docs.py",
    "result/replay.py": "replay/test_simulated_calls.py",
    "result/results.py": "test_docs.py",
    "result/search_figures.py": "reports/view/test_search_section.py",
    "result/table_totals.py": "reports/view/test_totals.py",
    "result/trend.py": "trend/test_compare.py",
    "scoring/report_figures.py": "scoring/test_scores.py",
    "scoring/search_basis.py": "reports/view/test_search_section.py",
    "simulate/held_numbers.py": "simulate/test_matching.py",
    "simulate/simulate.py": "fixes/test_actions.py",
    "sources/calls/call_columns.py": "sources/calls/test_read_calls.py",
    "sources/csv/malformed_rows.py": "sources/csv/test_rows.py",
    "sources/http/failed_connection.py": "sources/salesforce/test_transport.py",
    "sources/http/https_session.py": "sources/salesforce/test_transport.py",
    "sources/http/proxies.py": "sources/salesforce/test_proxies.py",
    "sources/interface.py": "sources/records/test_assemble.py",
    "sources/records/deduplicate.py": "sources/records/test_assemble.py",
    "sources/records/gathered.py": "sources/records/test_assemble.py",
    "sources/records/needed_columns.py": "sources/csv/test_read_csv.py",
    "sources/records/phone_fields.py": "sources/records/test_assemble.py",
    "sources/records/record_columns.py": "sources/records/test_assemble.py",
    "sources/records/scope.py": "sources/records/test_assemble.py",
    "sources/salesforce/api_errors.py": "sources/salesforce/test_transport.py",
    "sources/salesforce/bulk_pages.py": "sources/salesforce/test_download.py",
    "sources/salesforce/check_row.py": "sources/salesforce/test_check.py",
    "sources/salesforce/checkpoint.py": "sources/salesforce/test_download.py",
    "sources/salesforce/export_setup.py": "sources/salesforce/test_export.py",
    "sources/salesforce/left_in_order.py": "sources/salesforce/test_download.py",
    "sources/salesforce/org.py": "sources/salesforce/test_login.py",
    "sources/salesforce/rest_query.py": "sources/salesforce/test_download.py",
    "sources/salesforce/snapshot_writer.py": "sources/salesforce/test_export.py",
    "sources/calls/call_moments.py": "sources/calls/test_call_rows.py",
    "sources/calls/workbook_table.py": "sources/calls/test_call_files.py",
    "tables/calls.py": "sources/calls/test_read_calls.py",
    "tables/extract.py": "sources/records/test_assemble.py",
    "tables/fixes.py": "fixes/test_verify.py",
    "tables/lists_by_owner.py": "reports/test_owner_workbooks.py",
    "tables/report_tables.py": "test_docs.py",
    "tables/simulation.py": "simulate/test_matching.py",
    "tables/work.py": "reports/test_carried_work.py",
    "trend/comparability.py": "trend/test_compare.py",
    "trend/finding_changes.py": "trend/test_compare.py",
    "trend/trend_counts.py": "trend/test_compare.py",
    "trend/winner_changes.py": "trend/test_compare.py",
}
"""By path in the package: path of the test in tests/."""


def modules() -> set[str]:
    paths = (path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))
    return {path.as_posix() for path in paths if path.name != "__init__.py"}


def own_test(module: str) -> str:
    path = Path(module)
    return (path.parent / f"test_{path.name}").as_posix()


def with_own_test(names: Iterable[str]) -> set[str]:
    return {name for name in names if (TESTS / own_test(name)).is_file()}


def test_every_module_has_a_test_or_a_line_that_says_where_it_is_tested() -> None:
    untested = modules() - with_own_test(modules()) - TESTED_ELSEWHERE.keys()
    assert not untested, f"write {', '.join(own_test(module) for module in sorted(untested))}, or add a line above"


def test_a_line_is_for_a_module_that_is_there_and_has_no_test_of_its_own() -> None:
    assert not TESTED_ELSEWHERE.keys() - modules()
    assert not with_own_test(TESTED_ELSEWHERE)


@pytest.mark.parametrize("test", sorted(set(TESTED_ELSEWHERE.values())))
def test_a_line_names_a_test_that_is_there(test: str) -> None:
    assert (TESTS / test).is_file()
