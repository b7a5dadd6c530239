"""An audit cut into parts that have no number in common, as if each had been audited alone."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from audit.fixes.graph import components
from audit.reports.excerpt import Excerpt, ExcerptRows, sliced
from audit.result.results import Audit


def closed_parts(audit: Audit, n_parts: int) -> Iterator[Excerpt]:
    """Yield the parts: records that share a number are in one, the others go round."""
    part = _part_of_records(audit, n_parts)
    record, number = audit.values["record"].to_numpy(), audit.values["number"].to_numpy()
    about, value = (audit.findings.found[name].to_numpy() for name in ("record", "value"))
    told_aside = np.where(about < 0, value % n_parts, -1)
    of_number = np.zeros(len(audit.numbers), dtype=np.int64)
    of_number[number[number >= 0]] = part[record[number >= 0]]
    of_task = part[pd.Index(audit.records["record_id"]).get_indexer(pd.Index(audit.for_people["record_id"]))]
    for each in range(n_parts):
        found = np.where(about < 0, told_aside == each, part[about] == each)
        rows = ExcerptRows(part == each, part[record] == each, of_number == each, found)
        own = sliced(audit, rows, of_task == each)
        if audit.comparison and own.comparison:
            changes = audit.comparison.changes.iloc[each::n_parts]
            own = replace(own, comparison=replace(own.comparison, changes=changes))
        yield Excerpt(own, np.flatnonzero(part == each))


def _part_of_records(audit: Audit, n_parts: int) -> np.ndarray:
    held = audit.values.loc[audit.values["digits"] > 0, ["digits", "record"]].sort_values("digits", kind="stable")
    digits, record = held["digits"].to_numpy(), held["record"].to_numpy()
    joined = np.flatnonzero(digits[1:] == digits[:-1])
    return components(len(audit.records), record[joined], record[joined + 1]) % n_parts
