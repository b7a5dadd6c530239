import numpy as np

from audit.columns.masks import mask_at


def test_every_position_of_every_array_is_marked() -> None:
    assert mask_at(4, np.array([0, 2]), np.array([2])).tolist() == [True, False, True, False]


def test_without_positions_nothing_is_marked() -> None:
    assert mask_at(2).tolist() == [False, False]
