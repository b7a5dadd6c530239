"""Which numbers of a report to ask an org's search for: of every stored format a few, each on one old record."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

import pandas as pd

from audit.domain import CUSTOM_SLOT
from audit.normalize.spellings import neighbor_of
from audit.normalize.stored_formats import stored_formats

MOST_OF_A_KIND: Final = 25
"""Numbers of one stored format on one object."""
SETTLED: Final = timedelta(days=1)
"""Since the last edit: the index of an org is late by a quarter of an hour and more."""
_SEED: Final = 20_070_714
_LONGEST_STEP: Final = 60


def stored_kinds(values: pd.DataFrame) -> pd.Series:
    """Return the kind of each row of VALUES: its stored format, those of custom fields apart."""
    return stored_formats(values).mask(values["slot"] == CUSTOM_SLOT, CUSTOM_SLOT)


def candidates(values: pd.DataFrame, records: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Return the rows of VALUES, with ``kind``, whose number stands once in the report, on a record long unchanged."""
    readable = values[values["e164"].notna()]
    once = readable[~readable["e164"].duplicated(keep=False)]
    is_old = records["last_modified"] < pd.Timestamp(now - SETTLED)
    old = once[once["record_id"].isin(records.loc[is_old, "record_id"])]
    return old.assign(kind=stored_kinds(old))


def sample(rows: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return at most ``most`` rows of ``candidates``, as even as there are kinds and objects; the same each time."""
    shuffled = rows.sort_values(["record_id", "field"]).sample(frac=1, random_state=_SEED)
    place = shuffled.groupby(["kind", "sobject"], observed=True).cumcount()
    few = shuffled[place < MOST_OF_A_KIND]
    chosen = few.loc[place[place < MOST_OF_A_KIND].sort_values(kind="stable").index[:most]]
    return chosen.sort_values(["kind", "sobject", "record_id", "field"]).reset_index(drop=True)


def unheld(chosen: pd.Series, held: pd.Series, wanted: int = MOST_OF_A_KIND) -> list[str]:
    """Return valid numbers near those of ``chosen`` that are not in ``held`` (numbers in E.164)."""
    return list(islice(_free_neighbors(chosen, set(held)), wanted))


def _free_neighbors(chosen: pd.Series, taken: set[str]) -> Iterator[str]:
    for e164 in chosen:
        near = (neighbor_of(e164, step) for step in range(7, _LONGEST_STEP))
        free = next((number for number in near if number is not None and number not in taken), None)
        if free is not None:
            taken.add(free)
            yield free
