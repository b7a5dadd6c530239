"""What the scores are shares of, counted in the whole and in groups of it (docs/simulation.md, Scores)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.config.profile import Profile
from audit.domain import (
    FORMATS,
    LOST_FORMATS,
    NO_NUMBER_FORMATS,
    NOT_FOUND,
    POLICIES,
    SLOTS,
    SOBJECTS,
    SYNC_OUTCOMES,
)
from audit.result.model import Share
from audit.tables.simulation import Simulation

Codes = npt.NDArray[np.integer[Any]]
Bools = npt.NDArray[np.bool_]

NOWHERE: Final = "none"
"""The group of what is in no region."""


@dataclass(frozen=True)
class Grouping:
    """To which group each row belongs: positions in ``names``, -1 for none."""

    names: Sequence[str]
    of_record: Codes
    of_value: Codes
    of_number: Codes


@dataclass(frozen=True)
class GroupCounts:
    """What is counted of the whole or of one group; those of parts add (``added``)."""

    records: int
    values: int
    match_values: int
    numbers: int
    callable: int
    with_number: int
    """match-slot values that hold a number"""
    in_e164: int
    """of these, the ones in E.164"""
    ready: int
    """numbers, as are those below"""
    found_exact: int
    found_digits: int
    match_clear: int
    sync_ready: int


@dataclass(frozen=True)
class SObjectCounts:
    """What is counted of one object."""

    group: GroupCounts
    sync: dict[str, int]
    """values by outcome"""
    sync_numbers: dict[str, int]
    """numbers that its records win by outcome"""


@dataclass(frozen=True)
class FieldCounts:
    """What is counted of one phone field of one object."""

    formats: dict[str, int]
    sync: dict[str, int]


def _as_a_whole(simulation: Simulation) -> Grouping:
    tables = (simulation.records, simulation.values, simulation.numbers)
    return Grouping(["all"], *(np.zeros(len(table), dtype=np.int8) for table in tables))


def by_sobject(simulation: Simulation) -> Grouping:
    """Return the grouping by object; a number belongs to its winner's object."""
    return Grouping(
        SOBJECTS,
        simulation.records["sobject"].array.codes,
        simulation.values["sobject"].array.codes,
        simulation.numbers["winner_sobject"].array.codes,
    )


def by_region(simulation: Simulation) -> Grouping:
    """Return the grouping by region: of the number where one is readable, else of the record; "none" for neither."""
    values, numbers = simulation.values, simulation.numbers
    names = [*numbers["region"].array.categories, NOWHERE]
    nowhere = len(names) - 1
    of_record = pd.Categorical(simulation.records["region"], categories=names).codes
    of_number = pd.Categorical(values["region"], categories=names).codes
    of_value = np.where(of_number >= 0, of_number, of_record[values["record"].to_numpy()])
    return Grouping(
        names,
        np.where(of_record >= 0, of_record, nowhere),
        np.where(of_value >= 0, of_value, nowhere),
        numbers["region"].array.codes,
    )


def whole_counts(simulation: Simulation, profile: Profile) -> GroupCounts:
    """Return the counts of the whole."""
    return group_counts(simulation, profile, _as_a_whole(simulation))["all"]


def group_counts(simulation: Simulation, profile: Profile, grouping: Grouping) -> dict[str, GroupCounts]:
    """Return the counts of each group; of groups with nothing in them too."""
    values, numbers = simulation.values, simulation.numbers
    n_groups = len(grouping.names)

    def _count(group: Codes, chosen: Bools | None = None) -> npt.NDArray[np.int64]:
        is_counted = group >= 0 if chosen is None else chosen & (group >= 0)
        return np.bincount(group[is_counted], minlength=n_groups)

    in_match_slot = match_values(values, profile)
    is_lost = in_match_slot & values["format"].isin(LOST_FORMATS).to_numpy()
    has_number = in_match_slot & ~values["format"].isin(NO_NUMBER_FORMATS).to_numpy()
    strictest = numbers["found_under"].array.codes
    clear, synced = is_clear(numbers), is_synced(numbers)
    n_numbers = _count(grouping.of_number)
    columns = {
        "records": _count(grouping.of_record),
        "values": _count(grouping.of_value),
        "match_values": _count(grouping.of_value, in_match_slot),
        "numbers": n_numbers,
        "callable": n_numbers + _count(grouping.of_value, is_lost),
        "with_number": _count(grouping.of_value, has_number),
        "in_e164": _count(grouping.of_value, in_match_slot & (values["format"] == "e164").to_numpy()),
        "ready": _count(grouping.of_number, clear & synced),
        "found_exact": _count(grouping.of_number, strictest <= POLICIES.index("exact")),
        "found_digits": _count(grouping.of_number, strictest <= POLICIES.index("digits")),
        "match_clear": _count(grouping.of_number, clear),
        "sync_ready": _count(grouping.of_number, synced),
    }
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    return {
        name: GroupCounts(**dict(zip(columns, row, strict=True)))
        for name, row in zip(grouping.names, rows, strict=True)
    }


def sobject_counts(simulation: Simulation, profile: Profile) -> dict[str, SObjectCounts]:
    """Return the counts of each object, with what of its values and of the numbers that it wins syncs."""
    values, numbers = simulation.values, simulation.numbers
    return {
        sobject: SObjectCounts(
            group,
            sync=counts(values["sync_outcome"].loc[values["sobject"] == sobject], SYNC_OUTCOMES),
            sync_numbers=number_counts(numbers["sync_outcome"].loc[numbers["winner_sobject"] == sobject]),
        )
        for sobject, group in group_counts(simulation, profile, by_sobject(simulation)).items()
    }


def number_counts(sync_outcome: pd.Series) -> dict[str, int]:
    """Return how many numbers have each outcome of Contact Sync."""
    return counts(sync_outcome, (*SYNC_OUTCOMES, NOT_FOUND))


def match_values(values: pd.DataFrame, profile: Profile) -> Bools:
    """Check for each value whether it stands in a match slot."""
    return np.isin(values["slot"].array.codes, [SLOTS.index(slot) for slot in profile.match_slots])


def is_clear(numbers: pd.DataFrame) -> Bools:
    """Check for each number whether the data itself determines its record, however the search reads spellings."""
    decided = numbers["decided_by"].isin(["only_record", "object_priority"])
    return np.asarray(decided & ~numbers["format_sensitive"], dtype=bool)


def is_synced(numbers: pd.DataFrame) -> Bools:
    """Check for each number whether Contact Sync copies it."""
    return np.asarray(numbers["sync_outcome"] == "syncs", dtype=bool)


def share(part: int, whole: int) -> Share:
    """Return part / whole, None where the whole is 0."""
    return part / whole if whole else None


def counts(column: pd.Series, names: Sequence[str]) -> dict[str, int]:
    """Return how often each of ``names`` occurs, zeros included."""
    found = column.value_counts()
    return {name: int(found.get(name, 0)) for name in names}


def field_counts(values: pd.DataFrame) -> dict[str, FieldCounts]:
    """Return the counts of each phone field by "Object.Field"."""
    counted = values[["sobject", "field", "format", "sync_outcome"]]
    return {
        f"{sobject}.{field}": FieldCounts(
            counts(of_field["format"], FORMATS), counts(of_field["sync_outcome"], SYNC_OUTCOMES)
        )
        for (sobject, field), of_field in counted.groupby(["sobject", "field"], observed=True, sort=True)
    }
