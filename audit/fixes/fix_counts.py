"""What the load files change, and what the org comes to after them: counts that add, and figures made of their sum."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.masks import Bools, mask_at
from audit.config.profile import Profile
from audit.domain import (
    ACCOUNT,
    LOST_FORMATS,
    NO_NUMBER_FORMATS,
    PERSON_ACCOUNT,
    READABLE_FORMATS,
    SEVERITIES,
    SOBJECTS,
)
from audit.findings.audited_org import AuditedOrg
from audit.findings.rule_texts import RULE_IDS
from audit.findings.rules import unstable_winner
from audit.fixes.attainable_winners import POSSIBLE, WishCounts
from audit.fixes.effect import winners_after
from audit.fixes.plan import Plan
from audit.result.headline_counts import Headline
from audit.result.results import FixFigures, LoadStep, RuleEffect
from audit.scoring.headline_figures import headline_counts
from audit.scoring.report_figures import scores_of
from audit.scoring.scores import GroupCounts, counts, match_values, whole_counts
from audit.tables.findings import Assessment
from audit.tables.fixes import CHANGES, TASKS
from audit.tables.simulation import Simulation

DATED_RULE: Final = unstable_winner.RULE.id
"""Loading brings the edits of winner and loser together, in the right order: counted apart."""

Words = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class FixCounts:
    """The fix plan of an org, or of a part of it, counted; what is not told here is as in FixFigures."""

    cells: int
    records: int
    changes: dict[str, int]
    rows: dict[int, dict[str, int]]
    """by step and file"""
    touches: dict[int, int]
    """by step"""
    before: GroupCounts
    after: GroupCounts
    headline_after: Headline
    found_before: dict[str, int]
    """findings by rule, every rule in the order of the registry, suppressed findings left out"""
    found_after: dict[str, int]
    winners_changed: int
    new: dict[str, int]
    """findings by severity that the next audit counts as new, ``closer_edits`` left out"""
    moved: int
    loaded_ties: int
    closer_edits: int
    left_for_people: dict[str, int]
    tasks_for_people: dict[str, int]
    wishes: WishCounts


def fix_counts(
    org: AuditedOrg, after: Assessment, plan: Plan, for_people: pd.DataFrame, wishes: WishCounts
) -> FixCounts:
    """Return what ``plan`` changes in ``org``, which it leaves as ``after``.

    ``for_people`` (FOR_PEOPLE) is what is left to do. Nothing here looks beyond records that share a number.
    """
    before, profile, cells = org.assessment, org.config.profile, plan.cells
    (simulation, findings), (simulated, found) = before, after
    new = _new_findings(before, after)
    is_dated = new["rule_id"] == DATED_RULE
    counted = new.loc[~is_dated]
    written = cells.loc[cells["change"] != "touch"]
    was_meant = mask_at(len(simulation.numbers), plan.intended["number"].to_numpy())
    rows = cells[["record", "step", "change"]].drop_duplicates("record")
    return FixCounts(
        cells=len(written),
        records=len(rows),
        changes=counts(cells["change"], CHANGES),
        rows=_rows_by_step(simulation, rows),
        touches=_by_step(rows.loc[rows["change"] == "touch", "step"]),
        before=whole_counts(simulation, profile),
        after=whole_counts(simulated, profile),
        headline_after=headline_counts(simulated, profile, org.with_phone),
        found_before=_by_rule(findings.found),
        found_after=_by_rule(found.found),
        winners_changed=int((_has_other_winner(simulation, simulated) & ~was_meant).sum()),
        new=counts(counted["severity"], SEVERITIES),
        moved=int(counted["moved"].sum()),
        loaded_ties=_loaded_ties(simulated, cells),
        closer_edits=int(is_dated.sum()),
        left_for_people=_left_for_people(simulated, profile),
        tasks_for_people=counts(for_people["task"], TASKS),
        wishes=wishes,
    )


def fix_figures(counted: FixCounts) -> FixFigures:
    """Return the figures of the fix plan; ``counted`` is that of the whole org."""
    changed = {rule: (n, counted.found_after[rule]) for rule, n in counted.found_before.items()}
    return FixFigures(
        cells=counted.cells,
        records=counted.records,
        changes=counted.changes,
        steps=[
            LoadStep(step=step, rows=dict(sorted(rows.items())), touches=counted.touches.get(step, 0))
            for step, rows in sorted(counted.rows.items())
        ],
        scores_before=scores_of(counted.before),
        scores_after=scores_of(counted.after),
        headline_after=counted.headline_after,
        rules=[RuleEffect(rule_id=rule, before=n, after=then) for rule, (n, then) in changed.items() if n != then],
        winners_changed=counted.winners_changed,
        intended_winners=int(counted.wishes.outcomes[POSSIBLE].sum()),
        new_errors=counted.new["error"],
        new_warnings=counted.new["warning"],
        new_notices=counted.new["notice"],
        moved=counted.moved,
        loaded_ties=counted.loaded_ties,
        closer_edits=counted.closer_edits,
        left_for_people=counted.left_for_people,
        tasks_for_people=counted.tasks_for_people,
    )


def _new_findings(before: Assessment, after: Assessment) -> pd.DataFrame:
    """Return the rows of FINDING_ROWS that the next audit counts as new, because the baseline has not their id.

    Column ``moved``: the record has it before, on another field. Those on records out of scope never are new: a load
    takes no number away.
    """
    found = after.findings.found
    open_ones = found.loc[~found["suppressed"] & (found["record"] >= 0)]
    subjects, fields = _subjects(open_ones, after)
    subjects_before, fields_before = _subjects(before.findings.found, before)
    known = pd.Series(_mixed(subjects, fields)).isin(_mixed(subjects_before, fields_before)).to_numpy()
    return open_ones.loc[~known].assign(moved=pd.Series(subjects[~known]).isin(subjects_before).to_numpy())


def _subjects(found: pd.DataFrame, outcome: Assessment) -> tuple[Words, Words]:
    """Return for each finding a hash of its rule, its record and its number, and one of its field.

    Together as distinct as the ids of findings, and far cheaper. A field holds one value, and a load writes nothing but
    numbers: what is no number is what it was, and its field stands for it.
    """
    value = found["value"].to_numpy()
    values = outcome.simulation.values
    digits = np.append(values["digits"].to_numpy(), 0)[np.where(value < len(values), value, -1)]
    hashes = pd.util.hash_array(found["field"].array.categories.to_numpy(dtype=object))
    fields = np.append(hashes, np.uint64(0))[found["field"].array.codes]
    place = found["record"].to_numpy() * len(found["rule_id"].array.categories) + found["rule_id"].array.codes
    subjects = _mixed(pd.util.hash_array(place), np.where(digits > 0, digits.view(np.uint64), fields))
    return subjects, fields


def _mixed(words: Words, others: Words) -> Words:
    return pd.util.hash_array(words ^ others)


def _loaded_ties(after: Simulation, cells: pd.DataFrame) -> int:
    """Return how many numbers are still tied because one load gives all their records one time; it may not."""
    tied = after.numbers.loc[after.numbers["decided_by"] == "tie", "winner"].to_numpy()
    return int(mask_at(len(after.records), cells["record"].to_numpy())[tied].sum())


def _rows_by_step(simulation: Simulation, rows: pd.DataFrame) -> dict[int, dict[str, int]]:
    """Return how many of the ``rows`` (record, step) of load files are in which file, by step."""
    sobject = simulation.records["sobject"].array.codes[rows["record"].to_numpy()]
    file = np.where(sobject == SOBJECTS.index(PERSON_ACCOUNT), SOBJECTS.index(ACCOUNT), sobject)
    by_step: dict[int, dict[str, int]] = {}
    n_rows = np.bincount(rows["step"].to_numpy() * len(SOBJECTS) + file)
    for place in np.flatnonzero(n_rows).tolist():
        step, of = divmod(place, len(SOBJECTS))
        by_step.setdefault(step, {})[SOBJECTS[of]] = int(n_rows[place])
    return by_step


def _by_step(step: pd.Series) -> dict[int, int]:
    n_rows = np.bincount(step.to_numpy())
    return {number: int(n_rows[number]) for number in np.flatnonzero(n_rows).tolist()}


def _by_rule(found: pd.DataFrame) -> dict[str, int]:
    return counts(found.loc[~found["suppressed"], "rule_id"], RULE_IDS)


def _has_other_winner(before: Simulation, after: Simulation) -> Bools:
    """Check for each number whether another record wins it; one that nothing found before has no winner to lose."""
    winner = before.numbers["winner"].to_numpy()
    return np.asarray((winner >= 0) & (winners_after(before, after) != winner))


def _left_for_people(simulation: Simulation, profile: Profile) -> dict[str, int]:
    values = simulation.values
    formats = values.loc[match_values(values, profile), "format"]
    return counts(formats, (*READABLE_FORMATS[1:], *LOST_FORMATS, *NO_NUMBER_FORMATS))
