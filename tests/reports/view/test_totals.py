"""How much there is in all of what the lists show."""

from dataclasses import replace

from audit.reports.view.build_view import build_view
from audit.reports.view.finding_sheets import placed_findings
from audit.reports.view.ranking import ranking_of
from audit.reports.view.totals import table_totals
from audit.result.results import Audit
from audit.result.table_totals import TableTotals


def totals_of(audit: Audit) -> TableTotals:
    return table_totals(audit, placed_findings(audit, ranking_of(audit)))


def test_they_are_those_of_the_figures(audited: Audit) -> None:
    totals, results = totals_of(audited), audited.results
    assert totals.open_findings == sum(results.severities.values())
    assert (totals.numbers, totals.duplicates) == (results.totals.numbers, results.headline.duplicates.numbers)
    assert results.scores.readiness == totals.ready / results.totals.callable
    assert results.fixes is not None
    assert totals.tasks == sum(results.fixes.tasks_for_people.values())
    assert sum(sheet.findings for sheet in totals.sheets.values()) == len(audited.findings.found)


def test_an_audit_that_has_only_a_part_of_its_tables_says_how_much_there_is_in_all(audited: Audit) -> None:
    totals = totals_of(audited)
    more = replace(totals, open_findings=9_000_001, numbers=9_000_002, duplicates=9_000_003, tasks=9_000_004)
    view = build_view(replace(audited, totals=more))
    assert "of 9,000,001 findings" in view.lists.findings_note
    assert "of 9,000,002 numbers" in view.lists.simulator_note
    assert "of 9,000,003 duplicates" in view.lists.duplicates_note
    (people,) = [sheet for sheet in view.worksheets if sheet.name == "For people"]
    assert people.total == 9_000_004
    assert "of 9,000,004 tasks" in people.lead
