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

    ``positions`` are ascending, so that rows of ``records`` are in the order of the whole org.
    """
    positions = np.concatenate([plan.positions for plan in plans])
    order = np.argsort(positions, kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    starts = np.cumsum([0, *(len(plan.positions) for plan in plans[:-1])])
    cells = pd.concat([plan.cells.drop(columns="field") for plan in plans], ignore_index=True)
    cells["field"] = _fields([plan.cells["field"] for plan in plans])
    of_part = np.repeat(starts, [len(plan.cells) for plan in plans])
    cells["record"] = place[cells["record"].to_numpy() + of_part]
    cells = cells.sort_values(["step", "record", "field"], ignore_index=True)
    records = pd.concat([plan.records for plan in plans], ignore_index=True).take(order).reset_index(drop=True)
    expected = pd.concat([plan.expected_winners for plan in plans], ignore_index=True)
    expected = expected.take(np.argsort(e164_as_int(expected["e164"]), kind="stable")).reset_index(drop=True)
    return PartPlan(PLANNED_CELLS.typed(cells), records, positions[order], EXPECTED_WINNERS.typed(expected))


def _fields(columns: Sequence[pd.Series]) -> pd.Categorical:
    """Return the fields of all parts, their names in alphabetical order."""
    # of no rows pandas makes categories of type object, which union_categoricals does not join with text
    texts = [column.cat.set_categories(column.cat.categories.astype("str")) for column in columns]
    return union_categoricals(texts, sort_categories=True)
