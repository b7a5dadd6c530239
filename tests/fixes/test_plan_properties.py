"""Whatever the org, loading the plan's files step by step does what was foretold, and nothing worse."""

import copy
import tempfile
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit import AuditConfig, run_audit
from audit.normalize.normalize import normalize
from audit.reports.load_files.write_fixes import write_fixes
from audit.result.results import Audit
from audit.simulate.simulate import simulate
from audit.sources.csv.read_csv import read_csv
from audit.tables.report_tables import numbers_with_ids
from tests.fake_org.ids import full_id
from tests.fixes import fix_orgs
from tests.fixes.data_loader import Org, load, load_files, steps_in, write_org

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
LOADED_AT = datetime(2031, 1, 1, tzinfo=UTC)
"""Later than any date of the orgs."""
CAUSED_BY_EVERY_LOAD = "unstable-winner"
"""It says that winner and runner-up were edited within a week; a load edits both, in the right order."""


@pytest.mark.slow
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(org=fix_orgs.orgs(), options=fix_orgs.settings())
def test_loading_the_steps_does_what_was_foretold_and_the_way_back_restores_every_field(
    org: Org, options: dict[str, Any]
) -> None:
    config = AuditConfig.model_validate(options)
    original = copy.deepcopy(org)
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch)
        before = audited(org, config)
        write_fixes(before, report)
        load_steps(org, report / "fixes")
        after = audited(org, config)
        assert_winners_stay(before, numbers_of(after))
        assert_planned_values_are_in_e164(before, after)
        assert_nothing_got_worse(before, after)
        assert_foretold(before, after)
        for hours, back in enumerate(sorted((report / "fixes").glob("rollback*")), start=99):
            for path in load_files(back):
                load(org, path, moment(hours))
    assert without_dates(org) == without_dates(original)
    assert_winners_stay(before, numbers_now(org, config))


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(org=fix_orgs.orgs(), options=fix_orgs.settings(), chosen=st.data())
def test_intended_winners_win_after_the_last_step_and_all_others_stay(
    org: Org, options: dict[str, Any], chosen: st.DataObject
) -> None:
    wishes = chosen.draw(fix_orgs.wishes(org))
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch)
        (report / "winners.csv").write_text("".join(f"{number},{record_id}\n" for number, record_id in wishes.items()))
        config = AuditConfig.model_validate(options).with_winners(report / "winners.csv")
        before = audited(org, config)
        write_fixes(before, report)
        load_steps(org, report / "fixes")
    now = numbers_now(org, config)
    expected = before.expected_winners
    intended = expected.loc[expected["intended"]].set_index("e164")["winner_record_id"]
    winners = now.set_index("e164")["winner_record_id"]
    assert intended.to_dict() == {number: full_id(wishes[number]) for number in intended.index}
    assert winners.loc[expected["e164"]].tolist() == expected["winner_record_id"].tolist()
    assert_winners_stay(before, now, but_for=set(intended.index))
    assert before.results.fixes is not None
    assert before.results.fixes.intended_winners == len(intended)


def audited(org: Org, config: AuditConfig) -> Audit:
    with tempfile.TemporaryDirectory() as folder:
        write_org(org, Path(folder))
        return run_audit(read_csv(Path(folder), config), config, NOW).audit


def numbers_now(org: Org, config: AuditConfig) -> pd.DataFrame:
    """Return NUMBERS, without the rest of an audit."""
    with tempfile.TemporaryDirectory() as folder:
        write_org(org, Path(folder))
        extract = read_csv(Path(folder), config)
    reading = normalize(extract, config)
    with_phone = [sobject for sobject, coverage in extract.source.objects.items() if "Phone" in coverage.present]
    simulation = simulate(reading.records, reading.values, config.profile, with_phone)
    return numbers_with_ids(simulation.numbers, simulation.records)


def numbers_of(result: Audit) -> pd.DataFrame:
    return numbers_with_ids(result.numbers, result.records)


def load_steps(org: Org, fixes: Path) -> None:
    for number, step in enumerate(steps_in(fixes), start=1):
        for path in load_files(step):
            load(org, path, moment(number))


def moment(hours: int) -> str:
    return (LOADED_AT + timedelta(hours=hours)).isoformat()


def assert_winners_stay(before: Audit, numbers: pd.DataFrame, but_for: Collection[str] = ()) -> None:
    was, now = (table.set_index("e164") for table in (numbers_of(before), numbers))
    decided = was.loc[was["decided_by"].isin(["only_record", "object_priority", "most_recent"])]
    decided = decided.loc[~decided.index.isin(list(but_for))]
    assert now.loc[decided.index, "winner_record_id"].tolist() == decided["winner_record_id"].tolist()
    assert before.results.fixes is not None
    assert before.results.fixes.winners_changed == 0


def assert_planned_values_are_in_e164(before: Audit, after: Audit) -> None:
    written = before.fixes.loc[~before.fixes["change"].isin(["touch", "mobile_cleared"])]
    now = after.values.astype({"field": "str"}).set_index(["record", "field"])
    for cell in written.to_dict("records"):
        value = now.loc[(cell["record"], cell["field"])]
        assert (value["format"], value["raw"]) == ("e164", cell["new"])


def assert_nothing_got_worse(before: Audit, after: Audit) -> None:
    new = what_is_wrong(after) - what_is_wrong(before)
    assert new == set()


def what_is_wrong(result: Audit) -> set[tuple[str, ...]]:
    """Return rule, record and number of every error and warning."""
    findings = result.findings_table()
    grave = findings.loc[findings["severity"].isin(["error", "warning"]) & ~findings["suppressed"]]
    grave = grave.loc[grave["rule_id"] != CAUSED_BY_EVERY_LOAD]
    number = grave["e164"].fillna(grave["raw"]).fillna("")
    return set(zip(grave["rule_id"].astype("str"), grave["record_id"], number, strict=True))


def assert_foretold(before: Audit, after: Audit) -> None:
    fixes = before.results.fixes
    assert fixes is not None
    assert fixes.scores_before == before.results.scores
    assert fixes.scores_after == after.results.scores
    assert fixes.headline_after == after.results.headline
    assert fixes.new_errors + fixes.new_warnings <= fixes.moved
    found = {rule.rule_id: rule.findings for rule in after.results.rules}
    assert {rule.rule_id: rule.after for rule in fixes.rules} == {
        rule.rule_id: found[rule.rule_id] for rule in fixes.rules
    }
    winners = numbers_of(after).set_index("e164")["winner_record_id"]
    expected = before.expected_winners
    assert winners.loc[expected["e164"]].tolist() == expected["winner_record_id"].tolist()
    pd.testing.assert_frame_equal(tasks(before), tasks(after))


def tasks(result: Audit) -> pd.DataFrame:
    return result.for_people.astype("str").sort_values(["record_id", "task", "field", "raw"], ignore_index=True)


def without_dates(org: Org) -> Org:
    dates = ("LastModifiedDate", "SystemModstamp")
    return {
        name: [{field: text for field, text in row.items() if field not in dates} for row in rows]
        for name, rows in org.items()
    }
