"""The fix plan: what the load files write, the org after loading them, and what is left for people."""

from collections.abc import Sequence
from datetime import UTC, date
from typing import NamedTuple

import numpy as np
import pandas as pd

from audit.columns.lookup import ids_at, is_among, is_same_id
from audit.columns.masks import Bools, mask_at
from audit.config.audit import Suppression
from audit.domain import NOT_FOUND, TIE
from audit.findings.audited_org import AuditedOrg
from audit.fixes.attainable_winners import CONTRADICTION, NOT_REACHED, wishes_here, with_outcome
from audit.fixes.changes import PlanInputs
from audit.fixes.effect import apply_plan, winners_after
from audit.fixes.fix_counts import FixCounts, fix_counts
from audit.fixes.manual_tasks import manual_tasks
from audit.fixes.plan import planned_load
from audit.tables.findings import Findings
from audit.tables.fixes import EXPECTED_WINNERS
from audit.tables.simulation import Simulation


class Fixes(NamedTuple):
    """A plan and what comes of it."""

    cells: pd.DataFrame
    """PLANNED_CELLS"""
    expected_winners: pd.DataFrame
    """EXPECTED_WINNERS"""
    for_people: pd.DataFrame
    """FOR_PEOPLE"""
    counts: FixCounts
    latest_of_others: int
    """the last step of the records that no intended winner concerns"""
    has_intended: bool
    """whether it loads some for an intended winner"""

    def stands(self, not_before: int) -> bool:
        """Check whether it is the plan of a part of an org whose greatest ``latest_of_others`` is ``not_before``."""
        return self.latest_of_others == not_before or not self.has_intended


def planned_fixes(org: AuditedOrg, dated_from: np.datetime64, not_before: int = 1) -> Fixes:
    """Return the plan, and what the org comes to when it is loaded step by step.

    Where ``org`` is a part of an org, two things are of the whole: ``dated_from``, its ``latest_edit``, and the step in
    which intended winners are loaded. So each part is planned, and those whose plan does not stand with the greatest
    ``latest_of_others`` of all parts once more, with that for ``not_before``.
    """
    (simulation, findings), config = org.assessment, org.config
    exported = {sobject: coverage.in_every_part for sobject, coverage in org.extract.source.objects.items()}
    accepted = suppressed_fields(simulation, findings, config.suppress, org.now.astimezone(UTC).date())
    wanted, wishes = wishes_here(org.intended_winners, simulation)
    ground = PlanInputs(simulation, org.extract.audited.phones, exported, accepted, config)
    plan = planned_load(ground, wanted, not_before)
    after = org.assessment_after(*apply_plan(simulation, plan.cells, dated_from))
    simulated = after.simulation
    is_reached = winners_after(simulation, simulated)[plan.intended["number"]] == plan.intended["record"].to_numpy()
    wishes = with_outcome(wishes, plan.contradictory["wish"], CONTRADICTION)
    wishes = with_outcome(wishes, plan.intended["wish"].loc[~is_reached], NOT_REACHED)
    plan = plan._replace(intended=plan.intended.loc[is_reached])
    for_people = manual_tasks(after, config.fix)
    return Fixes(
        cells=plan.cells,
        expected_winners=_expected_winners(plan.cells, simulation, simulated, plan.intended),
        for_people=for_people,
        counts=fix_counts(org, after, plan, for_people, wishes),
        latest_of_others=plan.latest_of_others,
        has_intended=bool(len(is_reached)),
    )


def _expected_winners(
    cells: pd.DataFrame, before: Simulation, after: Simulation, reached: pd.DataFrame
) -> pd.DataFrame:
    """Return EXPECTED_WINNERS: of a tie nobody is expected to win, and nobody wins a number that is not found."""
    values, numbers = after.values, after.numbers
    held = values["number"].to_numpy()
    is_loaded = mask_at(len(after.records), cells["record"].to_numpy())[values["record"].to_numpy()]
    is_expected = mask_at(len(numbers), held[is_loaded & (held >= 0)])
    is_expected &= ~numbers["decided_by"].isin([TIE, NOT_FOUND]).to_numpy()
    asked_for = before.numbers["e164"].take(reached["number"].to_numpy())
    expected = numbers[["e164", "winner", "winner_sobject"]].loc[is_expected].reset_index(drop=True)
    return EXPECTED_WINNERS.typed(
        expected.assign(
            winner_record_id=ids_at(after.records, expected["winner"]),
            intended=is_among(expected["e164"], asked_for),
        )
    )


def suppressed_fields(
    simulation: Simulation, findings: Findings, suppressions: Sequence[Suppression], today: date
) -> Bools:
    """Check for each value whether a suppressed finding is on its field, or a suppression names its record or number.

    A suppression in force that names no rule holds for every field of its record or
    number, also for one on which nothing was found. A suppressed finding on a record as a whole says nothing of its
    fields.
    """
    alone = _has_suppressed_finding(simulation, findings.found)
    for suppression in suppressions:
        if suppression.rule is None and (suppression.expires is None or suppression.expires >= today):
            alone |= _is_named(simulation, suppression)
    return alone


def _has_suppressed_finding(simulation: Simulation, found: pd.DataFrame) -> Bools:
    n_values = len(simulation.values)
    value = found.loc[found["suppressed"], "value"].to_numpy()
    return mask_at(n_values, value[(value >= 0) & (value < n_values)])


def _is_named(simulation: Simulation, suppression: Suppression) -> Bools:
    values = simulation.values
    named = np.ones(len(values), dtype=bool)
    if suppression.record is not None:
        named &= is_same_id(simulation.records["record_id"], suppression.record)[values["record"].to_numpy()]
    if suppression.number is not None:
        named &= values["e164"].eq(suppression.number.strip()).to_numpy(dtype=bool)
    return named
