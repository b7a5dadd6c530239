"""An org cut into parts such that no number is on records of two parts."""

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Final

import numpy as np

from audit.columns.masks import Ints
from audit.fixes.graph import components
from audit.parts.blocks import Blocks
from audit.parts.number_holders import pairs_that_share
from audit.parts.scratch_tables import mapped_array, write_array

_POSITIONS: Final = "records-by-part.npy"


@dataclass(frozen=True)
class Parts:
    """Which records make each part; small, so that it can travel to every task."""

    folder: Path
    n_records: tuple[int, ...]
    """of each part, converted leads that are out of scope included; at least one part, which may be empty"""
    largest_component: int
    """records of the largest group that shared numbers hold together: no part can be smaller than its largest group"""

    def positions(self, part: int) -> Ints:
        """Return the positions (among those of the whole org, ascending) of the records of ``part``."""
        end = self._ends[part]
        return np.array(mapped_array(self.folder / _POSITIONS)[end - self.n_records[part] : end])

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(self.n_records))


def cut(blocks: Blocks, rows_per_part: int) -> Parts:
    """Cut the org into parts of some ``rows_per_part`` records, which ``read_block_numbers`` has looked through.

    A part has fewer than twice as many unless records that shared numbers hold together are more than
    ``rows_per_part``. A component goes where its first record lies, so that few records leave their block.
    No org has 2^31 records: arrays of all of them are half as large for that.
    """
    records, least = _joined(*pairs_that_share(blocks))
    n_of_component = np.ones(blocks.n_records, dtype=np.int32)  # by its first record
    n_of_component[records] = 0
    np.add.at(n_of_component, least, 1)
    part = np.cumsum(n_of_component, dtype=np.int32)
    part -= n_of_component
    part //= rows_per_part
    part[records] = part[least]
    n_records = np.bincount(part)
    write_array(np.argsort(part, kind="stable"), blocks.folder / _POSITIONS)
    sizes = tuple(n_records[n_records > 0].tolist()) or (0,)
    return Parts(blocks.folder, sizes, int(n_of_component.max(initial=0)))


def _joined(one: Ints, other: Ints) -> tuple[Ints, Ints]:
    """Return the records that share a number (ascending), and for each the first one of its component."""
    records, places = np.unique(np.concatenate([one, other]), return_inverse=True)
    return records, records[components(len(records), places[: len(one)], places[len(one) :])]
