"""Types of whole columns: moments, and texts from a short list as categories."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

TIMESTAMP: Final = "datetime64[ms, UTC]"


def category_of(values: object, categories: tuple[str, ...]) -> pd.Categorical:
    """Return ``values`` (an array of texts, NaN for missing) as a categorical over the whole list ``categories``."""
    return pd.Categorical(values, categories=list(categories))  # type: ignore[call-overload, no-any-return]


def category_from_codes(codes: npt.NDArray[np.integer[Any]], categories: Sequence[str]) -> pd.Categorical:
    """Return the categorical whose elements are ``categories[code]``; -1 is missing."""
    return pd.Categorical.from_codes(codes, categories=list(categories))  # type: ignore[call-overload,no-any-return]
