"""What follows from the findings: counted of an org or of a part of it, then made into the results of the whole."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from audit import __version__
from audit.columns.threads import executor
from audit.config.audit import AuditConfig
from audit.findings.audited_org import AuditedOrg
from audit.findings.rule_texts import rule_texts
from audit.findings.suppression import suppression_warnings
from audit.fixes.action_counts import ActionCounts, action_counts
from audit.fixes.actions import ranked_actions
from audit.fixes.attainable_winners import left_out_wishes
from audit.fixes.candidates import named_regions, national_by_region
from audit.fixes.effect import latest_edit
from audit.fixes.fix_counts import FixCounts, fix_figures
from audit.fixes.planned_fixes import Fixes, planned_fixes
from audit.normalize.parse_number import LIBPHONENUMBER_VERSION
from audit.probe.measured import probe_warnings
from audit.result.probe import ProbeFigures
from audit.result.provenance import ToolVersions
from audit.result.results import Audit, Results
from audit.scoring.org_counts import OrgCounts, org_counts
from audit.scoring.report_figures import figures_of, source_figures
from audit.tables.calls import CallsByNumber
from audit.tables.extract import Source
from audit.tables.report_tables import FINDING_IDS
from audit.trend.comparability import LOOKED_AT


@dataclass(frozen=True)
class Counted:
    """What is counted of an org; the counts of its parts add (``added``)."""

    org: OrgCounts
    actions: dict[str, ActionCounts]
    fixes: FixCounts


@dataclass(frozen=True)
class WholeOrg:
    """What a part of an org has to know of the whole."""

    named: tuple[str, ...]
    """the ``named_regions``"""
    latest_edit: np.datetime64
    """from which loads are dated"""
    not_before: int = 1
    """the greatest ``latest_of_others`` of the plans of all parts, once that is known"""


@dataclass(frozen=True)
class Conclusion:
    """What an org or a part of it comes to, as far as that is known without the rest."""

    counted: Counted
    fixes: Fixes


@dataclass(frozen=True)
class Settled:
    """What is said of an org whatever is in its records."""

    source: Source
    config: AuditConfig
    now: datetime
    """The audit's clock, aware."""
    warnings: Sequence[str]
    """Those of reading"""
    intended_winners: pd.DataFrame
    """INTENDED_WINNERS"""
    calls: CallsByNumber | None = None
    """By which actions are ranked"""
    probe: ProbeFigures | None = None
    """What was measured of the search"""


def conclude(org: AuditedOrg, calls: CallsByNumber | None = None, probe: ProbeFigures | None = None) -> Audit:
    """Return the result of an audit, before it is compared and judged.

    With ``calls``, actions are ranked by these; ``probe`` is what was measured of the search.
    """
    named = named_regions(national_by_region(org.simulation.values, org.config.profile))
    whole = WholeOrg(named, latest_edit(org.simulation.records, org.now))
    conclusion = conclusion_of(org, whole, calls)
    source = org.extract.source
    warnings = [*source.warnings, *org.normalized.warnings]
    settled = Settled(source, org.config, org.now, warnings, org.intended_winners, calls, probe)
    return Audit(
        results=results_of(conclusion.counted, settled),
        **vars(org.simulation),
        findings=org.findings,
        rules=rule_texts(org.config),
        source=source,
        config=org.config,
        fixes=conclusion.fixes.cells,
        expected_winners=conclusion.fixes.expected_winners,
        for_people=conclusion.fixes.for_people,
    )


def conclusion_of(org: AuditedOrg, whole: WholeOrg, calls: CallsByNumber | None = None) -> Conclusion:
    """Return what ``org``, ``whole`` or a part of that, comes to.

    Where the plan of a part does not stand (``Fixes.stands``) in view of those of the others, it comes to something
    else with another ``not_before``.
    """
    with executor(len(org.simulation.values)) as beside:  # figures and plan simulate, each on its own
        counted = beside.submit(_org_and_actions, org, whole.named, calls)
        fixes = planned_fixes(org, whole.latest_edit, whole.not_before)
    return Conclusion(Counted(*counted.result(), fixes.counts), fixes)


def _org_and_actions(
    org: AuditedOrg, named: Collection[str], calls: CallsByNumber | None
) -> tuple[OrgCounts, dict[str, ActionCounts]]:
    return org_counts(org), action_counts(org.simulation, org.config.profile, org.with_phone, named, calls)


def comparable_part(settled: Settled) -> dict[str, Any]:
    """Return of the content of results.json what decides what of two audits compares (``LOOKED_AT``)."""
    said = Results.model_construct(**_made_by(settled)).model_dump(mode="json", include=set(LOOKED_AT))
    return {**said, "rules": [{"rule_id": rule_id} for rule_id in rule_texts(settled.config)]}


def _made_by(settled: Settled) -> dict[str, Any]:
    return {
        "generated_at": settled.now,
        "tool": ToolVersions(version=__version__, libphonenumber=LIBPHONENUMBER_VERSION, finding_ids=FINDING_IDS),
        "source": source_figures(settled.source),
        "profile": settled.config.profile,
        "config": settled.config.model_dump(mode="json", exclude={"mail"}),
    }


def results_of(counted: Counted, settled: Settled) -> Results:
    """Return the results of an org: ``counted`` are the counts of all of it."""
    config, whole = settled.config, counted.org.whole
    return Results(
        **_made_by(settled),
        **figures_of(counted.org, config.profile, rule_texts(config)),
        actions=ranked_actions(counted.actions, whole.ready, whole.callable, settled.calls),
        fixes=fix_figures(counted.fixes),
        probe=settled.probe,
        warnings=[
            *probe_warnings(config),
            *settled.warnings,
            *suppression_warnings(config.suppress, counted.org.held, settled.now.date()),
            *left_out_wishes(settled.intended_winners, counted.fixes.wishes),
        ],
    )
