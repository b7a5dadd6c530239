"""What the first four stages make of an org, and what they would make of it if its values were others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from audit.config.audit import AuditConfig
from audit.findings.rule import RuleContext
from audit.findings.run import find_without_ids
from audit.findings.suppression import Held
from audit.normalize.normalize import NormalizedTables
from audit.simulate.simulate import simulate
from audit.sources.org_extract import Extract
from audit.tables.extract import Source
from audit.tables.findings import Assessment, Findings
from audit.tables.simulation import Simulation


@dataclass(frozen=True)
class AuditedOrg:
    """All that the scores, the fixes and the report draw on."""

    extract: Extract
    normalized: NormalizedTables
    simulation: Simulation
    findings: Findings
    held: Held
    """for how many findings each suppression of the configuration holds"""
    intended_winners: pd.DataFrame
    """INTENDED_WINNERS"""
    config: AuditConfig
    now: datetime
    """The audit's clock, aware."""

    @property
    def with_phone(self) -> Sequence[str]:
        """The objects whose field Phone the source has."""
        return objects_with_phone(self.extract.source)

    @property
    def assessment(self) -> Assessment:
        """What the org comes to as it is."""
        return Assessment(self.simulation, self.findings)

    def assessment_after(self, records: pd.DataFrame, values: pd.DataFrame) -> Assessment:
        """Return what the org would come to with ``records`` and ``values`` (READ_VALUES); findings get no ids.

        Whoever has a number must still have it.
        """
        changed = simulate(records, values, self.config.profile, self.with_phone, self.simulation.numbers)
        context = rule_context(self.extract, self.normalized, changed, self.config)
        return Assessment(changed, find_without_ids(context, self.config, self.now)[0])


def rule_context(
    extract: Extract, normalized: NormalizedTables, simulation: Simulation, config: AuditConfig
) -> RuleContext:
    """Return what the rules look at."""
    return RuleContext(
        records=simulation.records,
        values=simulation.values,
        numbers=simulation.numbers,
        converted_records=extract.converted_leads.records,
        converted_values=normalized.converted_values,
        unknown_countries=normalized.unknown_countries,
        own_regions=normalized.own_regions,
        profile=config.profile,
    )


def objects_with_phone(source: Source) -> Sequence[str]:
    """Return the objects whose field Phone the source has."""
    return [sobject for sobject, coverage in source.objects.items() if "Phone" in coverage.present]
