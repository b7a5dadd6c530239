"""The fix plan: what the load files write, the org after loading them, and what is left for people."""

from datetime import UTC, datetime
from typing import NamedTuple

import pandas as pd

from audit.columns.lookup import ids_at, is_among
from audit.columns.masks import mask_at
from audit.config.audit import AuditConfig
from audit.domain import NOT_FOUND
from audit.fixes.attainable_winners import not_granted, possible_winners
from audit.fixes.audit_again import AuditAgain
from audit.fixes.changes import PlanInputs
from audit.fixes.effect import apply_plan, fix_figures, winners_after
from audit.fixes.manual_tasks import manual_tasks
from audit.fixes.plan import planned_load
from audit.fixes.suppressed_fields import suppressed_fields
from audit.result.results import FixFigures
from audit.tables.extract import Population, Source
from audit.tables.findings import Assessment
from audit.tables.fixes import EXPECTED_WINNERS, TASKS
from audit.tables.simulation import Simulation


class Fixes(NamedTuple):
    """A plan and what comes of it."""

    cells: pd.DataFrame
    """PLANNED_CELLS"""
    expected_winners: pd.DataFrame
    """EXPECTED_WINNERS"""
    for_people: pd.DataFrame
    """FOR_PEOPLE"""
    figures: FixFigures
    warnings: list[str]
    """Sentences about intended winners that are left out; no personal data."""


def planned_fixes(  # noqa: PLR0913 - a plan rests on all of it
    before: Assessment,
    *,
    audited: Population,
    source: Source,
    wishes: pd.DataFrame,
    config: AuditConfig,
    now: datetime,
    again: AuditAgain,
) -> Fixes:
    """Return the plan, and what the org comes to when it is loaded step by step; ``wishes`` are INTENDED_WINNERS."""
    simulation, findings = before
    exported = {sobject: coverage.in_every_part for sobject, coverage in source.objects.items()}
    alone = suppressed_fields(simulation, findings, config.suppress, now.astimezone(UTC).date())
    wanted, warnings = possible_winners(wishes, simulation)
    plan = planned_load(PlanInputs(simulation, audited.phones, exported, alone, config), wanted)
    simulated = again.simulate(*apply_plan(simulation, plan.cells, now))
    after = Assessment(simulated, again.find(simulated))
    is_reached = winners_after(simulation, simulated)[plan.intended["number"]] == plan.intended["record"].to_numpy()
    reached, not_reached = plan.intended.loc[is_reached], plan.intended.loc[~is_reached]
    for_people = manual_tasks(after)
    figures = fix_figures(before, after, plan.cells, reached, config.profile)
    n_tasks = for_people["task"].value_counts()
    return Fixes(
        cells=plan.cells,
        expected_winners=_expected_winners(plan.cells, simulation, simulated, reached),
        for_people=for_people,
        figures=figures.model_copy(update={"tasks_for_people": {task: int(n_tasks[task]) for task in TASKS}}),
        warnings=[*warnings, *not_granted(plan.contradictory, not_reached)],
    )


def _expected_winners(
    cells: pd.DataFrame, before: Simulation, after: Simulation, reached: pd.DataFrame
) -> pd.DataFrame:
    """Return EXPECTED_WINNERS: of a tie nobody is expected to win, and nobody wins a number that is not found."""
    values, numbers = after.values, after.numbers
    held = values["number"].to_numpy()
    is_loaded = mask_at(len(after.records), cells["record"].to_numpy())[values["record"].to_numpy()]
    is_expected = mask_at(len(numbers), held[is_loaded & (held >= 0)])
    is_expected &= ~numbers["decided_by"].isin(["tie", NOT_FOUND]).to_numpy()
    asked_for = before.numbers["e164"].take(reached["number"].to_numpy())
    expected = numbers[["e164", "winner", "winner_sobject"]].loc[is_expected].reset_index(drop=True)
    return EXPECTED_WINNERS.typed(
        expected.assign(
            winner_record_id=ids_at(after.records, expected["winner"]),
            intended=is_among(expected["e164"], asked_for),
        )
    )
