"""What is done to each block by itself, in any order and on any machine: two rounds of tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from audit.fixes.candidates import national_by_region
from audit.fixes.effect import latest_edit
from audit.normalize.normalize import read_values
from audit.normalize.region import region_counts, resolve_regions
from audit.parts.account_lookup import account_regions, write_own_regions
from audit.parts.blocks import Block, Blocks
from audit.parts.number_holders import write_holders
from audit.parts.stored_population import population_at, write_population
from audit.scoring.counts import added
from audit.tables.extract import EXTRACTED_RECORDS


def finish_block(blocks: Blocks, block: Block) -> None:
    """Write the records of ``block`` as they stand in the whole extract, and of Accounts what they say of their region.

    The first round; ``gather_account_regions`` comes between it and the second.
    """
    population = write_population(blocks, block)
    write_own_regions(blocks, block, population.records)


@dataclass(frozen=True)
class BlockFacts:
    """What of a block has to be known of the whole org before its parts are audited."""

    by_region: dict[str, int]
    """of ``national_by_region``"""
    own_regions: dict[str, int]
    """of ``region_counts``"""
    latest_edit: np.datetime64
    owners: frozenset[str]


def read_block_numbers(blocks: Blocks, block: Block, now: datetime) -> BlockFacts:
    """Read the numbers of ``block``, write which of its records hold which, and return what else is asked of it.

    ``now`` is the audit's clock. Of converted leads that are out of scope nothing else is asked.
    """
    population = population_at(blocks, np.arange(block.first, block.first + block.n_records))
    regions = resolve_regions(population.records, blocks.config, account_regions(blocks))
    values = read_values(population, regions, blocks.config)
    is_read = (values["digits"] > 0).to_numpy()
    digits, record = (values[name].to_numpy()[is_read] for name in ("digits", "record"))
    write_holders(blocks, block, digits, record + block.first)
    records = population.records if block.is_audited else population.records.iloc[:0]
    return BlockFacts(
        by_region=national_by_region(values, blocks.config.profile) if block.is_audited else {},
        own_regions=region_counts(regions) if block.is_audited else {},
        latest_edit=latest_edit(records, now),
        owners=frozenset(records["owner"].dropna().unique()),
    )


def merged_facts(facts: Sequence[BlockFacts], now: datetime) -> BlockFacts:
    """Return the facts of all blocks together."""
    nothing = BlockFacts({}, {}, latest_edit(EXTRACTED_RECORDS.empty(), now), frozenset())
    every = [nothing, *facts]
    return BlockFacts(
        by_region=added(each.by_region for each in every),
        own_regions=added(each.own_regions for each in every),
        latest_edit=max(each.latest_edit for each in every),
        owners=frozenset().union(*(each.owners for each in every)),
    )
