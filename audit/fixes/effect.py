"""What the org would look like after the load files: the plan applied to the tables and simulated again."""

from datetime import UTC, datetime
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.lookup import positions_of_digits
from audit.columns.masks import Bools, Ints, mask_at
from audit.columns.types import category_from_codes
from audit.config.profile import Profile
from audit.domain import (
    ACCOUNT,
    FORMATS,
    LOST_FORMATS,
    NO_NUMBER_FORMATS,
    PERSON_ACCOUNT,
    POLICIES,
    READABLE_FORMATS,
    REGION_SOURCES,
    SOBJECTS,
    STORED,
)
from audit.findings.rules import unstable_winner
from audit.result.results import FixFigures, LoadStep, RuleEffect, Scores
from audit.scoring.report_figures import scores_of
from audit.scoring.scores import match_values, whole_counts
from audit.tables.findings import Assessment
from audit.tables.fixes import CHANGES
from audit.tables.simulation import Simulation

DATED_RULE: Final = unstable_winner.RULE.id
"""Loading brings the edits of winner and loser together, in the right order: counted apart."""

Words = npt.NDArray[np.uint64]

_STEP: Final = np.timedelta64(1, "h")


def apply_plan(simulation: Simulation, cells: pd.DataFrame, now: datetime) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the records and values of ``simulation`` after the steps of ``cells`` (PLANNED_CELLS) were loaded.

    Every record of a step gets the same LastModifiedDate, later than ``now`` and than any date of the org.
    """
    records = simulation.records
    moment = records["last_modified"].to_numpy("datetime64[ms]").copy()
    start = moment[~np.isnat(moment)].max(initial=np.datetime64(now.astimezone(UTC).replace(tzinfo=None), "ms"))
    moment[cells["record"].to_numpy()] = start + cells["step"].to_numpy() * _STEP
    records = records.assign(last_modified=pd.Series(moment, index=records.index).dt.tz_localize("UTC"))
    return records, _values_after(simulation, cells.loc[cells["change"] != "touch"])


def _values_after(simulation: Simulation, cells: pd.DataFrame) -> pd.DataFrame:
    values = simulation.values
    value, change = cells["value"].to_numpy(), cells["change"]
    rewritten = mask_at(len(values), value[(change == "to_e164").to_numpy()])
    cleared = mask_at(len(values), value[(change == "mobile_cleared").to_numpy()])
    is_copy = change.isin(["mobile_to_phone", "custom_to_slot"]).to_numpy()
    copies = values.take(value[is_copy])
    for column in ("slot", "field"):
        copies[column] = cells.loc[is_copy, column].array
    kept = _in_e164(values, rewritten)
    if cleared.any():
        kept = kept.loc[~cleared]
    return pd.concat([kept, _in_e164(copies, np.ones(len(copies), dtype=bool))], ignore_index=True)


def _in_e164(values: pd.DataFrame, chosen: Bools) -> pd.DataFrame:
    """Return ``values``, the ``chosen`` among them as a reading of their E.164 form gives them."""
    return values.assign(
        raw=values["raw"].mask(chosen, values["e164"]),
        format=_recoded(values["format"], chosen, FORMATS.index("e164")),
        parse_region=_recoded(values["parse_region"], chosen, -1),
        region_source=_recoded(values["region_source"], chosen, REGION_SOURCES.index("number")),
        confidence=_recoded(values["confidence"], chosen, -1),
        found_under=_recoded(values["found_under"], chosen, POLICIES.index("exact")),
        stored_as=_recoded(values["stored_as"], chosen, STORED.index("e164")),
    )


def _recoded(column: pd.Series, chosen: Bools, code: int) -> pd.Categorical:
    categories = column.array.categories
    return category_from_codes(np.where(chosen, column.array.codes.dtype.type(code), column.array.codes), categories)


def fix_figures(
    before: Assessment, after: Assessment, cells: pd.DataFrame, intended: pd.DataFrame, profile: Profile
) -> FixFigures:
    """Compare the org ``before`` and ``after`` the load of ``cells`` (PLANNED_CELLS).

    ``intended`` (number: row position) are the numbers that are meant to get another winner.
    """
    (simulation, findings), (simulated, found) = before, after
    new = _new_findings(before, after)
    is_dated = new["rule_id"] == DATED_RULE
    counted = new.loc[~is_dated]
    written = cells.loc[cells["change"] != "touch"]
    was_meant = mask_at(len(simulation.numbers), intended["number"].to_numpy())
    return FixFigures(
        cells=len(written),
        records=int(cells["record"].nunique()),
        changes={change: int((cells["change"] == change).sum()) for change in CHANGES},
        steps=_steps(simulation, cells),
        scores_before=_scores(simulation, profile),
        scores_after=_scores(simulated, profile),
        rules=_rule_effects(findings.found, found.found),
        winners_changed=int((_has_other_winner(simulation, simulated) & ~was_meant).sum()),
        intended_winners=len(intended),
        new_errors=int((counted["severity"] == "error").sum()),
        new_warnings=int((counted["severity"] == "warning").sum()),
        new_notices=int((counted["severity"] == "notice").sum()),
        moved=int(counted["moved"].sum()),
        loaded_ties=_loaded_ties(simulated, cells),
        closer_edits=int(is_dated.sum()),
        left_for_people=_left_for_people(simulated, profile),
    )


def winners_after(before: Simulation, after: Simulation) -> Ints:
    """Return for each number of ``before`` the record that wins it ``after`` (row position, -1 for none)."""
    row = positions_of_digits(before.numbers["digits"].to_numpy(), after.numbers["digits"].to_numpy())
    winner: Ints = np.append(after.numbers["winner"].to_numpy(), -1)[row]
    return winner


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


def _scores(simulation: Simulation, profile: Profile) -> Scores:
    return scores_of(whole_counts(simulation, profile))


def _steps(simulation: Simulation, cells: pd.DataFrame) -> list[LoadStep]:
    rows = cells[["record", "step", "change"]].drop_duplicates("record")
    sobject = simulation.records["sobject"].array.codes[rows["record"].to_numpy()]
    file = np.where(sobject == SOBJECTS.index(PERSON_ACCOUNT), SOBJECTS.index(ACCOUNT), sobject)
    counted = rows.groupby(["step", file]).size()
    touches = rows.loc[rows["change"] == "touch", "step"].value_counts()
    return [
        LoadStep(
            step=int(step),
            rows=dict(sorted((SOBJECTS[file], int(n)) for file, n in counted.loc[step].items())),
            touches=int(touches.get(step, 0)),
        )
        for step in sorted(rows["step"].unique())
    ]


def _rule_effects(findings: pd.DataFrame, found: pd.DataFrame) -> list[RuleEffect]:
    before, after = (table.loc[~table["suppressed"], "rule_id"].value_counts() for table in (findings, found))
    rules = [str(rule_id) for rule_id in findings["rule_id"].array.categories]
    effects = (RuleEffect(rule_id=r, before=int(before.get(r, 0)), after=int(after.get(r, 0))) for r in rules)
    return [effect for effect in effects if effect.before != effect.after]


def _has_other_winner(before: Simulation, after: Simulation) -> Bools:
    """Check for each number whether another record wins it; one that nothing found before has no winner to lose."""
    winner = before.numbers["winner"].to_numpy()
    return np.asarray((winner >= 0) & (winners_after(before, after) != winner))


def _left_for_people(simulation: Simulation, profile: Profile) -> dict[str, int]:
    values = simulation.values
    formats = values.loc[match_values(values, profile), "format"].value_counts()
    return {name: int(formats.get(name, 0)) for name in (*READABLE_FORMATS[1:], *LOST_FORMATS, *NO_NUMBER_FORMATS)}
