"""The figures of an audit: of the whole, of its groups, of each rule, and of the source."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from audit.columns.masks import mask_at
from audit.config.audit import AuditConfig
from audit.domain import DECISIONS, FORMATS, REACHES, RELATIONS, SEVERITIES, SYNC_OUTCOMES, Severity
from audit.findings.audited_org import AuditedOrg
from audit.result.provenance import FieldsInScope, ObjectInScope, SourceFigures
from audit.result.results import CountrySpelling, OwnerFigures, RuleFigures, RuleText, Scores, Totals
from audit.scoring import scores
from audit.scoring.headline_figures import headline_counts
from audit.tables.extract import Source
from audit.tables.findings import Assessment
from audit.tables.simulation import Simulation

OWNERS_LISTED: Final = 50
SPELLINGS_LISTED: Final = 100


def figures_of(org: AuditedOrg) -> dict[str, Any]:
    """Return what Results says of the whole, of its groups, and how often each outcome occurs, by its field there."""
    return {
        "source": _source_figures(org.extract.source),
        **_scored(org.simulation, org.config),
        "headline": headline_counts(org.simulation, org.config.profile, org.with_phone),
        "by_owner": _by_owner(org.findings.found, org.simulation.records),
        "severities": _by_severity(org.findings.found),
        "unknown_countries": _spellings(org.normalized.unknown_countries),
    }


def _scored(simulation: Simulation, config: AuditConfig) -> dict[str, Any]:
    records, values, numbers = simulation.records, simulation.values, simulation.numbers
    whole = scores.group_figures(simulation, config.profile, scores.as_a_whole(simulation))["all"]
    by_region = scores.group_figures(simulation, config.profile, scores.by_region(simulation))
    in_match_slot = values.loc[scores.match_values(values, config.profile)]
    return {
        "totals": Totals(**{name: getattr(whole, name) for name in Totals.model_fields}),
        "scores": Scores(**{name: getattr(whole, name) for name in Scores.model_fields}),
        "by_sobject": scores.sobject_figures(simulation, config.profile),
        "by_field": scores.field_figures(values),
        "by_region": {name: group for name, group in by_region.items() if group.callable or group.records},
        "formats": scores.counts(in_match_slot["format"], FORMATS),
        "sync": scores.counts(values["sync_outcome"], SYNC_OUTCOMES),
        "sync_numbers": scores.number_counts(numbers["sync_outcome"]),
        "decided_by": scores.counts(numbers["decided_by"], DECISIONS),
        "reach": scores.counts(records["reach"], REACHES),
        "relations": scores.counts(numbers["relation"], RELATIONS),
    }


def _source_figures(source: Source) -> SourceFigures:
    return SourceFigures(
        kind=source.kind,
        location=source.location,
        locations=list(source.locations),
        org_id=source.org_id,
        org_name=source.org_name,
        instance_url=source.instance_url,
        exported_at=source.exported_at,
        objects={
            sobject: ObjectInScope(
                read=coverage.read,
                audited=coverage.audited,
                out_of_scope=dict(coverage.out_of_scope),
                fields=FieldsInScope(present=list(coverage.present), hidden=list(coverage.hidden)),
            )
            for sobject, coverage in source.objects.items()
        },
    )


def _by_severity(found: pd.DataFrame) -> dict[Severity, int]:
    counted = found.loc[~found["suppressed"], "severity"]
    return {severity: int((counted == severity).sum()) for severity in SEVERITIES}


def rule_figures(outcome: Assessment, rules: Mapping[str, RuleText]) -> list[RuleFigures]:
    """Return for each of ``rules`` how many findings it has, on how many records."""
    simulation, findings = outcome
    suppressed = findings.found["suppressed"].to_numpy()
    n_suppressed = findings.found.loc[suppressed, "rule_id"].value_counts()
    rule_ids = findings.found.loc[~suppressed, "rule_id"]
    record = findings.record_codes(len(simulation.records), len(simulation.values))[~suppressed]
    figures = []
    for rule_id, text in rules.items():
        of_rule = record[(rule_ids == rule_id).to_numpy()]
        figures.append(
            RuleFigures(
                rule_id=rule_id,
                severity=text.severity,
                title=text.title,
                findings=len(of_rule),
                records=int(mask_at(record.max(initial=0) + 1, of_rule).sum()),
                suppressed=int(n_suppressed.get(rule_id, 0)),
            )
        )
    return figures


def _by_owner(found: pd.DataFrame, records: pd.DataFrame) -> list[OwnerFigures]:
    """Return the owners with most to fix, by findings of severity error, then warning."""
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
    figures = of_record.groupby("owner", observed=True).agg(
        records=("record", "nunique"), errors=("errors", "sum"), findings=("errors", "size")
    )
    figures["warnings"] = figures["findings"] - figures["errors"]
    figures = figures.sort_index().sort_values(["errors", "warnings"], ascending=False, kind="stable")
    return [
        OwnerFigures(owner=str(owner), **{name: int(row[name]) for name in ("records", "errors", "warnings")})
        for owner, row in figures.head(OWNERS_LISTED).to_dict("index").items()
    ]


def _spellings(unknown_countries: pd.DataFrame) -> list[CountrySpelling]:
    spelling = unknown_countries["raw"].str.strip()
    found = unknown_countries.groupby(spelling)["record"].nunique()
    ordered = found.sort_index().sort_values(ascending=False, kind="stable").head(SPELLINGS_LISTED)
    return [CountrySpelling(spelling=str(text), records=int(n)) for text, n in ordered.items()]
