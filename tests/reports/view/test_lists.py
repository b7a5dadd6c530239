import dataclasses

import pandas as pd

from audit.config.audit import AuditConfig, ReportLimits, Suppression
from audit.config.gates import Gates, ShareGate
from audit.domain import SEVERITIES
from audit.reports.view.build_view import View, build_view
from audit.reports.view.figures import findings_address
from audit.reports.view.models import RuleSection
from audit.result.results import Audit
from tests.reports.typed_org import large_audit, small_audit


def section_of(view: View, rule_id: str) -> RuleSection:
    return next(section for section in view.sections if section.rule_id == rule_id)


def with_limits(**limits: int) -> AuditConfig:
    return AuditConfig(report=ReportLimits(**limits))


def test_errors_come_first(view: View) -> None:
    ranks = [SEVERITIES.index(section.severity) for section in view.sections]
    assert ranks == sorted(ranks)


def test_the_order_does_not_hang_on_the_order_of_categories(audited: Audit, view: View) -> None:
    found = audited.findings.found
    rule_id = found["rule_id"].cat.set_categories(list(reversed(found["rule_id"].cat.categories)))
    findings = dataclasses.replace(audited.findings, found=found.assign(rule_id=rule_id))
    turned = build_view(dataclasses.replace(audited, findings=findings))
    assert turned.lists.packed == view.lists.packed
    pd.testing.assert_frame_equal(turned.worksheets[0].rows, view.worksheets[0].rows)


def test_a_suppressed_finding_is_counted_but_not_listed(view: View) -> None:
    section = section_of(view, "shared-line")
    assert section.count == "1 suppressed"


def test_a_rule_that_found_nothing_is_named(view: View) -> None:
    assert view.passed == ("Something that never happens",)


def test_a_sheet_holds_as_many_rows_as_it_may_and_says_where_the_rest_is() -> None:
    view = build_view(large_audit(600, with_limits(rows_per_sheet=100)))
    sheet = next(sheet for sheet in view.worksheets if sheet.name == "Not E.164")
    assert sheet.shown == 100
    assert f"the first 100 rows of {sheet.total} fields" in sheet.lead
    assert "tables/findings.parquet" in sheet.lead


def test_a_suppression_is_among_the_settings_with_its_reason() -> None:
    config = AuditConfig(suppress=(Suppression(rule="shared-line", reason="Reception desk"),))
    settings = {pair.label: pair.text for pair in build_view(small_audit(config)).settings}
    assert settings["suppress.1.reason"] == "Reception desk"
    assert settings["suppress.1.rule"] == "shared-line"


def test_every_setting_in_force_is_shown(view: View) -> None:
    settings = {pair.label: pair.text for pair in view.settings}
    assert settings["profile.object_order"] == "Contact, Lead, Account, PersonAccount"
    assert settings["region"] == "not set"
    assert settings["report.rows_per_sheet"] == "20000"


def test_the_gates_of_a_preset_are_among_the_settings() -> None:
    config = AuditConfig(gates=Gates(preset="quarterly", readiness=ShareGate(go=0.95, no_go=0.5)))
    settings = {pair.label: pair.text for pair in build_view(small_audit(config)).settings}
    assert settings["gates.preset"] == "quarterly"
    assert settings["gates.readiness.go"] == "0.95"
    assert settings["gates.match_clear_share.go"] == "0.95"
    assert settings["gates.readiness_drop"] == "0.02"


def test_what_was_left_out_is_counted_by_reason(view: View) -> None:
    left_out = next(listing for listing in view.coverage.lists if listing.caption == "Rows left out")
    assert ("Contact", "Deleted", "2") in left_out.rows


def test_fields_that_were_not_there_are_named(view: View) -> None:
    assert "Lead: the fields OtherPhone were not there to read." in view.coverage.not_checked


def test_a_readiness_of_nothing_is_said_plainly(audited: Audit) -> None:
    scores = audited.results.scores.model_copy(update={"readiness": 0.0})
    results = audited.results.model_copy(update={"scores": scores})
    view = build_view(dataclasses.replace(audited, results=results))
    assert view.headline.sentence.startswith("No number is ready: ")


def test_the_parts_of_the_picture_add_up_to_the_callable_numbers(audited: Audit, view: View) -> None:
    counts = [row.figures[0].value for row in view.headline.parts.table.rows]
    assert sum(count or 0 for count in counts) == audited.results.totals.callable


def test_the_first_part_of_the_picture_is_what_readiness_counts(audited: Audit, view: View) -> None:
    assert view.headline.parts.table.rows[0].figures[1].value == audited.results.scores.readiness


def test_the_filter_offers_what_counts_and_actions_lead_to(view: View) -> None:
    offered = {findings_address(option.value) for group in view.problem_choices for option in group.options}
    assert {action.href for action in view.actions} <= offered
    assert [counter.href in offered for counter in view.headline.counters] == [False, True, True]
    assert view.headline.counters[0].href == "#duplicates"


def test_the_page_has_no_place_for_what_is_not_there(view: View) -> None:
    assert view.load_files is not None
    assert "trend" not in view.contents
    assert set(view.contents) - set(dataclasses.replace(view, load_files=None).contents) == {"load_files"}
