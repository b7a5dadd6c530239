"""Rows marked by their positions."""

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


def mask_at(size: int, *positions: Ints) -> Bools:
    """Return an array of ``size`` that is true at ``positions``.

    >>> mask_at(4, np.array([0, 2]), np.array([2])).tolist()
    [True, False, True, False]
    """
    mask = np.zeros(size, dtype=bool)
    for at in positions:
        mask[at] = True
    return mask
