"""What of a fix plan has been loaded, and whether the winners are those that were foretold."""

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from audit.fix_tables import VERIFIED, WINNER
from audit.tables import Simulation, e164_as_int


def verified(
    plan: pd.DataFrame, expected_winners: pd.DataFrame, simulation: Simulation, present: Mapping[str, Collection[str]]
) -> pd.DataFrame:
    """Return VERIFIED: the cells of ``plan`` (STORED_PLAN), then ``expected_winners`` (EXPECTED_WINNERS).

    ``simulation`` is the org as it is now, ``present`` names the phone fields that its source has, by object.
    """
    parts = [_cells(plan, simulation, present), _winners(expected_winners, simulation)]
    return VERIFIED.typed(pd.concat(parts, ignore_index=True))


def _cells(plan: pd.DataFrame, simulation: Simulation, present: Mapping[str, Collection[str]]) -> pd.DataFrame:
    """Return for each planned cell whether its field holds what was planned, what it held before, or something else.

    A record that was only to be saved again is done when it has been edited since.
    """
    records = simulation.records
    record = pd.Index(records["record_id"]).get_indexer(pd.Index(plan["record_id"]))
    now = _stored_now(simulation, record, plan["field"])
    edited = pd.Series(records["last_modified"].array.take(record, allow_fill=True), index=plan.index)
    is_edited = edited.notna() & (plan["last_modified"].isna() | (edited > plan["last_modified"]))
    status = np.select(
        [
            record < 0,
            ~_is_exported(simulation, record, plan["field"], present),
            _same(now, plan["new"]) & ((plan["change"] != "touch") | is_edited).to_numpy(),
            _same(now, plan["old"]),
        ],
        ["gone", "not_exported", "done", "not_done"],
        "overwritten",
    )
    return plan.assign(before=plan["old"], planned=plan["new"], now=now, status=status)


def _stored_now(simulation: Simulation, record: np.ndarray, field: pd.Series) -> pd.Series:
    """Return what each ``field`` of each ``record`` (row position) holds, NaN for nothing."""
    values = simulation.values
    own = values.loc[np.isin(values["record"].to_numpy(), record), ["record", "field", "raw"]]
    wanted = pd.DataFrame({"record": record, "field": field.astype("str").to_numpy()})
    stored = wanted.merge(own.astype({"field": "str"}), on=["record", "field"], how="left")["raw"]
    return stored.set_axis(field.index)


def _is_exported(
    simulation: Simulation, record: np.ndarray, field: pd.Series, present: Mapping[str, Collection[str]]
) -> np.ndarray:
    sobject = simulation.records["sobject"].astype("str").array.take(record, allow_fill=True)
    exported = pd.MultiIndex.from_tuples(
        [(name, each) for name, fields in present.items() for each in fields], names=["sobject", "field"]
    )
    return np.asarray(pd.MultiIndex.from_arrays([sobject, field.astype("str")]).isin(exported))


def _same(one: pd.Series, other: pd.Series) -> np.ndarray:
    return np.asarray((one == other) | (one.isna() & other.isna()), dtype=bool)


def _winners(expected: pd.DataFrame, simulation: Simulation) -> pd.DataFrame:
    """Return for each foretold winner whether that record wins the number now, another one does, or nobody."""
    numbers = simulation.numbers
    row = pd.Index(e164_as_int(numbers["e164"])).get_indexer(pd.Index(e164_as_int(expected["e164"])))
    now = pd.Series(numbers["winner_record_id"].array.take(row, allow_fill=True), index=expected.index)
    return pd.DataFrame(
        {
            "record_id": expected["winner_record_id"],
            "e164": expected["e164"],
            "change": WINNER,
            "step": 0,
            "planned": expected["winner_record_id"],
            "now": now,
            "status": np.select([now.isna(), now == expected["winner_record_id"]], ["gone", "done"], "overwritten"),
        },
        index=expected.index,
    )
