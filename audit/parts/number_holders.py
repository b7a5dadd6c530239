"""Which records of an org hold which number, in any phone field, and which of them share one."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from audit.columns.masks import Ints
from audit.parts.blocks import Block, Blocks
from audit.parts.scratch_tables import mapped_array, write_array

_AT_ONCE: Final = 4_000_000
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
    of_blocks = [_mapped(blocks.folder, block) for block in blocks.blocks]
    pairs = [_pairs(whole) for whole in _by_range(of_blocks, at_once)]
    nothing = np.empty(0, np.int64)
    return (
        np.concatenate([nothing, *(one for one, _ in pairs)]),
        np.concatenate([nothing, *(other for _, other in pairs)]),
    )


def _by_range(of_blocks: Sequence[Holders], at_once: int) -> Iterator[Holders]:
    """Yield all holders, by ranges of numbers; ``of_blocks`` are in the order of their records."""
    n_holders = sum(len(holders.digits) for holders in of_blocks)
    n_ranges = n_holders // at_once + 1
    sample = np.sort(np.concatenate([np.empty(0, np.int64), *(h.digits[::_SAMPLED] for h in of_blocks)]))
    bounds = np.unique(sample[np.arange(1, n_ranges) * len(sample) // n_ranges]) if len(sample) else sample
    ends = [np.append(np.searchsorted(holders.digits, bounds), len(holders.digits)) for holders in of_blocks]
    for place in range(len(bounds) + 1):
        pieces = [
            Holders(*(column[(end[place - 1] if place else 0) : end[place]] for column in holders))
            for holders, end in zip(of_blocks, ends, strict=True)
        ]
        if pieces:
            yield _merged(pieces)


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
