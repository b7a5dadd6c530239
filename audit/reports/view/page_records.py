"""The records of the page, in the order in which they win a number, and columns as its script reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from audit.columns.masks import mask_at
from audit.findings.labels import OBJECT_LABELS
from audit.reports.view.labels import labeled
from audit.reports.view.record_labels import Cards, Positions
from audit.result.results import Audit
from audit.simulate.matching import winning_order
from audit.sources.records.record_ids import widened

_ID_LENGTH: Final = 15
"""Characters of a record id that say all; Salesforce finds a record by them."""
_MILLISECONDS: Final = 1_000
"""In a second: Salesforce keeps no finer moments."""


@dataclass(frozen=True)
class PageRecords:
    """The records of the page, and where each is on it."""

    positions: Positions
    """Row positions in the records table, in the order of the page."""
    others: pd.DataFrame
    """Records that were not audited (record_id, sobject); they come last."""
    place: Positions
    """Row position → place on the page; behind the last row position those of ``others``."""


def page_records(result: Audit, named: Sequence[Positions], values: Positions, others: pd.DataFrame) -> PageRecords:
    """Return the records that are ``named``, and those of values.

    ``named`` are row positions in the records table (-1 for none), behind its last row those in ``others``;
    ``values`` are row positions in the values table.
    """
    n_records = len(result.records)
    of_values = result.values["record"].to_numpy()[values]
    is_here = mask_at(n_records + len(others), *(at[at >= 0] for at in named), of_values)
    here = np.flatnonzero(is_here[:n_records])
    by_id, by_edit, _ = winning_order(result.records, here, result.results.profile.object_order)
    positions = here[np.lexsort((by_id, by_edit))]
    place = np.full(n_records + len(others), -1, dtype=np.int64)
    place[positions] = np.arange(len(positions))
    place[n_records:] = len(positions) + np.arange(len(others))
    return PageRecords(positions, others, place)


def record_columns(page: PageRecords, cards: Cards) -> tuple[Mapping[str, Any], Mapping[str, list[str]]]:
    """Return the columns of the records, and the texts of their codes."""
    n_here = len(page.positions)
    card = cards.at(np.concatenate([page.positions, np.full(len(page.others), -1)]))
    ids = pd.concat([card["record_id"][:n_here], page.others["record_id"]], ignore_index=True)
    sobject = pd.concat([card["sobject"][:n_here], labeled(page.others["sobject"], OBJECT_LABELS)], ignore_index=True)
    columns: dict[str, Any] = {
        "id": joined(_shortened(ids)),
        "name": joined(card["name"].where(card["name"] != "", ids)),
        "edited_step": steps(_seconds(page, cards.records)),
    }
    labels = {}
    for name, texts in {"sobject": sobject, "owner": card["owner"], "region": card["region"]}.items():
        code, distinct = pd.factorize(texts)
        columns[name], labels[f"{name}s"] = listed(code), distinct.tolist()
    return columns, labels


def _shortened(ids: pd.Series) -> pd.Series:
    """Return ids without the three characters that follow from the others; one whose do not follow as it is."""
    short = ids.str.slice(stop=_ID_LENGTH)
    wide = pd.Series(widened(pa.array(short.to_numpy(dtype=object), pa.large_string())), dtype="str")
    return short.where((wide == ids).to_numpy(), ids)


def _seconds(page: PageRecords, records: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return the last edit of each record in seconds since 1970, -1 for an unknown one."""
    moments = records["last_modified"].take(page.positions)
    known = np.flatnonzero(moments.notna().to_numpy())
    seconds = np.full(len(page.positions) + len(page.others), -1, dtype=np.int64)
    seconds[known] = moments.to_numpy("datetime64[ms]").view(np.int64)[known] // _MILLISECONDS
    return seconds


def joined(texts: pd.Series) -> str:
    """Return the texts as one, with a line feed between them: no shown text has one."""
    return "\n".join(texts.fillna("").tolist())


def steps(numbers: npt.NDArray[np.int64]) -> list[int]:
    """Return each number as its difference from the one before.

    >>> steps(np.array([7, 7, 9]))
    [7, 0, 2]
    """
    return listed(np.diff(numbers, prepend=0))


def listed(numbers: npt.NDArray[np.int64]) -> list[int]:
    """Return numbers as a list, which JSON can hold."""
    as_list: list[int] = numbers.tolist()
    return as_list
