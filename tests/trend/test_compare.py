import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from audit.normalize.parse_number import LIBPHONENUMBER_VERSION
from audit.reports.read_report import stored_baseline
from audit.result.baseline import Baseline
from audit.result.results import Audit, Trend
from audit.trend.compare import with_trend
from tests.rounds import LEADS, ORG, Rounds, Row, contact, shuffled, with_row

pytestmark = pytest.mark.slow

FIXED_PHONE = {"Phone": "+442079460002"}


@pytest.fixture
def rounds(tmp_path: Path) -> Rounds:
    return Rounds(tmp_path)


def trend_of(result: Audit) -> Trend:
    """Return the trend of an audit that has one."""
    assert result.results.trend is not None
    return result.results.trend


def change_between(rounds: Rounds, then: Sequence[Row], now: Sequence[Row]) -> Trend:
    """Return what changed between two sets of contacts."""
    rounds.audit(then)
    return trend_of(rounds.audit(now, baseline=1))


def reasons(rounds: Rounds, then: Sequence[Row], now: Sequence[Row]) -> dict[str, int]:
    """Return why winners changed between two sets of contacts."""
    winners = change_between(rounds, then, now).winners
    assert winners is not None
    return winners.reasons


def test_an_audit_compared_with_itself_has_nothing_new_and_nothing_fixed(rounds: Rounds) -> None:
    first = rounds.audit()
    trend = trend_of(rounds.audit(baseline=1))
    found = trend.findings
    assert (found.new, found.reappeared, found.fixed, found.not_compared) == (0, 0, 0, 0)
    assert found.open == len(first.findings.found)
    assert trend.differences == []
    assert {change.change for change in trend.scores.values()} == {0.0}
    assert trend.winners is not None
    assert (trend.winners.changed, trend.winners.numbers_added, trend.winners.numbers_gone) == (0, 0, 0)
    assert trend.records is not None
    assert (trend.records.added, trend.records.gone) == (0, 0)


def test_the_order_of_rows_makes_no_difference(rounds: Rounds) -> None:
    rounds.audit()
    result = rounds.audit(shuffled(ORG), shuffled(LEADS), baseline=1)
    assert result.comparison is not None
    assert len(result.comparison.changes) == 0


def test_with_one_fix_applied_exactly_that_one_is_fixed(rounds: Rounds) -> None:
    first = rounds.audit()
    found = trend_of(rounds.audit(with_row(ORG, 1, **FIXED_PHONE), baseline=1)).findings
    (was,) = (told := first.findings_table()).loc[told["record_id"] == ORG[1]["Id"], "finding_id"]
    assert (found.fixed_ids, found.fixed_record_gone, found.new, found.reappeared) == ([was], 0, 0, 0)
    assert found.open == len(first.findings.found) - 1
    assert [(rule.rule_id, rule.fixed) for rule in found.by_rule if rule.fixed] == [("not-e164", 1)]


def test_what_is_gone_with_its_record_is_counted_apart(rounds: Rounds) -> None:
    was = rounds.audit().findings_table()
    found = trend_of(rounds.audit([row for place, row in enumerate(ORG) if place != 1], baseline=1)).findings
    of_record = int((was["record_id"] == ORG[1]["Id"]).sum())
    assert (found.fixed_record_gone, found.fixed >= of_record > 0) == (of_record, True)


def test_a_finding_that_comes_back_has_reappeared(rounds: Rounds) -> None:
    rounds.audit()
    rounds.audit(with_row(ORG, 1, **FIXED_PHONE), baseline=1)
    rounds.audit(with_row(ORG, 1, **FIXED_PHONE), baseline=2)
    result = rounds.audit(baseline=3)
    found = trend_of(result).findings
    assert (found.new, found.reappeared, found.by_severity["error"].reappeared) == (0, 1, 1)
    assert result.comparison is not None
    assert len(result.comparison.closed) == 0
    assert (result.comparison.since == "reappeared").sum() == 1


def test_a_new_record_brings_new_findings(rounds: Rounds) -> None:
    trend = change_between(rounds, ORG, [*ORG, contact(9, "020 7946 0009")])
    assert (trend.findings.new, trend.findings.by_severity["error"].new) == (1, 1)
    assert trend.records is not None
    assert trend.records.added_ids == [contact(9, "")["Id"]]


def test_a_suppressed_finding_is_neither_new_nor_fixed(rounds: Rounds) -> None:
    accepted = [{"reason": "known", "record": contact(9, "")["Id"]}]
    rounds.audit()
    found = trend_of(rounds.audit([*ORG, contact(9, "020 7946 0009")], baseline=1, suppress=accepted)).findings
    assert (found.new, found.suppressed) == (0, 1)
    found = trend_of(rounds.audit(baseline=2)).findings
    assert (found.fixed, found.new) == (0, 0)


PAIR = (contact(1, "+442079460001", "2026-01-02"), contact(2, "+442079460001", "2026-01-01"))


@pytest.mark.parametrize(
    ("reason", "now"),
    [
        ("edited", with_row(PAIR, 1, LastModifiedDate="2026-01-05T00:00:00Z")),
        ("number_moved", with_row(PAIR, 0, Phone="+442079460009", LastModifiedDate="2026-01-05T00:00:00Z")),
        ("record_gone", [PAIR[1]]),
        ("record_added", [*PAIR, contact(3, "+442079460001", "2026-01-05")]),
        ("other", with_row(PAIR, 0, LastModifiedDate="2025-01-05T00:00:00Z")),
    ],
)
def test_a_changed_winner_has_its_reason(rounds: Rounds, reason: str, now: list[Row]) -> None:
    assert reasons(rounds, PAIR, now) == {reason: 1}


def test_a_record_that_takes_up_a_number_wins_it(rounds: Rounds) -> None:
    then = [PAIR[0], contact(2, "+442079460009")]
    assert reasons(rounds, then, [PAIR[0], contact(2, "+442079460001", "2026-01-05")]) == {"number_added": 1}


def test_a_winner_that_is_gone_for_its_namesake_was_merged(rounds: Rounds) -> None:
    twins = with_row(PAIR, 1, LastName="Byrne 1")
    merged = with_row(twins, 1, LastModifiedDate="2026-01-05T00:00:00Z")[1:]
    assert reasons(rounds, twins, merged) == {"merged": 1}


def test_a_changed_winner_is_listed_with_both_records(rounds: Rounds) -> None:
    winners = change_between(rounds, PAIR, [PAIR[1]]).winners
    assert winners is not None
    (change,) = winners.listed
    assert (change.e164, change.then, change.now) == ("+442079460001", PAIR[0]["Id"], PAIR[1]["Id"])


def test_a_missing_object_is_named_and_its_findings_and_records_are_left_out(rounds: Rounds) -> None:
    rounds.audit()
    trend = trend_of(rounds.audit(leads=None, baseline=1))
    assert [(d.what, d.then, d.now) for d in trend.differences] == [("scope.Lead", "read", "not read")]
    assert trend.findings.fixed == 0
    assert trend.findings.not_compared_then > 0
    assert trend.winners is None
    assert trend.records is not None
    assert trend.records.gone == 0
    assert trend.scores["readiness"].change is None


def test_a_missing_field_is_named_and_its_findings_are_left_out(rounds: Rounds) -> None:
    rounds.audit()
    trend = trend_of(rounds.audit(without=["MobilePhone"], baseline=1))
    assert [d.what for d in trend.differences] == ["scope.Contact.MobilePhone"]
    assert trend.findings.fixed == 0


def test_a_custom_field_that_is_missing_leaves_the_scores_comparable(rounds: Rounds) -> None:
    rounds.audit()
    results = json.loads((rounds.report(1) / "results.json").read_text(encoding="utf-8"))
    results["source"]["objects"]["Contact"]["fields"]["present"].append("Direct_Phone__c")
    (rounds.report(1) / "results.json").write_text(json.dumps(results), encoding="utf-8")
    trend = trend_of(rounds.audit(baseline=1))
    assert [d.what for d in trend.differences] == ["scope.Contact.Direct_Phone__c"]
    assert trend.scores["readiness"].change == 0


def test_under_another_profile_only_spelling_compares(rounds: Rounds) -> None:
    rounds.audit()
    fixed = with_row(ORG, 1, **FIXED_PHONE)
    trend = trend_of(rounds.audit(fixed, baseline=1, profile="aircall-phone-mobile"))
    assert [(d.what, d.then, d.now) for d in trend.differences] == [("profile", "aircall", "aircall-phone-mobile")]
    assert (trend.findings.fixed, trend.findings.new, trend.winners) == (1, 0, None)
    assert trend.findings.not_compared > 0


def test_a_profile_of_the_same_name_says_what_differs(rounds: Rounds) -> None:
    rounds.audit()
    trend = trend_of(rounds.audit(baseline=1, profile={"sync_slots": ["phone"]}))
    assert trend.differences[0].then == "aircall (sync_slots: phone, mobile)"


@pytest.mark.parametrize(
    ("setting", "named", "scores_compare"),
    [
        ({"region": "US"}, "settings.region", False),
        ({"countries": {"Albion": "GB"}}, "settings.countries", False),
        ({"placeholders": ["leer"]}, "settings.placeholders", False),
        ({"include_converted_leads": True}, "settings.include_converted_leads", False),
        ({"severity": {"not-e164": "notice"}}, "settings.severity", True),
        ({"suppress": [{"reason": "known", "rule": "placeholder-number"}]}, "settings.suppress", True),
    ],
)
def test_a_setting_that_differs_is_named(
    rounds: Rounds,
    setting: dict[str, object],
    named: str,
    scores_compare: bool,  # noqa: FBT001
) -> None:
    rounds.audit()
    trend = trend_of(rounds.audit(baseline=1, **setting))
    assert [d.what for d in trend.differences] == [named]
    assert (trend.scores["readiness"].change is not None) is scores_compare
    assert (trend.findings.new, trend.findings.fixed) == (0, 0)


def edited_report(rounds: Rounds, **changes: object) -> Trend:
    """Return the trend against a report whose results.json was made by another program or org."""
    rounds.audit()
    path = rounds.report(1) / "results.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **changes}), encoding="utf-8")
    return trend_of(rounds.audit(baseline=1))


def test_another_libphonenumber_is_named_and_its_rules_do_not_compare(rounds: Rounds) -> None:
    trend = edited_report(rounds, tool={"version": "0.0.9", "libphonenumber": "8.13.0", "finding_ids": 2})
    assert [(d.what, d.then) for d in trend.differences] == [("libphonenumber", "8.13.0"), ("version", "0.0.9")]
    assert trend.scores["readiness"].change == 0


def test_ids_that_were_made_another_way_do_not_compare(rounds: Rounds) -> None:
    trend = edited_report(rounds, tool={"version": "0.1.0", "libphonenumber": LIBPHONENUMBER_VERSION})
    assert [(d.what, d.then, d.now, d.limits) for d in trend.differences] == [("finding_ids", "1", "2", ["findings"])]
    assert (trend.findings.new, trend.findings.open, trend.findings.fixed) == (0, 0, 0)
    assert trend.scores["readiness"].change == 0


def test_a_rule_that_the_earlier_audit_had_not_makes_nothing_new(rounds: Rounds) -> None:
    first = rounds.audit().results.model_dump(mode="json")
    kept = [rule for rule in first["rules"] if rule["rule_id"] != "not-e164"]
    (rounds.report(1) / "results.json").write_text(json.dumps({**first, "rules": kept}), encoding="utf-8")
    trend = trend_of(rounds.audit([*ORG, contact(9, "020 7946 0009")], baseline=1))
    assert (trend.differences[0].what, trend.differences[0].now) == ("rules", "only now: not-e164")
    assert trend.findings.new == 0


def test_another_org_is_named_and_nothing_of_it_compares(rounds: Rounds) -> None:
    first = rounds.audit()
    then = stored_baseline(rounds.report(1))
    trend = trend_of(with_trend(of_org(first, "00D2"), Baseline(in_json(of_org(first, "00D1")), then.read)))
    assert [(d.what, d.then, d.now) for d in trend.differences] == [("org", "00D1", "00D2")]
    assert (trend.findings.new, trend.findings.open, trend.findings.fixed) == (0, 0, 0)
    assert trend.findings.not_compared == len(first.findings.found)
    assert (trend.winners, trend.records) == (None, None)
    assert {change.change for change in trend.scores.values()} == {None}


def of_org(result: Audit, org_id: str) -> Audit:
    """Return an audit as if it were of the org ``org_id``."""
    source = result.results.source.model_copy(update={"org_id": org_id})
    return replace(result, results=result.results.model_copy(update={"source": source}))


def in_json(result: Audit) -> dict[str, object]:
    """Return the content of results.json."""
    return result.results.model_dump(mode="json")


def test_a_masked_report_compares_by_ids(rounds: Rounds) -> None:
    rounds.audit(redact=True)
    trend = trend_of(rounds.audit(with_row(ORG, 1, **FIXED_PHONE), baseline=1))
    assert (trend.findings.fixed, trend.findings.new, trend.winners) == (1, 0, None)
    assert trend.baseline.redacted
    assert trend.scores["readiness"].change is not None


def test_a_masked_audit_masks_its_trend(rounds: Rounds) -> None:
    rounds.audit(PAIR)
    accepted = [{"reason": "known", "number": "+442079460001"}]
    result = rounds.audit([PAIR[1]], baseline=1, redact=True, suppress=accepted)
    assert "2079460001" not in (rounds.report(2) / "results.json").read_text(encoding="utf-8")
    assert result.comparison is not None
    assert not result.comparison.changes["e164"].dropna().str.contains("207946").any()
    assert trend_of(rounds.audit([PAIR[1]], baseline=2, redact=True)).winners is None


def test_a_report_with_tables_as_csv_compares(rounds: Rounds) -> None:
    rounds.audit(tables="csv")
    trend = trend_of(rounds.audit(with_row(ORG, 1, **FIXED_PHONE), baseline=1, tables="csv"))
    assert (trend.findings.fixed, trend.findings.new) == (1, 0)
    assert trend_of(rounds.audit(baseline=2)).findings.reappeared == 1


def test_the_history_goes_from_report_to_report(rounds: Rounds) -> None:
    rounds.audit()
    rounds.audit(baseline=1)
    history = trend_of(rounds.audit(with_row(ORG, 1, **FIXED_PHONE), baseline=2)).history
    assert [point.generated_at.month for point in history] == [1, 2, 3]
    assert history[2].severities["error"] == history[0].severities["error"] - 1


def counted(result: Audit) -> dict[str, dict[str, int] | None]:
    return {name: count["change"] for name, count in result.results.headline.model_dump().items()}


def test_each_headline_count_has_its_change_and_the_history_keeps_the_counts(rounds: Rounds) -> None:
    rounds.audit()
    now = [*ORG[:1], *ORG[2:], contact(9, "", MobilePhone="+442079460001")]
    second = rounds.audit(now, baseline=1)
    assert counted(second) == {
        "duplicates": {"records": 1, "numbers": 0},
        "not_e164": {"records": -1, "fields": -1},
        "mobile_without_phone": {"records": 1, "fields": 1},
    }
    history = [point.headline for point in trend_of(second).history]
    assert [point and point.mobile_without_phone.fields for point in history] == [1, 2]


def test_what_got_better_and_worse_is_named(rounds: Rounds) -> None:
    rounds.audit()
    second = rounds.audit([*ORG[:1], *ORG[2:], contact(9, "", MobilePhone="+442079460001")], baseline=1)
    trend = trend_of(second)
    assert trend.worse[:2] == ["duplicates", "mobile_without_phone"]
    assert trend.better[0] == "not_e164"
    assert "e164_share" in trend.better
    assert trend_of(rounds.audit(baseline=1)).worse == []


def test_a_masked_baseline_has_its_counts(rounds: Rounds) -> None:
    rounds.audit(redact=True)
    assert counted(rounds.audit(baseline=1))["not_e164"] == {"records": 0, "fields": 0}


def test_counts_that_the_baseline_has_not_or_that_do_not_compare_have_no_change(rounds: Rounds) -> None:
    rounds.audit()
    document = rounds.report(1) / "results.json"
    earlier = json.loads(document.read_text(encoding="utf-8"))
    del earlier["headline"]
    document.write_text(json.dumps(earlier), encoding="utf-8")
    result = rounds.audit(baseline=1)
    assert set(counted(result).values()) == {None}
    assert [point.headline is None for point in trend_of(result).history] == [True, False]
    assert set(counted(rounds.audit(baseline=2, leads=None)).values()) == {None}


def test_an_empty_org_compares(rounds: Rounds) -> None:
    rounds.audit([], [])
    trend = trend_of(rounds.audit([], [], baseline=1))
    assert (trend.findings.open, trend.scores["readiness"].change) == (0, None)


def test_an_org_that_was_empty_compares(rounds: Rounds) -> None:
    rounds.audit([], [])
    trend = trend_of(rounds.audit(baseline=1))
    assert trend.records is not None
    assert trend.records.added == len(ORG) + len(LEADS)


def test_the_table_of_the_trend_has_a_row_for_each_change(rounds: Rounds) -> None:
    rounds.audit()
    rounds.audit([*with_row(ORG, 1, **FIXED_PHONE), contact(9, "020 7946 0009")], baseline=1)
    table = pd.read_parquet(rounds.report(2) / "tables" / "trend.parquet")
    assert list(zip(table["what"], table["change"], strict=True)) == [
        ("finding", "new"),
        ("finding", "fixed"),
        ("record", "added"),
    ]


def test_gates_on_the_trend_are_measured(rounds: Rounds) -> None:
    rounds.audit()
    worse = with_row(ORG, 0, Phone="020 7946 0001")
    verdict = rounds.audit(worse, baseline=1, gates={"no_new_errors": True, "readiness_drop": 0.05}).results.verdict
    assert [(gate.gate_id, gate.outcome) for gate in verdict.gates] == [
        ("readiness_drop", "fail"),
        ("no_new_errors", "fail"),
    ]
    better = rounds.audit(ORG, baseline=2, gates={"no_new_errors": "risk", "readiness_drop": 0.0}).results.verdict
    assert [gate.outcome for gate in better.gates] == ["pass", "pass"]
