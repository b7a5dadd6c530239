"""The fix plans of the parts of an org as one plan, in the order of the run in memory."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from audit.columns.lookup import e164_as_int
from audit.columns.masks import Ints
from audit.tables.fixes import EXPECTED_WINNERS, PLANNED_CELLS

OF_LOADED = ["record_id", "sobject", "last_modified"]
"""The columns of records that load files and their plan tell."""


class PartPlan(NamedTuple):
    """The plan of a part."""

    cells: pd.DataFrame
    """PLANNED_CELLS"""
    records: pd.DataFrame
    """Columns OF_LOADED of the records that ``cells`` load, which are row positions here"""
    positions: Ints
    """of these records in the whole org"""
    expected_winners: pd.DataFrame
    """EXPECTED_WINNERS"""


def part_plan(cells: pd.DataFrame, records: pd.DataFrame, positions: Ints, expected_winners: pd.DataFrame) -> PartPlan:
    """Return the plan of a part, with nothing of its ``records`` but what is loaded.

    ``positions`` are those of all its records in the whole org.
    """
    loaded, place = np.unique(cells["record"].to_numpy(), return_inverse=True)
    of_loaded = records[OF_LOADED].take(loaded).reset_index(drop=True)
    return PartPlan(cells.assign(record=place), of_loaded, positions[loaded], expected_winners)


def merged_plan(plans: Sequence[PartPlan]) -> PartPlan:
    """Return the plans of all parts as one: cells by step, record and field, expected winners by number.

    ``positions`` are ascending, so that rows of ``records`` are in the order of the whole org. The tables of ``plans``
    are taken apart column by column: a large org has millions of cells, for which there is room once.
    """
    positions = np.concatenate([plan.positions for plan in plans])
    order = np.argsort(positions, kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    starts = np.cumsum([0, *(len(plan.positions) for plan in plans[:-1])])
    of_part = np.repeat(starts, [len(plan.cells) for plan in plans])
    cells = [plan.cells for plan in plans]
    first = {
        "record": pd.Series(place[np.concatenate([frame.pop("record").to_numpy() for frame in cells]) + of_part]),
        "field": pd.Series(_fields([frame.pop("field") for frame in cells])),
        "step": pd.Series(np.concatenate([frame.pop("step").to_numpy() for frame in cells])),
    }
    by_step = np.lexsort((first["field"].cat.codes, first["record"], first["step"]))
    merged = {name: _taken([first.pop(name)], by_step) for name in list(first)}
    for name in PLANNED_CELLS.names:
        if name not in merged:
            merged[name] = _taken([frame.pop(name) for frame in cells], by_step)
    expected = pd.concat([plan.expected_winners for plan in plans], ignore_index=True)
    expected = expected.take(np.argsort(e164_as_int(expected["e164"]), kind="stable")).reset_index(drop=True)
    records = {name: _taken([plan.records.pop(name) for plan in plans], order) for name in OF_LOADED}
    return PartPlan(
        PLANNED_CELLS.typed(pd.DataFrame(merged, copy=False)),
        pd.DataFrame(records, copy=False),
        positions[order],
        EXPECTED_WINNERS.typed(expected),
    )


def _taken(pieces: list[pd.Series], order: Ints) -> pd.Series:
    """Return the rows of ``pieces``, one below the other, at the positions ``order``."""
    return pd.concat(pieces, ignore_index=True).take(order).reset_index(drop=True)


def _fields(columns: Sequence[pd.Series]) -> pd.Categorical:
    """Return the fields of all parts, their names in alphabetical order."""
    # of no rows pandas makes categories of type object, which union_categoricals does not join with text
    texts = [column.cat.set_categories(column.cat.categories.astype("str")) for column in columns]
    return union_categoricals(texts, sort_categories=True)
