"""The records to keep of the duplicates of the page, as its script reads them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from audit.reports.view.keepers import suggested_keepers
from audit.reports.view.page_records import PageRecords, listed, steps
from audit.reports.view.record_labels import Positions
from audit.reports.view.shared_numbers import holders_of
from audit.result.results import Audit


def kept_records(result: Audit, numbers: Positions) -> pd.DataFrame:
    """Return the records to keep of ``numbers`` (row positions): number and keeper (row positions), why.

    A number has one for each kind of record that can be merged, and none where merging is not sensible.
    """
    shared = numbers[result.numbers["n_records"].to_numpy()[numbers] > 1]
    held = holders_of(result, shared)[["number", "record"]].drop_duplicates(ignore_index=True)
    if held.empty:
        return pd.DataFrame({"number": [], "keeper": [], "why": []}).astype({"number": "int64", "keeper": "int64"})
    rows = suggested_keepers(result, held.rename(columns={"record": "holder"}))
    kept = rows.loc[rows["keeper"] >= 0].drop_duplicates("set", ignore_index=True)
    return kept[["number", "keeper", "why"]]


def keeper_columns(kept: pd.DataFrame, place_of_number: Positions, records: PageRecords) -> Mapping[str, Any]:
    """Return the columns of ``kept`` (see page_tables), by the place of the number.

    ``place_of_number`` has the place on the page of each number of the audit.
    """
    place = place_of_number[kept["number"].to_numpy()]
    order = np.argsort(place, kind="stable")
    why, texts = pd.factorize(kept["why"].take(order))
    return {
        "number_step": steps(place[order]),
        "record": listed(records.place[kept["keeper"].to_numpy()[order]]),
        "why": listed(why),
        "whys": texts.tolist(),
    }
