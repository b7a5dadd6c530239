"""Which of the winners that somebody asks for a data load can bring about."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import pandas as pd

from audit.columns.lookup import e164_as_int, positions_of_digits
from audit.domain import TIE
from audit.errors import in_lines
from audit.tables.simulation import Simulation

_REASONS: Final = {
    "record": "the record is not among those that were audited",
    "number": "no audited record has the number in a field that calls match",
    "holder": "the record does not have the number",
    "object": "a record of an object that comes first has the number, whatever was edited last",
    "policy": "the search as the profile has it does not find the number on the record",
}
_CONTRADICTION: Final = (
    "they contradict other numbers that the same records share; name the winner of those numbers in the list as well, "
    "or take these out"
)
_NOT_REACHED: Final = "the simulation of the load finds another winner"


def possible_winners(wishes: pd.DataFrame, simulation: Simulation) -> tuple[pd.DataFrame, list[str]]:
    """Return the wishes (INTENDED_WINNERS) to plan for, and a warning for each reason why others cannot be.

    The wishes to plan for have number and record (row positions) and line; those that are so already, whatever is
    edited, are not among them. A load can only decide between records that the last edit decides between.
    """
    if wishes.empty:
        return pd.DataFrame(columns=["number", "record", "line"], dtype="int64"), []
    numbers = simulation.numbers
    record = pd.Index(simulation.records["record_id"]).get_indexer(pd.Index(wishes["record_id"]))
    number = positions_of_digits(e164_as_int(wishes["e164"]), numbers["digits"].to_numpy())
    decided_by = np.append(numbers["decided_by"].astype("str").to_numpy(), "")[number]
    winner = np.append(numbers["winner"].to_numpy(), -1)[number]
    sobject = np.append(simulation.records["sobject"].array.codes, -1)
    by_last_edit = np.isin(decided_by, ["most_recent", TIE])
    reason = np.select(
        [
            record < 0,
            number < 0,
            ~_holds(simulation, number, record),
            (record == winner) & (decided_by != TIE),
            sobject[record] != sobject[winner],
            ~by_last_edit,
        ],
        ["record", "number", "holder", "granted", "object", "policy"],
        "possible",
    )
    lines = wishes["line"]
    warnings = [
        _left_out(lines.loc[reason == name].tolist(), why) for name, why in _REASONS.items() if (reason == name).any()
    ]
    wanted = pd.DataFrame({"number": number, "record": record, "line": lines.to_numpy()})
    return wanted.loc[reason == "possible"].reset_index(drop=True), warnings


def _holds(simulation: Simulation, number: np.ndarray, record: np.ndarray) -> np.ndarray:
    values, n_records = simulation.values, len(simulation.records)
    is_held = (values["number"] >= 0).to_numpy()
    held = values["number"].to_numpy()[is_held] * n_records + values["record"].to_numpy()[is_held]
    return np.isin(number * n_records + record, held) & (number >= 0)


def not_granted(contradictory: pd.DataFrame, not_reached: pd.DataFrame) -> Iterator[str]:
    """Yield a warning for wishes (with line) that contradict each other, and one for those that come out otherwise."""
    for left_out, why in ((contradictory, _CONTRADICTION), (not_reached, _NOT_REACHED)):
        if len(left_out):
            yield _left_out(left_out["line"].tolist(), why)


def _left_out(lines: Sequence[int], why: str) -> str:
    n_wishes = f"{len(lines):,} intended winners are" if len(lines) > 1 else "One intended winner is"
    return f"{n_wishes} left out ({in_lines(lines)} of the list): {why}."
