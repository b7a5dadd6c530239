"""Which records of an org hold which number, in any phone field, and which of them share one."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from audit.columns.masks import Ints
from audit.parts.blocks import Block, Blocks
from audit.parts.scratch_tables import mapped_array, write_array

_AT_ONCE: Final = 2_000_000
"""Holders that are looked at together, some 40 bytes each."""
_SAMPLED: Final = 1_000
"""Every so manieth number of a block tells where to cut."""


class Holders(NamedTuple):
    """Pairs of a number and a record that has it, by number, then record; each once."""

    digits: Ints
    record: Ints
    """position among the records of the whole org"""


def write_holders(blocks: Blocks, block: Block, digits: Ints, record: Ints) -> int:
    """Write the pairs of ``digits`` and ``record`` for ``block``, each once; return how many."""
    order = np.lexsort((record, digits))
    digits, record = digits[order], record[order]
    is_first = _differs(digits) | _differs(record)
    for name, column in Holders(digits[is_first], record[is_first])._asdict().items():
        write_array(column, _path(blocks.folder, block, name))
    return int(is_first.sum())


def pairs_that_share(blocks: Blocks, at_once: int = _AT_ONCE) -> tuple[Ints, Ints]:
    """Return pairs of records that share a number: for each number its first record with each of the others.

    Looked at are some ``at_once`` holders at a time: all those of a range of numbers.
    """
    pairs = [_pairs(holders) for holders in _by_range(blocks, at_once)]
    nothing = np.empty(0, np.int64)
    return (
        np.concatenate([nothing, *(one for one, _ in pairs)]),
        np.concatenate([nothing, *(other for _, other in pairs)]),
    )


def _by_range(blocks: Blocks, at_once: int) -> Iterator[Holders]:
    """Yield all holders by ranges of numbers, each by number, then record."""
    ends = _ends_of_ranges(blocks, at_once)
    starts = [np.append(0, of_block[:-1]) for of_block in ends]
    for place in range(len(ends[0]) if ends else 0):
        yield _merged(
            [
                Holders(*(np.array(column[start[place] : end[place]]) for column in _mapped(blocks.folder, block)))
                for block, start, end in zip(blocks.blocks, starts, ends, strict=True)
            ]
        )


def _ends_of_ranges(blocks: Blocks, at_once: int) -> list[Ints]:
    """Return for each block where in its holders each range of numbers ends; a range has some ``at_once`` of all."""
    n_holders, sample = 0, [np.empty(0, np.int64)]
    for block in blocks.blocks:  # one file after the other: a process may not hold thousands of them open
        digits = _mapped(blocks.folder, block).digits
        n_holders += len(digits)
        sample.append(np.array(digits[len(digits) % _SAMPLED // 2 :: _SAMPLED]))
    sampled = np.sort(np.concatenate(sample))
    n_ranges = n_holders // at_once + 1
    bounds = np.unique(sampled[np.arange(1, n_ranges) * len(sampled) // n_ranges])
    ends = []
    for block in blocks.blocks:
        digits = _mapped(blocks.folder, block).digits
        ends.append(np.append(np.searchsorted(digits, bounds), len(digits)))
    return ends


def _merged(pieces: Sequence[Holders]) -> Holders:
    digits, record = (np.concatenate(columns) for columns in zip(*pieces, strict=True))
    order = np.argsort(digits, kind="stable")
    return Holders(digits[order], record[order])


def _pairs(holders: Holders) -> tuple[Ints, Ints]:
    is_first = _differs(holders.digits)
    first = np.flatnonzero(is_first)
    others = np.flatnonzero(~is_first)
    of_others = first[np.searchsorted(first, others) - 1]
    return holders.record[of_others], holders.record[others]


def _differs(column: Ints) -> np.ndarray:
    """Return for each element whether it is another than the one before it."""
    return np.append(np.ones(min(len(column), 1), dtype=bool), column[1:] != column[:-1])


def _path(folder: Path, block: Block, name: str) -> Path:
    return folder / f"{block.name}.holders-{name}.npy"


def _mapped(folder: Path, block: Block) -> Holders:
    return Holders(*(mapped_array(_path(folder, block, name)) for name in Holders._fields))
