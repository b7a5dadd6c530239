"""Which of the winners that somebody asks for a data load can bring about."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.columns.lookup import e164_as_int, positions_among, positions_of_digits
from audit.columns.masks import Bools, Ints, mask_at
from audit.domain import DECISIONS, TIE
from audit.errors import in_lines
from audit.tables.simulation import Simulation

GRANTED, POSSIBLE = "granted", "possible"
"""It is so already, whatever is edited; a load can bring it about."""
CONTRADICTION, NOT_REACHED = "contradiction", "not_reached"
"""What becomes of some of those that seemed possible."""

_REASONS: Final = {
    "record": "the record is not among those that were audited",
    "number": "no audited record has the number in a field that calls match",
    "holder": "the record does not have the number",
    "object": "a record of an object that comes first has the number, whatever was edited last",
    "policy": "the search as the profile has it does not find the number on the record",
    CONTRADICTION: (
        "they contradict other numbers that the same records share; name the winner of those numbers in the list as "
        "well, or take these out"
    ),
    NOT_REACHED: "the simulation of the load finds another winner",
}
_OUTCOMES: Final = (GRANTED, "object", "policy", POSSIBLE, CONTRADICTION, NOT_REACHED)
"""Of a wish whose record has the number."""


@dataclass(frozen=True)
class WishCounts:
    """What an org, or a part of one, says of each wish: arrays of 0 and 1, an element a wish."""

    with_record: npt.NDArray[np.int8]
    with_number: npt.NDArray[np.int8]
    outcomes: dict[str, npt.NDArray[np.int8]]
    """by name; all are 0 where the record does not have the number"""


class Wishes(NamedTuple):
    """Those that a part of an org can plan for, and what it says of all."""

    wanted: pd.DataFrame
    """number and record (row positions) that should win it, and wish (row position in INTENDED_WINNERS)"""
    counts: WishCounts


def wishes_here(wishes: pd.DataFrame, simulation: Simulation) -> Wishes:
    """Return the wishes (INTENDED_WINNERS) to plan for, and what can be said of each.

    A load can only decide between records that the last edit decides between. Nothing here looks beyond records that
    share a number.
    """
    numbers = simulation.numbers
    record = positions_among(wishes["record_id"], simulation.records["record_id"])
    number = positions_of_digits(e164_as_int(wishes["e164"]), numbers["digits"].to_numpy())
    decided_by = np.append(numbers["decided_by"].array.codes, -1)[number]
    winner = np.append(numbers["winner"].to_numpy(), -1)[number]
    sobject = np.append(simulation.records["sobject"].array.codes, -1)
    outcome = np.select(
        [
            ~_holds(simulation, number, record),
            (record == winner) & (decided_by != DECISIONS.index(TIE)),
            sobject[record] != sobject[winner],
            ~np.isin(decided_by, [DECISIONS.index(TIE), DECISIONS.index("most_recent")]),
        ],
        ["", GRANTED, "object", "policy"],
        POSSIBLE,
    )
    wanted = pd.DataFrame({"number": number, "record": record, "wish": np.arange(len(wishes))})
    outcomes = {name: (outcome == name).astype(np.int8) for name in _OUTCOMES}
    return Wishes(
        wanted.loc[outcome == POSSIBLE].reset_index(drop=True),
        WishCounts((record >= 0).astype(np.int8), (number >= 0).astype(np.int8), outcomes),
    )


def _holds(simulation: Simulation, number: Ints, record: Ints) -> Bools:
    """Check for each pair whether the record has the number in a field that calls match."""
    values, n_records = simulation.values, len(simulation.records)
    held = values["number"].to_numpy()
    is_asked = mask_at(len(simulation.numbers) + 1, number[number >= 0])[held]  # the last place stands for none
    pairs = held[is_asked] * n_records + values["record"].to_numpy()[is_asked]
    return np.isin(number * n_records + record, pairs) & (number >= 0) & (record >= 0)


def with_outcome(counts: WishCounts, wishes: pd.Series, outcome: str) -> WishCounts:
    """Return ``counts`` with another ``outcome`` of some possible ``wishes`` (row positions in INTENDED_WINNERS)."""
    outcomes = {name: of_wish.copy() for name, of_wish in counts.outcomes.items()}
    outcomes[POSSIBLE][wishes.to_numpy()] = 0
    outcomes[outcome][wishes.to_numpy()] = 1
    return replace(counts, outcomes=outcomes)


def left_out_wishes(wishes: pd.DataFrame, counts: WishCounts) -> Iterator[str]:
    """Yield a warning for each reason why some ``wishes`` (INTENDED_WINNERS) are left out.

    ``counts`` are those of the whole org.
    """
    outcomes = np.select(
        [counts.with_record == 0, counts.with_number == 0, *(of_wish > 0 for of_wish in counts.outcomes.values())],
        ["record", "number", *counts.outcomes],
        "holder",
    )
    for name, why in _REASONS.items():
        lines = wishes["line"].loc[outcomes == name].tolist()
        if lines:
            n_wishes = f"{len(lines):,} intended winners are" if len(lines) > 1 else "One intended winner is"
            yield f"{n_wishes} left out ({in_lines(lines)} of the list): {why}."
