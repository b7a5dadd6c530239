"""Which record holds which number, and how its spelling can be found (docs/simulation.md, Policies)."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.config.profile import Profile
from audit.domain import POLICIES, SLOTS
from audit.simulate.searched import searched

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

EXACT, DIGITS, ANY = range(len(POLICIES))


@dataclass(frozen=True)
class Holders:
    """Each distinct pair of a number and a record that holds it in a match slot, ordered by number, then record."""

    number: Ints
    """row position in the numbers table"""
    record: Ints
    """row position in the records table"""
    strictest: npt.NDArray[np.int8]
    """position in POLICIES of the strictest policy under which the pair is found"""
    search: npt.NDArray[np.int8]
    """FOUND where the search of the profile finds the pair, else UNSURE or NOT_FOUND"""
    slots: npt.NDArray[np.uint8]
    """bit i is set when the record holds the number in SLOTS[i]"""


@dataclass(frozen=True)
class HeldNumbers:
    """The numbers in match slots: what holds them, value by value and record by record."""

    digits: Ints
    """each distinct number without its plus sign, as a whole number, ascending"""
    rows: Ints
    """row positions, in values, of the readable values in match slots, ordered by number, then record"""
    first: Ints
    """for each of ``digits`` where its ``rows`` begin"""
    number: Ints
    """for each of ``rows`` the position of its number in ``digits``"""
    holders: Holders


def held_numbers(values: pd.DataFrame, profile: Profile) -> HeldNumbers:
    """Return who holds which number in a match slot of ``profile``.

    ``values`` has record, slot, digits, found_under and stored_as of READ_VALUES.
    """
    slot = values["slot"].array.codes
    in_match_slot = np.isin(slot, [SLOTS.index(name) for name in profile.match_slots])
    rows = np.flatnonzero(in_match_slot & (values["digits"].to_numpy() > 0))
    digits, record = values["digits"].to_numpy()[rows], values["record"].to_numpy()[rows]
    order = np.lexsort((record, digits))
    rows, digits, record = rows[order], digits[order], record[order]
    begins = begin(digits)
    first = np.flatnonzero(begins)
    number = np.cumsum(begins) - 1
    pair = np.flatnonzero(begins | begin(record))
    strictest, slots = values["found_under"].array.codes[rows], np.uint8(1) << slot[rows].astype(np.uint8)
    search = searched(values, profile)[rows]
    holders = Holders(
        number=number[pair],
        record=record[pair],
        strictest=np.minimum.reduceat(strictest, pair) if len(pair) else strictest,
        search=np.minimum.reduceat(search, pair) if len(pair) else search,
        slots=np.bitwise_or.reduceat(slots, pair) if len(pair) else slots,
    )
    return HeldNumbers(digits[first], rows, first, number, holders)


def begin(grouped: Ints) -> Bools:
    """Return where each run of equal elements begins."""
    begins = np.ones(len(grouped), dtype=bool)
    np.not_equal(grouped[1:], grouped[:-1], out=begins[1:])
    return begins


def first_of_each(grouped: Ints) -> Ints:
    """Return where each run of equal elements begins; no run in an empty array."""
    return np.flatnonzero(begin(grouped))


SLOTS_BY_MASK: Final = tuple(
    "+".join(slot for bit, slot in enumerate(SLOTS) if mask >> bit & 1) for mask in range(1 << len(SLOTS))
)
"""The names of a set of slots, in the order of the slots table, by its bit mask."""
