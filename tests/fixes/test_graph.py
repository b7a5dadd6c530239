import time
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.columns.masks import Bools, Ints, mask_at
from audit.fixes.graph import components, levels, reached_from
from audit.fixes.load_order import LoadOrder, load_steps

CHAIN = 130_000

# -- what is plainly right, and slow: round by round until nothing changes


def components_by_rounds(n_nodes: int, one: Ints, other: Ints) -> Ints:
    group = np.arange(n_nodes)
    while True:
        least = np.minimum(group[one], group[other])
        joined = group.copy()
        np.minimum.at(joined, one, least)
        np.minimum.at(joined, other, least)
        if np.array_equal(joined, group):
            return group
        group = joined


def reached_by_rounds(start: Bools, before: Ints, after: Ints) -> Bools:
    reached = start.copy()
    while True:
        more = reached.copy()
        more[after[reached[before]]] = True
        if np.array_equal(more, reached):
            return reached
        reached = more


def levels_by_rounds(before: Ints, after: Ints, earliest: Ints) -> tuple[Ints, Bools]:
    level, left = earliest.copy(), np.arange(len(before))
    while len(left):
        is_settled = ~mask_at(len(level), after[left])[before[left]]
        if not is_settled.any():
            break
        settled, left = left[is_settled], left[~is_settled]
        np.maximum.at(level, after[settled], level[before[settled]] + 1)
    while len(left):
        leads_on = mask_at(len(level), before[left])[after[left]]
        if leads_on.all():
            break
        left = left[leads_on]
    return level, mask_at(len(before), left)


def random_pairs(chance: Random, *, circles: int) -> tuple[int, Ints, Ints]:
    """Return nodes and pairs: one or two long chains with shortcuts and branches, and some pairs that lead back."""
    n_nodes = chance.randrange(2, 90)
    label = chance.sample(range(n_nodes), n_nodes)
    pairs = [(at, at + 1) for at in range(n_nodes - 1) if chance.random() < 0.97]
    pairs += [tuple(sorted(chance.sample(range(n_nodes), 2))) for _ in range(chance.randrange(12))]
    pairs += [(chance.randrange(n_nodes), chance.randrange(n_nodes)) for _ in range(circles)]
    chance.shuffle(pairs)
    array = np.array([(label[one], label[other]) for one, other in pairs], dtype=np.int64).reshape(-1, 2)
    return n_nodes, array[:, 0], array[:, 1]


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 3))
def test_each_comes_out_as_round_by_round(chance: Random, circles: int) -> None:
    n_nodes, before, after = random_pairs(chance, circles=circles)
    start = np.array([chance.random() < 0.05 for _ in range(n_nodes)])
    earliest = np.array([chance.choice([1, 1, 1, 7]) for _ in range(n_nodes)])
    assert components(n_nodes, before, after).tolist() == components_by_rounds(n_nodes, before, after).tolist()
    assert reached_from(start, before, after).tolist() == reached_by_rounds(start, before, after).tolist()
    level, in_circle = levels(before, after, earliest)
    level_then, in_circle_then = levels_by_rounds(before, after, earliest)
    assert in_circle.tolist() == in_circle_then.tolist()
    assert level.tolist() == level_then.tolist()


def test_without_pairs_every_node_is_by_itself() -> None:
    nothing = np.array([], dtype=np.int64)
    assert components(3, nothing, nothing).tolist() == [0, 1, 2]
    assert reached_from(np.array([True, False]), nothing, nothing).tolist() == [True, False]
    level, in_circle = levels(nothing, nothing, np.array([1, 4]))
    assert (level.tolist(), in_circle.tolist()) == ([1, 4], [])


def test_a_node_that_follows_on_itself_is_a_circle() -> None:
    _, in_circle = levels(np.array([0, 0]), np.array([0, 1]), np.ones(2, dtype=np.int64))
    assert in_circle.tolist() == [True, False]


@pytest.mark.parametrize("order", ["forward", "backward", "shuffled"])
def test_a_chain_of_130_000_records_is_ordered_at_once(order: str) -> None:
    nodes = np.arange(CHAIN + 1)
    nodes = {"forward": nodes, "backward": nodes[::-1], "shuffled": np.random.default_rng(1).permutation(nodes)}[order]
    before, after = nodes[:-1], nodes[1:]
    chain = LoadOrder(before, after, number=np.arange(CHAIN), group=np.arange(CHAIN + 1))
    started = time.process_time()
    tied = components(CHAIN + 1, before, after)
    found = load_steps(chain, mask_at(CHAIN + 1, nodes[:1]), last=nodes[:1])
    took = time.process_time() - started
    assert not tied.any()
    assert found.step[nodes].tolist() == list(range(1, CHAIN + 2))
    assert took < 3, f"{took:.1f} s; a slow machine takes one"
