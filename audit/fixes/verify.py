"""What of a fix plan has been loaded, and whether the winners are those that were foretold."""

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from audit.columns.lookup import e164_as_int, ids_at, positions_of_digits
from audit.tables.fixes import VERIFIED, WINNER
from audit.tables.simulation import Simulation


def verified(
    plan: pd.DataFrame,
    expected_winners: pd.DataFrame,
    simulation: Simulation,
    phones: pd.DataFrame,
    present: Mapping[str, Collection[str]],
) -> pd.DataFrame:
    """Return VERIFIED: the cells of ``plan`` (STORED_PLAN), then ``expected_winners`` (EXPECTED_WINNERS).

    ``simulation`` is the org as it is now, with its ``phones`` (EXTRACTED_PHONES); ``present`` names the phone fields
    that its source has, by object.
    """
    parts = [_cells(plan, simulation.records, phones, present), _winners(expected_winners, simulation, present)]
    return VERIFIED.typed(pd.concat(parts, ignore_index=True))


def _cells(
    plan: pd.DataFrame, records: pd.DataFrame, phones: pd.DataFrame, present: Mapping[str, Collection[str]]
) -> pd.DataFrame:
    """Return for each planned cell whether its field holds what was planned, what it held before, or something else.

    A record that was only to be saved again is done when it has been edited since.
    """
    record = pd.Index(records["record_id"]).get_indexer(pd.Index(plan["record_id"]))
    now = _stored_now(phones, record, plan["field"])
    edited = pd.Series(records["last_modified"].array.take(record, allow_fill=True), index=plan.index)
    is_edited = edited.notna() & (plan["last_modified"].isna() | (edited > plan["last_modified"]))
    status = np.select(
        [
            ~_is_exported(plan, present),
            record < 0,
            _same(now, plan["new"]) & ((plan["change"] != "touch") | is_edited).to_numpy(),
            _same(now, plan["old"]),
        ],
        ["not_exported", "gone", "done", "not_done"],
        "overwritten",
    )
    return plan.assign(before=plan["old"], planned=plan["new"], now=now, status=status, saved_since=is_edited)


def _stored_now(phones: pd.DataFrame, record: np.ndarray, field: pd.Series) -> pd.Series:
    """Return what each ``field`` of each ``record`` (row position) holds, blanks included, NaN for nothing."""
    own = phones.loc[np.isin(phones["record"].to_numpy(), record), ["record", "field", "raw"]]
    wanted = pd.DataFrame({"record": record, "field": field.astype("str").to_numpy()})
    stored = wanted.merge(own.astype({"field": "str"}), on=["record", "field"], how="left")["raw"]
    return stored.set_axis(field.index)


def _is_exported(plan: pd.DataFrame, present: Mapping[str, Collection[str]]) -> np.ndarray:
    exported = pd.MultiIndex.from_tuples(
        [(name, each) for name, fields in present.items() for each in fields], names=["sobject", "field"]
    )
    return np.asarray(pd.MultiIndex.from_frame(plan[["sobject", "field"]].astype("str")).isin(exported))


def _same(one: pd.Series, other: pd.Series) -> np.ndarray:
    # missing texts equal nothing, each other neither
    return np.asarray((one == other) | (one.isna() & other.isna()), dtype=bool)


def _winners(expected: pd.DataFrame, simulation: Simulation, present: Mapping[str, Collection[str]]) -> pd.DataFrame:
    """Return for each foretold winner whether that record wins the number now, another one does, or nobody.

    Of an object without any phone field in the source nothing can be said.
    """
    numbers = simulation.numbers
    row = positions_of_digits(e164_as_int(expected["e164"]), numbers["digits"].to_numpy())
    winner = np.append(numbers["winner"].to_numpy(), -1)[row]
    now = ids_at(simulation.records, pd.Series(winner, index=expected.index))
    is_exported = expected["winner_sobject"].isin([name for name, fields in present.items() if fields])
    return pd.DataFrame(
        {
            "record_id": expected["winner_record_id"],
            "sobject": expected["winner_sobject"],
            "e164": expected["e164"],
            "change": WINNER,
            "step": 0,
            "planned": expected["winner_record_id"],
            "now": now,
            "status": np.select(
                [~is_exported, now.isna(), now == expected["winner_record_id"]],
                ["not_exported", "gone", "done"],
                "overwritten",
            ),
            "saved_since": False,
        },
        index=expected.index,
    )
