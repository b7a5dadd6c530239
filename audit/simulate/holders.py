"""Which record holds which number, and how its spelling can be found (SIMULATION section 4, step 1)."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.config import Profile
from audit.lookups import e164_as_int
from audit.tables import POLICIES, SLOTS

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
    strictest: Ints
    """position in POLICIES of the strictest policy under which the pair is found"""
    slots: Ints
    """bit i is set when the record holds the number in SLOTS[i]"""


@dataclass(frozen=True)
class HeldNumbers:
    """The numbers in match slots: what holds them, value by value and record by record."""

    digits: Ints
    """each distinct number without its plus sign, as a whole number, ascending"""
    rows: Ints
    """row positions, in values, of the readable values in match slots"""
    number: Ints
    """for each of ``rows`` the position of its number in ``digits``"""
    holders: Holders


def held_numbers(values: pd.DataFrame, n_records: int, profile: Profile) -> HeldNumbers:
    """Return who holds which number in a match slot of ``profile``; ``values`` are READ_VALUES."""
    slot = values["slot"].array.codes
    in_match_slot = np.isin(slot, [SLOTS.index(name) for name in profile.match_slots])
    rows = np.flatnonzero(in_match_slot & values["e164"].notna().to_numpy())
    number, distinct = pd.factorize(e164_as_int(values["e164"])[rows], sort=True)
    record = values["record"].to_numpy()[rows]
    return HeldNumbers(
        digits=np.asarray(distinct, dtype=np.int64),
        rows=rows,
        number=number,
        holders=_holders(number, record, _strictest_policy(values, rows), slot[rows], n_records),
    )


def _strictest_policy(values: pd.DataFrame, rows: Ints) -> Ints:
    """Return for each readable value of ``rows`` the position in POLICIES of the strictest policy that finds it."""
    is_e164 = (values["format"] == "e164").to_numpy()[rows]
    strictest = np.where(is_e164, np.int64(EXACT), np.int64(ANY))
    others = np.flatnonzero(~is_e164)
    spelled = values[["raw", "e164"]].take(rows[others])
    stored = pc.replace_substring_regex(pa.array(spelled["raw"]), "[^0-9]", "")
    number = pc.utf8_slice_codeunits(pa.array(spelled["e164"]), 1)
    same = pc.equal(stored, number).to_numpy(zero_copy_only=False).astype(bool)
    strictest[others[same]] = DIGITS
    return strictest


def _holders(number: Ints, record: Ints, strictest: Ints, slot: Ints, n_records: int) -> Holders:
    pair = number * max(n_records, 1) + record
    order = np.argsort(pair)
    first = first_of_each(pair[order])
    if not len(first):
        return Holders(number, record, strictest, slot.astype(np.int64))
    return Holders(
        number=number[order][first],
        record=record[order][first],
        strictest=np.minimum.reduceat(strictest[order], first),
        slots=np.bitwise_or.reduceat(np.int64(1) << slot[order].astype(np.int64), first),
    )


def first_of_each(grouped: Ints) -> Ints:
    """Return where each run of equal elements begins; no run in an empty array."""
    return np.flatnonzero(np.concatenate([[True], grouped[1:] != grouped[:-1]])) if len(grouped) else grouped[:0]


SLOTS_BY_MASK: Final = tuple(
    "+".join(slot for bit, slot in enumerate(SLOTS) if mask >> bit & 1) for mask in range(1 << len(SLOTS))
)
"""The names of a set of slots, in the order of the slots table, by its bit mask."""
