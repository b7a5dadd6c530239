"""Types of whole columns: moments, and texts from a short list as categories and their codes."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

TIMESTAMP: Final = "datetime64[ms, UTC]"


@lru_cache
def category_type(categories: tuple[str, ...]) -> pd.CategoricalDtype:
    """Return the type of columns whose values are from the whole list ``categories``; made once.

    To make it takes longer than what is done with the rows of a small table.
    """
    return pd.CategoricalDtype(list(categories))


def category_of(values: object, categories: tuple[str, ...]) -> pd.Categorical:
    """Return ``values`` (an array of texts, NaN for missing) as a categorical over the whole list ``categories``."""
    return pd.Categorical(values, dtype=category_type(categories))  # type: ignore[call-overload, no-any-return]


def category_from_codes(codes: npt.NDArray[np.integer[Any]], categories: Sequence[str]) -> pd.Categorical:
    """Return the categorical whose elements are ``categories[code]``; -1 is missing."""
    return pd.Categorical.from_codes(codes, dtype=category_type(tuple(categories)))


def texts_in(categories: pd.Index) -> list[str]:
    """Return a list of categories; pandas' own way asks Arrow for each of them."""
    texts: list[str] = categories.to_numpy(dtype=object).tolist()
    return texts


def places_of(column: pd.Series, known: Sequence[str]) -> npt.NDArray[np.int64]:
    """Return the place of each value (text or category) in ``known``, -1 for a missing or unknown one.

    A cast between categories does not do: pandas takes two lists of the same words for one, whatever their order.

    >>> places_of(pd.Series(["b", None, "a", "c"], dtype="category"), ["b", "a"]).tolist()
    [0, -1, 1, -1]
    """
    categorical = column.astype("category").array
    places = {code: place for place, code in enumerate(known)}
    of_category = np.array([*(places.get(code, -1) for code in texts_in(categorical.categories)), -1], dtype=np.int64)
    return np.asarray(of_category[categorical.codes], dtype=np.int64)
