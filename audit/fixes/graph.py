"""Records as the nodes of a graph, and the pairs between them: who belongs together, who follows on whom.

Whole columns at a time for as many rounds as most orgs need at all; what is left after that are long chains, in which
a round settles little. They are walked pair by pair, so that the work grows with the pairs and not with their square.
"""

from typing import Final, NamedTuple

import numpy as np

from audit.columns.masks import Bools, Ints, mask_at

_ROUNDS: Final = 16
"""After how many rounds over whole columns the rest is walked pair by pair."""


def components(n_nodes: int, one: Ints, other: Ints) -> Ints:
    """Return for each node the least node of those that it is joined to by pairs, directly or through others.

    Each round every root of a pair takes the lesser one, and every node the root of its root (Shiloach and Vishkin,
    1982): a chain is settled in as many rounds as its length has binary digits.

    >>> components(5, np.array([4, 2]), np.array([2, 1])).tolist()
    [0, 1, 1, 3, 1]
    """
    root = np.arange(n_nodes)
    while True:
        least = np.minimum(root[one], root[other])
        joined = root.copy()
        for side in (one, other):
            np.minimum.at(joined, root[side], least)
        joined = joined[joined]
        if np.array_equal(joined, root):
            return root
        root = joined


def reached_from(start: Bools, before: Ints, after: Ints) -> Bools:
    """Return which nodes are in ``start`` or come ``after`` one that is, directly or through others."""
    reached, left = start.copy(), np.arange(len(before))
    for _ in range(_ROUNDS):
        leads_on = reached[before[left]]
        if not leads_on.any():
            return reached
        reached[after[left[leads_on]]] = True
        left = left[~leads_on]
    pairs = _outgoing(before[left], after[left])
    is_reached = reached[pairs.nodes].tolist()
    to_walk = np.flatnonzero(is_reached).tolist()
    for node in to_walk:  # grows while it is walked
        for follower in pairs.targets[pairs.start[node] : pairs.start[node + 1]]:
            if not is_reached[follower]:
                is_reached[follower] = True
                to_walk.append(follower)
    reached[pairs.nodes] = is_reached
    return reached


def levels(before: Ints, after: Ints, earliest: Ints) -> tuple[Ints, Bools]:
    """Return for each node the least level that is later than those of all that come before it.

    ``earliest`` is the least one of each node by itself. Return also for each pair of ``before`` and ``after`` whether
    it is part of a circle, or lies between two: of what comes after a circle no level is right.
    """
    level = earliest.copy()
    left = _settle(before, after, level)
    left = left[_settle(after[left], before[left], np.zeros_like(level))]
    return level, mask_at(len(before), left)


def _settle(before: Ints, after: Ints, level: Ints) -> Ints:
    """Raise ``level`` of every node above those before it; return the pairs that come after a circle, or are in one.

    Nodes that wait for nobody any more are settled, and their pairs with them (Kahn, 1962).
    """
    left = np.arange(len(before))
    for _ in range(_ROUNDS):
        is_settled = ~mask_at(len(level), after[left])[before[left]]
        if not is_settled.any():
            return left
        settled, left = left[is_settled], left[~is_settled]
        np.maximum.at(level, after[settled], level[before[settled]] + 1)
    return left[_settle_one_by_one(before[left], after[left], level)]


def _settle_one_by_one(before: Ints, after: Ints, level: Ints) -> Ints:
    pairs = _outgoing(before, after)
    waits_for = np.bincount(pairs.targets, minlength=len(pairs.nodes)).tolist()
    of_node = level[pairs.nodes].tolist()
    settled = [node for node, n in enumerate(waits_for) if not n]
    for node in settled:  # grows while it is walked
        for follower in pairs.targets[pairs.start[node] : pairs.start[node + 1]]:
            of_node[follower] = max(of_node[follower], of_node[node] + 1)
            waits_for[follower] -= 1
            if not waits_for[follower]:
                settled.append(follower)
    level[pairs.nodes] = of_node
    return np.flatnonzero(~mask_at(len(level), pairs.nodes[settled])[before])


class _Outgoing(NamedTuple):
    """Pairs as lists, in which a step costs a tenth of what it costs in an array."""

    nodes: Ints
    """the nodes that occur, in order; below, a node is its place among them"""
    start: list[int]
    """for each node where its targets begin in ``targets``, and where the last ones end"""
    targets: list[int]


def _outgoing(before: Ints, after: Ints) -> _Outgoing:
    nodes, places = np.unique(np.concatenate([before, after]), return_inverse=True)
    source, target = places[: len(before)], places[len(before) :]
    by_source = np.argsort(source, kind="stable")
    start = np.searchsorted(source[by_source], np.arange(len(nodes) + 1))
    return _Outgoing(nodes, start.tolist(), target[by_source].tolist())
