"""An org cut into parts that have no number in common, each of them as stages 1 to 4 would hand it on."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.config.audit import AuditConfig
from audit.findings.audited_org import AuditedOrg, objects_with_phone, rule_context
from audit.findings.run import find_all
from audit.fixes.effect import latest_edit
from audit.fixes.graph import components
from audit.fixes.planned_fixes import Fixes, planned_fixes
from audit.normalize.intended_numbers import read_intended_numbers
from audit.normalize.normalize import NormalizedTables, normalize
from audit.simulate.simulate import simulate
from audit.sources.intended_winners import read_winners
from audit.sources.org_extract import Extract
from audit.tables.extract import Population

Ints = npt.NDArray[np.int64]


def audited_org(extract: Extract, normalized: NormalizedTables, config: AuditConfig, now: datetime) -> AuditedOrg:
    """Return what stages 3 and 4 make of an org, or of a part of one."""
    simulation = simulate(normalized.records, normalized.values, config.profile, objects_with_phone(extract.source))
    findings, held = find_all(rule_context(extract, normalized, simulation, config), config, now)
    intended = read_intended_numbers(read_winners(config.fix.intended_winners), config.region)
    return AuditedOrg(extract, normalized, simulation, findings, held, intended, config, now)


def org_and_parts(
    extract: Extract, config: AuditConfig, now: datetime, most: int
) -> tuple[AuditedOrg, list[AuditedOrg]]:
    """Return the org and at most ``most`` parts of it: records that share a number are in one, the others go round."""
    normalized = normalize(extract, config)
    parts = [audited_org(*cut, config, now) for cut in _cut(extract, normalized, most)]
    return audited_org(extract, normalized, config, now), parts


def findings_of(orgs: Iterable[AuditedOrg]) -> list[tuple[str, ...]]:
    """Return all that is told of the findings of ``orgs``, ordered."""
    tables = [org.findings.expanded(org.simulation.records, org.simulation.values) for org in orgs]
    return sorted(tuple(map(str, row)) for table in tables for row in table.to_numpy(dtype=object).tolist())


def planned_in_parts(parts: list[AuditedOrg]) -> list[Fixes]:
    """Return the plan of each part, as far as the others matter for it."""
    dated_from = max(latest_edit(part.simulation.records, part.now) for part in parts)
    planned = [planned_fixes(part, dated_from) for part in parts]
    last = max(fixes.latest_of_others for fixes in planned)
    return [
        fixes if fixes.stands(last) else planned_fixes(part, dated_from, last)
        for part, fixes in zip(parts, planned, strict=True)
    ]


def _cut(extract: Extract, normalized: NormalizedTables, most: int) -> Iterator[tuple[Extract, NormalizedTables]]:
    """Yield each part; regions are those of the whole org, as a Contact may have that of an Account elsewhere."""
    n_records, n_converted = len(normalized.records), len(extract.converted_leads.records)
    held = [normalized.values[["digits", "record"]], normalized.converted_values[["digits", "record"]]]
    held[1] = held[1].assign(record=held[1]["record"] + n_records)
    part = _components(pd.concat(held, ignore_index=True), n_records + n_converted) % most
    for each in range(most):
        of_records, of_converted = part[:n_records] == each, part[n_records:] == each
        population = _part_of(extract.audited, of_records)
        converted = _part_of(extract.converted_leads, of_converted)
        yield (
            replace(extract, audited=population, converted_leads=converted),
            NormalizedTables(
                records=normalized.records.loc[of_records].reset_index(drop=True),
                values=_rows_of(normalized.values, of_records),
                unknown_countries=_rows_of(normalized.unknown_countries, of_records),
                converted_values=_rows_of(normalized.converted_values, of_converted),
                own_regions=normalized.own_regions,
                warnings=normalized.warnings,
            ),
        )


def _components(held: pd.DataFrame, n_records: int) -> Ints:
    """Return for each record the component that the numbers of ``held`` (digits, record) put it in."""
    rows = held.loc[held["digits"] > 0].sort_values("digits", kind="stable")
    digits, record = rows["digits"].to_numpy(), rows["record"].to_numpy()
    joined = np.flatnonzero(digits[1:] == digits[:-1])
    found: Ints = np.unique(components(n_records, record[joined], record[joined + 1]), return_inverse=True)[1]
    return found


def _part_of(population: Population, chosen: npt.NDArray[np.bool_]) -> Population:
    return Population(population.records.loc[chosen].reset_index(drop=True), _rows_of(population.phones, chosen))


def _rows_of(table: pd.DataFrame, chosen: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """Return the rows of ``table`` on the records ``chosen``, by their row positions in the part."""
    record = table["record"].to_numpy()
    place = np.cumsum(chosen) - 1
    return table.assign(record=place[record]).loc[chosen[record]].reset_index(drop=True)
