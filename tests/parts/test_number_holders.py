from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.config.audit import AuditConfig
from audit.fixes.graph import components
from audit.parts.blocks import Block, Blocks
from audit.parts.number_holders import pairs_that_share, write_holders
from audit.tables.extract import Source

Held = list[tuple[int, int]]


def blocks_of(folder: Path, sizes: list[int]) -> Blocks:
    firsts = np.cumsum([0, *sizes])
    blocks = tuple(
        Block(f"Contact-{place}", "Contact", is_audited=True, n_rows=size, n_giving_way=0, first=int(first))
        for place, (size, first) in enumerate(zip(sizes, firsts, strict=False))
    )
    return Blocks(folder, blocks, Source("csv", (), {}), (), AuditConfig(), (), (), {})


def written(folder: Path, of_blocks: list[Held]) -> Blocks:
    """Write ``of_blocks``, pairs of a number and a record of ten in each block."""
    blocks = blocks_of(folder, [10] * len(of_blocks))
    for block, held in zip(blocks.blocks, of_blocks, strict=True):
        digits, record = np.array(held, dtype=np.int64).reshape(-1, 2).T
        assert write_holders(blocks, block, digits, record + block.first) == len(set(held))
    return blocks


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("holders")


@settings(deadline=None, max_examples=50)
@given(st.lists(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 9))), max_size=4), st.sampled_from([1, 5, 1_000]))
def test_records_are_joined_that_share_a_number_however_many_are_looked_at_at_once(
    folder: Path, of_blocks: list[Held], at_once: int
) -> None:
    one, other = pairs_that_share(written(folder, of_blocks), at_once)
    holders: dict[int, set[int]] = {}
    for place, held in enumerate(of_blocks):
        for digits, record in held:
            holders.setdefault(digits, set()).add(place * 10 + record)
    pairs = [(min(records), record) for records in holders.values() for record in records - {min(records)}]
    assert sorted(zip(one.tolist(), other.tolist(), strict=True)) == sorted(pairs)


@pytest.mark.parametrize("at_once", [1_500, 8_000, 1_000_000])
def test_all_holders_of_a_number_are_looked_at_together_in_whatever_ranges(folder: Path, at_once: int) -> None:
    chance = np.random.default_rng(7)
    blocks = blocks_of(folder, [4_000] * 5)
    held = [(chance.zipf(1.3, 4_000) % 9_000 + 1, np.arange(4_000) + block.first) for block in blocks.blocks]
    for block, (digits, record) in zip(blocks.blocks, held, strict=True):
        write_holders(blocks, block, digits, record)
    digits, record = map(np.concatenate, zip(*held, strict=True))
    one, other = pairs_that_share(blocks, at_once)
    holders = pd.DataFrame({"digits": digits, "record": record})
    first = holders.groupby("digits")["record"].transform("min")
    expected = sorted(zip(first, holders["record"], strict=True))
    assert sorted(zip(one.tolist(), other.tolist(), strict=True)) == [pair for pair in expected if pair[0] != pair[1]]


def test_a_number_on_very_many_records_joins_all_of_them(folder: Path) -> None:
    blocks = blocks_of(folder, [200_000])
    write_holders(blocks, blocks.blocks[0], np.full(200_000, 7), np.arange(200_000))
    assert not components(200_000, *pairs_that_share(blocks)).any()


def test_however_many_blocks_there_are_few_files_are_open_at_once(folder: Path) -> None:
    resource = pytest.importorskip("resource", reason="Windows has no such limit")
    blocks = written(folder, [[(1, 0), (2, 1)]] * 100)
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    n_open = len(list(Path("/proc/self/fd").iterdir()))
    resource.setrlimit(resource.RLIMIT_NOFILE, (n_open + 20, before[1]))
    try:
        one, _ = pairs_that_share(blocks)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert sorted(set(one.tolist())) == [0, 1]
