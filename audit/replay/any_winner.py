"""Who wins a number when every readable spelling is found, whatever the policy of the report is."""

from typing import Any

import numpy as np
import pandas as pd

from audit.columns.lookup import id_ranks
from audit.result.baseline import Baseline
from audit.simulate.matching import winning_order
from audit.tables.report_tables import RECORDS, VALUES


def winner_of_any(called: pd.DataFrame, stored: Baseline) -> Any:
    """Return for each ``e164`` of ``called`` the winner under the policy ``any`` (record id, NaN for none).

    A report of another policy has it not in its tables: the holders are put in order again
    (docs/simulation.md, Winner).
    """
    profile = stored.results["profile"]
    if profile["policy"] == "any":
        return called["winner_record_id"]
    known = called.loc[called["decided_by"].notna(), "e164"]
    values = stored.read(VALUES, ["record_id", "sobject", "slot", "e164"], ("e164", known))
    held = values.loc[values["slot"].isin(profile["match_slots"])]
    records = stored.read(RECORDS, ["record_id", "last_modified"], ("record_id", held["record_id"].drop_duplicates()))
    candidates = held.merge(records, on="record_id")
    candidates["id_rank"] = id_ranks(candidates["record_id"])
    order = np.lexsort(winning_order(candidates, np.arange(len(candidates)), profile["object_order"]))
    first = candidates.take(order).drop_duplicates("e164")
    position = pd.Index(first["e164"]).get_indexer(pd.Index(called["e164"]))
    return first["record_id"].array.take(np.asarray(position), allow_fill=True)
