"""The headline figures, for the whole and for groups of it (docs/simulation.md, Scores)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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
    SLOT_FIELDS,
    SLOTS,
    SOBJECTS,
    SYNC_OUTCOMES,
)
from audit.result.model import Share
from audit.result.results import FieldFigures, GroupFigures, SObjectFigures
from audit.tables.simulation import Simulation

Codes = npt.NDArray[np.integer[Any]]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Grouping:
    """To which group each row belongs: positions in ``names``, -1 for none."""

    names: Sequence[str]
    of_record: Codes
    of_value: Codes
    of_number: Codes


def as_a_whole(simulation: Simulation) -> Grouping:
    """Return the grouping with one group, "all"."""
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
    names = [*numbers["region"].array.categories, "none"]
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


def group_figures(simulation: Simulation, profile: Profile, grouping: Grouping) -> dict[str, GroupFigures]:
    """Return totals and scores of each group; groups with nothing in them too."""
    values, numbers = simulation.values, simulation.numbers
    n_groups = len(grouping.names)

    def _count(group: Codes, chosen: Bools) -> npt.NDArray[np.int64]:
        return np.bincount(group[chosen & (group >= 0)], minlength=n_groups)

    in_match_slot = match_values(values, profile)
    is_lost = in_match_slot & values["format"].isin(LOST_FORMATS).to_numpy()
    has_number = in_match_slot & ~values["format"].isin(NO_NUMBER_FORMATS).to_numpy()
    strictest = numbers["found_under"].array.codes
    clear, synced = is_clear(numbers), is_synced(numbers)
    every = np.ones(len(grouping.of_number), dtype=bool)
    n_numbers = _count(grouping.of_number, every)
    n_callable = n_numbers + _count(grouping.of_value, is_lost)

    def _of_callable(chosen: Bools) -> list[Share]:
        return shares(_count(grouping.of_number, chosen), n_callable)

    columns: dict[str, Sequence[Any]] = {
        "records": _count(grouping.of_record, np.ones(len(grouping.of_record), dtype=bool)).tolist(),
        "values": _count(grouping.of_value, np.ones(len(values), dtype=bool)).tolist(),
        "match_values": _count(grouping.of_value, in_match_slot).tolist(),
        "numbers": n_numbers.tolist(),
        "callable": n_callable.tolist(),
        "readiness": _of_callable(clear & synced),
        "e164_share": shares(
            _count(grouping.of_value, in_match_slot & (values["format"] == "e164").to_numpy()),
            _count(grouping.of_value, has_number),
        ),
        "found_exact_share": _of_callable(strictest <= POLICIES.index("exact")),
        "found_digits_share": _of_callable(strictest <= POLICIES.index("digits")),
        "match_clear_share": _of_callable(clear),
        "sync_ready_share": _of_callable(synced),
    }
    return {
        name: GroupFigures(**dict(zip(columns, row, strict=True)))
        for name, row in zip(grouping.names, zip(*columns.values(), strict=True), strict=True)
    }


def sobject_figures(simulation: Simulation, profile: Profile) -> dict[str, SObjectFigures]:
    """Return the figures of each object, with what of its values and of the numbers that it wins syncs."""
    figures = group_figures(simulation, profile, by_sobject(simulation))
    values, numbers = simulation.values, simulation.numbers
    return {
        sobject: SObjectFigures(
            **group.model_dump(),
            sync=counts(values["sync_outcome"].loc[values["sobject"] == sobject], SYNC_OUTCOMES),
            sync_numbers=number_counts(numbers["sync_outcome"].loc[numbers["winner_sobject"] == sobject]),
        )
        for sobject, group in figures.items()
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


def shares(parts: Codes, wholes: Codes) -> list[Share]:
    """Return part / whole for each pair, None where the whole is 0."""
    return [part / whole if whole else None for part, whole in zip(parts.tolist(), wholes.tolist(), strict=True)]


def counts(column: pd.Series, names: Sequence[str]) -> dict[str, int]:
    """Return how often each of ``names`` occurs, zeros included."""
    found = column.value_counts()
    return {name: int(found.get(name, 0)) for name in names}


def field_figures(values: pd.DataFrame) -> dict[str, FieldFigures]:
    """Return the figures of each phone field by "Object.Field", objects and standard slots in their order."""
    figures: dict[tuple[str, str], FieldFigures] = {}
    counted = values[["sobject", "field", "format", "sync_outcome"]]
    for (sobject, field), of_field in counted.groupby(["sobject", "field"], observed=True, sort=True):
        formats = counts(of_field["format"], FORMATS)
        with_number = len(of_field) - sum(formats[name] for name in NO_NUMBER_FORMATS)
        figures[str(sobject), str(field)] = FieldFigures(
            filled=len(of_field),
            e164_share=formats["e164"] / with_number if with_number else None,
            formats=formats,
            sync=counts(of_field["sync_outcome"], SYNC_OUTCOMES),
        )
    return {f"{sobject}.{field}": figures[sobject, field] for sobject, field in sorted(figures, key=_field_order)}


def _field_order(key: tuple[str, str]) -> tuple[int, int, str]:
    sobject, field = key
    standard = list(SLOT_FIELDS[sobject].values())
    return SOBJECTS.index(sobject), standard.index(field) if field in standard else len(standard), field
