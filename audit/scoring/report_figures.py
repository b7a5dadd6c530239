"""The figures of a report, made of what was counted."""

from collections.abc import Mapping
from heapq import nsmallest
from typing import Any, Final

from audit.config.profile import Profile
from audit.domain import NO_NUMBER_FORMATS, SLOT_FIELDS, SOBJECTS
from audit.result.model import Share
from audit.result.provenance import FieldsInScope, ObjectInScope, SourceFigures
from audit.result.results import (
    CountrySpelling,
    FieldFigures,
    GroupFigures,
    OwnerFigures,
    RuleFigures,
    RuleText,
    Scores,
    SObjectFigures,
    Totals,
)
from audit.scoring.org_counts import OrgCounts, OwnerCounts, RuleCounts
from audit.scoring.scores import NOWHERE, FieldCounts, GroupCounts, SObjectCounts, share
from audit.scoring.search_basis import search_basis
from audit.tables.extract import Source

OWNERS_LISTED: Final = 50
SPELLINGS_LISTED: Final = 100


def figures_of(counted: OrgCounts, profile: Profile, rules: Mapping[str, RuleText]) -> dict[str, Any]:
    """Return what Results says of an org, of its groups and of each of ``rules``, by its field there."""
    as_counted = ("formats", "sync", "sync_numbers", "decided_by", "reach", "relations", "headline", "severities")
    return {
        "totals": Totals(**{name: getattr(counted.whole, name) for name in Totals.model_fields}),
        "scores": scores_of(counted.whole),
        "by_sobject": sobject_figures(counted.by_sobject),
        "by_field": field_figures(counted.by_field),
        "by_region": region_figures(counted.by_region),
        "by_owner": _owners(counted.by_owner),
        "unknown_countries": _spellings(counted.unknown_countries),
        "rules": _rules(counted.rules, rules),
        "search": search_basis(counted.search, profile, counted.whole.callable),
        **{name: getattr(counted, name) for name in as_counted},
    }


def source_figures(source: Source) -> SourceFigures:
    """Return what a report says of where its records came from."""
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


def scores_of(counted: GroupCounts) -> Scores:
    """Return the scores of the whole or of one group."""

    def _of_callable(part: int) -> Share:
        return share(part, counted.callable)

    return Scores(
        readiness=_of_callable(counted.ready),
        e164_share=share(counted.in_e164, counted.with_number),
        found_exact_share=_of_callable(counted.found_exact),
        found_digits_share=_of_callable(counted.found_digits),
        match_clear_share=_of_callable(counted.match_clear),
        sync_ready_share=_of_callable(counted.sync_ready),
    )


def group_figures(counted: GroupCounts) -> GroupFigures:
    """Return totals and scores of the whole or of one group."""
    totals = {name: getattr(counted, name) for name in Totals.model_fields}
    return GroupFigures(**totals, **scores_of(counted).model_dump())


def region_figures(counted: Mapping[str, GroupCounts]) -> dict[str, GroupFigures]:
    """Return totals and scores of each region with a record or a callable number; "none" comes last."""
    ordered = sorted(counted, key=lambda name: (name == NOWHERE, name))
    groups = {name: counted[name] for name in ordered}
    return {name: group_figures(group) for name, group in groups.items() if group.callable or group.records}


def sobject_figures(counted: Mapping[str, SObjectCounts]) -> dict[str, SObjectFigures]:
    """Return the figures of each object."""
    return {
        sobject: SObjectFigures(**group_figures(of.group).model_dump(), sync=of.sync, sync_numbers=of.sync_numbers)
        for sobject, of in counted.items()
    }


def field_figures(counted: Mapping[str, FieldCounts]) -> dict[str, FieldFigures]:
    """Return the figures of each phone field, objects and standard slots in their order."""
    return {name: _field_figures(counted[name]) for name in sorted(counted, key=_field_order)}


def _field_figures(counted: FieldCounts) -> FieldFigures:
    formats, filled = counted.formats, sum(counted.formats.values())
    with_number = filled - sum(formats[name] for name in NO_NUMBER_FORMATS)
    return FieldFigures(
        filled=filled, e164_share=share(formats["e164"], with_number), formats=formats, sync=counted.sync
    )


def _field_order(name: str) -> tuple[int, int, str]:
    sobject, field = name.split(".", maxsplit=1)
    standard = list(SLOT_FIELDS[sobject].values())
    return SOBJECTS.index(sobject), standard.index(field) if field in standard else len(standard), field


def _rules(counted: Mapping[str, RuleCounts], rules: Mapping[str, RuleText]) -> list[RuleFigures]:
    return [
        RuleFigures(rule_id=rule_id, severity=text.severity, title=text.title, **counted[rule_id]._asdict())
        for rule_id, text in rules.items()
    ]


def _owners(counted: Mapping[str, OwnerCounts]) -> list[OwnerFigures]:
    """Return the owners with most to fix, by findings of severity error, then warning, then by name."""
    ordered = nsmallest(OWNERS_LISTED, counted.items(), key=lambda item: (-item[1].errors, -item[1].warnings, item[0]))
    return [OwnerFigures(owner=owner, **found._asdict()) for owner, found in ordered]


def _spellings(counted: Mapping[str, int]) -> list[CountrySpelling]:
    ordered = nsmallest(SPELLINGS_LISTED, counted.items(), key=lambda item: (-item[1], item[0]))
    return [CountrySpelling(spelling=text, records=n) for text, n in ordered]
