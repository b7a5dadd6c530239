"""The fix plan: what the load files write, the org after loading them, and what is left for people."""

from datetime import UTC, datetime
from typing import NamedTuple

import pandas as pd

from audit.config import AuditConfig
from audit.fix_tables import EXPECTED_WINNERS, TASKS
from audit.found_tables import Outcome
from audit.lookups import ids_at, is_among
from audit.result import FixFigures
from audit.results.again import AuditAgain
from audit.results.fix_changes import Ground
from audit.results.fix_effect import fix_figures, loaded, winners_after
from audit.results.fix_plan import planned_load
from audit.results.left_alone import left_alone
from audit.results.masks import marked
from audit.results.people import work_for_people
from audit.results.wishes import not_granted, possible_winners
from audit.tables import NOT_FOUND, Population, Simulation, Source


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
    before: Outcome,
    *,
    audited: Population,
    source: Source,
    wishes: pd.DataFrame,
    config: AuditConfig,
    now: datetime,
    again: AuditAgain,
) -> Fixes:
    """Return the plan, and what the org comes to when it is loaded step by step; ``wishes`` are WISHES."""
    simulation, findings = before
    exported = {sobject: coverage.in_every_part for sobject, coverage in source.objects.items()}
    alone = left_alone(simulation, findings, config.suppress, now.astimezone(UTC).date())
    wanted, warnings = possible_winners(wishes, simulation)
    plan = planned_load(Ground(simulation, audited.phones, exported, alone, config), wanted)
    simulated = again.simulate(*loaded(simulation, plan.cells, now))
    after = Outcome(simulated, again.find(simulated))
    is_reached = winners_after(simulation, simulated)[plan.intended["number"]] == plan.intended["record"].to_numpy()
    reached, not_reached = plan.intended.loc[is_reached], plan.intended.loc[~is_reached]
    for_people = work_for_people(after)
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
    is_loaded = marked(len(after.records), cells["record"].to_numpy())[values["record"].to_numpy()]
    is_expected = marked(len(numbers), held[is_loaded & (held >= 0)])
    is_expected &= ~numbers["decided_by"].isin(["tie", NOT_FOUND]).to_numpy()
    asked_for = before.numbers["e164"].take(reached["number"].to_numpy())
    expected = numbers[["e164", "winner", "winner_sobject"]].loc[is_expected].reset_index(drop=True)
    return EXPECTED_WINNERS.typed(
        expected.assign(
            winner_record_id=ids_at(after.records, expected["winner"]),
            intended=is_among(expected["e164"], asked_for),
        )
    )
