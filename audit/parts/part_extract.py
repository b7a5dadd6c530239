"""A part of an org as an extract: what the stages take, whole org or part."""

from dataclasses import dataclass

import numpy as np

from audit.columns.masks import Ints
from audit.parts.blocks import Blocks
from audit.parts.cut import Parts
from audit.parts.stored_population import population_at
from audit.sources.org_extract import Extract


@dataclass(frozen=True, eq=False)
class PartExtract:
    """The records of one part, and where they are in the whole org."""

    extract: Extract
    """with the source and the settings of the whole org; of columns that are not read ``Blocks`` tells, once for all"""
    positions: Ints
    """of its audited records in the whole extract, ascending"""
    converted_positions: Ints
    """of its converted leads out of scope, among those of the whole extract"""


def part_extract(blocks: Blocks, parts: Parts, part: int) -> PartExtract:
    """Return the records of ``part`` in the order of the whole org."""
    positions = parts.positions(part)
    audited, converted = np.split(positions, np.searchsorted(positions, [blocks.n_audited]))
    extract = Extract(
        population_at(blocks, audited), population_at(blocks, converted), blocks.source, config=blocks.config
    )
    return PartExtract(extract, audited, converted - blocks.n_audited)
