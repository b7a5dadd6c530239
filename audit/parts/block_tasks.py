"""What is done to each block by itself, in any order and on any machine: two rounds of tasks."""

import numpy as np

from audit.normalize.normalize import read_values
from audit.normalize.region import resolve_regions
from audit.parts.account_lookup import account_regions, write_own_regions
from audit.parts.blocks import Block, Blocks
from audit.parts.number_holders import write_holders
from audit.parts.stored_population import population_at, write_population


def finish_block(blocks: Blocks, block: Block) -> None:
    """Write the records of ``block`` as they stand in the whole extract, and of Accounts what they say of their region.

    The first round; ``gather_account_regions`` comes between it and the second.
    """
    population = write_population(blocks, block)
    write_own_regions(blocks, block, population.records)


def read_block_numbers(blocks: Blocks, block: Block) -> int:
    """Read the numbers of ``block``, write which of its records hold which, and return how many holders there are."""
    population = population_at(blocks, np.arange(block.first, block.first + block.n_records))
    regions = resolve_regions(population.records, blocks.config, account_regions(blocks))
    values = read_values(population, regions, blocks.config)
    is_read = (values["digits"] > 0).to_numpy()
    digits, record = (values[name].to_numpy()[is_read] for name in ("digits", "record"))
    return write_holders(blocks, block, digits, record + block.first)
