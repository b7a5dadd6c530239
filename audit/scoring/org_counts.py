"""What is counted of an org or of a part of it, so that the sum of the parts is the org."""

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from audit.columns.masks import mask_at
from audit.domain import DECISIONS, FORMATS, REACHES, RELATIONS, SEVERITIES, SYNC_OUTCOMES, Severity
from audit.findings.audited_org import AuditedOrg
from audit.findings.suppression import Held
from audit.result.headline_counts import Headline
from audit.scoring.headline_figures import headline_counts
from audit.scoring.scores import (
    FieldCounts,
    GroupCounts,
    SObjectCounts,
    by_region,
    counts,
    field_counts,
    group_counts,
    match_values,
    number_counts,
    sobject_counts,
    whole_counts,
)
from audit.scoring.search_basis import SearchCounts, search_counts
from audit.tables.findings import Assessment


class OwnerCounts(NamedTuple):
    """Findings of severity error and warning on the records of one owner, suppressed ones left out."""

    records: int
    errors: int
    warnings: int


class RuleCounts(NamedTuple):
    """Findings of one rule, and the records that they are on; suppressed ones are counted apart."""

    findings: int
    records: int
    suppressed: int


@dataclass(frozen=True)
class OrgCounts:
    """What the figures of Results are made of.

    Those of parts add (``added``), if no number and no record is in two parts.
    """

    whole: GroupCounts
    by_sobject: dict[str, SObjectCounts]
    by_field: dict[str, FieldCounts]
    """by "Object.Field\""""
    by_region: dict[str, GroupCounts]
    formats: dict[str, int]
    sync: dict[str, int]
    sync_numbers: dict[str, int]
    decided_by: dict[str, int]
    reach: dict[str, int]
    relations: dict[str, int]
    headline: Headline
    by_owner: dict[str, OwnerCounts]
    """of every owner with something to fix"""
    severities: dict[Severity, int]
    rules: dict[str, RuleCounts]
    unknown_countries: dict[str, int]
    """records by what they have in a country field"""
    search: SearchCounts | None
    """None where nothing was measured"""
    held: Held
    """for how many findings each suppression holds"""


def org_counts(org: AuditedOrg) -> OrgCounts:
    """Return what is counted of ``org``, or of a part of one."""
    simulation, profile, found = org.simulation, org.config.profile, org.findings.found
    records, values, numbers = simulation.records, simulation.values, simulation.numbers
    in_match_slot = values.loc[match_values(values, profile)]
    return OrgCounts(
        whole=whole_counts(simulation, profile),
        by_sobject=sobject_counts(simulation, profile),
        by_field=field_counts(values),
        by_region=group_counts(simulation, profile, by_region(simulation)),
        formats=counts(in_match_slot["format"], FORMATS),
        sync=counts(values["sync_outcome"], SYNC_OUTCOMES),
        sync_numbers=number_counts(numbers["sync_outcome"]),
        decided_by=counts(numbers["decided_by"], DECISIONS),
        reach=counts(records["reach"], REACHES),
        relations=counts(numbers["relation"], RELATIONS),
        headline=headline_counts(simulation, profile, org.with_phone),
        by_owner=_owner_counts(found, records),
        severities=_severities(found),
        rules=_rule_counts(org.assessment),
        unknown_countries=_spellings(org.normalized.unknown_countries),
        search=search_counts(simulation, profile, org.with_phone),
        held=org.held,
    )


def _owner_counts(found: pd.DataFrame, records: pd.DataFrame) -> dict[str, OwnerCounts]:
    is_counted = ~found["suppressed"] & found["severity"].isin(["error", "warning"])
    counted = found[["record", "severity"]].loc[is_counted]
    record = counted["record"].to_numpy()
    of_record = pd.DataFrame(
        {
            "owner": records["owner"].array.take(record, allow_fill=True),
            "record": record,
            "errors": (counted["severity"] == "error").to_numpy(),
        }
    )
    found_of = of_record.groupby("owner", observed=True).agg(
        records=("record", "nunique"), errors=("errors", "sum"), findings=("errors", "size")
    )
    n_records, errors, findings = (found_of[name].tolist() for name in ("records", "errors", "findings"))
    return {
        str(owner): OwnerCounts(n, n_errors, n_findings - n_errors)
        for owner, n, n_errors, n_findings in zip(found_of.index, n_records, errors, findings, strict=True)
    }


def _severities(found: pd.DataFrame) -> dict[Severity, int]:
    counted = found.loc[~found["suppressed"], "severity"]
    return {severity: int((counted == severity).sum()) for severity in SEVERITIES}


def _rule_counts(outcome: Assessment) -> dict[str, RuleCounts]:
    simulation, findings = outcome
    suppressed = findings.found["suppressed"].to_numpy()
    n_suppressed = findings.found.loc[suppressed, "rule_id"].value_counts()
    rule_ids = findings.found.loc[~suppressed, "rule_id"]
    record = findings.record_codes(len(simulation.records), len(simulation.values))[~suppressed]
    n_records = record.max(initial=0) + 1
    found_by = {}
    for code, rule_id in enumerate(rule_ids.array.categories):
        of_rule = record[rule_ids.array.codes == code]
        found_by[str(rule_id)] = RuleCounts(
            findings=len(of_rule),
            records=int(mask_at(n_records, of_rule).sum()),
            suppressed=int(n_suppressed.get(rule_id, 0)),
        )
    return found_by


def _spellings(unknown_countries: pd.DataFrame) -> dict[str, int]:
    spelling = unknown_countries["raw"].str.strip()
    found = unknown_countries.groupby(spelling, sort=False)["record"].nunique()
    return dict(zip(found.index.tolist(), found.tolist(), strict=True))
