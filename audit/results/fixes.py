"""The fix plan: what the load files write, and the org after loading them."""

from datetime import datetime

import pandas as pd

from audit.config import AuditConfig
from audit.result import FixFigures
from audit.results.again import AuditAgain, Outcome
from audit.results.fix_effect import fix_figures, loaded
from audit.results.fix_plan import planned_cells
from audit.tables import Source


def planned_fixes(
    before: Outcome, source: Source, config: AuditConfig, now: datetime, again: AuditAgain
) -> tuple[pd.DataFrame, FixFigures]:
    """Return PLANNED_CELLS, and what the org comes to when they are loaded step by step."""
    phone_exported = [sobject for sobject, coverage in source.objects.items() if "Phone" in coverage.present]
    findings = before.findings
    suppressed = findings.loc[findings["suppressed"] & findings["field"].notna(), ["record_id", "field"]]
    cells = planned_cells(before.simulation, config, phone_exported, suppressed, intended={})
    simulation = again.simulate(*loaded(before.simulation, cells, now))
    after = Outcome(simulation, again.find(simulation))
    return cells, fix_figures(before, after, cells, config.profile, n_intended=0)
