"""What the next audit will find new, foretold before the files are loaded, and counted after they are."""

import csv
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from audit import AuditConfig, AuditResult, read_csv, run_audit
from audit.findings.audited_org import objects_with_phone, rule_context
from audit.findings.run import find_all
from audit.fixes.fix_counts import DATED_RULE
from audit.normalize.normalize import normalize
from audit.reports.load_files.write_fixes import write_fixes
from audit.result.results import FixFigures
from audit.simulate.simulate import simulate
from audit.sources.org_extract import Extract
from tests.benchmarks.truth_files import write_plain
from tests.benchmarks.truth_org import true_org
from tests.fake_org.ids import full_id
from tests.fixes import fix_orgs
from tests.fixes.data_loader import Org, load, load_files, steps_in, write_org

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).parent.parent / "sample_data"
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
NEXT_QUARTER = NOW + timedelta(days=90)
LOADED_AT = datetime(2031, 1, 1, tzinfo=UTC)
"""Later than any date of the orgs."""

Moments = Callable[[int], Callable[[], str]]
"""For each step: when its records are saved, asked for each record."""


def at_one_moment(step: int) -> Callable[[], str]:
    return (LOADED_AT + timedelta(hours=step)).isoformat


def one_after_the_other(step: int) -> Callable[[], str]:
    moments = (LOADED_AT + timedelta(hours=step, seconds=n) for n in range(3_000))
    return lambda: next(moments).isoformat()


def read_org(org: Org, config: AuditConfig) -> Extract:
    with tempfile.TemporaryDirectory() as folder:
        write_org(org, Path(folder))
        return read_csv([Path(folder)], config)


def audited(org: Org, config: AuditConfig, baseline: AuditResult | None = None) -> AuditResult:
    return run_audit(read_org(org, config), config, NOW if baseline is None else NEXT_QUARTER, baseline=baseline)


def loaded(org: Org, config: AuditConfig) -> tuple[AuditResult, AuditResult]:
    """Return the audits before and after the planned files are loaded."""
    before = audited(org, config)
    load_plan(before, org, at_one_moment)
    return before, audited(org, config, before)


def load_plan(before: AuditResult, org: Org, moments: Moments) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_fixes(before.audit, Path(folder))
        for number, step in enumerate(steps_in(Path(folder) / "fixes"), start=1):
            moment = moments(number)
            for path in load_files(step):
                load(org, path, moment)


def found_after_loading(org: Org, config: AuditConfig, moments: Moments) -> tuple[AuditResult, pd.DataFrame]:
    """Return the audit before the planned files are loaded, and what the rules find after."""
    before = audited(org, config)
    load_plan(before, org, moments)
    extract = read_org(org, config)
    normalized = normalize(extract, config)
    simulation = simulate(normalized.records, normalized.values, config.profile, objects_with_phone(extract.source))
    context = rule_context(extract, normalized, simulation, config)
    findings, _ = find_all(context, config, NEXT_QUARTER)
    return before, findings.expanded(simulation.records, simulation.values)


def fixes_of(result: AuditResult) -> FixFigures:
    assert result.audit.results.fixes is not None
    return result.audit.results.fixes


def new_findings(before: AuditResult, found: pd.DataFrame) -> pd.DataFrame:
    """Return the findings with an id that the earlier audit had not."""
    return found[~found["finding_id"].isin(before.findings["finding_id"]) & ~found["suppressed"]]


def counted(findings: pd.DataFrame) -> dict[str, int]:
    """Return how many findings there are of each severity, closer edits apart."""
    is_dated = findings["rule_id"] == DATED_RULE
    counts = {name: int((~is_dated & (findings["severity"] == name)).sum()) for name in ("error", "warning", "notice")}
    return {**counts, "closer": int(is_dated.sum())}


def foretold(fixes: FixFigures) -> dict[str, int]:
    severities = {"error": fixes.new_errors, "warning": fixes.new_warnings, "notice": fixes.new_notices}
    return {**severities, "closer": fixes.closer_edits}


def rows_of(folder: Path) -> Org:
    """Return the rows of an export, with what a loader writes."""
    org: dict[str, list[dict[str, str]]] = {}
    for name in ("Contact", "Lead", "Account"):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if len(row["Id"].strip()) in {15, 18}]
        org[name] = [{**row, "Id": full_id(row["Id"].strip()), "SystemModstamp": ""} for row in rows]
    return org


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_plain(true_org(2_000, seed=1), tmp_path_factory.mktemp("truth"))


@pytest.mark.parametrize("name", ["sample", "truth"])
def test_the_next_audit_finds_new_what_was_foretold(name: str, truth: Path) -> None:
    before, after = loaded(rows_of(SAMPLE if name == "sample" else truth), AuditConfig())
    fixes, trend = fixes_of(before), after.audit.results.trend
    assert trend is not None
    assert fixes.records > 100
    assert counted(new_findings(before, after.findings)) == foretold(fixes)
    assert trend.findings.new == sum(foretold(fixes).values())
    assert trend.findings.by_severity["error"].new == fixes.new_errors


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(org=fix_orgs.orgs(), options=fix_orgs.settings())
def test_the_forecast_of_any_org_comes_true(org: Org, options: dict[str, Any]) -> None:
    before, found = found_after_loading(org, AuditConfig.model_validate(options), at_one_moment)
    assert counted(new_findings(before, found)) == foretold(fixes_of(before))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(org=fix_orgs.orgs(), options=fix_orgs.settings())
def test_where_every_record_is_saved_at_its_own_moment_only_loaded_ties_bring_more(
    org: Org, options: dict[str, Any]
) -> None:
    before, found = found_after_loading(org, AuditConfig.model_validate(options), one_after_the_other)
    fixes, new = fixes_of(before), new_findings(before, found)
    if fixes.loaded_ties:
        tied = before.numbers.loc[before.numbers["decided_by"] == "tie", "e164"]
        holders = before.values.loc[before.values["e164"].isin(tied), "record_id"]
        others = counted(new[~new["record_id"].isin(holders)])
        assert all(n <= foretold(fixes)[severity] for severity, n in others.items())
    else:
        assert counted(new) == foretold(fixes)


def test_a_mobile_that_is_copied_to_phone_is_nothing_new() -> None:
    org = {
        "Contact": [
            {
                "Id": full_id("0035Y0000000001"),
                "Phone": "",
                "MobilePhone": "+12125550100",
                "LastModifiedDate": "",
                "SystemModstamp": "",
            }
        ]
    }
    before, after = loaded(org, AuditConfig())
    assert counted(new_findings(before, after.findings)) == dict.fromkeys(("error", "warning", "notice", "closer"), 0)
    assert len(after.findings) < len(before.findings)


@pytest.mark.parametrize("way", ["copy", "move"])
def test_a_duplicate_whose_number_gets_into_phone_is_new_only_when_it_leaves_mobile(way: str) -> None:
    row = {"Phone": "", "MobilePhone": "", "SystemModstamp": ""}
    org = {
        "Contact": [
            {"Id": full_id("0035Y0000000001"), **row, "MobilePhone": "+12125550100", "LastModifiedDate": "2026-01-01"},
            {"Id": full_id("0035Y0000000002"), **row, "Phone": "+12125550100", "LastModifiedDate": "2026-03-01"},
        ]
    }
    before, after = loaded(org, AuditConfig.model_validate({"fix": {"mobile_to_phone": way}}))
    fixes = fixes_of(before)
    assert (fixes.moved > 0) == (way == "move")
    assert fixes.moved == fixes.new_errors + fixes.new_warnings + fixes.new_notices
    assert counted(new_findings(before, after.findings)) == foretold(fixes)
