"""Which phone fields the load files leave alone because somebody has accepted what stands there."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from audit.columns.lookup import is_same_id
from audit.columns.masks import Bools, mask_at
from audit.config.audit import Suppression
from audit.tables.findings import Findings
from audit.tables.simulation import Simulation


def suppressed_fields(
    simulation: Simulation, findings: Findings, suppressions: Sequence[Suppression], today: date
) -> Bools:
    """Tell for each value whether a suppressed finding is on its field, or a suppression names its record or number.

    A suppression in force that names no rule holds for every field of its record or
    number, also for one on which nothing was found. A suppressed finding on a record as a whole says nothing of its
    fields.
    """
    alone = _has_suppressed_finding(simulation, findings.found)
    for suppression in suppressions:
        if suppression.rule is None and (suppression.expires is None or suppression.expires >= today):
            alone |= _is_named(simulation, suppression)
    return alone


def _has_suppressed_finding(simulation: Simulation, found: pd.DataFrame) -> Bools:
    n_values = len(simulation.values)
    value = found.loc[found["suppressed"], "value"].to_numpy()
    return mask_at(n_values, value[(value >= 0) & (value < n_values)])


def _is_named(simulation: Simulation, suppression: Suppression) -> Bools:
    values = simulation.values
    named = np.ones(len(values), dtype=bool)
    if suppression.record is not None:
        named &= is_same_id(simulation.records["record_id"], suppression.record)[values["record"].to_numpy()]
    if suppression.number is not None:
        named &= values["e164"].eq(suppression.number.strip()).to_numpy(dtype=bool)
    return named
