"""How many rows of several long lists fit into a file of a given size."""

import zlib
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

ROW_OVERHEAD: Final = 52
"""Packed bytes that a row of a sheet takes beside its texts: places and styles of its cells."""
LINK_OVERHEAD: Final = 9
"""Packed bytes that a link takes beside its address: it is told once in the sheet and once among the relations."""
_SAMPLE: Final = 500
_LONGEST_SAMPLE: Final = 1_000_000


def packed_sizes(texts: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Return about how many bytes each row takes when packed: its characters times how well a sample packs."""
    n_bytes, n_links = np.zeros((2, len(texts)))
    for name in texts:
        length = pc.binary_length(pa.array(texts[name], pa.large_string())).to_numpy()
        n_bytes += length
        if str(name).endswith("_href"):
            n_links += length > 0
    step = max(1, len(texts) // _SAMPLE)
    columns = (texts[name].iloc[::step].tolist() for name in texts)
    sample = "\n".join(map(" ".join, zip(*columns, strict=True))).encode()[:_LONGEST_SAMPLE]
    ratio = len(zlib.compress(sample)) / max(len(sample), 1)
    return n_bytes * ratio + ROW_OVERHEAD + LINK_OVERHEAD * n_links


def common_limit(sizes: Sequence[npt.NDArray[np.float64]], budget: float) -> int:
    """Return the greatest number of first rows of each list, with which all lists together keep to ``budget`` bytes.

    >>> common_limit([np.full(10, 5.0), np.full(2, 5.0)], 40.0)
    6
    """
    longest = max((len(size) for size in sizes), default=0)
    per_rank = np.zeros(longest)
    for size in sizes:
        per_rank[: len(size)] += size
    return int(np.searchsorted(np.cumsum(per_rank), budget, side="right"))
