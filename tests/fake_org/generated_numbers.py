"""Phone numbers for generated rows: from ranges kept for fiction, spelled in all the ways that people have."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tests.fake_org.rows import Positions

Hashes = npt.NDArray[np.uint64]
_NUMBER_OF_SPELLINGS: Final = 1_000
_CODES_OF_THE_US: Final = (
    "201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 220 224 225 228 229 231 234 239 240 248 251"
    " 252 253 254 256 260 262 267 269 270 272 276 281 301 302 303 304 305 307 308 309 310 312 313 314 315 316 317 318"
    " 319 320 321 323 325 330 331 334 336 337 339 346"
)


@dataclass(frozen=True)
class Plan:
    """Fictional numbers of one country: the digits before the free ones, how many are free, and how to group."""

    region: str
    calling_code: str
    trunk: str
    heads: tuple[str, ...]
    n_free: int
    grouping: tuple[str, str]
    """A pattern over the national digits, trunk included, and what to make of it."""


PLANS: Final = (
    Plan(
        "US",
        "1",
        "",
        tuple(f"{code}55501" for code in _CODES_OF_THE_US.split()),
        2,
        (r"(...)(...)(....)", r"(\1) \2-\3"),
    ),
    Plan("GB", "44", "0", ("2079460", "1134960", "1214960", "1614960"), 3, (r"(...)(....)(....)", r"\1 \2 \3")),
    Plan(
        "FR", "33", "0", ("19900", "26191", "35301", "46571", "53649"), 4, (r"(..)(..)(..)(..)(..)", r"\1 \2 \3 \4 \5")
    ),
    Plan("AU", "61", "0", ("25550", "35550", "75550", "85550"), 4, (r"(..)(....)(....)", r"(\1) \2 \3")),
)


def mixed(positions: Positions, salt: int) -> Hashes:
    """Return a hash of each position, different for each ``salt`` (the finalizer of splitmix64)."""
    with np.errstate(over="ignore"):
        x = positions.astype(np.uint64) + np.uint64(salt * 0x9E3779B97F4A7C15 % 2**64)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return x ^ (x >> np.uint64(31))


def joined(*parts: pa.Array | str) -> pa.Array:
    """Return texts joined without anything between them."""
    return pc.binary_join_element_wise(*parts, "")


def padded(numbers: npt.NDArray[np.uint64] | Positions, width: int) -> pa.Array:
    """Return numbers as text with leading zeros."""
    return pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), width, "0")


def plan_of(record: Hashes) -> Positions:
    """Return which plan, so which country, each record has."""
    return np.searchsorted(np.array([60, 80, 95]), record % np.uint64(100), side="right").astype(np.int64)


def spelled_numbers(record: Hashes, number: Hashes) -> pa.Array:
    """Return one stored phone value for each record: the country from ``record``, the rest from ``number``."""
    if not len(number):
        return pa.array([], pa.string())
    plans = plan_of(record)
    spelling = (number >> np.uint64(40)) % np.uint64(_NUMBER_OF_SPELLINGS)
    kind = np.searchsorted(np.array([upto for upto, _ in _SPELLINGS]), spelling, side="right").astype(np.int64)
    group = plans * len(_SPELLINGS) + kind
    order = np.argsort(group, kind="stable")
    pieces: list[pa.Array] = []
    for block in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
        plan, (_, spell) = PLANS[plans[block[0]]], _SPELLINGS[kind[block[0]]]
        pieces.append(pc.cast(spell(plan, _national(plan, number[block])), pa.string()))
    back = np.empty(len(order), dtype=np.int64)
    back[order] = np.arange(len(order))
    return pa.concat_arrays(pieces).take(pa.array(back))


def _national(plan: Plan, number: Hashes) -> pa.Array:
    """Return the national number, without the trunk prefix."""
    heads = pa.array(plan.heads).take(pa.array((number % np.uint64(len(plan.heads))).astype(np.int64)))
    return joined(heads, padded((number >> np.uint64(16)) % np.uint64(10**plan.n_free), plan.n_free))


def _e164(plan: Plan, national: pa.Array) -> pa.Array:
    return joined(f"+{plan.calling_code}", national)


def _grouped(plan: Plan, national: pa.Array) -> pa.Array:
    pattern, replacement = plan.grouping
    return pc.replace_substring_regex(joined(plan.trunk, national), f"^{pattern}$", replacement)


def _spaced(plan: Plan, national: pa.Array) -> pa.Array:
    return joined(f"+{plan.calling_code} ", pc.replace_substring_regex(national, r"^(..)(...)", r"\1 \2 "))


def _constant(text: str) -> "Spelling":
    return lambda _, national: pa.array([text] * len(national), pa.string())


def _around(before: str, after: str) -> "Spelling":
    return lambda plan, national: joined(before, _grouped(plan, national), after)


Spelling = Callable[[Plan, pa.Array], pa.Array]
_SPELLINGS: Final[tuple[tuple[int, Spelling], ...]] = (
    (480, _e164),
    (680, _grouped),
    (800, _spaced),
    (850, lambda plan, national: joined(plan.trunk, national)),
    (890, lambda plan, national: joined(f"00{plan.calling_code}", national)),
    (920, lambda plan, national: joined(plan.calling_code, national)),
    (940, _around("", " ext. 12")),
    (950, _around("", ', "Mary"')),
    (957, lambda plan, national: joined(_e164(plan, national), " / ", _e164(plan, national))),
    (964, lambda plan, national: joined(_e164(plan, national), "\n", _grouped(plan, national))),
    (968, _around("\u202a", "\u202c")),
    (972, _around("\u00a0", "")),
    (975, _around("\U0001f4de ", "")),
    (976, _around("\x00", "")),
    (980, lambda plan, national: joined("'", _e164(plan, national))),
    (984, lambda plan, national: joined(plan.calling_code, national, ".0")),
    (986, _constant("4.42079E+11")),
    (988, _constant("1-800-FLOWERS")),
    (990, _constant("NA")),
    (992, _constant("None")),
    (994, _constant("#N/A")),
    (996, _constant("0000000000")),
    (998, _constant("ask reception, never before ten o'clock")),
    (_NUMBER_OF_SPELLINGS, _constant("0612")),
)
"""Each spelling with the thousandth up to which it is used."""
