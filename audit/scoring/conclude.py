"""From the tables to the result: figures, actions, and what could not be said."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from importlib.metadata import version
from typing import Any, Final

import pandas as pd

from audit.columns.masks import mask_at
from audit.config.audit import AuditConfig
from audit.domain import DECISIONS, FORMATS, REACHES, RELATIONS, SEVERITIES, SYNC_OUTCOMES, Severity
from audit.fixes.actions import ranked_actions
from audit.fixes.audit_again import AuditAgain
from audit.fixes.planned_fixes import Fixes, planned_fixes
from audit.result.baseline import Baseline
from audit.result.results import (
    Action,
    AuditResult,
    CountrySpelling,
    FieldsInScope,
    ObjectInScope,
    OwnerFigures,
    Results,
    RuleFigures,
    RuleText,
    Scores,
    SourceFigures,
    ToolVersions,
    Totals,
)
from audit.scoring import scores
from audit.scoring.verdict import with_verdict
from audit.tables.extract import Population, Source
from audit.tables.findings import Assessment, Findings
from audit.tables.report_tables import FINDING_IDS
from audit.tables.simulation import Simulation
from audit.trend.compare import with_trend

OWNERS_LISTED: Final = 50
SPELLINGS_LISTED: Final = 100


def conclude(  # noqa: PLR0913 - the outcome of every stage comes together here
    *,
    source: Source,
    audited: Population,
    simulation: Simulation,
    findings: Findings,
    wishes: pd.DataFrame,
    unknown_countries: pd.DataFrame,
    rules: Mapping[str, RuleText],
    warnings: Sequence[str],
    config: AuditConfig,
    libphonenumber: str,
    now: datetime,
    again: AuditAgain,
    baseline: Baseline | None = None,
) -> AuditResult:
    """Return the result of an audit, compared with ``baseline`` if there is one.

    ``audited`` are the records as they were extracted, ``wishes`` are INTENDED_WINNERS, ``unknown_countries`` has record, field
    and raw. ``again`` are the stages before, for what would be if something were changed.
    """
    outcome = Assessment(simulation, findings)
    plan = partial(planned_fixes, audited=audited, source=source, wishes=wishes, config=config, now=now, again=again)
    figures, actions, fixes = _side_by_side(outcome, config, again, plan)
    results = Results(
        generated_at=now,
        tool=ToolVersions(version=version("phone-audit"), libphonenumber=libphonenumber, finding_ids=FINDING_IDS),
        source=_source_figures(source),
        profile=config.profile,
        config=config.model_dump(mode="json", exclude={"mail"}),
        **figures,
        rules=_by_rule(outcome, rules),
        actions=actions,
        unknown_countries=_spellings(unknown_countries),
        fixes=fixes.figures,
        warnings=[*source.warnings, *warnings, *fixes.warnings],
    )
    result = AuditResult(
        results=results,
        **vars(simulation),
        findings=findings,
        rules=rules,
        source=source,
        config=config,
        fixes=fixes.cells,
        expected_winners=fixes.expected_winners,
        for_people=fixes.for_people,
    )
    return with_verdict(with_trend(result, baseline) if baseline else result)


def _side_by_side(
    outcome: Assessment, config: AuditConfig, again: AuditAgain, planned: Callable[[Assessment], Fixes]
) -> tuple[dict[str, Any], list[Action], Fixes]:
    """Return figures, actions and plan; the last two simulate, each on its own."""
    with ThreadPoolExecutor(max_workers=1) as beside:
        told = beside.submit(_figures_and_actions, outcome, config, again)
        fixes = planned(outcome)
    return *told.result(), fixes


def _figures_and_actions(
    outcome: Assessment, config: AuditConfig, again: AuditAgain
) -> tuple[dict[str, Any], list[Action]]:
    figures = _figures(outcome.simulation, outcome.findings.found, config)
    return figures, ranked_actions(outcome.simulation, config.profile, figures["totals"].callable, again)


def _figures(simulation: Simulation, found: pd.DataFrame, config: AuditConfig) -> dict[str, Any]:
    """Return what Results says of the whole, of its groups, and how often each outcome occurs."""
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
        "by_owner": _by_owner(found, records),
        "formats": scores.counts(in_match_slot["format"], FORMATS),
        "sync": scores.counts(values["sync_outcome"], SYNC_OUTCOMES),
        "sync_numbers": scores.number_counts(numbers["sync_outcome"]),
        "decided_by": scores.counts(numbers["decided_by"], DECISIONS),
        "reach": scores.counts(records["reach"], REACHES),
        "relations": scores.counts(numbers["relation"], RELATIONS),
        "severities": _by_severity(found),
    }


def _source_figures(source: Source) -> SourceFigures:
    return SourceFigures(
        kind=source.kind,
        location=source.location,
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


def _by_rule(outcome: Assessment, rules: Mapping[str, RuleText]) -> list[RuleFigures]:
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
