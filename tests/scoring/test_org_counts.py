"""The counts of the parts of an org add up to its own."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from audit.config.audit import AuditConfig, Suppression
from audit.errors import AuditError
from audit.findings.audited_org import AuditedOrg
from audit.findings.rule_texts import RULE_IDS, rule_texts
from audit.package_files import shipped
from audit.probe.measured import with_measured
from audit.scoring.counts import added
from audit.scoring.org_counts import OrgCounts, OwnerCounts, org_counts
from audit.scoring.report_figures import OWNERS_LISTED, SPELLINGS_LISTED, figures_of
from audit.sources.csv.read_csv import read_csv
from tests.org_parts import findings_of, org_and_parts
from tests.probe.probes import PARTS, probe
from tests.random_orgs import random_config, random_org, write_csv

_Sample = tuple[AuditedOrg, list[AuditedOrg]]
NOW = datetime(2026, 3, 31, tzinfo=UTC)
ORDERED = ("by_sobject", "by_field", "by_region", "formats", "sync", "sync_numbers", "decided_by", "reach", "relations")


def check_sum(org: AuditedOrg, parts: list[AuditedOrg]) -> OrgCounts:
    """Check that the counts add, and that nothing in the figures depends on how the org is cut; return the sum."""
    whole, total = org_counts(org), added([org_counts(part) for part in parts])
    assert total == whole
    assert findings_of(parts) == findings_of([org])
    rules = rule_texts(org.config)
    figures, again = (figures_of(counted, org.config.profile, rules) for counted in (whole, total))
    assert again == figures
    assert [list(again[name]) for name in ORDERED] == [list(figures[name]) for name in ORDERED]
    return total


@pytest.fixture(scope="module")
def sample() -> _Sample:
    """Return the sample org and its parts, with suppressions."""
    accepted = tuple(Suppression(reason=rule, rule=rule) for rule in ("not-e164", "shared-line", "needs-region"))
    config = AuditConfig(region="US", suppress=accepted)
    return org_and_parts(read_csv(shipped("sample_data"), config), config, NOW, 3)


def test_the_sample_org_is_the_sum_of_its_parts(sample: _Sample) -> None:
    org, parts = sample
    total = check_sum(org, parts)
    assert total.held[0] > 0
    assert total.whole.records == len(org.extract.audited.records)
    assert sum(total.unknown_countries.values()) > 0


def test_what_was_measured_of_the_search_is_counted_by_part_too() -> None:
    config = AuditConfig.model_validate({"region": "US", "profile": {"policy": "measured"}})
    extract = read_csv(shipped("sample_data"), config)
    org, parts = org_and_parts(extract, with_measured(config, probe(PARTS), extract.source), NOW, 3)
    search = check_sum(org, parts).search
    assert search is not None
    assert search.unsure_numbers > 0


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 3))
def test_any_org_is_the_sum_of_any_parts(seed: int, n_parts: int) -> None:
    chance = Random(seed)  # noqa: S311 - an org, not a secret
    accepted = [{"reason": "any", "rule": rule} for rule in chance.sample(RULE_IDS, 3)]
    with TemporaryDirectory() as folder:
        config = random_config(chance).model_copy(
            update={"suppress": tuple(Suppression.model_validate(each) for each in accepted)}
        )
        try:
            extract = read_csv(write_csv(random_org(chance, most=20), Path(folder)), config)
        except AuditError:
            reject()  # such an org is refused
        check_sum(*org_and_parts(extract, config, NOW, n_parts))


def figures_with(sample: _Sample, **counted: object) -> dict[str, Any]:
    """Return the figures of the sample org with other counts."""
    org, _ = sample
    other = replace(org_counts(org), **counted)  # type: ignore[arg-type] # each as in OrgCounts
    return figures_of(other, org.config.profile, rule_texts(org.config))


def test_owners_with_most_errors_come_first_then_most_warnings_then_by_name(
    sample: _Sample,
) -> None:
    owners = {f"Owner {n:02d}": OwnerCounts(1, 1, 0) for n in range(60, 0, -1)}
    worst = {"Zoe": OwnerCounts(9, 2, 0), "Ada": OwnerCounts(9, 1, 7)}
    listed = [owner.owner for owner in figures_with(sample, by_owner={**owners, **worst})["by_owner"]]
    assert listed == ["Zoe", "Ada", *sorted(owners)[: OWNERS_LISTED - 2]]


def test_of_many_texts_in_country_fields_the_most_frequent_are_listed(
    sample: _Sample,
) -> None:
    spellings = {**{f"Land {n:06d}": 1 for n in range(300_000)}, "Atlantis": 3}
    listed = [found.spelling for found in figures_with(sample, unknown_countries=spellings)["unknown_countries"]]
    assert listed == ["Atlantis", *sorted(spellings)[1:SPELLINGS_LISTED]]
